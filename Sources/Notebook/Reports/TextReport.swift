import NetLanguage

/// A report for people: what is wrong, where, the line itself with a caret, and the reason.
package struct TextReport {
  package var isColoured: Bool
  /// Notes that hold are named too.
  package var isVerbose: Bool

  package init(isColoured: Bool = false, isVerbose: Bool = false) {
    self.isColoured = isColoured
    self.isVerbose = isVerbose
  }

  package func text(of report: Report) -> String {
    report.notes.map(text).joined() + report.summary.text + "\n"
  }

  /// Empty when all is well, unless each note is to be named.
  package func text(of note: NoteReport) -> String {
    var text = (note.findings + note.cells.flatMap(\.findings)).filter { $0.severity != .error }
      .map { self.text(of: $0) + "\n\n" }.joined()
    for finding in note.findings where finding.severity == .error {
      text += self.text(of: finding) + "\n\n"
    }
    for cell in note.cells {
      for finding in cell.findings where finding.severity == .error {
        text += self.text(of: finding) + "\nin \(cell.name)\n\n"
      }
    }
    if let mutation = note.mutation { text += "\(note.path): mutation score \(mutation.text)\n" }
    if isVerbose {
      text += "\(note.path): \(note.isGood ? "good" : note.state == .ran ? "failed" : "unreadable")\n"
    }
    return text
  }

  /// Ends without a line feed.
  private func text(of finding: Finding) -> String {
    let writer = FailureText(isColoured: isColoured) { path, line in
      if path == finding.path, line == finding.range.start.line { return finding.source }
      return finding.related.first { $0.path == path && $0.line == line }?.source
    }
    return writer.text(for: finding)
  }
}
