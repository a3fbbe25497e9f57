import Foundation

/// Pairs the delimiter runs among one block's inlines: CommonMark 0.31, "An algorithm for parsing nested emphasis",
/// over the children that the parser left.
struct InlineResolver {
  let star: Unicode.Scalar?
  let tilde: Unicode.Scalar?
  let pipe: Unicode.Scalar?

  /// Emphasis inside emphasis: more is left as it is written.
  private static let depth = 16

  /// What can be paired.
  private enum Mark: Int {
    case star, tilde, equals
    static let count = 3
  }

  private struct Delimiter {
    var mark: Mark
    var count: Int
    /// As many as there were at first: the rule of three looks at these.
    let length: Int
    let canOpen: Bool
    let canClose: Bool

    /// Closers that are alike find no opener where one of them found none ("openers_bottom").
    var likeness: Int { (mark.rawValue * 3 + length % 3) * 2 + (canOpen ? 1 : 0) }
    static let likenesses = Mark.count * 3 * 2
  }

  private enum Item {
    case node(MarkdownNode, height: Int)
    case delimiter(Delimiter)
  }

  func resolve(_ children: inout [MarkdownNode]) {
    guard children.contains(where: Self.mayHoldDelimiters) else { return }
    var pieces: [Piece] = []
    pieces.reserveCapacity(children.count + 8)
    for child in children { append(child, to: &pieces) }
    children = pieces.contains(where: \.isRun) ? merged(paired(pieces).map(node)) : merged(pieces.map(\.node))
  }

  private func paired(_ pieces: [Piece]) -> [Item] {
    var items: [Item] = []
    items.reserveCapacity(pieces.count)
    var openers = [[Int]](repeating: [], count: Mark.count)
    var bottoms = [Int](repeating: 0, count: Delimiter.likenesses)
    for index in pieces.indices {
      guard case .run(let mark, let count) = pieces[index] else {
        items.append(.node(pieces[index].node, height: 0))
        continue
      }
      let before = index > 0 ? lastCharacter(pieces[index - 1]) : "\n"
      let after = index + 1 < pieces.count ? firstCharacter(pieces[index + 1]) : "\n"
      var closer = delimiter(mark, count, before: before, after: after)
      while closer.canClose, closer.count > 0 {
        guard
          let opener = lastOpener(
            for: closer, in: openers[closer.mark.rawValue], items, bottoms[closer.likeness]),
          pair(&items, at: opener, with: &closer)
        else {
          bottoms[closer.likeness] = items.count
          break
        }
        // What stood behind the opener is inside the new node, the last item; indexes from there on are free again.
        let end = items.count - 1
        for mark in openers.indices {
          while let last = openers[mark].last, last >= end { openers[mark].removeLast() }
        }
        for likeness in bottoms.indices { bottoms[likeness] = min(bottoms[likeness], end) }
      }
      if closer.count == 0 { continue }
      if closer.canOpen { openers[closer.mark.rawValue].append(items.count) }
      items.append(.delimiter(closer))
    }
    return items
  }

  /// Most texts hold nothing to pair; what is hidden, and Chinese punctuation behind an address, is not ASCII.
  private static func mayHoldDelimiters(_ node: MarkdownNode) -> Bool {
    switch node.kind {
    case .text(let text): holdsDelimiters(text)
    case .link:
      if case .text(let text)? = node.children.first?.kind {
        text.holdsOctet { $0 >= 0x80 }
      } else {
        false
      }
    default: false
    }
  }

