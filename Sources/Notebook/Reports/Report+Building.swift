import Lab
import NetLanguage
import Simulation

extension NoteReport {
  /// What is to be reported of a note that was checked.
  package init(_ checked: NoteChecker.Checked) {
    switch checked.verdict {
    case .unusable(let problem):
      let finding = Finding(.error, "unusable-file", path: problem.path, range: .line(1), problem.reason)
      self.init(path: checked.path, title: nil, state: .unreadable, cells: [], findings: [finding])
    case .unreadable(let diagnostics, let lines):
      let findings = diagnostics.map { Finding($0, path: checked.path) { _, line in lines.line(line) } }
      self.init(path: checked.path, title: nil, state: .unreadable, cells: [], findings: findings)
    case .ran(let result): self.init(result)
    }
  }

  package init(_ result: NoteResult) {
    let files = SourceLines(result.note.source)
    let note = result.note
    self.init(
      path: note.path, title: note.title, state: .ran,
      cells: result.cells.map { CellReport($0, path: note.path, files) },
      findings: note.warnings.map { Finding($0, path: note.path, files.line) }
        + result.proseFailures.map { Finding($0, files.line) })
  }
}

extension CellReport {
  fileprivate init(_ outcome: CellOutcome, path: String, _ files: SourceLines) {
    self.init(
      number: outcome.cell.number, label: outcome.parsed.options.label?.value, line: outcome.cell.fence.line,
      state: State(outcome.state),
      findings: outcome.warnings.map { Finding($0, path: path, files.line) }
        + outcome.failures.map { Finding($0, files.line) })
  }
}

extension CellReport.State {
  package init(_ state: CellOutcome.State) {
    switch state {
    case .ran: self = .ran
    case .notEvaluated: self = .notEvaluated
    case .notUnderstood: self = .notUnderstood
    }
  }
}

extension Finding {
  /// - Parameter line: the text of a file's line.
  fileprivate init(_ failure: NoteFailure, _ line: (_ path: String, _ number: Int) -> String?) {
    let (path, failure) = (failure.path, failure.failure)
    self.init(
      .error, failure.identifier, path: path, range: failure.range, failure.summary, details: failure.details,
      source: line(path, failure.range.start.line),
      related: failure.related.map {
        let file = $0.origin.file ?? path
        return Related(path: file, line: $0.origin.line, text: $0.text, source: line(file, $0.origin.line))
      })
  }

  fileprivate init(
    _ diagnostic: Diagnostic, path: String, _ line: (_ path: String, _ number: Int) -> String?
  ) {
    self.init(
      diagnostic.severity, diagnostic.identifier, path: path, range: diagnostic.range, diagnostic.summary,
      details: diagnostic.suggestion.map { ["help: " + $0] } ?? [],
      source: line(path, diagnostic.range.start.line))
  }
}

/// The lines of a note and of the files that it includes; these are read again, only to show a line of theirs.
private final class SourceLines {
  private var files: [String: [String]]

  init(_ note: NoteSource) { files = [note.path: note.lines] }

  func line(_ path: String, _ number: Int) -> String? {
    if let lines = files[path] { return lines.line(number) }
    let bytes = try? FileReader.bytes(at: path)
    let lines = bytes.flatMap { try? NoteSource(path: path, bytes: $0) }?.lines ?? []
    files[path] = lines
    return lines.line(number)
  }
}

extension [String] {
  /// The line of this number, from 1.
  fileprivate func line(_ number: Int) -> String? { indices.contains(number - 1) ? self[number - 1] : nil }
}
