import Simulation

/// When an acknowledgement is sent at once and when it waits for something to ride on
/// (net/ipv4/tcp_input.c, tcp_event_data_recv, __tcp_ack_snd_check; net/ipv4/tcp_output.c, tcp_event_data_sent).
struct AcknowledgementPolicy {
  /// Acknowledgements that are still to be sent at once.
  private var quick = 0
  /// The program answers what it gets, so that acknowledgements can ride on its answers.
  private var isInteractive = false
  /// Zero until the first data has come.
  private(set) var delay = Nanoseconds.zero
  private var lastReceived = Nanoseconds.zero
  /// Something has come in that is not acknowledged.
  var isDue = false

  static let leastDelay = Nanoseconds.milliseconds(40)
  static let mostQuick = 16

  mutating func began(at now: Nanoseconds) { lastReceived = now }

  mutating func dataReceived(at now: Nanoseconds, window: Int, segmentSize: Int) {
    isDue = true
    if delay == .zero {
      quicken(window: window, segmentSize: segmentSize)
      delay = Self.leastDelay
    } else {
      let span = now - lastReceived
      if span <= Self.leastDelay / 2 {
        delay = delay / 2 + Self.leastDelay / 2
      } else if span < delay {
        delay = min(delay / 2 + span, Nanoseconds.milliseconds(200))
      } else if span > Nanoseconds.milliseconds(200) {
        quicken(window: window, segmentSize: segmentSize)
      }
    }
    lastReceived = now
  }

  mutating func quicken(window: Int, segmentSize: Int) {
    quick = max(quick, min(max(window / (2 * max(segmentSize, 1)), 2), Self.mostQuick))
  }

  /// Out of order, or already seen: the peer should know at once (tcp_enter_quickack_mode).
  mutating func enterQuick() {
    quick = Self.mostQuick
    isInteractive = false
    delay = Self.leastDelay
  }

  mutating func dataSent(at now: Nanoseconds) {
    if now - lastReceived < delay { isInteractive = true }
  }

  mutating func finReceived() {
    isDue = true
    isInteractive = true
  }

  /// Any segment with the current acknowledgement number has gone out.
  mutating func sent() {
    if quick > 0 { quick -= 1 }
    isDue = false
  }

  var sendsAtOnce: Bool { quick > 0 && !isInteractive }
}
