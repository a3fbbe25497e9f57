import Packets
import Simulation

/// What happens when no answer comes (net/ipv4/tcp_timer.c).
extension TCPSocket {
  func armRetransmission() {
    retransmissionTimer.set(after: roundTrip.timeout) { self.retransmissionTimedOut() }
  }

  /// After new data: a probe goes out before the retransmission timeout when the tail of what is under way may be
  /// lost (RFC 8985, section 7; net/ipv4/tcp_output.c, tcp_schedule_loss_probe).
  func armLossProbe() {
    guard mayProbeLoss else { return armRetransmission() }
    retransmissionTimer.set(after: min(lossProbeTimeout, roundTrip.timeout)) { self.probeLoss() }
  }

  private var mayProbeLoss: Bool {
    usesSelectiveAcknowledgement && !congestion.isRecovering && retransmissions == 0 && !queue.hasLost
      && lossProbe == nil && queue.inFlight > 0
  }

  private var lossProbeTimeout: Nanoseconds {
    guard let smoothed = roundTrip.smoothed else { return RoundTripTime.initialTimeout }
    // A lone segment's acknowledgement may be delayed.
    let delay = queue.inFlight == 1 ? RoundTripTime.leastTimeout : Nanoseconds.milliseconds(2)
    return smoothed * 2 + delay
  }

  /// Sends something new if there is any and the window lets it, else the last segment once more
  /// (tcp_send_loss_probe). Then the usual timeout runs.
  private func probeLoss() {
    guard queue.hasUnacknowledged, state != .closed, state != .timeWait else { return }
    lossProbe = sendNext
    if let segment = queue.takeLastForProbe(now: clock.now) {
      sendSegment(flags: segment.flags, sequence: segment.sequence, payload: segment.payload)
    }
    armRetransmission()
  }

  private func retransmissionTimedOut() {
    if state == .synSent || state == .synReceived || queue.hasUnacknowledged {
      namespace.counters.tcp.timeouts += 1
    }
    switch state {
    case .synSent: repeatSyn()
    case .synReceived: repeatSynAck()
    case .closed, .listen, .timeWait: break
    default: if queue.hasUnacknowledged { retransmit() } else { probeWindow() }
    }
  }

  /// The first four repetitions come after a second each, the later ones after twice the time of the one before
  /// (net.ipv4.tcp_syn_linear_timeouts, since Linux 6.5).
  private static let linearTimeouts = 4

  private func repeatSyn() {
    guard retransmissions < namespace.settings.synRetries + Self.linearTimeouts else {
      fail(softError ?? .timedOut)
      return
    }
    retransmissions += 1
    if retransmissions > Self.linearTimeouts { roundTrip.backOff() }
    sendSyn()
  }

  private func repeatSynAck() {
    guard retransmissions < namespace.settings.synAckRetries else {
      vanish()
      return
    }
    retransmissions += 1
    roundTrip.backOff()
    sendSynAck()
  }

  private func retransmit() {
    guard mayTryAgain() else { return }
    if retransmissions == 1 {
      congestion.timedOut(inFlight: queue.inFlight, highest: sendNext)
    }
    queue.markAllLost()
    duplicateAcknowledgements = 0
    roundTrip.backOff()
    retransmitFirstLost()
    armRetransmission()
  }

  /// The peer's window is closed: asks whether it still is (tcp_send_probe0).
  private func probeWindow() {
    guard queue.unsentBytes > 0 else { return }
    guard queue.inFlight == 0, mayTryAgain() else { return }
    roundTrip.backOff()
    let room = sendWindow - Int(sendNext &- sendUnacknowledged)
    if room > 0 {
      sendWhatFits(room)
    } else {
      sendSegment(flags: .ack, sequence: sendUnacknowledged &- 1)
    }
    armRetransmission()
  }

  private func mayTryAgain() -> Bool {
    // Nobody waits for an orphan's fate, so it gives up sooner (tcp_orphan_retries).
    let limit = isOrphan ? 8 : namespace.settings.retries
    guard retransmissions < limit else {
      fail(softError ?? .timedOut)
      return false
    }
    retransmissions += 1
    return true
  }
}
