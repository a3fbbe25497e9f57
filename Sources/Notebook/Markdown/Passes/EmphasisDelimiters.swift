/// Emphasis that also works in Chinese.
///
/// By CommonMark's flanking rules the second `**` of `**端口映射。**然后` closes nothing: it follows punctuation and a
/// letter follows it. The rules were made for scripts with spaces. Mending the parser's tree afterwards is too
/// late, since a run that could not close may have opened something else by then. So `*` and `~~` are hidden from
/// the parser behind characters that it takes for ordinary punctuation, and paired here, by CommonMark's
/// algorithm with the flanking rules of the "CJK-friendly amendments"
/// (https://github.com/tats-u/markdown-cjk-friendly).
struct EmphasisDelimiters {
  /// What stands for `*`, for `~` in `~~`, and for `|` in `[[note|words]]`, which would end a table's cell. Nil when
  /// the text itself uses the candidates.
  private let hidden: Hidden?
  private typealias Hidden = (star: Unicode.Scalar, tilde: Unicode.Scalar, pipe: Unicode.Scalar)

  /// Cuneiform punctuation: of category Po, so that what stands next to it is judged as beside an asterisk.
  private static let candidates: [Unicode.Scalar] = [
    "\u{12470}", "\u{12471}", "\u{12472}", "\u{12473}", "\u{12474}",
  ]

  init(avoiding text: String) {
    var free = Self.candidates
    // Their first octet is rare.
    if text.holdsOctet(0xF0) {
      let used = Set(text.unicodeScalars.lazy.filter { $0.value >= 0x12470 && $0.value <= 0x12474 })
      free.removeAll { used.contains($0) }
    }
    hidden = free.count >= 3 ? (free[0], free[1], free[2]) : nil
  }

  /// The text with every asterisk and double tilde replaced that is not a bullet, a thematic break, a fence, or
  /// escaped. Lines keep their number and what stands before the first replacement its column.
  func hidden(in text: String) -> String {
    guard let hidden else { return text }
    return text.withOctets { octets in
      let hider = DelimiterHider(
        star: Array(String(hidden.star).utf8), tilde: Array(String(hidden.tilde).utf8),
        pipe: Array(String(hidden.pipe).utf8))
      return String(decoding: hider.hidden(in: octets), as: UTF8.self)
    }
  }

  /// Pairs the hidden delimiters of a tree to emphasis, and shows all others again.
  func resolve(in node: inout MarkdownNode) {
    if node.children.contains(where: { if case .text = $0.kind { true } else { false } }) {
      InlineResolver(star: hidden?.star, tilde: hidden?.tilde, pipe: hidden?.pipe).resolve(&node.children)
    }
    for index in node.children.indices { resolve(in: &node.children[index]) }
    show(&node.kind)
  }

  private func show(_ kind: inout MarkdownNode.Kind) {
    switch kind {
    case .codeBlock(var block):
      guard block.info.holdsOctet(0xF0) || block.literal.holdsOctet(0xF0) else { return }
      block.info = shown(block.info)
      block.literal = shown(block.literal)
      kind = .codeBlock(block)
    case .text(let text): if text.holdsOctet(0xF0) { kind = .text(shown(text)) }
    case .code(let text): if text.holdsOctet(0xF0) { kind = .code(shown(text)) }
    case .htmlBlock(let text): kind = .htmlBlock(shown(text))
    case .htmlInline(let text): kind = .htmlInline(shown(text))
    case .link(let destination, let title): kind = .link(destination: shown(destination), title: shown(title))
    case .image(let destination, let title):
      kind = .image(destination: shown(destination), title: shown(title))
    case .footnoteDefinition(let number, let label):
      kind = .footnoteDefinition(number: number, label: shown(label))
    case .wikilink(let target, let heading, let label):
      kind = .wikilink(target: shown(target), heading: heading.map(shown), label: label.map(shown))
    case .embed(let target, let heading, let label):
      kind = .embed(target: shown(target), heading: heading.map(shown), label: label.map(shown))
    default: break
    }
  }

  private func shown(_ text: String) -> String {
    guard let hidden, text.holdsOctet(0xF0) else { return text }
    var result: [UInt8] = []
    text.withOctets { octets in
      result.reserveCapacity(octets.count)
      var index = 0
      while index < octets.count {
        let mark = octets.hiddenValue(at: index).flatMap { Self.mark($0, hidden) }
        result.append(mark ?? octets[index])
        index += mark == nil ? 1 : 4
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func mark(_ value: UInt32, _ hidden: Hidden) -> UInt8? {
    switch value {
    case hidden.star.value: UInt8(ascii: "*")
    case hidden.tilde.value: UInt8(ascii: "~")
    case hidden.pipe.value: UInt8(ascii: "|")
    default: nil
    }
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// The value of the character here if it could hide a delimiter: those have four octets of UTF-8, of which the first
  /// holds no bits of the value (RFC 3629, section 3).
  func hiddenValue(at index: Int) -> UInt32? {
    guard self[index] == 0xF0, index + 4 <= count else { return nil }
    return self[index + 1..<index + 4].reduce(0) { $0 << 6 | UInt32($1 & 0x3F) }
  }
}
