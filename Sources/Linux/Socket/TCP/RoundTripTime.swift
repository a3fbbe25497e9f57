import Simulation

/// The estimate of the round trip and the retransmission timeout that follows from it (RFC 6298, with Linux's
/// bounds: net/ipv4/tcp_input.c, tcp_rtt_estimator).
struct RoundTripTime {
  private(set) var smoothed: Nanoseconds?
  private var variation = Nanoseconds.zero
  /// Doublings since the last answer.
  private(set) var backoff = 0

  static let initialTimeout = Nanoseconds.seconds(1)
  static let leastTimeout = Nanoseconds.milliseconds(200)
  static let greatestTimeout = Nanoseconds.seconds(120)

  mutating func sample(_ span: Nanoseconds) {
    guard let old = smoothed else {
      smoothed = span
      variation = span / 2
      return
    }
    let difference = Nanoseconds(abs((old - span).count))
    variation = (variation * 3 + difference) / 4
    smoothed = (old * 7 + span) / 8
  }

  mutating func backOff() { backoff += 1 }
  mutating func endBackoff() { backoff = 0 }

  /// What to wait for an answer now.
  var timeout: Nanoseconds {
    var timeout =
      smoothed.map { TimerWheel.wholeTicks($0 + max(variation * 4, Self.leastTimeout)) }
      ?? Self.initialTimeout
    for _ in 0..<backoff where timeout < Self.greatestTimeout { timeout = timeout * 2 }
    return min(timeout, Self.greatestTimeout)
  }
}
