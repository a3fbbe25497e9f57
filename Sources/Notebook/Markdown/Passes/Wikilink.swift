/// `[[target]]`, `[[target#heading]]`, `[[target|label]]`: how gardens of notes name each other.
enum Wikilink {
  /// The link at the beginning of the text, and where it ends; nil when there is none.
  /// `pipe` is what else stands for `|`.
  static func parse(_ text: Substring.UnicodeScalarView, pipe: Unicode.Scalar? = nil)
    -> (MarkdownNode, String.Index)?
  {
    guard text.starts(with: "[[".unicodeScalars) else { return nil }
    let start = text.index(text.startIndex, offsetBy: 2)
    let limit = text.index(start, offsetBy: 400, limitedBy: text.endIndex) ?? text.endIndex
    guard let close = text[start..<limit].firstIndex(where: { $0 == "]" || $0 == "[" }), text[close] == "]",
      case let second = text.index(after: close), second < text.endIndex, text[second] == "]"
    else { return nil }
    let inner = String(text[start..<close])
    let halves = inner.unicodeScalars.split(maxSplits: 1, omittingEmptySubsequences: false) {
      $0 == "|" || $0 == pipe
    }.map(Substring.init)
    let place = halves[0].split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    let target = trimmed(place[0])
    let heading = place.count > 1 ? trimmed(place[1]) : nil
    guard !target.isEmpty || heading?.isEmpty == false else { return nil }
    let label = halves.count > 1 ? trimmed(halves[1]) : nil
    let kind = MarkdownNode.Kind.wikilink(target: target, heading: heading, label: label)
    return (MarkdownNode(kind), text.index(after: second))
  }

  /// `![[target]]`.
  static func embedding(_ link: MarkdownNode) -> MarkdownNode {
    guard case .wikilink(let target, let heading, let label) = link.kind else { return link }
    return MarkdownNode(.embed(target: target, heading: heading, label: label))
  }

  private static func trimmed(_ text: Substring) -> String {
    String(text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
