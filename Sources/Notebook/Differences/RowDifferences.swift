/// What two lists of rows differ in, row by row and field by field.
package struct RowDifferences {
  private let recorded: [ListedRow]
  private let actual: [ListedRow]
  /// Where a recorded row is now, from 0; nil when nothing that came out is like it.
  private var partners: [Int?]

  /// Nil for commands that do not list rows, and for outputs that cannot be read so.
  package init?(command: String, recorded: [String], actual: [String]) {
    guard let reader = RowReader(command: command), let old = reader.rows(of: recorded),
      let new = reader.rows(of: actual), !old.isEmpty || !new.isEmpty
    else { return nil }
    self.recorded = ListedRow.numbered(old)
    self.actual = ListedRow.numbered(new)
    partners = Array(repeating: nil, count: old.count)
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

  private mutating func pair(_ isLike: (ListedRow, ListedRow) -> Bool) {
    var taken = Set(partners.compactMap { $0 })
    for (index, row) in recorded.enumerated() where partners[index] == nil {
      guard let other = actual.indices.first(where: { !taken.contains($0) && isLike(row, actual[$0]) }) else {
        continue
      }
      partners[index] = other
      taken.insert(other)
    }
  }

  /// One a difference, counters and timers behind all others; empty when the rows say the same.
  package var sentences: [String] {
    var sentences: [String] = []
    var moving: [String] = []
    let stay = Self.ordered(partners)
    for (index, row) in recorded.enumerated() {
      guard let partner = partners[index] else {
        sentences.append("\(row.name) is missing: \(row.text)")
        continue
      }
      let other = actual[partner]
      if !stay.contains(index), let number = other.number {
        let noun = other.noun.words.last ?? other.noun
        sentences.append("\(row.name) moved to \(noun) \(number): \(other.text)")
      }
      let changes = RowChange.between(row, other)
      let lasting = changes.filter { !$0.isMoving }.map(\.words)
      let counted = changes.filter(\.isMoving).map(\.words)
      if !lasting.isEmpty { sentences.append("\(row.name): \(lasting.joined(separator: "; "))") }
      if !counted.isEmpty { moving.append("  \(row.name): \(counted.joined(separator: "; "))") }
    }
    let taken = Set(partners.compactMap { $0 })
    for (index, row) in actual.enumerated() where !taken.contains(index) {
      sentences.append("\(row.name) is new: \(row.text)")
    }
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
