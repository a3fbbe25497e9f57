import Lab
import NetLanguage
import Notebook

/// Markdown as HTML, by the writer's own hand alone.
func html(_ markdown: String, _ configure: (inout MarkdownHTML) -> Void = { _ in }) throws -> String {
  var writer = MarkdownHTML()
  configure(&writer)
  return writer.html(for: try MarkdownDocument.parse(markdown))
}

func note(_ text: String) throws -> Note { try Note(path: "note.md", text: text) }

/// The places and identifiers of diagnostics, to be compared at one glance.
func places(_ failures: [NoteFailure]) -> [String] {
  failures.map {
    "\($0.path):\($0.failure.range.start.line):\($0.failure.range.start.column) \($0.failure.identifier)"
  }
}
