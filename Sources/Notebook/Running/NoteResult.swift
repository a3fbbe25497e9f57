package import Lab
package import NetLanguage

/// What running a note gave: everything that went right and everything that went wrong.
package struct NoteResult: Sendable {
  package var note: Note
  package var cells: [CellOutcome]
  /// Mistakes of the note itself, outside its cells.
  package var noteFailures: [NoteFailure]
  /// What became of the values in its prose, in the order of the text.
  package var values: [ValueOutcome]

  package init(
    note: Note, cells: [CellOutcome], noteFailures: [NoteFailure], values: [ValueOutcome] = []
  ) {
    self.note = note
    self.cells = cells
    self.noteFailures = noteFailures
    self.values = values
  }

  /// Everything that went wrong, in the order of the note.
  package var failures: [NoteFailure] { proseFailures + cells.flatMap(\.failures) }
  package var isGood: Bool { failures.isEmpty }

  /// What went wrong outside the cells: mistakes of the note, and values that are not what the prose says.
  package var proseFailures: [NoteFailure] {
    let all = noteFailures + values.flatMap(\.failures)
    return all.enumerated().sorted { left, right in
      let places = (left.element.failure.range.start, right.element.failure.range.start)
      return places.0 == places.1 ? left.offset < right.offset : places.0 < places.1
    }.map(\.element)
  }

  /// What is odd without being wrong.
  package var warnings: [Diagnostic] {
    note.warnings + cells.flatMap(\.warnings)
  }

  /// The outcome of the cell whose opening fence stands on this line.
  package func outcome(atLine line: Int) -> CellOutcome? {
    cells.first { $0.cell.fence.line == line }
  }
}

/// What became of one cell.
package struct CellOutcome: Sendable {
  package enum State: Hashable, Sendable {
    case ran
    /// `#| eval: false`.
    case notEvaluated
    /// Its text has mistakes; nothing of it was run.
    case notUnderstood
  }

  package var cell: Cell
  package var parsed: ParsedCell
  package var state: State
  package var result: CellResult?
  /// What the note recorded, held against what came out.
  package var comparisons: [RecordedComparison]
  package var failures: [NoteFailure]
  /// What went wrong in a cell that says it should (`#| error: true`).
  package var expectedFailures: [NoteFailure]

  /// What is odd about its text and its recording.
  package var warnings: [Diagnostic] {
    parsed.diagnostics.filter { $0.severity != .error } + comparisons.flatMap(\.idleWildcards)
  }

  /// What came out is worth recording: every command was carried out, whether or not it did what was expected.
  package var isRecordable: Bool {
    state == .ran
      && (failures + expectedFailures).allSatisfy { failure in
        let identifier = failure.failure.identifier
        return identifier == "command-failed" || identifier == NoteRunner.outputDiffers
          || identifier.hasPrefix("expect-")
      }
  }
}

/// Something that went wrong, with the file that it is in.
package struct NoteFailure: Hashable, Sendable {
  /// The note, or a file that it includes.
  package var path: String
  /// The cell's number; nil outside cells.
  package var cell: Int?
  package var failure: Failure
  /// For a recorded output that differs: the console line that printed it, by its place in the cell.
  package var line: Int?

  package init(path: String, cell: Int?, failure: Failure) {
    self.path = path
    self.cell = cell
    self.failure = failure
  }

  package init(path: String, cell: Int?, _ diagnostic: Diagnostic) {
    self.init(
      path: path, cell: cell,
      failure: Failure(
        diagnostic.identifier, at: diagnostic.range, diagnostic.summary,
        details: diagnostic.suggestion.map { ["help: " + $0] } ?? []))
  }
}
