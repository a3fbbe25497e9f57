import Lab
import NetLanguage

/// A network that is told what to do in the words of a note, cell after cell.
final class Scenario {
  let lab = Lab()
  private var names = KnownNames()

  /// Runs a cell that has no mistakes; anything else is a fault of the benchmark.
  @discardableResult
  func run(_ text: String) -> CellResult {
    let cell = CellParser.parse(text + "\n", names: names)
    precondition(cell.diagnostics.isEmpty, "\(cell.diagnostics)")
    names = cell.names
    let result = lab.run(cell: cell)
    precondition(result.failures.isEmpty, "\(result.failures)")
    return result
  }
}
