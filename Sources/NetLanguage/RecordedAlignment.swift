/// The alignment of recorded and actual lines.
///
/// Best is the one that keeps the most recorded lines. Among these it is the one that gives up the fewest recorded
/// lines without one that came out in their place, then the one with the fewest lines that came out of nowhere,
/// then the one whose replaced lines are most alike.
struct RecordedAlignment {
  let expected: [RecordedLine]
  let patterns: [LinePattern]
  let actual: [String]
  private(set) var captures: Captures
  /// The cost from a recorded and an actual line on, row by row.
  private var costs: [Int64]
  /// Likeness decides only where an elision leaves a choice.
  private let minimisesUnlikeness: Bool

  /// Each is worth more than all that can come together of the next.
  private enum Cost {
    static let kept: Int64 = -1 << 46
    static let givenUp: Int64 = 1 << 32
    static let added: Int64 = 1 << 18
  }

  init(_ expected: [RecordedLine], _ actual: [String], _ captures: Captures) {
    self.expected = expected
    self.actual = actual
    self.captures = captures
    patterns = expected.map { LinePattern($0.text) }
    minimisesUnlikeness = patterns.contains { $0.isElision }
    let columns = actual.count + 1
    costs = Array(repeating: 0, count: (expected.count + 1) * columns)
    for row in (0...expected.count).reversed() {
      for column in (0...actual.count).reversed() { costs[row * columns + column] = cost(row, column) }
    }
  }

  private func known(_ row: Int, _ column: Int) -> Int64 { costs[row * (actual.count + 1) + column] }

  private func cost(_ row: Int, _ column: Int) -> Int64 {
    if row == expected.count { return Int64(actual.count - column) * Cost.added }
    let isElision = patterns[row].isElision
    if column == actual.count { return known(row + 1, column) + (isElision ? 0 : Cost.givenUp) }
    if isElision { return min(known(row + 1, column), known(row, column + 1)) }
    var unbound = captures
    let pair = patterns[row].matches(actual[column], &unbound) ? Cost.kept : unlikeness(row, column)
    return min(
      known(row + 1, column + 1) + pair, known(row + 1, column) + Cost.givenUp,
      known(row, column + 1) + Cost.added)
  }

  /// From 0 to 15: how much of two lines is not the same at their beginnings and ends.
  private func unlikeness(_ row: Int, _ column: Int) -> Int64 {
    guard minimisesUnlikeness else { return 0 }
    let (left, right) = (Array(expected[row].text.utf8), Array(actual[column].utf8))
    let (shorter, longer) = (min(left.count, right.count), max(left.count, right.count))
    var head = 0
    while head < shorter, left[head] == right[head] { head += 1 }
    var tail = 0
    while tail < shorter - head, left[left.count - 1 - tail] == right[right.count - 1 - tail] { tail += 1 }
    return longer == 0 ? 0 : Int64(15 * (longer - head - tail) / longer)
  }

  /// Follows the cheapest way; names are bound as it goes, so that a second use must agree with the first.
  mutating func walk() -> [LineDifference] {
    var result: [LineDifference] = []
    var added: [LineDifference] = []
    let start = captures
    var row = 0
    var column = 0
    while row < expected.count || column < actual.count {
      switch step(row, column, start) {
      case .endElision:
        // What came out before the elision stands before it.
        result += added
        added = []
        row += 1
      case .absorb:
        result += added + [.elided(actual: actual[column])]
        added = []
        column += 1
      case .pair where patterns[row].matches(actual[column], &captures):
        result += added + [.kept(expected[row], actual: actual[column])]
        added = []
        row += 1
        column += 1
      case .pair:
        result.append(.removed(expected[row]))
        added.append(.added(actual: actual[column]))
        row += 1
        column += 1
      case .giveUp:
        result.append(.removed(expected[row]))
        row += 1
      case .add:
        added.append(.added(actual: actual[column]))
        column += 1
      }
    }
    return result + added
  }

  private enum Step { case endElision, absorb, pair, giveUp, add }

  private func step(_ row: Int, _ column: Int, _ start: Captures) -> Step {
    if row == expected.count { return .add }
    if patterns[row].isElision {
      return column < actual.count && known(row, column + 1) < known(row + 1, column) ? .absorb : .endElision
    }
    if column == actual.count { return .giveUp }
    var unbound = start
    let pair = patterns[row].matches(actual[column], &unbound) ? Cost.kept : unlikeness(row, column)
    let cost = known(row, column)
    if cost == known(row + 1, column + 1) + pair { return .pair }
    return cost == known(row + 1, column) + Cost.givenUp ? .giveUp : .add
  }
}
