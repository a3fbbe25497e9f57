import Packets
import Simulation

/// What a connection has sent and not had acknowledged, and what it has still to send.
struct SendQueue {
  /// A segment that is under way, or lost.
  struct Sent {
    var sequence: UInt32
    var payload: Bytes
    var flags: TCPFlags
    var sentAt: Nanoseconds
    /// To be sent again; not counted as under way.
    var isLost = false
    var wasRetransmitted = false

    var end: UInt32 {
      sequence &+ UInt32(payload.count) &+ (flags.contains(.syn) ? 1 : 0) &+ (flags.contains(.fin) ? 1 : 0)
    }
  }

  /// Acknowledged segments stand before `head` until they are cleared away together.
  private var sent: [Sent] = []
  private var head = 0
  private var lostCount = 0
  /// Writes of the program that are not sent yet; the end of each one is pushed.
  private var writes: [Bytes] = []
  private var firstWrite = 0
  private(set) var unsentBytes = 0

  var hasUnacknowledged: Bool { head < sent.count }
  var first: Sent? { hasUnacknowledged ? sent[head] : nil }
  /// Segments that are thought to be in the network.
  var inFlight: Int { sent.count - head - lostCount }
  var hasLost: Bool { lostCount > 0 }

  // MARK: - Unsent

  mutating func write(_ bytes: Bytes) {
    guard !bytes.isEmpty else { return }
    writes.append(bytes)
    unsentBytes += bytes.count
  }

  /// Takes up to this many unsent octets, of which there are some. `isPushed`: they end where a write ended.
  mutating func take(_ limit: Int) -> (bytes: Bytes, isPushed: Bool) {
    var taken = writes[firstWrite].prefix(limit)
    var isPushed = advance(by: taken.count)
    while taken.count < limit, firstWrite < writes.count {
      let more = writes[firstWrite].prefix(limit - taken.count)
      taken.append(contentsOf: more)
      isPushed = advance(by: more.count)
    }
    unsentBytes -= taken.count
    return (taken, isPushed)
  }

  /// True when the write is used up.
  private mutating func advance(by count: Int) -> Bool {
    let rest = writes[firstWrite].dropFirst(count)
    writes[firstWrite] = rest
    guard rest.isEmpty else { return false }
    firstWrite += 1
    if firstWrite * 2 > writes.count {
      writes.removeFirst(firstWrite)
      firstWrite = 0
    }
    return true
  }

  // MARK: - Sent

  mutating func append(_ segment: Sent) { sent.append(segment) }

  /// Lets go of what is acknowledged: how many segments, and when the newest that was sent only once was sent.
  mutating func acknowledge(_ number: UInt32) -> (segments: Int, sentAt: Nanoseconds?) {
    var count = 0
    var sentAt: Nanoseconds?
    while head < sent.count, !sent[head].end.isAfter(number) {
      if sent[head].isLost { lostCount -= 1 }
      sentAt = sent[head].wasRetransmitted ? nil : sent[head].sentAt
      sent[head].payload = []
      head += 1
      count += 1
    }
    trimFirst(to: number)
    if head == sent.count || head > 256 && head * 2 > sent.count {
      sent.removeFirst(head)
      head = 0
    }
    return (count, sentAt)
  }

  /// A part of the first segment is acknowledged, as after it was cut and sent again.
  private mutating func trimFirst(to number: UInt32) {
    guard head < sent.count, sent[head].sequence.isBefore(number) else { return }
    sent[head].payload = sent[head].payload.dropFirst(Int(number &- sent[head].sequence))
    sent[head].sequence = number
  }

  mutating func markFirstLost() {
    guard head < sent.count, !sent[head].isLost else { return }
    sent[head].isLost = true
    lostCount += 1
  }

  mutating func markAllLost() {
    for place in head..<sent.count { sent[place].isLost = true }
    lostCount = sent.count - head
  }

  /// The first lost segment, which counts as under way again; no longer than what goes through now.
  mutating func takeLost(limit: Int, now: Nanoseconds) -> Sent? {
    guard lostCount > 0, let place = sent[head...].firstIndex(where: { $0.isLost }) else { return nil }
    if sent[place].payload.count > limit { split(place, at: limit) }
    sent[place].isLost = false
    sent[place].wasRetransmitted = true
    sent[place].sentAt = now
    lostCount -= 1
    return sent[place]
  }

  /// The last segment, which is sent once more as a probe.
  mutating func takeLastForProbe(now: Nanoseconds) -> Sent? {
    guard head < sent.count, !sent[sent.count - 1].isLost else { return nil }
    sent[sent.count - 1].wasRetransmitted = true
    return sent[sent.count - 1]
  }

  private mutating func split(_ place: Int, at limit: Int) {
    var rest = sent[place]
    rest.sequence = rest.sequence &+ UInt32(limit)
    rest.payload = rest.payload.dropFirst(limit)
    sent[place].payload = sent[place].payload.prefix(limit)
    sent[place].flags.remove([.fin, .psh])
    sent.insert(rest, at: place + 1)
    lostCount += 1
  }

  mutating func removeAll() { self = SendQueue() }
}
