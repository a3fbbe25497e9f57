import Foundation
import Lab
import NetLanguage
import Notebook
import Rendering

extension SearchDocument {
  /// For a note that is not to be had any more.
  init(withoutText note: NoteCard) {
    self.init(page: note.page, title: note.title, language: note.language.tag)
  }

  /// What of a published note can be found: its prose, and of its cells what the page shows.
  ///
  /// - Parameters:
  ///   - page: The page's path in the site.
  ///   - language: A BCP 47 tag.
  init(_ result: NoteResult, page: String, language: String, facts: NoteFacts) {
    let title = result.note.title
    var reader = SearchReader(result: result)
    reader.read(result.filledDocument.root.children)
    self.init(
      page: page, title: title, language: language, tags: result.note.frontMatter.tags,
      facts: Self.facts(facts), sections: reader.sections(title: title))
  }

  /// A chain is looked up by its name, whatever its table.
  private static func facts(_ facts: NoteFacts) -> [Fact] {
    var known: Set<String> = []
    return facts.facts.compactMap { fact in
      let text = "\(fact.kind):\(fact.name.split(separator: " ").last ?? "")"
      return known.insert(text).inserted ? Fact(text, place: fact.places.first ?? "") : nil
    }
  }
}

/// Reads a note's blocks into sections of plain text.
private struct SearchReader {
  let result: NoteResult
  private let recorded: Set<Int>
  private var sections = [SearchDocument.Section(id: "", heading: "", text: "")]

  /// Of an output, so many characters can be found: nobody searches the end of a long dump.
  private static let longestOutput = 2_000

  init(result: NoteResult) {
    self.result = result
    recorded = Set(result.note.cells.compactMap { $0.recorded?.line })
  }

  /// A first heading that repeats the title is no section of its own.
  func sections(title: String) -> [SearchDocument.Section] {
    var sections = sections
    if sections.count > 1, sections[0].text.isEmpty, sections[1].heading == title {
      sections.removeFirst()
      sections[0].heading = ""
    }
    return sections.filter { !$0.text.isEmpty || !$0.heading.isEmpty }
  }

  mutating func read(_ blocks: [MarkdownNode]) {
    for block in blocks { read(block) }
  }

  private mutating func read(_ block: MarkdownNode) {
    switch block.kind {
    case .heading(_, let id):
      sections.append(SearchDocument.Section(id: id, heading: Self.joined(block.plainText), text: ""))
    case .paragraph: append(block.plainText)
    case .tableRow: append(block.children.map(\.plainText).joined(separator: " "))
    case .codeBlock(let code):
      guard let line = block.range?.firstLine else { return append(code.literal) }
      if let outcome = result.outcome(atLine: line) {
        read(outcome)
      } else if !recorded.contains(line) {
        append(code.literal)
      }
    case .htmlBlock: break
    default: read(block.children)
    }
  }

  private mutating func read(_ outcome: CellOutcome) {
    let options = outcome.parsed.options
    if options.echo != false { append(outcome.cell.fence.text) }
    guard options.output != false else { return }
    for line in outcome.result?.lines ?? [] { append(String(line.output.prefix(Self.longestOutput))) }
    if outcome.result == nil, let recorded = outcome.cell.recorded {
      append(String(recorded.text.prefix(Self.longestOutput)))
    }
  }

  private mutating func append(_ text: String) {
    let text = Self.joined(text)
    guard !text.isEmpty else { return }
    let last = sections.count - 1
    sections[last].text += sections[last].text.isEmpty ? text : "\n" + text
  }

  private static func joined(_ text: String) -> String {
    text.withOctets { octets in
      String(unsafeUninitializedCapacity: octets.count) { output in
        var count = 0
        for octet in octets {
          let isSpace = octet == 0x20 || (0x09...0x0D).contains(octet)
          if isSpace, count == 0 || output[count - 1] == 0x20 { continue }
          output[count] = isSpace ? 0x20 : octet
          count += 1
        }
        return count > 0 && output[count - 1] == 0x20 ? count - 1 : count
      }
    }
  }
}
