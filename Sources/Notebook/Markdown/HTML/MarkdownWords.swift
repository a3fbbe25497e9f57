/// The words that the Markdown writer adds to a page, in the note's language.
package struct MarkdownWords: Hashable, Sendable {
  package var callouts: [MarkdownNode.Callout: String]
  package var footnotes: String
  package var backToText: String
  package var linkToHeading: String

  package static let english = MarkdownWords(
    callouts: [
      .note: "Note", .tip: "Tip", .important: "Important", .warning: "Warning", .caution: "Caution",
    ], footnotes: "Footnotes", backToText: "Back to the text", linkToHeading: "Link to: ")

  package static let chinese = MarkdownWords(
    callouts: [.note: "注意", .tip: "提示", .important: "重要", .warning: "警告", .caution: "小心"],
    footnotes: "脚注", backToText: "回到正文", linkToHeading: "链接到：")

  /// By the primary subtag of a BCP 47 tag; English where there are no words yet.
  package static func words(for language: String?) -> MarkdownWords {
    let primary = (language ?? "").split(whereSeparator: { $0 == "-" || $0 == "_" }).first?.lowercased()
    return primary == "zh" ? .chinese : .english
  }

  func name(of callout: MarkdownNode.Callout) -> String {
    callouts[callout] ?? callout.rawValue
  }
}
