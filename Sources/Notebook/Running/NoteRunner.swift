package import Foundation
import Lab
import NetLanguage

/// Runs a note's cells top to bottom on one network, and finds everything that does not hold.
package struct NoteRunner {
  /// Reads a file that a cell includes.
  package var readFile: (_ path: String) throws(FileProblem) -> Data = { (path) throws(FileProblem) in
    try FileReader.bytes(at: path)
  }

  /// The identifier of the failure that recording puts right.
  package static let outputDiffers = "output-differs"

  package init() {}

  /// Runs all cells. A cell whose text has mistakes is not run; the cells behind it are.
  ///
  /// - Parameter onCell: told of each cell as soon as it is done.
  package func run(_ note: Note, onCell: (CellOutcome) -> Void = { _ in }) -> NoteResult {
    var world = World()
    var outcomes: [CellOutcome] = []
    for cell in note.cells {
      let outcome = run(cell, of: note, in: &world)
      onCell(outcome)
      outcomes.append(outcome)
    }
    let failures = note.errors.map { NoteFailure(path: note.path, cell: nil, $0) }
    return NoteResult(note: note, cells: outcomes, noteFailures: failures)
  }

  /// The network and what is known of its names.
  private struct World {
    var lab = Lab()
    var names = KnownNames()
    /// What the named placeholders of recorded outputs stood for; these are the note's, not the network's.
    var captures = Captures()
  }

  private func run(_ cell: Cell, of note: Note, in world: inout World) -> CellOutcome {
    var text = CellText(cell, names: world.names)
    if text.parsed.options.fresh == true {
      world = World(captures: world.captures)
      text = CellText(cell, names: world.names)
    }
    var outcome = CellOutcome(
      cell: cell, parsed: text.parsed, state: .ran, result: nil, comparisons: [], failures: [],
      expectedFailures: [])
    guard text.parsed.options.eval != false else {
      outcome.state = .notEvaluated
      return outcome
    }
    include(text.parsed.options.include, for: note, cell.number, &outcome, &world)
    if outcome.parsed.options.include != nil {
      text = CellText(cell, names: world.names)
      outcome.parsed = text.parsed
    }
    let mistakes = text.parsed.diagnostics.filter { $0.severity == .error }
    outcome.failures += mistakes.map { NoteFailure(path: note.path, cell: cell.number, $0) }
    world.names = text.parsed.names
    if outcome.failures.isEmpty {
      let result = world.lab.run(cell: text.parsed)
      outcome.result = result
      outcome.failures = result.failures.map { NoteFailure(path: note.path, cell: cell.number, failure: $0) }
    } else {
      outcome.state = .notUnderstood
    }
    expectFailure(&outcome, path: note.path)
    compare(text, of: note, &outcome, &world.captures)
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

  /// `#| error: true`: what went wrong is as it should be, and it is wrong when nothing did.
  private func expectFailure(_ outcome: inout CellOutcome, path: String) {
    guard outcome.parsed.options.error == true else { return }
    outcome.expectedFailures = outcome.failures
    outcome.failures = []
    if outcome.expectedFailures.isEmpty {
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
    for region in text.regions(for: result.lines, in: note.source) {
      let comparison = RecordedComparison(region, &captures)
      outcome.comparisons.append(comparison)
      if comparison.isEqual { continue }
      let line = comparison.firstDifference
      let start = SourcePosition(line: line, column: region.prefix.count + 1)
      let length = note.source.line(line).count - region.prefix.count
      let failure = Failure(
        Self.outputDiffers, at: SourceRange(start: start, length: length),
        "the recorded output is not what came out", details: comparison.diff)
      outcome.failures.append(NoteFailure(path: note.path, cell: outcome.cell.number, failure: failure))
    }
  }

  // MARK: Includes

  /// Runs the statements of the file that the cell includes, before its own.
  private func include(
    _ option: Located<String>?, for note: Note, _ cell: Int, _ outcome: inout CellOutcome,
    _ world: inout World
  ) {
    guard let option else { return }
    let folder = (note.path as NSString).deletingLastPathComponent
    let path =
      option.value.hasPrefix("/") ? option.value : (folder as NSString).appendingPathComponent(option.value)
    do throws(NoteError) {
      let source = try NoteSource(path: path, bytes: included(path, at: option.range))
      let parsed = CellParser.parse(source.text, names: world.names)
      world.names = parsed.names
      let mistakes = parsed.diagnostics.filter { $0.severity == .error }
      guard mistakes.isEmpty else {
        outcome.failures += mistakes.map { NoteFailure(path: path, cell: cell, $0) }
        return
      }
      let result = world.lab.run(cell: parsed)
      outcome.failures += result.failures.map { NoteFailure(path: path, cell: cell, failure: $0) }
    } catch {
      outcome.failures += error.diagnostics.map { diagnostic in
        NoteFailure(path: diagnostic.identifier == "include-file" ? note.path : path, cell: cell, diagnostic)
      }
    }
  }

  private func included(_ path: String, at range: SourceRange) throws(NoteError) -> Data {
    do throws(FileProblem) {
      return try readFile(path)
    } catch {
      throw NoteError([
        Diagnostic(
          .error, "include-file", at: range, "\(error.path) cannot be included: \(error.reason)",
          suggestion: "the path is relative to the note")
      ])
    }
  }
}
