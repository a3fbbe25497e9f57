/// Where the cells that ran on a network stand in the note, so that what is kept of a result can name lines by the
/// cell they belong to: a changed paragraph moves cells, and what is kept moves along.
struct Placement {
  /// The lines of a cell.
  struct Unit: Hashable {
    var firstLine: Int
    var lineCount: Int
  }

  private var units: [Unit] = []

  mutating func add(_ unit: Unit) { units.append(unit) }

  /// Nil when the line is in none of the cells.
  func place(of line: Int) -> (unit: Int, offset: Int)? {
    for (index, unit) in units.enumerated()
    where line >= unit.firstLine && line - unit.firstLine < unit.lineCount {
      return (index, line - unit.firstLine)
    }
    return nil
  }

  func line(unit: Int, offset: Int) -> Int? {
    guard units.indices.contains(unit), (0..<units[unit].lineCount).contains(offset) else { return nil }
    return units[unit].firstLine + offset
  }
}
