/// Emphasis that also works in Chinese.
///
/// By CommonMark's flanking rules the second `**` of `**端口映射。**然后` closes nothing: it follows punctuation and a
/// letter follows it. The rules were made for scripts with spaces. Mending the parser's tree afterwards is too
/// late, since a run that could not close may have opened something else by then. So `*` and `~~` are hidden from
/// the parser behind characters that it takes for ordinary punctuation, and paired here, by CommonMark's
/// algorithm with the flanking rules of the "CJK-friendly amendments"
/// (https://github.com/tats-u/markdown-cjk-friendly).
struct EmphasisDelimiters {
  /// What stands for `*`, and for `~` in `~~`. Nil when the text itself uses all candidates.
  private let hidden: (star: Unicode.Scalar, tilde: Unicode.Scalar)?

  /// Cuneiform punctuation: of category Po, so that what stands next to it is judged as beside an asterisk.
  private static let candidates: [Unicode.Scalar] = [
    "\u{12470}", "\u{12471}", "\u{12472}", "\u{12473}", "\u{12474}",
  ]

  init(avoiding text: String) {
    let used = Set(text.unicodeScalars.lazy.filter { $0.value >= 0x12470 && $0.value <= 0x12474 })
    let free = Self.candidates.filter { !used.contains($0) }
    hidden = free.count >= 2 ? (free[0], free[1]) : nil
  }

  /// The text with every asterisk and double tilde replaced that is not a bullet, a thematic break, a fence, or
  /// escaped. Lines keep their number and what stands before the first replacement its column.
  func hidden(in text: String) -> String {
    guard let hidden else { return text }
    var result = String.UnicodeScalarView()
    for line in text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false) {
      if !result.isEmpty || line.startIndex != text.startIndex { result.append("\n") }
      var index = Self.endOfBlockMarkers(line)
      result.append(contentsOf: line[..<index])
      while index < line.endIndex {
        let next = line.index(after: index)
        if line[index] == "\\", next < line.endIndex {
          result.append(contentsOf: line[index...next])
          index = line.index(after: next)
        } else if line[index] == "*" {
          result.append(hidden.star)
          index = next
        } else if line[index] == "~" {
          let end = line[index...].firstIndex { $0 != "~" } ?? line.endIndex
          let count = line.distance(from: index, to: end)
          result.append(contentsOf: repeatElement(count == 2 ? hidden.tilde : "~", count: count))
          index = end
        } else {
          result.append(line[index])
          index = next
        }
      }
    }
    return String(result)
  }

  /// Where a line's content begins behind quote marks and list markers; its end for a thematic break or a fence.
  private static func endOfBlockMarkers(_ line: Substring.UnicodeScalarView)
    -> Substring.UnicodeScalarView.Index
  {
    var index = line.startIndex
    while index < line.endIndex {
      let rest = line[index...]
      let next = line.index(after: index)
      switch line[index] {
      case " ", "\t", "\r", ">": index = next
      case "*", "-", "+":
        if isThematicBreak(rest) { return line.endIndex }
        guard next == line.endIndex || line[next] == " " || line[next] == "\t" else { return index }
        index = next
      case "0"..."9":
        guard let end = rest.firstIndex(where: { !("0"..."9").contains($0) }),
          line[end] == "." || line[end] == ")"
        else { return index }
        index = line.index(after: end)
      case "~": return rest.starts(with: "~~~".unicodeScalars) ? line.endIndex : index
      default: return index
      }
    }
    return index
  }

  private static func isThematicBreak(_ rest: Substring.UnicodeScalarView) -> Bool {
    let marks = rest.filter { $0 != " " && $0 != "\t" && $0 != "\r" }
    return marks.count >= 3 && marks.allSatisfy { $0 == rest.first }
  }

  /// The tree with the hidden delimiters paired to emphasis, and all others shown again.
  func resolved(in node: MarkdownNode) -> MarkdownNode {
    var node = node
    if node.children.contains(where: { if case .text = $0.kind { true } else { false } }) {
      node.children = InlineResolver(star: hidden?.star, tilde: hidden?.tilde).resolve(node.children)
    }
    node.children = node.children.map { resolved(in: $0) }
    node.kind = shown(node.kind)
    return node
  }

  private func shown(_ kind: MarkdownNode.Kind) -> MarkdownNode.Kind {
    switch kind {
    case .codeBlock(var block):
      block.info = shown(block.info)
      block.literal = shown(block.literal)
      return .codeBlock(block)
    case .htmlBlock(let text): return .htmlBlock(shown(text))
    case .htmlInline(let text): return .htmlInline(shown(text))
    case .text(let text): return .text(shown(text))
    case .code(let text): return .code(shown(text))
    case .link(let destination, let title): return .link(destination: shown(destination), title: shown(title))
    case .image(let destination, let title):
      return .image(destination: shown(destination), title: shown(title))
    case .footnoteDefinition(let number, let label):
      return .footnoteDefinition(number: number, label: shown(label))
    case .wikilink(let target, let heading, let label):
      return .wikilink(target: shown(target), heading: heading.map(shown), label: label.map(shown))
    default: return kind
    }
  }

  private func shown(_ text: String) -> String {
    guard let hidden, text.unicodeScalars.contains(where: { $0 == hidden.star || $0 == hidden.tilde }) else {
      return text
    }
    return String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0 == hidden.star ? "*" : $0 == hidden.tilde ? "~" : $0 }))
  }
}
