import Lab
import NetLanguage

/// Changes each statement of a note in turn, and sees whether the note notices.
///
/// A mutant begins where the note stood before the changed cell, and ends where it is noticed first. Nothing is
/// recorded or explained.
struct MutationRun: Sendable {
  private let note: Note
  private let parameters: [ParameterValue]
  /// How the note stood before each cell.
  private var checkpoints: [NoteRunner.Progress.Checkpoint] = []
  private var outcomes: [CellOutcome] = []
  private var values: [ValueOutcome] = []
  private var changes: [StatementChange] = []
  /// The files that cells include, by path.
  private(set) var sources: [String: NoteSource] = [:]

  /// Nil when the note fails as it is: what would be noticed by it, nobody can say.
  init?(_ note: Note, parameters: [ParameterValue]) {
    (self.note, self.parameters) = (note, parameters)
    var runner = Self.runner(parameters)
    var included: [(cell: Int, source: NoteSource, parsed: ParsedCell)] = []
    runner.onInclude = { included.append(($0, $1, $2)) }
    var progress = runner.begin(note)
    for cell in note.cells {
      checkpoints.append(progress.checkpoint)
      let outcome = runner.advance(&progress, over: cell)
      guard outcome.state == .ran else { continue }
      for file in included where file.cell == cell.number {
        changes += StatementChange.all(of: cell.number, file.parsed)
        sources[file.source.path] = file.source
      }
      changes += StatementChange.all(of: cell.number, outcome.parsed)
    }
    let result = runner.finish(progress)
    guard result.isGood else { return nil }
    (outcomes, values) = (result.cells, result.values)
  }

  private static func runner(_ parameters: [ParameterValue]) -> NoteRunner {
    var runner = NoteRunner()
    runner.parameters = parameters
    runner.explains = false
    return runner
  }

  /// - Parameter jobs: how many mutants run at a time; nil is one for each core.
  func score(jobs: Int?) -> MutationScore {
    MutationScore(mutants: SideBySide.map(changes.count, jobs: jobs) { mutant(of: changes[$0]) })
  }

  private func mutant(of change: StatementChange) -> Mutant {
    let (outcome, line) = outcome(of: change)
    return Mutant(
      cell: change.cell, file: change.file, range: change.original.range, change: change.text,
      outcome: outcome, noticedAt: line)
  }

  private func outcome(of change: StatementChange) -> (Mutant.Outcome, line: Int?) {
    guard let first = note.cells.firstIndex(where: { $0.number == change.cell }) else {
      return (.changesNothing, nil)
    }
    var runner = Self.runner(parameters)
    runner.change = change
    var progress = NoteRunner.Progress(checkpoints[first])
    var isSame = true
    for index in first..<note.cells.count {
      let outcome = runner.advance(&progress, over: note.cells[index])
      let failures = outcome.failures + progress.values.outcomes.flatMap(\.failures)
      if let failure = failures.first {
        return (.noticed, failure.path == note.path ? failure.failure.range.start.line : nil)
      }
      isSame = isSame && outcome.result == outcomes[index].result
    }
    isSame = isSame && runner.finish(progress).values == values
    return (isSame ? .changesNothing : .unnoticed, nil)
  }
}
