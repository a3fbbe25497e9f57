/// A line of a file with its number.
package struct RecordedLine: Hashable, Sendable {
  package var text: String
  package var number: Int

  package init(_ text: String, number: Int) {
    self.text = text
    self.number = number
  }
}

/// One line of the comparison between what was recorded and what came out.
package enum LineDifference: Hashable, Sendable {
  /// The recorded line, and the line that fits it.
  case kept(RecordedLine, actual: String)
  /// A line that an elision stands for.
  case elided(actual: String)
  /// Recorded, and nothing that came out fits it.
  case removed(RecordedLine)
  /// Came out, and nothing recorded fits it.
  case added(actual: String)
}

package enum RecordedOutput {
  /// Compares recorded lines with those that came out; white space at line ends does not count.
  ///
  /// The answer is empty when all is well. Otherwise it is the whole comparison, with as few removed and added lines as
  /// can be, and `captures` is left as it was.
  package static func compare(
    _ expected: [RecordedLine], _ actual: [String], _ captures: inout Captures
  ) -> [LineDifference] {
    var comparison = Comparison(expected, actual, captures)
    let differences = comparison.walk()
    let isSame = differences.allSatisfy {
      switch $0 {
      case .kept, .elided: true
      case .removed, .added: false
      }
    }
    guard isSame else { return differences }
    captures = comparison.captures
    return []
  }

  /// The comparison as text: `  ` before kept lines, `- ` before removed and `+ ` before added ones, recorded lines
  /// with their numbers.
  package static func render(_ differences: [LineDifference]) -> String {
    var width = 0
    for case .kept(let line, _) in differences { width = max(width, "\(line.number)".count) }
    for case .removed(let line) in differences { width = max(width, "\(line.number)".count) }
    func row(_ number: Int?, _ mark: String, _ text: String) -> String {
      let digits = number.map { "\($0)" } ?? ""
      return String(repeating: " ", count: width - digits.count) + digits + " " + mark
        + (text.isEmpty ? "" : " " + text) + "\n"
    }
    return differences.map { difference in
      switch difference {
      case .kept(let line, let actual): row(line.number, " ", actual)
      case .elided(let actual): row(nil, " ", actual)
      case .removed(let line): row(line.number, "-", line.text)
      case .added(let actual): row(nil, "+", actual)
      }
    }.joined()
  }
}

/// The alignment of recorded and actual lines with the fewest differences.
private struct Comparison {
  let expected: [RecordedLine]
  let patterns: [LinePattern]
  let actual: [String]
  var captures: Captures
  /// The number of differences from a recorded and an actual line on, row by row.
  private var costs: [Int32]

  init(_ expected: [RecordedLine], _ actual: [String], _ captures: Captures) {
    self.expected = expected
    self.actual = actual
    self.captures = captures
    patterns = expected.map { LinePattern($0.text) }
    let columns = actual.count + 1
    costs = Array(repeating: 0, count: (expected.count + 1) * columns)
    for row in (0...expected.count).reversed() {
      for column in (0...actual.count).reversed() { costs[row * columns + column] = cost(row, column) }
    }
  }

  private func known(_ row: Int, _ column: Int) -> Int32 { costs[row * (actual.count + 1) + column] }

  private func cost(_ row: Int, _ column: Int) -> Int32 {
    if row == expected.count { return Int32(actual.count - column) }
    let isElision = patterns[row].isElision
    if column == actual.count { return known(row + 1, column) + (isElision ? 0 : 1) }
    let skipped = min(known(row + 1, column), known(row, column + 1))
    if isElision { return skipped }
    var captures = captures
    return patterns[row].matches(actual[column], &captures) ? known(row + 1, column + 1) : skipped + 1
  }

  /// Follows the cheapest way; names are bound as it goes, so that a second use must agree with the first.
  mutating func walk() -> [LineDifference] {
    var result: [LineDifference] = []
    var added: [LineDifference] = []
    let start = captures
    var row = 0
    var column = 0
    while row < expected.count || column < actual.count {
      var unbound = start
      if row < expected.count, patterns[row].isElision {
        if column < actual.count, known(row, column + 1) < known(row + 1, column) {
          result += added + [.elided(actual: actual[column])]
          added = []
          column += 1
        } else {
          row += 1
        }
      } else if row < expected.count, column < actual.count, patterns[row].matches(actual[column], &unbound) {
        if patterns[row].matches(actual[column], &captures) {
          result += added + [.kept(expected[row], actual: actual[column])]
          added = []
        } else {
          result.append(.removed(expected[row]))
          added.append(.added(actual: actual[column]))
        }
        row += 1
        column += 1
      } else if row < expected.count,
        column == actual.count || known(row + 1, column) <= known(row, column + 1)
      {
        result.append(.removed(expected[row]))
        row += 1
      } else {
        added.append(.added(actual: actual[column]))
        column += 1
      }
    }
    return result + added
  }
}
