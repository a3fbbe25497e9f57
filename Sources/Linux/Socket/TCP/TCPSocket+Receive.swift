import Packets
import Simulation

/// Segments that come in (net/ipv4/tcp_input.c; RFC 9293, section 3.10.7).
extension TCPSocket {
  func receive(_ segment: TCPSegment, _ buffer: SocketBuffer) {
    switch state {
    case .synSent: receiveInSynSent(segment, buffer)
    case .synReceived: receiveInSynReceived(segment, buffer)
    case .timeWait: receiveInTimeWait(segment)
    case .closed, .listen: break
    default: receiveSynchronised(segment, buffer)
    }
  }

  /// In a state in which both sides know each other's sequence numbers.
  func receiveSynchronised(_ segment: TCPSegment, _ buffer: SocketBuffer) {
    guard state != .closed, state != .timeWait else { return }
    guard isAcceptable(segment) else {
      if !segment.flags.contains(.rst) {
        if !segment.payload.isEmpty { acknowledgement.enterQuick() }
        sendAcknowledgement()
      }
      return
    }
    if segment.flags.contains(.rst) {
      // Only the exact number resets; a guess is answered (RFC 5961, section 3.2).
      if segment.sequence == receiveNext { receiveReset() } else { sendAcknowledgement() }
      return
    }
    if segment.flags.contains(.syn) {
      sendAcknowledgement()
      return
    }
    guard segment.flags.contains(.ack) else { return }
    noteTimestamp(of: segment)
    guard receiveAcknowledgement(segment) else { return }
    receiveData(segment, buffer)
    guard state != .closed else { return }
    if acknowledgement.isDue { acknowledge() }
    drain()
    transmit()
  }

  /// Some of it lies in the window, or it is empty and at its edge.
  private func isAcceptable(_ segment: TCPSegment) -> Bool {
    let end = segment.sequence &+ segment.sequenceLength
    return !end.isBefore(receiveNext) && !segment.sequence.isAfter(announcedEdge)
      && !(segment.sequenceLength > 0 && end == receiveNext)
  }

  private func noteTimestamp(of segment: TCPSegment) {
    guard usesTimestamps, let stamp = segment.options.timestamps,
      !segment.sequence.isAfter(lastAcknowledgementSent)
    else { return }
    if !stamp.value.isBefore(recentTimestamp) { recentTimestamp = stamp.value }
  }

  private func receiveReset() {
    switch state {
    case .closeWait: fail(.brokenPipe)
    case .closing, .lastAck: vanish()
    default: fail(.connectionReset)
    }
  }

  // MARK: - Data

  private func receiveData(_ segment: TCPSegment, _ buffer: SocketBuffer) {
    let hasFin = segment.flags.contains(.fin)
    guard !segment.payload.isEmpty || hasFin else { return }
    guard !hasEnded else { return }
    if isOrphan, !segment.payload.isEmpty {
      // Nobody will ever read it: the peer should know (tcp_rcv_state_process).
      namespace.sockets.sendReset(to: segment, buffer)
      vanish()
      return
    }
    var sequence = segment.sequence
    var payload = segment.payload
    if sequence.isBefore(receiveNext) {
      payload = payload.dropFirst(Int(receiveNext &- sequence))
      sequence = receiveNext
    }
    if hasFin { earlyFin = segment.sequence &+ UInt32(segment.payload.count) }
    guard sequence == receiveNext else {
      reassembly.insert(sequence, payload)
      acknowledgement.enterQuick()
      acknowledgement.isDue = true
      return
    }
    accept(payload, segmentWas: segment.payload.count)
    while let more = reassembly.take(at: receiveNext) { accept(more, segmentWas: more.count) }
    if earlyFin == receiveNext { receiveFin() }
  }

  private func accept(_ payload: Bytes, segmentWas length: Int) {
    guard !payload.isEmpty else { return }
    receiveNext = receiveNext &+ UInt32(payload.count)
    unread.append(payload)
    unreadBytes += payload.count
    if length >= 128 { receiveLimit = min(receiveLimit + 2 * segmentSize, Self.largestWindow) }
    acknowledgement.dataReceived(at: clock.now, window: receiveLimit, segmentSize: segmentSize)
  }

  /// Half of the largest receive buffer, `net.ipv4.tcp_rmem`.
  private static let largestWindow = 3 << 20

  private func receiveFin() {
    receiveNext = receiveNext &+ 1
    hasEnded = true
    earlyFin = nil
    acknowledgement.finReceived()
    switch state {
    case .established: enter(.closeWait)
    case .finWait1:
      enter(.closing)
      sendAcknowledgement()
    case .finWait2:
      sendAcknowledgement()
      enterTimeWait()
    default: break
    }
  }

  /// Acknowledges at once, or has the acknowledgement wait for something to ride on.
  private func acknowledge() {
    let unacknowledged = Int(receiveNext &- lastAcknowledgementSent)
    if unacknowledged > segmentSize || acknowledgement.sendsAtOnce || !reassembly.isEmpty {
      sendAcknowledgement()
    } else if !acknowledgementTimer.isSet {
      acknowledgementTimer.set(after: max(acknowledgement.delay, AcknowledgementPolicy.leastDelay)) {
        if self.acknowledgement.isDue { self.sendAcknowledgement() }
      }
    }
  }

  /// Hands what has come to the program.
  func drain() {
    let wasClosed = announcedEdge == receiveNext && unreadBytes > 0
    while let onReceive, !isStopped, !unread.isEmpty {
      let pieces = unread
      (unread, unreadBytes) = ([], 0)
      for piece in pieces { onReceive(piece) }
    }
    if wasClosed, unreadBytes == 0, isOpen, !hasEnded { sendAcknowledgement() }
    if hasEnded, unread.isEmpty, !endWasTold, !isStopped, let onEnd {
      endWasTold = true
      onEnd()
    }
  }

  // MARK: - After the end

  private func receiveInTimeWait(_ segment: TCPSegment) {
    if segment.flags.contains(.rst) {
      vanish()
      return
    }
    guard segment.sequenceLength > 0 || segment.sequence != receiveNext else { return }
    if segment.flags.contains(.fin) { linger(for: Self.timeWaitSpan) }
    sendAcknowledgement()
  }

  /// A new connection may take the place of one that only lingers (tcp_timewait_state_process).
  func givesWay(to segment: TCPSegment) -> Bool {
    state == .timeWait && segment.flags.contains(.syn) && !segment.flags.contains(.ack)
      && (segment.sequence.isAfter(receiveNext)
        || (segment.options.timestamps.map { $0.value.isAfter(recentTimestamp) } ?? false))
  }
}
