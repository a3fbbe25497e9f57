/// The language of a note: captions, labels and reasons are written in it.
package enum Language: String, Hashable, Sendable, CaseIterable {
  case english = "en"
  case chinese = "zh"

  /// From a BCP 47 tag such as `zh-CN`; anything that is not Chinese is shown in English.
  package init(tag: String) {
    let primary = tag.lowercased().prefix { $0 != "-" && $0 != "_" }
    self = primary == "zh" || primary == "cmn" ? .chinese : .english
  }

  /// For `lang` attributes.
  package var tag: String {
    switch self {
    case .english: "en"
    case .chinese: "zh-CN"
    }
  }

  /// One of two wordings of the same thing.
  package func say(_ english: String, _ chinese: String) -> String {
    switch self {
    case .english: english
    case .chinese: chinese
    }
  }

  /// Joins clauses of one sentence.
  package var comma: String { say(", ", "，") }
  package var stop: String { say(".", "。") }
  package var colon: String { say(": ", "：") }
}
