package import NetLanguage

/// What a check found, as plain data: every format of a report is made from it, and it can be written as JSON,
/// read again, and put together from the parts that several machines checked.
package struct Report: Hashable, Sendable {
  /// In the order of the check.
  package var notes: [NoteReport] = []
  /// The part of a garden that was checked; nil when it was all of it.
  package var shard: Shard?

  package init(notes: [NoteReport] = [], shard: Shard? = nil) {
    self.notes = notes
    self.shard = shard
  }

  package var summary: CheckSummary {
    var summary = CheckSummary()
    for note in notes { summary.add(note) }
    return summary
  }
}

/// One note of a report.
package struct NoteReport: Hashable, Sendable {
  package enum State: String, Hashable, Sendable, CaseIterable {
    /// Its cells were run.
    case ran
    /// It could not be read as a note; nothing was run.
    case unreadable
  }

  /// As the call named it.
  package var path: String
  package var title: String?
  package var state: State
  package var cells: [CellReport]
  /// What was found outside the cells: in the front matter, at fences, about the whole file.
  package var findings: [Finding]
  /// What its checks notice, where that was asked.
  package var mutation: MutationScore?

  package init(path: String, title: String?, state: State, cells: [CellReport], findings: [Finding]) {
    self.path = path
    self.title = title
    self.state = state
    self.cells = cells
    self.findings = findings
  }

  /// Those of the note, then those of its cells.
  package var allFindings: [Finding] { findings + cells.flatMap(\.findings) }
  package var failures: [Finding] { allFindings.filter { $0.severity == .error } }
  package var warnings: [Finding] { allFindings.filter { $0.severity != .error } }
  package var isGood: Bool { state == .ran && failures.isEmpty }
}

/// One cell of a note.
package struct CellReport: Hashable, Sendable {
  package enum State: String, Hashable, Sendable, CaseIterable {
    case ran
    /// `#| eval: false`.
    case notEvaluated = "not-evaluated"
    /// Its text has mistakes; nothing of it was run.
    case notUnderstood = "not-understood"
  }

  /// From 1, in the order of the note.
  package var number: Int
  package var label: String?
  /// The line of its opening fence.
  package var line: Int
  package var state: State
  package var findings: [Finding]

  package init(number: Int, label: String?, line: Int, state: State, findings: [Finding]) {
    self.number = number
    self.label = label
    self.line = line
    self.state = state
    self.findings = findings
  }

  /// `cell 3 (nat)`.
  package var name: String { "cell \(number)" + (label.map { " (\($0))" } ?? "") }
}

/// Something that is wrong or odd, with everything that a report says of it.
package struct Finding: Hashable, Sendable {
  package var severity: Diagnostic.Severity
  /// Stable, for machines: `output-differs`.
  package var identifier: String
  /// The note, or a file that it includes.
  package var path: String
  package var range: SourceRange
  package var summary: String
  /// Differences, explanations, help: line by line.
  package var details: [String]
  /// The text of the line that the range is in; nil when there is none.
  package var source: String?
  package var related: [Related]

  /// Another line that explains it.
  package struct Related: Hashable, Sendable {
    package var path: String
    package var line: Int
    package var text: String
    package var source: String?

    package init(path: String, line: Int, text: String, source: String?) {
      self.path = path
      self.line = line
      self.text = text
      self.source = source
    }
  }

  package init(
    _ severity: Diagnostic.Severity, _ identifier: String, path: String, range: SourceRange,
    _ summary: String,
    details: [String] = [], source: String? = nil, related: [Related] = []
  ) {
    self.severity = severity
    self.identifier = identifier
    self.path = path
    self.range = range
    self.summary = summary
    self.details = details
    self.source = source
    self.related = related
  }

  /// The column behind its last character, from 1.
  package var endColumn: Int { range.start.column + range.length }

  /// The note could not be carried out, which is another thing than a claim that does not hold.
  package var isNotSimulated: Bool { identifier == "not-simulated" }

  /// The summary and everything behind it.
  package var text: String { ([summary] + details).joined(separator: "\n") }
}
