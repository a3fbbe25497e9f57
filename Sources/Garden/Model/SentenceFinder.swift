import Notebook

/// Cuts the sentence round a link out of its paragraph.
final class SentenceFinder {
  private let text: [Unicode.Scalar]
  /// Links come in the order of the text.
  private var position = 0

  /// More than so many characters on one side are cut off.
  private static let longest = 120

  init?(_ paragraph: MarkdownNode) {
    guard paragraph.children.contains(where: { !$0.isPlain }) else { return nil }
    text = Array(paragraph.plainText.unicodeScalars)
  }

  func sentence(round words: String) -> Reference.Sentence? {
    let wanted = Array(words.unicodeScalars)
    guard !wanted.isEmpty, text.count >= wanted.count,
      let start = (position...max(position, text.count - wanted.count)).first(where: {
        text[$0...].starts(with: wanted)
      })
    else { return nil }
    let end = start + wanted.count
    position = end
    var first = start
    while first > 0, !isEnd(first - 1), start - first < Self.longest { first -= 1 }
    var last = end
    while last < text.count, last - end < Self.longest {
      last += 1
      if isEnd(last - 1) { break }
    }
    let isCutBefore = first > 0 && !isEnd(first - 1)
    let isCutAfter = last < text.count && !isEnd(last - 1)
    while first < start, text[first].properties.isWhitespace { first += 1 }
    return Reference.Sentence(
      before: (isCutBefore ? "…" : "") + string(first..<start), words: words,
      after: string(end..<last) + (isCutAfter ? "…" : ""))
  }

  /// A sentence ends behind the character.
  private func isEnd(_ index: Int) -> Bool {
    switch text[index] {
    case "。", "！", "？": true
    case ".", "!", "?": index + 1 >= text.count || text[index + 1] == " "
    default: false
    }
  }

  private func string(_ range: Range<Int>) -> String {
    String(String.UnicodeScalarView(text[range]))
  }
}

extension MarkdownNode {
  fileprivate var isPlain: Bool {
    switch kind {
    case .text, .code, .softBreak, .lineBreak, .htmlInline: true
    default: false
    }
  }
}
