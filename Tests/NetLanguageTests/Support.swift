import NetLanguage

/// A small network to begin a cell with: two hosts, one with Docker, and a switch.
let network = """
  host a
  host centos docker
  switch lan

  """

/// The rendered diagnostics of a cell, as a person reads them.
func messages(_ text: String, names: KnownNames = KnownNames()) -> String {
  let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
  return CellParser.parse(text, names: names).diagnostics.map {
    DiagnosticRenderer.render($0, path: "n.net", sourceLine: lines[$0.range.start.line - 1])
  }.joined(separator: "\n")
}

/// The statements of a cell that must be without fault.
func statements(_ text: String, names: KnownNames = KnownNames()) throws -> [Statement.Kind] {
  let cell = CellParser.parse(text, names: names)
  if let diagnostic = cell.diagnostics.first { throw Fault(summary: diagnostic.summary) }
  return cell.statements.map(\.kind)
}

struct Fault: Error { var summary: String }

func lines(_ texts: String..., from first: Int = 1) -> [RecordedLine] {
  texts.enumerated().map { RecordedLine($1, number: first + $0) }
}
