package import Foundation
package import Lab
import NetLanguage

/// Runs a note's cells top to bottom on one network, and finds everything that does not hold.
package struct NoteRunner {
  /// Reads a file that a cell includes.
  package var readFile: (_ path: String) throws(FileProblem) -> Data = { (path) throws(FileProblem) in
    try FileReader.bytes(at: path)
  }

  /// Values for parameters that the note declares.
  package var parameters: [ParameterValue] = []
  /// Cells behind the first that fails are not run, and not in the result.
  package var stopsAtFirstFailure = false
  /// Where results of cells are kept; nil runs every cell.
  package var cache: ResultCache?
  /// What a line may cost.
  package var limits = Limits()

  /// Failures come with their reasons; finding these takes another run of what failed.
  package var explains = true

  /// A statement that is to be another than the note has it.
  var change: StatementChange?
  /// Told of the statements that a cell includes.
  var onInclude: (_ cell: Int, _ source: NoteSource, _ parsed: ParsedCell) -> Void = { _, _, _ in }

  /// The identifier of the failure that recording puts right.
  package static let outputDiffers = "output-differs"

  package init() {}

  /// Runs all cells. A cell whose text has mistakes is not run; the cells behind it are.
  ///
  /// - Parameter onCell: told of each cell as soon as it is done.
  package func run(_ note: Note, onCell: (CellOutcome) -> Void = { _ in }) -> NoteResult {
    var progress = begin(note)
    for cell in note.cells {
      let outcome = advance(&progress, over: cell)
      onCell(outcome)
      if stopsAtFirstFailure, !outcome.failures.isEmpty { break }
    }
    return finish(progress)
  }

  func run(_ cell: Cell, _ state: inout NoteState) -> CellOutcome {
    var text = CellText(cell, names: state.world.names, parameters: state.parameters)
    var outcome = CellOutcome(
      cell: cell, parsed: text.parsed, state: .ran, result: nil, comparisons: [], failures: [],
      expectedFailures: [])
    guard text.parsed.options.eval != false else {
      outcome.state = .notEvaluated
      state.leave(cell, text.parsed.options, hasRun: false)
      return outcome
    }
    outcome.failures += state.enter(cell, text.parsed.options)
    include(text.parsed.options.include, cell.number, &outcome, &state)
    if text.parsed.options.choosesNetwork {
      text = CellText(cell, names: state.world.names, parameters: state.parameters)
      outcome.parsed = text.parsed
    }
    let path = state.note.path
    let mistakes = text.parsed.diagnostics.filter { $0.severity == .error }
    outcome.failures += mistakes.map { NoteFailure(path: path, cell: cell.number, $0) }
    let change = change.flatMap { $0.cell == cell.number && $0.file == nil ? $0 : nil }
    if let change { text.parsed = change.applied(to: text.parsed) }
    state.world.read(text.parsed, text.keyParts)
    let before = state.world.station
    if outcome.failures.isEmpty {
      var result = state.world.run(text.parsed, at: text.unit)
      if let change { result = change.hidden(in: result) }
      outcome.result = result
      outcome.failures = result.failures.map { NoteFailure(path: path, cell: cell.number, failure: $0) }
    } else {
      outcome.state = .notUnderstood
    }
    state.leave(cell, text.parsed.options, hasRun: outcome.state == .ran)
    expectFailure(&outcome, path: path)
    compare(text, of: state.note, &outcome, &state.captures)
    if explains { explain(&outcome, of: state.note, at: text.unit, on: before) }
    outcome.failures = Self.inOrder(outcome.failures)
    return outcome
  }

  /// By place; those of an included file first, as they are found.
  private static func inOrder(_ failures: [NoteFailure]) -> [NoteFailure] {
    let paths = failures.map(\.path)
    return failures.enumerated().sorted { left, right in
      let files = (
        paths.firstIndex(of: left.element.path) ?? 0, paths.firstIndex(of: right.element.path) ?? 0
      )
      if files.0 != files.1 { return files.0 < files.1 }
      let places = (left.element.failure.range.start, right.element.failure.range.start)
      return places.0 == places.1 ? left.offset < right.offset : places.0 < places.1
    }.map(\.element)
  }

  /// `#| error: true`: what went wrong is as it should be, and it is wrong when nothing did. What is not simulated
  /// shows nothing about the network: it stays a failure.
  private func expectFailure(_ outcome: inout CellOutcome, path: String) {
    guard outcome.parsed.options.error == true else { return }
    func isUnsimulated(_ failure: NoteFailure) -> Bool { failure.failure.identifier == "not-simulated" }
    outcome.expectedFailures = outcome.failures.filter { !isUnsimulated($0) }
    outcome.failures = outcome.failures.filter(isUnsimulated)
    if outcome.expectedFailures.isEmpty, outcome.failures.isEmpty {
      let failure = Failure(
        "cell-succeeded", at: .line(outcome.cell.fence.line),
        "the cell should fail (error: true), but all went well")
      outcome.failures = [NoteFailure(path: path, cell: outcome.cell.number, failure: failure)]
    }
  }

  private func compare(
    _ text: CellText, of note: Note, _ outcome: inout CellOutcome, _ captures: inout Captures
  ) {
    guard let result = outcome.result else { return }
    for (index, region) in text.regions(for: result.lines, in: note.source).enumerated() {
      let comparison = RecordedComparison(region, &captures)
      outcome.comparisons.append(comparison)
      if comparison.isEqual { continue }
      let line = comparison.firstDifference
      let start = SourcePosition(line: line, column: region.prefix.count + 1)
      let length = note.source.line(line).count - region.prefix.count
      let failure = Failure(
        Self.outputDiffers, at: SourceRange(start: start, length: length),
        "the recorded output is not what came out",
        details: comparison.diff + text.rowDifferences(comparison, at: index, result.lines))
      var noteFailure = NoteFailure(path: note.path, cell: outcome.cell.number, failure: failure)
      noteFailure.line = text.line(of: comparison, at: index, of: result.lines)
      outcome.failures.append(noteFailure)
    }
  }
}
