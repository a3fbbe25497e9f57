/// An event and when it is due.
struct ScheduledEvent {
  let time: Nanoseconds
  /// Grows with every event that is scheduled: the order of events of one moment.
  let sequence: UInt64
  let event: any Event

  @inline(__always)
  func isBefore(_ other: ScheduledEvent) -> Bool {
    time == other.time ? sequence < other.sequence : time < other.time
  }
}

/// Everything that is going to happen, earliest first.
///
/// Most events are frames on their way, and frames take one of very few spans: a cable's, a veth pair's. Events of
/// one span come due in the order in which they were scheduled, since time only moves forward; so each such span
/// has a lane, a plain queue, and a frame costs the same however many are under way. All other events, timers
/// above all, wait in a heap.
struct EventQueue: ~Copyable {
  private var heap = EventHeap()
  private let lanes = UnsafeMutablePointer<EventLane>.allocate(capacity: EventQueue.mostLanes)
  private var laneCount = 0
  /// Where the earliest event is; nil while that is not known.
  private var earliest: Place?

  /// Looking at the head of every lane must stay cheap.
  private static let mostLanes = 8

  private enum Place {
    case heap
    case lane(Int)
    case nowhere
  }

  init() {}

  deinit {
    for index in 0..<laneCount { lanes[index].free() }
    lanes.deallocate()
  }

  /// When the first event is due; nil when there is none.
  var firstTime: Nanoseconds? {
    mutating get {
      switch findEarliest() {
      case .nowhere: nil
      case .heap: heap.first.time
      case .lane(let index): lanes[index].first.time
      }
    }
  }

  mutating func insert(_ entry: consuming ScheduledEvent) {
    heap.insert(entry)
    earliest = nil
  }

  /// Inserts an event whose span is one that many events have.
  mutating func insert(_ entry: consuming ScheduledEvent, span: Nanoseconds) {
    guard let index = lane(for: span) else { return insert(entry) }
    // Behind others of its lane it cannot be the earliest.
    if lanes[index].isEmpty { earliest = nil }
    lanes[index].append(entry)
  }

  mutating func popFirst() -> ScheduledEvent? {
    defer { earliest = nil }
    switch findEarliest() {
    case .nowhere: return nil
    case .heap: return heap.removeFirst()
    case .lane(let index): return lanes[index].removeFirst()
    }
  }

  /// The lane of a span, made at its first use while there is room for another.
  private mutating func lane(for span: Nanoseconds) -> Int? {
    for index in 0..<laneCount where lanes[index].span == span { return index }
    guard laneCount < Self.mostLanes else { return nil }
    (lanes + laneCount).initialize(to: EventLane(span: span))
    laneCount += 1
    return laneCount - 1
  }

  private mutating func findEarliest() -> Place {
    if let earliest { return earliest }
    var place = Place.nowhere
    var (time, sequence) = (Nanoseconds(.max), UInt64.max)
    if !heap.isEmpty {
      (time, sequence) = (heap.first.time, heap.first.sequence)
      place = .heap
    }
    for index in 0..<laneCount where !lanes[index].isEmpty {
      let (otherTime, otherSequence) = (lanes[index].first.time, lanes[index].first.sequence)
      if otherTime < time || otherTime == time && otherSequence < sequence {
        (time, sequence) = (otherTime, otherSequence)
        place = .lane(index)
      }
    }
    earliest = place
    return place
  }
}

/// A queue of events in a ring of memory.
struct EventLane {
  let span: Nanoseconds
  private var ring = UnsafeMutablePointer<ScheduledEvent>.allocate(capacity: 16)
  /// A power of two.
  private var capacity = 16
  private var head = 0
  private var count = 0

  init(span: Nanoseconds) { self.span = span }

  var isEmpty: Bool { count == 0 }
  /// There must be one.
  var first: ScheduledEvent { ring[head] }

  mutating func append(_ entry: consuming ScheduledEvent) {
    if count == capacity { grow() }
    (ring + (head + count) & (capacity - 1)).initialize(to: entry)
    count += 1
  }

  mutating func removeFirst() -> ScheduledEvent {
    let place = ring + head
    head = (head + 1) & (capacity - 1)
    count -= 1
    return place.move()
  }

  private mutating func grow() {
    let larger = UnsafeMutablePointer<ScheduledEvent>.allocate(capacity: 2 * capacity)
    larger.moveInitialize(from: ring + head, count: capacity - head)
    (larger + (capacity - head)).moveInitialize(from: ring, count: head)
    ring.deallocate()
    (ring, head, capacity) = (larger, 0, 2 * capacity)
  }

  mutating func free() {
    while !isEmpty { _ = removeFirst() }
    ring.deallocate()
  }
}

/// A heap with four children to a node, which is shallower than one with two.
struct EventHeap: ~Copyable {
  private var entries = UnsafeMutablePointer<ScheduledEvent>.allocate(capacity: 64)
  private var capacity = 64
  private var count = 0

  init() {}

  deinit {
    entries.deinitialize(count: count)
    entries.deallocate()
  }

  var isEmpty: Bool { count == 0 }
  /// There must be one.
  var first: ScheduledEvent { entries[0] }

  mutating func insert(_ entry: consuming ScheduledEvent) {
    if count == capacity { grow() }
    var hole = count
    count += 1
    while hole > 0 {
      let parent = (hole - 1) / 4
      guard entry.isBefore(entries[parent]) else { break }
      (entries + hole).moveInitialize(from: entries + parent, count: 1)
      hole = parent
    }
    (entries + hole).initialize(to: entry)
  }

  mutating func removeFirst() -> ScheduledEvent {
    let first = entries.move()
    count -= 1
    if count > 0 { sink() }
    return first
  }

  /// Puts the last entry where the first was taken away.
  private mutating func sink() {
    let last = entries + count
    var hole = 0
    while true {
      let children = 4 * hole + 1
      guard children < count else { break }
      var least = children
      for child in (children + 1)..<max(children + 1, min(children + 4, count))
      where entries[child].isBefore(entries[least]) {
        least = child
      }
      guard entries[least].isBefore(last.pointee) else { break }
      (entries + hole).moveInitialize(from: entries + least, count: 1)
      hole = least
    }
    (entries + hole).moveInitialize(from: last, count: 1)
  }

  private mutating func grow() {
    let larger = UnsafeMutablePointer<ScheduledEvent>.allocate(capacity: 2 * capacity)
    larger.moveInitialize(from: entries, count: count)
    entries.deallocate()
    (entries, capacity) = (larger, 2 * capacity)
  }
}
