import Lab
import NetLanguage
import Notebook
import Simulation

/// For the traced commands of a cell that forks a network (`#| from:`), the same command's trace before the fork.
struct Counterparts {
  struct Counterpart {
    var cell: Int
    var journey: Journey
  }

  private var byLine: [Int: Counterpart] = [:]

  init(of outcome: CellOutcome, among cells: [CellOutcome]) {
    guard outcome.parsed.options.from != nil, let result = outcome.result else { return }
    let earlier = cells.prefix { $0.cell.number < outcome.cell.number }
    for (index, line) in result.lines.enumerated() where line.line.isTraced {
      for cell in earlier.reversed() {
        guard let past = cell.result,
          let twin = past.lines.last(where: { $0.line.isTraced && Self.isSame($0.line, line.line) })
        else { continue }
        byLine[index] = Counterpart(
          cell: cell.cell.number, journey: Journey(twin.trace, in: past.topology))
        break
      }
    }
  }

  private static func isSame(_ one: ConsoleLine, _ other: ConsoleLine) -> Bool {
    one.node.value == other.node.value && one.command.value == other.command.value
  }

  subscript(line: Int) -> Counterpart? { byLine[line] }
}
