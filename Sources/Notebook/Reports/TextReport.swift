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
      let errors = cell.findings.filter { $0.severity == .error }
      for (index, finding) in errors.enumerated() {
        let shown = index > 0 ? finding.sayingLess(after: errors[index - 1]) : finding
        text += self.text(of: shown) + "\nin \(cell.name)\n\n"
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

extension Finding {
  /// Two expectations that one packet fails have one reason: who reads them one after the other reads it once.
  func sayingLess(after other: Finding) -> Finding {
    guard let reasons, reasons == other.reasons, related == other.related else { return self }
    var finding = self
    finding.details = details.dropLast(reasons.count) + ["why: as above"]
    finding.related = []
    return finding
  }

  /// The block of details that says why.
  private var reasons: ArraySlice<String>? {
    details.firstIndex { $0.hasPrefix("why: ") }.map { details[$0...] }
  }
}
