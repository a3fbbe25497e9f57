import Notebook

/// Cuts the sentence round a link out of its paragraph.
final class SentenceFinder {
  /// In UTF-8.
  private let text: [UInt8]
  /// Links come in the order of the text.
  private var position = 0

  /// More than so many characters on one side are cut off.
  private static let longest = 120

  init?(_ paragraph: MarkdownNode) {
    guard paragraph.children.contains(where: { !$0.isPlain }) else { return nil }
    text = Array(paragraph.plainText.utf8)
  }

  func sentence(round words: String) -> Reference.Sentence? {
    guard !words.isEmpty, let start = text.place(of: Array(words.utf8), from: position) else { return nil }
    let end = start + words.utf8.count
    position = end
    var first = start
    var length = 0
    while first > 0, !endsSentence(first), length < Self.longest {
      first -= 1
      if isFirstOctet(first) { length += 1 }
    }
    while first < start, !isFirstOctet(first) { first += 1 }
    var (last, room) = (end, Self.longest)
    while last < text.count, room > 0 {
      repeat { last += 1 } while last < text.count && !isFirstOctet(last)
      room -= 1
      if endsSentence(last) { break }
    }
    let isCutBefore = first > 0 && !endsSentence(first)
    let isCutAfter = last < text.count && !endsSentence(last)
    while first < start, text[first] == UInt8(ascii: " ") { first += 1 }
    return Reference.Sentence(
      before: (isCutBefore ? "…" : "") + string(first..<start), words: words,
      after: string(end..<last) + (isCutAfter ? "…" : ""))
  }

  private func isFirstOctet(_ index: Int) -> Bool { text[index] & 0xC0 != 0x80 }

  /// A sentence ends before the octet of this place.
  private func endsSentence(_ index: Int) -> Bool {
    guard index > 0 else { return false }
    switch text[index - 1] {
    case UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?"):
      return index >= text.count || text[index] == UInt8(ascii: " ")
    case 0x80...0xBF where index >= 3:
      let mark = (text[index - 3], text[index - 2], text[index - 1])
      // 。！？
      return mark == (0xE3, 0x80, 0x82) || mark == (0xEF, 0xBC, 0x81) || mark == (0xEF, 0xBC, 0x9F)
    default: return false
    }
  }

  private func string(_ range: Range<Int>) -> String { String(decoding: text[range], as: UTF8.self) }
}

extension MarkdownNode {
  fileprivate var isPlain: Bool {
    switch kind {
    case .text, .code, .softBreak, .lineBreak, .htmlInline: true
    default: false
    }
  }
}
