/// How many segments may be under way: slow start, congestion avoidance, and fast recovery (RFC 5681, RFC 6582).
/// Counted in segments, as Linux counts.
struct CongestionControl {
  /// RFC 6928.
  private(set) var window = 10
  private(set) var threshold = Int.max
  /// Segments acknowledged since the window last grew in congestion avoidance.
  private var credit = 0
  /// During fast recovery: the highest sequence number sent when it began.
  private(set) var recovery: UInt32?

  /// After a timeout: losses before this number have been seen to.
  private var seenTo: UInt32?

  var isRecovering: Bool { recovery != nil }

  mutating func acknowledged(_ segments: Int) {
    guard !isRecovering else { return }
    if window < threshold {
      window = min(window + segments, max(threshold, window))
      return
    }
    credit += segments
    if credit >= window {
      credit -= window
      window += 1
    }
  }

  /// Repeated acknowledgements after a timeout are echoes of what was sent twice (RFC 6582, section 4).
  func mayRecover(from unacknowledged: UInt32) -> Bool {
    seenTo.map { !unacknowledged.isBefore($0) } ?? true
  }

  /// The third duplicate acknowledgement.
  mutating func enterRecovery(inFlight: Int, highest: UInt32) {
    threshold = max(inFlight / 2, 2)
    window = threshold + 3
    recovery = highest
  }

  /// Another segment has left the network.
  mutating func duplicateAcknowledged() { if isRecovering { window += 1 } }

  /// Something new was acknowledged, but not all that was under way when recovery began.
  mutating func partiallyAcknowledged(_ segments: Int) {
    window = max(window - segments + 1, threshold)
  }

  mutating func leaveRecovery() {
    window = threshold
    credit = 0
    recovery = nil
  }

  /// The retransmission timer has run out.
  mutating func timedOut(inFlight: Int, highest: UInt32) {
    seenTo = highest
    threshold = max(inFlight / 2, 2)
    window = 1
    credit = 0
    recovery = nil
  }
}
