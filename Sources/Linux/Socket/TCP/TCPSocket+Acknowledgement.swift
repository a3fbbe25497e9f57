import Packets
import Simulation

/// What the other side has received (net/ipv4/tcp_input.c, tcp_ack).
extension TCPSocket {
  /// False when the segment should not be looked at any further.
  func receiveAcknowledgement(_ segment: TCPSegment) -> Bool {
    let number = segment.acknowledgement
    guard !number.isAfter(sendNext) else {
      sendAcknowledgement()
      return false
    }
    guard !number.isBefore(sendUnacknowledged) else { return true }
    let oldWindow = sendWindow
    updateWindow(segment)
    if number == sendUnacknowledged {
      noteDuplicate(segment, windowChanged: sendWindow != oldWindow)
    } else {
      advance(to: number)
    }
    return state != .closed && state != .timeWait
  }

  private func updateWindow(_ segment: TCPSegment) {
    let number = segment.acknowledgement
    guard
      number.isAfter(sendUnacknowledged) || segment.sequence.isAfter(windowSequence)
        || segment.sequence == windowSequence && !number.isBefore(windowAcknowledgement)
    else { return }
    sendWindow = Int(segment.window) << Int(sendScale)
    windowSequence = segment.sequence
    windowAcknowledgement = number
    if sendWindow > 0, !queue.hasUnacknowledged, queue.unsentBytes > 0 {
      // The window has opened: no more probes.
      retransmissions = 0
      roundTrip.endBackoff()
      retransmissionTimer.cancel()
    }
  }

  private func advance(to number: UInt32) {
    let (segments, sentAt) = queue.acknowledge(number)
    namespace.counters.tcp.delivered += segments
    sendUnacknowledged = number
    if lastSmall.isBefore(number) { lastSmall = number }
    if let sentAt { roundTrip.sample(clock.now - sentAt) }
    roundTrip.endBackoff()
    retransmissions = 0
    softError = nil
    confirmNeighbour()
    if let recovery = congestion.recovery {
      if number.isBefore(recovery) {
        congestion.partiallyAcknowledged(segments)
        queue.markFirstLost()
      } else {
        congestion.leaveRecovery()
      }
    } else {
      congestion.acknowledged(segments)
    }
    duplicateAcknowledgements = 0
    retransmissionTimer.cancel()
    if let lossProbe, !number.isBefore(lossProbe) { self.lossProbe = nil }
    if queue.hasUnacknowledged { armLossProbe() }
    if isFinSent, number == sendNext { finWasAcknowledged() }
    if pendingBytes == 0 { onAcknowledged?() }
  }

  private func finWasAcknowledged() {
    switch state {
    case .finWait1:
      enter(.finWait2)
      if isOrphan { linger(for: namespace.settings.finTimeout) }
    case .closing: enterTimeWait()
    case .lastAck: vanish()
    default: break
    }
  }

  /// The third repetition means that a segment is lost (RFC 5681, section 3.2).
  private func noteDuplicate(_ segment: TCPSegment, windowChanged: Bool) {
    guard queue.hasUnacknowledged, segment.payload.isEmpty, !segment.flags.contains(.fin), !windowChanged
    else { return }
    duplicateAcknowledgements += 1
    if congestion.isRecovering {
      congestion.duplicateAcknowledged()
    } else if duplicateAcknowledgements == 3, congestion.mayRecover(from: sendUnacknowledged) {
      congestion.enterRecovery(inFlight: queue.inFlight, highest: sendNext)
      queue.markFirstLost()
      retransmitFirstLost()
    }
  }

  /// The far side answers, so the next hop works (dst_confirm).
  func confirmNeighbour() {
    guard let route = cachedRoute?.route, !route.isLocal else { return }
    namespace.neighbours.confirm(route.nextHop, on: route.device)
  }

  // MARK: - Reports of the network

  /// An ICMP error about a segment of ours (net/ipv4/tcp_ipv4.c, tcp_v4_err).
  func handle(_ error: ICMPError, about segment: TCPSegment) {
    guard let consequence = error.consequence else { return }
    if case .fragmentationNeeded = error {
      pathShrank()
      return
    }
    switch state {
    case .synSent:
      guard segment.sequence == sendUnacknowledged else { return }
      fail(consequence.error)
    case .synReceived:
      if consequence.isFatal { vanish() }
    case .closed, .listen, .timeWait: break
    default:
      guard !segment.sequence.isBefore(sendUnacknowledged), !segment.sequence.isAfter(sendNext) else {
        return
      }
      softError = consequence.error
    }
  }
}
