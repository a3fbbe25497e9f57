struct ScheduledEvent {
  let time: Nanoseconds
  let sequence: UInt64
  let event: any Event

  func isBefore(_ other: ScheduledEvent) -> Bool {
    time == other.time ? sequence < other.sequence : time < other.time
  }
}

/// A binary heap, earliest first.
struct EventHeap {
  private var entries: [ScheduledEvent] = []

  var isEmpty: Bool { entries.isEmpty }
  var first: ScheduledEvent? { entries.first }

  mutating func insert(_ entry: ScheduledEvent) {
    entries.append(entry)
    var child = entries.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard entries[child].isBefore(entries[parent]) else { break }
      entries.swapAt(child, parent)
      child = parent
    }
  }

  mutating func popFirst() -> ScheduledEvent? {
    guard let first = entries.first else { return nil }
    let last = entries.removeLast()
    guard !entries.isEmpty else { return first }
    entries[0] = last
    sink()
    return first
  }

  private mutating func sink() {
    var parent = 0
    while true {
      var smallest = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < entries.count && entries[child].isBefore(entries[smallest]) {
        smallest = child
      }
      guard smallest != parent else { return }
      entries.swapAt(parent, smallest)
      parent = smallest
    }
  }
}
