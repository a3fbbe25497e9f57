import Lab
import NetLanguage
import Simulation

/// Finding reasons. A run that fails nowhere pays nothing for them: only a cell with a failure is run once more, on
/// a network that stands as its own stood before, and now every packet is watched. The simulator is deterministic,
/// so the second run is the first one, seen better.
extension NoteRunner {
  func explained(_ cell: ParsedCell, at unit: Placement.Unit?, on station: World.Station) -> CellResult {
    var world = World(station)
    return world.run(cell, at: unit, explaining: explains)
  }

  /// Gives the failures of a cell their reasons.
  func explain(
    _ outcome: inout CellOutcome, of note: Note, at unit: Placement.Unit, on station: World.Station
  ) {
    guard outcome.state == .ran, !(outcome.failures + outcome.expectedFailures).isEmpty else { return }
    let result = explained(outcome.parsed, at: unit, on: station)
    for index in outcome.failures.indices { explain(&outcome.failures[index], by: result, note) }
    for index in outcome.expectedFailures.indices {
      explain(&outcome.expectedFailures[index], by: result, note)
    }
  }

  private func explain(_ failure: inout NoteFailure, by result: CellResult, _ note: Note) {
    guard failure.failure.explanation == nil else { return }
    if failure.failure.identifier == Self.outputDiffers {
      guard let line = failure.line.flatMap({ result.lines.indices.contains($0) ? result.lines[$0] : nil })
      else { return }
      failure.failure.explain(by: line.explanation)
    } else if let explained = result.failures.first(where: {
      $0.identifier == failure.failure.identifier && $0.range == failure.failure.range
    }) {
      failure.failure = explained
    }
  }
}
