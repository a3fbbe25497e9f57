/// What two lists of rows differ in, row by row and field by field.
package struct RowDifferences {
  private let recorded: [ListedRow]
  private let actual: [ListedRow]
  /// Where a recorded row is now, from 0; nil when nothing that came out is like it.
  private var partners: [Int?]
  /// The rows that came out and are no recorded row's partner, in their order.
  private var free: [Int]
  /// The recorded rows that are not among those at the beginning and the end that say the same.
  private var middle: Range<Int>

  /// Of more rows that differ nobody wants to read.
  private static let mostUnlike = 500

  /// Nil for commands that do not list rows, for outputs that cannot be read so, and where nearly everything differs.
  package init?(command: String, recorded: [String], actual: [String]) {
    guard let reader = RowReader(command: command), let old = reader.rows(of: recorded),
      let new = reader.rows(of: actual), !old.isEmpty || !new.isEmpty
    else { return nil }
    self.recorded = ListedRow.numbered(old)
    self.actual = ListedRow.numbered(new)
    partners = Array(repeating: nil, count: old.count)
    free = Array(new.indices)
    middle = old.indices
    pairEnds()
    guard free.count <= Self.mostUnlike, middle.count <= Self.mostUnlike else {
      return nil
    }
    pair { $0.text == $1.text && $0.key == $1.key }
    pair { $0.key == $1.key && $0.lasting == $1.lasting }
    // The most alike first: a rule that changed in one condition is that rule.
    for most in 0...3 {
      pair { old, new in
        guard old.key == new.key else { return false }
        let count = RowChange.between(old, new).filter { !$0.isMoving }.count
        return count <= min(most, max(1, old.lasting.count / 2))
      }
    }
    pair { $0.isIdentified && $0.key == $1.key }
  }

  /// The rows at the beginning and at the end that say the same: of a long list nearly all.
  private mutating func pairEnds() {
    func isSame(_ old: Int, _ new: Int) -> Bool {
      // Of a row of several lines, only the first is its text.
      recorded[old].text == actual[new].text && recorded[old].key == actual[new].key
        && recorded[old].fields == actual[new].fields
    }
    let shorter = min(recorded.count, actual.count)
    var head = 0
    while head < shorter, isSame(head, head) { head += 1 }
    var tail = 0
    while tail < shorter - head, isSame(recorded.count - 1 - tail, actual.count - 1 - tail) { tail += 1 }
    for index in 0..<head { partners[index] = index }
    for index in 0..<tail { partners[recorded.count - 1 - index] = actual.count - 1 - index }
    free = Array(head..<(actual.count - tail))
    middle = head..<(recorded.count - tail)
  }

  private mutating func pair(_ isLike: (ListedRow, ListedRow) -> Bool) {
    for index in middle where partners[index] == nil {
      let row = recorded[index]
      guard let place = free.firstIndex(where: { isLike(row, actual[$0]) }) else { continue }
      partners[index] = free.remove(at: place)
    }
  }

  /// One a difference, counters and timers behind all others; empty when the rows say the same.
  package var sentences: [String] {
    var sentences: [String] = []
    var moving: [String] = []
    let stay = Self.ordered(Array(partners[middle]))
    for (place, index) in middle.enumerated() {
      let row = recorded[index]
      guard let partner = partners[index] else {
        sentences.append("\(row.name) is missing: \(row.text)")
        continue
      }
      let other = actual[partner]
      if !stay.contains(place), let number = other.number {
        let noun = other.noun.words.last ?? other.noun
        sentences.append("\(row.name) moved to \(noun) \(number): \(other.text)")
      }
      let changes = RowChange.between(row, other)
      let lasting = changes.filter { !$0.isMoving }.map(\.words)
      let counted = changes.filter(\.isMoving).map(\.words)
      if !lasting.isEmpty { sentences.append("\(row.name): \(lasting.joined(separator: "; "))") }
      if !counted.isEmpty { moving.append("  \(row.name): \(counted.joined(separator: "; "))") }
    }
    for index in free { sentences.append("\(actual[index].name) is new: \(actual[index].text)") }
    if moving.isEmpty { return sentences }
    let head =
      sentences.isEmpty
      ? "only counters and timers differ:" : "counters and timers, which change by themselves:"
    return sentences + [head] + moving
  }

  /// The rows that kept their order: a longest run of partners that only grows. The others moved.
  private static func ordered(_ partners: [Int?]) -> Set<Int> {
    var lengths: [Int] = []
    var previous: [Int?] = []
    var last: Int?
    for (index, partner) in partners.enumerated() {
      var (length, before): (Int, Int?) = (0, nil)
      if let partner {
        length = 1
        for earlier in 0..<index {
          guard let other = partners[earlier], other < partner, lengths[earlier] >= length else { continue }
          (length, before) = (lengths[earlier] + 1, earlier)
        }
        // Of two that changed places, the first is said to have moved, as in the difference of lines.
        if length >= (last.map { lengths[$0] } ?? 0) { last = index }
      }
      lengths.append(length)
      previous.append(before)
    }
    var result: Set<Int> = []
    while let index = last {
      result.insert(index)
      last = previous[index]
    }
    return result
  }
}