  /// What is hidden begins with the octet 0xF0.
  private static func holdsDelimiters(_ text: String) -> Bool {
    text.holdsOctet { $0 == 0xF0 || $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "=") }
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
    if closer.mark != .star { return opener.count == closer.count }
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
      switch closer.mark {
      case .tilde: .strikethrough
      case .equals: .mark
      case .star: used == 2 ? .strong : .emphasis
      }
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
      return Self.text(of: left.mark, count: left.count)
    }
  }

  private static func text(of mark: Mark, count: Int) -> MarkdownNode {
    let character =
      switch mark {
      case .star: "*"
      case .tilde: "~"
      case .equals: "="
      }
    return MarkdownNode(.text(String(repeating: character, count: count)))
  }

  private func merged(_ nodes: [MarkdownNode]) -> [MarkdownNode] {
    var result: [MarkdownNode] = []
    result.reserveCapacity(nodes.count)
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
  private enum Piece {
    case plain(MarkdownNode)
    case run(Mark, Int)

    var isRun: Bool { if case .run = self { true } else { false } }

    var node: MarkdownNode {
      switch self {
      case .plain(let node): node
      case .run(let mark, let count): InlineResolver.text(of: mark, count: count)
      }
    }
  }

  private func append(_ node: MarkdownNode, to pieces: inout [Piece]) {
    switch node.kind {
    case .text(let text): append(text: text, to: &pieces)
    case .link: append(link: node, to: &pieces)
    default: pieces.append(.plain(node))
    }
  }

  /// A bare address ends before a closing delimiter and before Chinese punctuation, unlike the extension's.
  private func append(link node: MarkdownNode, to pieces: inout [Piece]) {
    guard case .link(let destination, let title) = node.kind, node.children.count == 1,
      case .text(let text) = node.children[0].kind, destination.hasSuffix(text),
      let end = text.unicodeScalars.firstIndex(where: { $0 == star || $0 == tilde || CJK.isPunctuation($0) })
    else { return pieces.append(.plain(node)) }
    let rest = text[end...]
    var link = node
    link.kind = .link(destination: String(destination.dropLast(rest.count)), title: title)
    link.children = [MarkdownNode(.text(String(text[..<end])))]
    pieces.append(.plain(link))
    // What was taken for one address may hold another one.
    guard let next = ["http://", "https://"].compactMap({ rest.range(of: $0)?.lowerBound }).min() else {
      return append(text: String(rest), to: &pieces)
    }
    let address = String(rest[next...])
    append(text: String(rest[..<next]), to: &pieces)
    append(
      link: MarkdownNode(.link(destination: address, title: ""), children: [MarkdownNode(.text(address))]),
      to: &pieces)
  }

  private func append(text: String, to pieces: inout [Piece]) {
    guard Self.holdsDelimiters(text) else { return pieces.append(.plain(MarkdownNode(.text(text)))) }
    text.withOctets { octets in
      var (plain, index) = (0, 0)
      func flush(to end: Int) {
        guard plain < end else { return }
        pieces.append(.plain(MarkdownNode(.text(String(decoding: octets[plain..<end], as: UTF8.self)))))
      }
      while index < octets.count {
        if octets[index] == UInt8(ascii: "["), let (node, end) = wikilink(in: text, octets, at: index) {
          let isEmbed = plain < index && octets[index - 1] == UInt8(ascii: "!")
          flush(to: isEmbed ? index - 1 : index)
          pieces.append(.plain(isEmbed ? Wikilink.embedding(node) : node))
          (plain, index) = (end, end)
        } else if let (mark, width) = mark(in: octets, at: index) {
          let start = index
          while let next = self.mark(in: octets, at: index), next.mark == mark { index += width }
          let count = (index - start) / width
          if mark == .star || count == 2 {
            flush(to: start)
            pieces.append(.run(mark, count))
            plain = index
          }
        } else {
          index += 1
        }
      }
      flush(to: octets.count)
    }
  }

  private func wikilink(in text: String, _ octets: UnsafeBufferPointer<UInt8>, at index: Int) -> (
    node: MarkdownNode, end: Int
  )? {
    guard index + 1 < octets.count, octets[index + 1] == UInt8(ascii: "[") else { return nil }
    let start = text.utf8.index(text.startIndex, offsetBy: index)
    guard let (node, end) = Wikilink.parse(text.unicodeScalars[start...], pipe: pipe) else { return nil }
    return (node, text.utf8.distance(from: text.startIndex, to: end))
  }

  /// A mark that stands here, and how many octets it has.
  private func mark(in octets: UnsafeBufferPointer<UInt8>, at index: Int) -> (mark: Mark, width: Int)? {
    guard index < octets.count else { return nil }
    if octets[index] == UInt8(ascii: "=") { return (.equals, 1) }
    guard let value = octets.hiddenValue(at: index) else { return nil }
    if value == star?.value { return (.star, 4) }
    if value == tilde?.value { return (.tilde, 4) }
    return nil
  }

  private func delimiter(
    _ mark: Mark, _ count: Int, before: Unicode.Scalar, after: Unicode.Scalar
  ) -> Delimiter {
    let isAfterSpace = CommonMarkCharacter.isWhitespace(before)
    let isBeforeSpace = CommonMarkCharacter.isWhitespace(after)
    let isAfterPunctuation = CommonMarkCharacter.isPunctuation(before) && !CJK.contains(before)
    let isBeforePunctuation = CommonMarkCharacter.isPunctuation(after) && !CJK.contains(after)
    var isLeft =
      !isBeforeSpace && (!isBeforePunctuation || isAfterSpace || isAfterPunctuation || CJK.contains(before))
    var isRight =
      !isAfterSpace && (!isAfterPunctuation || isBeforeSpace || isBeforePunctuation || CJK.contains(after))
    if mark == .equals, before.properties.isAlphabetic, before.isASCII, after.properties.isAlphabetic,
      after.isASCII
    {
      (isLeft, isRight) = (false, false)  // `a==b` is a comparison.
    }
    return Delimiter(mark: mark, count: count, length: count, canOpen: isLeft, canClose: isRight)
  }

  private func lastCharacter(_ piece: Piece) -> Unicode.Scalar {
    switch piece {
    case .run(let mark, _): character(mark)
    case .plain(let node): edge(of: node) { $0.last }
    }
  }

  private func firstCharacter(_ piece: Piece) -> Unicode.Scalar {
    switch piece {
    case .run(let mark, _): character(mark)
    case .plain(let node): edge(of: node) { $0.first }
    }
  }

  /// All three are punctuation; which of them it is decides nothing.
  private func character(_ mark: Mark) -> Unicode.Scalar { mark == .equals ? "=" : "*" }

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
