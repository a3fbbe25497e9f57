/// Which lines of a cell belong together: a line with those that it is continued in and its here-documents. In their
/// order, as places among the lines, from 0.
///
/// - Parameter lines: what stands behind the cell's options.
package func statementLines(_ lines: [String]) -> [ClosedRange<Int>] {
  var physical: [PhysicalLine] = []
  for (index, line) in lines.enumerated() {
    physical.append(PhysicalLine(characters: Array(line), number: index))
  }
  return logicalLines(physical[...], firstColumn: 1).map { line in
    line.positions[0].line...line.positions[line.positions.count - 1].line
  }
}
