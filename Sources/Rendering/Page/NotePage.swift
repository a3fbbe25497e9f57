import Lab
import NetLanguage
package import Notebook

/// A note with its results as a page: the parts that a template puts together, and a whole page by itself.
package struct NotePage {
  /// What the page has to know of the world around it.
  package struct Context {
    /// The address of a wikilink's target; nil when there is no such note.
    package var wikilink: (_ target: String, _ heading: String?) -> String? = { _, _ in nil }
    /// What stands round the words of a numbered reference.
    package var reference: (_ number: Int) -> (open: String, close: String) = { _ in ("", "") }
    /// A link's or picture's address as the page needs it.
    package var address: (String) -> String = { $0 }
    /// The address of the capture file of a cell's traced line (cell from 1, line from 0); nil where there is none.
    package var capture: @Sendable (_ cell: Int, _ line: Int) -> String? = { _, _ in nil }
    /// For notes that do not say their language.
    package var fallbackLanguage: Language?
    package init() {}
  }

  package let title: String
  package let language: Language
  package let summary: String?
  package let tags: [String]
  package let date: String?
  package let updated: String?
  /// The article's prose, cells and figures, block by block.
  package let blocks: [Block]
  package let tableOfContents: Markup

  package struct Block: Hashable, Sendable {
    package var html: Markup
    package var heading: Heading?

    package struct Heading: Hashable, Sendable {
      package var level: Int
      package var id: String
    }
  }

  package var body: Markup { blocks.reduce(into: .empty) { $0 += $1.html } }

  /// `figures` are those that were begun while the note ran; without them, all are drawn now.
  package init(_ result: NoteResult, context: Context = Context(), figures: FigureStudio? = nil) {
    let note = result.note
    let document = result.filledDocument
    title = note.frontMatter.title ?? document.headings.first?.text ?? note.title
    language = Self.language(of: note, fallback: context.fallbackLanguage)
    summary = note.frontMatter.summary ?? note.frontMatter.description
    tags = note.frontMatter.tags
    date = note.frontMatter.date
    updated = note.frontMatter.updated
    let figures = figures ?? Self.figures(of: result, language: language, context: context)
    blocks = Self.article(result, figures, language: language, context: context)
    tableOfContents =
      note.frontMatter.showsTableOfContents == false
      ? .empty : Self.contents(document, title: title, language: language)
  }

  /// What the note says, or else the fallback, or else what its text looks like.
  package static func language(of note: Note, fallback: Language? = nil) -> Language {
    note.frontMatter.language.map(Language.init(tag:)) ?? fallback ?? guess(note.source.text)
  }

  /// Chinese if there is a fair share of Han characters.
  private static func guess(_ text: String) -> Language {
    var (count, han) = (0, 0)
    text.withOctets { octets in
      for octet in octets where octet & 0xC0 != 0x80 {
        count += 1
        // U+4000 to U+9FFF in UTF-8: what is below U+4E00 among them is rare.
        if (0xE4...0xE9).contains(octet) { han += 1 }
        if count == 4_000 { return }
      }
    }
    return han * 10 > count ? .chinese : .english
  }

  /// The figures are asked for cell by cell, as late as can be: another core may still be drawing them.
  private static func article(
    _ result: NoteResult, _ figures: FigureStudio, language: Language, context: Context
  ) -> [Block] {
    let note = result.note
    let sources = SourceLinks(result)
    let cells = Dictionary(
      result.cells.map { ($0.cell.fence.line, $0) }, uniquingKeysWith: { first, _ in first })
    let recorded = Set(note.cells.compactMap { $0.recorded?.line })
    var writer = MarkdownHTML()
    writer.allowsRawHTML = note.frontMatter.allowsRawHTML
    writer.words = MarkdownWords.words(for: language.tag)
    writer.wikilink = context.wikilink
    writer.reference = context.reference
    writer.address = context.address
    writer.codeBlock = { block, range in
      guard let line = range?.firstLine else { return nil }
      if let cell = cells[line] {
        let view = CellView(
          cell, figures: figures.figures(of: cell.cell.number), language: language, among: result.cells,
          sources: sources)
        return view.html.source
      }
      return recorded.contains(line) ? "" : CodeHighlighter.html(block)
    }
    var document = result.filledDocument
    let title = note.frontMatter.title ?? document.headings.first?.text ?? note.title
    document.root.children = withoutTitle(document.root.children, title: title)
    let failures = result.proseFailures.map { failure in
      element("div", ["class": "failure"]) {
        element("p") { "\(failure.path):\(failure.failure.range.start.line): \(failure.failure.summary)" }
      }
    }
    let blocks = writer.blocks(of: document).map { node, html in
      var block = Block(html: Markup(trusted: html))
      if case .heading(let level, let id)? = node?.kind {
        block.heading = Block.Heading(level: level, id: id)
      }
      return block
    }
    return failures.map { Block(html: $0) } + blocks
  }

  private static func figures(of result: NoteResult, language: Language, context: Context) -> FigureStudio {
    let studio = FigureStudio(language: language, capture: context.capture)
    for cell in result.cells { studio.draw(cell) }
    return studio
  }

  /// The page's head shows the title; a first heading that repeats it is left out.
  private static func withoutTitle(_ blocks: [MarkdownNode], title: String) -> [MarkdownNode] {
    guard let first = blocks.first, case .heading(level: 1, _) = first.kind, first.plainText == title else {
      return blocks
    }
    return Array(blocks.dropFirst())
  }

  private static func contents(_ document: MarkdownDocument, title: String, language: Language) -> Markup {
    let headings = document.headings.filter { $0.level == 2 || $0.level == 3 }
    guard headings.count > 2 else { return .empty }
    return element("nav", ["class": "toc", "aria-label": language.say("Contents", "目录")]) {
      element("details", ["open": ""]) {
        element("summary") { language.say("Contents", "目录") }
        element("ol") {
          for (index, heading) in headings.enumerated() where heading.level == 2 || index == 0 {
            element("li") {
              link(heading)
              let inner = headings[(index + 1)...].prefix { $0.level == 3 }
              if !inner.isEmpty {
                element("ol") { for heading in inner { element("li") { link(heading) } } }
              }
            }
          }
        }
      }
    }
  }

  private static func link(_ heading: (level: Int, id: String, text: String)) -> Markup {
    element("a", ["href": "#" + (SafeURL.encoded(heading.id) ?? heading.id)]) { heading.text }
  }
}
