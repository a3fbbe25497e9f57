import Foundation

/// Pairs the delimiter runs among one block's inlines: CommonMark 0.31, "An algorithm for parsing nested emphasis",
/// over the children that the parser left.
struct InlineResolver {
  let star: Unicode.Scalar?
  let tilde: Unicode.Scalar?
  let pipe: Unicode.Scalar?

  /// Emphasis inside emphasis: more is left as it is written.
  private static let depth = 16

  private struct Delimiter {
    var mark: Unicode.Scalar
    var count: Int
    /// As many as there were at first: the rule of three looks at these.
    let length: Int
    let canOpen: Bool
    let canClose: Bool
  }

  private enum Item {
    case node(MarkdownNode, height: Int)
    case delimiter(Delimiter)
  }

  private struct BottomKey: Hashable {
    let mark: Unicode.Scalar
    let remainder: Int
    let canOpen: Bool
  }

  func resolve(_ children: inout [MarkdownNode]) {
    guard children.contains(where: Self.mayHoldDelimiters) else { return }
    var items: [Item] = []
    var openers: [Unicode.Scalar: [Int]] = [:]
    var bottoms: [BottomKey: Int] = [:]
    for item in tokens(of: children) {
      guard case .delimiter(var closer) = item else {
        items.append(item)
        continue
      }
      let key = BottomKey(mark: closer.mark, remainder: closer.length % 3, canOpen: closer.canOpen)
      while closer.canClose, closer.count > 0 {
        guard
          let opener = lastOpener(
            for: closer, in: openers[closer.mark, default: []], items, bottoms[key, default: 0]),
          pair(&items, at: opener, with: &closer)
        else {
          bottoms[key] = items.count
          break
        }
        // What stood behind the opener is inside the new node, the last item; indexes from there on are free again.
        let end = items.count - 1
        for mark in Array(openers.keys) {
          while let last = openers[mark]?.last, last >= end { openers[mark]?.removeLast() }
        }
        for key in Array(bottoms.keys) { bottoms[key] = min(bottoms[key, default: 0], end) }
      }
      if closer.count == 0 { continue }
      if closer.canOpen { openers[closer.mark, default: []].append(items.count) }
      items.append(.delimiter(closer))
    }
    children = merged(items.map(node))
  }

  /// Most texts hold nothing to pair; what is hidden, and Chinese punctuation behind an address, is not ASCII.
  private static func mayHoldDelimiters(_ node: MarkdownNode) -> Bool {
    switch node.kind {
    case .text(let text): holdsDelimiters(text)
    case .link:
      if case .text(let text)? = node.children.first?.kind {
        text.utf8.contains { $0 >= 0x80 }
      } else {
        false
      }
    default: false
    }
  }

  /// What is hidden begins with the octet 0xF0.
  private static func holdsDelimiters(_ text: String) -> Bool {
    text.utf8.contains { $0 == 0xF0 || $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "=") }
  }

  private func lastOpener(for closer: Delimiter, in stack: [Int], _ items: [Item], _ bottom: Int) -> Int? {
    for index in stack.reversed() {
      if index < bottom { return nil }
      if matches(items[index], closer) { return index }
    }
    return nil
  }

  private func matches(_ item: Item, _ closer: Delimiter) -> Bool {
    guard case .delimiter(let opener) = item, opener.mark == closer.mark else { return false }
    if closer.mark != star { return opener.count == closer.count }
    let isRuleOfThree = (opener.canClose || closer.canOpen) && (opener.length + closer.length) % 3 == 0
    return !isRuleOfThree || (opener.length % 3 == 0 && closer.length % 3 == 0)
  }

  /// Wraps what stands behind the opener. False when that would nest too deep.
  private func pair(_ items: inout [Item], at index: Int, with closer: inout Delimiter) -> Bool {
    guard case .delimiter(var opener) = items[index] else { return false }
    let content = items[(index + 1)...]
    let height = content.reduce(0) { if case .node(_, let height) = $1 { max($0, height) } else { $0 } } + 1
    guard height <= Self.depth else { return false }
    let used = min(opener.count, closer.count, 2)
    let kind: MarkdownNode.Kind =
      closer.mark == tilde ? .strikethrough : closer.mark == "=" ? .mark : used == 2 ? .strong : .emphasis
    let wrapped = MarkdownNode(kind, children: merged(content.map(node)))
    items.removeSubrange(index...)
    opener.count -= used
    closer.count -= used
    if opener.count > 0 { items.append(.delimiter(opener)) }
    items.append(.node(wrapped, height: height))
    return true
  }

  private func node(_ item: Item) -> MarkdownNode {
    switch item {
    case .node(let node, _): return node
    case .delimiter(let left):
      let mark: Unicode.Scalar = left.mark == star ? "*" : left.mark == tilde ? "~" : left.mark
      return MarkdownNode(.text(String(String.UnicodeScalarView(repeatElement(mark, count: left.count)))))
    }
  }

  private func merged(_ nodes: [MarkdownNode]) -> [MarkdownNode] {
    var result: [MarkdownNode] = []
    for node in nodes {
      if case .text(let text) = node.kind, case .text(let before)? = result.last?.kind {
        result[result.count - 1].kind = .text(before + text)
      } else {
        result.append(node)
      }
    }
    return result
  }
}

// MARK: - Taking text apart

