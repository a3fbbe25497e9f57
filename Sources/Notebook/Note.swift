package import Foundation
package import NetLanguage

/// A note: Markdown with front matter and executable cells.
package struct Note: Sendable {
  package var source: NoteSource
  package var frontMatter: FrontMatter
  package var document: MarkdownDocument
  package var cells: [Cell]
  /// What the prose says of the network, in the order of the tree.
  package var values: [ProseValue]
  /// What is odd about the note without making it unreadable.
  package var warnings: [Diagnostic]
  /// Mistakes in front matter and fences. The cells can be run nevertheless; the note has failed.
  package var errors: [Diagnostic]

  package var path: String { source.path }

  /// Reads a note. Throws when its text cannot be parsed at all.
  package init(source: NoteSource) throws(NoteError) {
    self.source = source
    let (frontMatter, headDiagnostics) = FrontMatterReader.read(source)
    let body = source.lines.dropFirst(frontMatter.lineCount).joined(separator: "\n")
    var document = try MarkdownDocument.parse(body, firstLine: frontMatter.lineCount + 1)
    let finder = CellFinder(source: source, document: document)
    var prose = ProseValueFinder(source: source)
    document.root = prose.visit(document.root)
    let diagnostics = headDiagnostics + finder.diagnostics + prose.diagnostics
    self.frontMatter = frontMatter
    self.document = document
    cells = finder.cells
    values = prose.values
    warnings = diagnostics.filter { $0.severity != .error }
    errors = diagnostics.filter { $0.severity == .error }
  }

  package init(path: String, text: String) throws(NoteError) {
    try self.init(source: NoteSource(path: path, text: text))
  }

  /// Reads a note's bytes, which must be UTF-8.
  package init(path: String, bytes: Data) throws(NoteError) {
    try self.init(source: NoteSource(path: path, bytes: bytes))
  }

  /// The cell whose opening fence stands on this line.
  package func cell(atLine line: Int) -> Cell? {
    cells.first { $0.fence.line == line }
  }

  /// The note's title: the front matter's, or its first heading, or its file's name.
  package var title: String {
    frontMatter.title ?? document.headings.first?.text
      ?? URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
  }
}
