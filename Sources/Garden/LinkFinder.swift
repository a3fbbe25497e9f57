import NetLanguage
import Notebook

/// The links of a note with the place where each is written.
enum LinkFinder {
  enum Reference: Hashable {
    case address(String)
    case wikilink(String, heading: String?)

    var text: String {
      switch self {
      case .address(let address): address
      case .wikilink(let target, let heading): target + (heading.map { "#" + $0 } ?? "")
      }
    }
  }

  static func links(in note: Note) -> [(reference: Reference, range: SourceRange)] {
    var found: [(Reference, SourceRange)] = []
    var seen: [String: Int] = [:]
    walk(note.document.root, block: nil) { reference, block in
      // Inlines have no trustworthy position: the text is looked for in its block, the n-th time for the n-th link.
      let key = "\(block?.firstLine ?? 0) \(reference.text)"
      let skip = seen[key, default: 0]
      seen[key] = skip + 1
      found.append((reference, place(of: reference.text, skipping: skip, in: block, of: note.source)))
    }
    return found
  }

  private static func walk(
    _ node: MarkdownNode, block: MarkdownRange?, _ found: (Reference, MarkdownRange?) -> Void
  ) {
    let block = node.range ?? block
    switch node.kind {
    case .link(let destination, _), .image(let destination, _): found(.address(destination), block)
    case .wikilink(let target, let heading, _): found(.wikilink(target, heading: heading), block)
    default: break
    }
    for child in node.children { walk(child, block: block, found) }
  }

  private static func place(
    of text: String, skipping skip: Int, in block: MarkdownRange?, of source: NoteSource
  ) -> SourceRange {
    guard let block, !text.isEmpty else { return .line(block?.firstLine ?? 1) }
    var left = skip
    for number in block.firstLine...max(block.firstLine, block.lastLine) {
      let line = source.line(number)
      for match in line.ranges(of: text) {
        if left == 0 {
          let column = line.distance(from: line.startIndex, to: match.lowerBound) + 1
          return SourceRange(start: SourcePosition(line: number, column: column), length: text.count)
        }
        left -= 1
      }
    }
    return .line(block.firstLine)
  }
}