extension InlineResolver {
  private func tokens(of children: [MarkdownNode]) -> [Item] {
    let pieces = children.flatMap { piecesOfNode($0) }
    return pieces.indices.map { index in
      guard case .run(let mark, let count) = pieces[index] else { return item(pieces[index]) }
      let before = index > 0 ? lastCharacter(pieces[index - 1]) : "\n"
      let after = index + 1 < pieces.count ? firstCharacter(pieces[index + 1]) : "\n"
      return .delimiter(delimiter(mark, count, before: before, after: after))
    }
  }

  private enum Piece {
    case node(MarkdownNode)
    case run(Unicode.Scalar, Int)
  }

  private func item(_ piece: Piece) -> Item {
    if case .node(let node) = piece { return .node(node, height: 0) }
    return .node(MarkdownNode(.text("")), height: 0)
  }

  private func piecesOfNode(_ node: MarkdownNode) -> [Piece] {
    switch node.kind {
    case .text(let text): piecesOfText(text)
    case .link: piecesOfLink(node)
    default: [.node(node)]
    }
  }

  /// A bare address ends before a closing delimiter and before Chinese punctuation, unlike the extension's.
  private func piecesOfLink(_ node: MarkdownNode) -> [Piece] {
    guard case .link(let destination, let title) = node.kind, node.children.count == 1,
      case .text(let text) = node.children[0].kind, destination.hasSuffix(text),
      let end = text.unicodeScalars.firstIndex(where: { $0 == star || $0 == tilde || CJK.isPunctuation($0) })
    else { return [.node(node)] }
    let rest = text[end...]
    var link = node
    link.kind = .link(destination: String(destination.dropLast(rest.count)), title: title)
    link.children = [MarkdownNode(.text(String(text[..<end])))]
    // What was taken for one address may hold another one.
    guard let next = ["http://", "https://"].compactMap({ rest.range(of: $0)?.lowerBound }).min() else {
      return [.node(link)] + piecesOfText(String(rest))
    }
    let address = String(rest[next...])
    let second = MarkdownNode(
      .link(destination: address, title: ""), children: [MarkdownNode(.text(address))])
    return [.node(link)] + piecesOfText(String(rest[..<next])) + piecesOfLink(second)
  }

  private func piecesOfText(_ text: String) -> [Piece] {
    guard Self.holdsDelimiters(text) else { return [.node(MarkdownNode(.text(text)))] }
    let scalars = text.unicodeScalars
    var pieces: [Piece] = []
    var (plain, index) = (scalars.startIndex, scalars.startIndex)
    func flush(to end: String.Index) {
      if plain < end { pieces.append(.node(MarkdownNode(.text(String(scalars[plain..<end]))))) }
    }
    while index < scalars.endIndex {
      let scalar = scalars[index]
      if scalar == "[", let (node, end) = Wikilink.parse(scalars[index...], pipe: pipe) {
        let isEmbed = plain < index && scalars[scalars.index(before: index)] == "!"
        flush(to: isEmbed ? scalars.index(before: index) : index)
        pieces.append(.node(isEmbed ? Wikilink.embedding(node) : node))
        (plain, index) = (end, end)
      } else if scalar == star || scalar == tilde || scalar == "=" {
        let end = scalars[index...].firstIndex { $0 != scalar } ?? scalars.endIndex
        let count = scalars.distance(from: index, to: end)
        if scalar == star || count == 2 {
          flush(to: index)
          pieces.append(.run(scalar, count))
          plain = end
        }
        index = end
      } else {
        index = scalars.index(after: index)
      }
    }
    flush(to: scalars.endIndex)
    return pieces
  }

  private func delimiter(
    _ mark: Unicode.Scalar, _ count: Int, before: Unicode.Scalar, after: Unicode.Scalar
  ) -> Delimiter {
    let isAfterSpace = CommonMarkCharacter.isWhitespace(before)
    let isBeforeSpace = CommonMarkCharacter.isWhitespace(after)
    let isAfterPunctuation = CommonMarkCharacter.isPunctuation(before) && !CJK.contains(before)
    let isBeforePunctuation = CommonMarkCharacter.isPunctuation(after) && !CJK.contains(after)
    var isLeft =
      !isBeforeSpace && (!isBeforePunctuation || isAfterSpace || isAfterPunctuation || CJK.contains(before))
    var isRight =
      !isAfterSpace && (!isAfterPunctuation || isBeforeSpace || isBeforePunctuation || CJK.contains(after))
    if mark == "=", before.properties.isAlphabetic, before.isASCII, after.properties.isAlphabetic,
      after.isASCII
    {
      (isLeft, isRight) = (false, false)  // `a==b` is a comparison.
    }
    return Delimiter(mark: mark, count: count, length: count, canOpen: isLeft, canClose: isRight)
  }

  private func lastCharacter(_ piece: Piece) -> Unicode.Scalar {
    switch piece {
    case .run(let mark, _): mark
    case .node(let node): edge(of: node) { $0.last }
    }
  }

  private func firstCharacter(_ piece: Piece) -> Unicode.Scalar {
    switch piece {
    case .run(let mark, _): mark
    case .node(let node): edge(of: node) { $0.first }
    }
  }

  /// The character of the source that stands at the node's edge; any bracket or backquote counts as punctuation.
  private func edge(of node: MarkdownNode, _ take: (String.UnicodeScalarView) -> Unicode.Scalar?)
    -> Unicode.Scalar
  {
    switch node.kind {
    case .text(let text): take(text.unicodeScalars) ?? "\n"
    case .softBreak, .lineBreak: "\n"
    case .link(let destination, _):
      destination.hasSuffix(node.plainText) ? take(node.plainText.unicodeScalars) ?? ")" : ")"
    default: ")"
    }
  }
}
