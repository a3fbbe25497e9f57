import Packets
import Simulation

/// Segments that leave (net/ipv4/tcp_output.c).
extension TCPSocket {
  /// The route, looked up anew when the namespace's routing has changed.
  func currentRoute() -> Swift.Result<OutputRoute, KernelError> {
    let generation = namespace.routing.generation
    if let cachedRoute, cachedRoute.generation == generation { return .success(cachedRoute.route) }
    let found = route(to: remoteAddress, .tcp, ports: (localPort, remotePort))
    if case .success(let route) = found { cachedRoute = (route, generation) }
    return found
  }

  /// Sends a segment of an open connection: it acknowledges what has come, and announces the window.
  func sendSegment(flags: TCPFlags, sequence: UInt32, payload: Bytes = []) {
    let window = windowToAnnounce()
    acknowledgement.sent()
    acknowledgementTimer.cancel()
    lastAcknowledgementSent = receiveNext
    let field = UInt16(min(window >> Int(receiveScale), 65535))
    emit(flags: flags, sequence: sequence, window: field, options: TCPOptions(), payload: payload)
  }

  func sendAcknowledgement() { sendSegment(flags: .ack, sequence: sendNext) }

  /// Puts the segment into a packet and sends it.
  func emit(
    flags: TCPFlags, sequence: UInt32, window: UInt16, options: TCPOptions, payload: Bytes,
    identification fixed: UInt16? = nil
  ) {
    guard case .success(let route) = currentRoute() else { return }
    var segment = TCPSegment(
      sourcePort: localPort, destinationPort: remotePort, sequence: sequence,
      acknowledgement: flags.contains(.ack) ? receiveNext : 0, flags: flags, window: window,
      options: options, payload: payload)
    if usesTimestamps, !flags.contains(.rst) {
      segment.options.timestamps = TCPOptions.Timestamps(value: timestamp, echo: recentTimestamp)
    }
    var packet = IPv4Packet(
      source: localAddress, destination: remoteAddress,
      timeToLive: timeToLive ?? UInt8(truncatingIfNeeded: namespace.settings.defaultTimeToLive),
      payload: .tcp(segment))
    packet.typeOfService = typeOfService
    packet.dontFragment = true
    if let fixed {
      packet.identification = fixed
    } else {
      packet.identification = identification
      identification &+= 1
    }
    count(segment)
    if namespace.send(packet, by: route, outputOptions) == .messageTooLong { pathShrank() }
  }

  /// What was sent before counts as a repetition (__tcp_transmit_skb, __tcp_retransmit_skb).
  private func count(_ segment: TCPSegment) {
    let flags = segment.flags
    if flags.contains(.rst) { namespace.counters.tcp.outResets += 1 }
    let length = segment.payload.count + (flags.contains(.syn) ? 1 : 0) + (flags.contains(.fin) ? 1 : 0)
    let end = segment.sequence &+ UInt32(length)
    guard length > 0, let highest = highestSent, !end.isAfter(highest) else {
      namespace.counters.tcp.outSegments += 1
      if length > 0 { highestSent = end }
      if length > 0, !flags.contains(.syn) { namespace.counters.tcp.originalDataSent += 1 }
      return
    }
    namespace.counters.tcp.retransmittedSegments += 1
    if flags.contains(.syn), !flags.contains(.ack) { namespace.counters.tcp.synRetransmissions += 1 }
  }

  /// Milliseconds, from an origin of the connection's own (tcp_time_stamp_raw with tp->tsoffset).
  private var timestamp: UInt32 { UInt32(truncatingIfNeeded: clock.now.milliseconds) &+ timestampOffset }

  /// Octets that may come, rounded up to what the scaled field can say. The edge never moves back.
  private func windowToAnnounce() -> Int {
    var free = receiveLimit - unreadBytes - reassembly.byteCount
    let least = min(segmentSize, receiveLimit / 2)
    if free < least { free = 0 }
    let unit = 1 << Int(receiveScale)
    free = (free + unit - 1) / unit * unit
    let promised = announcedEdge.isAfter(receiveNext) ? Int(announcedEdge &- receiveNext) : 0
    let window = max(free, (promised + unit - 1) / unit * unit)
    announcedEdge = receiveNext &+ UInt32(min(window, 65535 << Int(receiveScale)))
    return window
  }

  // MARK: - Data

  /// Sends all that the windows allow: what is lost first, then what is new, then the FIN.
  func transmit() {
    switch state {
    case .established, .closeWait, .finWait1, .lastAck, .closing: break
    default: return
    }
    let before = sendNext
    var hasSent: Bool { sendNext != before }
    while queue.hasLost, queue.inFlight < congestion.window { retransmitFirstLost() }
    if !queue.hasLost {
      while maySendData() { sendData() }
      if isFinQueued, !isFinSent, queue.unsentBytes == 0 { sendFin() }
    }
    if queue.hasUnacknowledged, hasSent {
      armLossProbe()
    } else if !retransmissionTimer.isSet, queue.hasUnacknowledged || queue.unsentBytes > 0 {
      armRetransmission()
    }
  }

  private func maySendData() -> Bool {
    guard queue.unsentBytes > 0, queue.inFlight < congestion.window else { return false }
    let size = min(segmentSize, queue.unsentBytes)
    let room = sendWindow - Int(sendNext &- sendUnacknowledged)
    guard size <= room else { return false }
    return size == segmentSize || isFinQueued || !nagleHolds
  }

  /// A small segment waits while another small one is under way (RFC 896, as tcp_minshall_check has it).
  private var nagleHolds: Bool {
    !isNagleOff && queue.hasUnacknowledged && lastSmall.isAfter(sendUnacknowledged)
  }

  private func sendData() {
    let (payload, isPushed) = queue.take(min(segmentSize, queue.unsentBytes))
    var flags: TCPFlags = isPushed ? [.ack, .psh] : .ack
    if isFinQueued, queue.unsentBytes == 0 {
      flags.insert(.fin)
      isFinSent = true
    }
    sendNew(payload, flags)
    if payload.count < segmentSize { lastSmall = sendNext }
    acknowledgement.dataSent(at: clock.now)
  }

  /// Less than a segment, because the peer takes no more.
  func sendWhatFits(_ room: Int) {
    let (payload, isPushed) = queue.take(min(room, segmentSize, queue.unsentBytes))
    sendNew(payload, isPushed ? [.ack, .psh] : .ack)
    lastSmall = sendNext
  }

  private func sendFin() {
    isFinSent = true
    sendNew([], [.ack, .fin])
  }

  private func sendNew(_ payload: Bytes, _ flags: TCPFlags) {
    let sent = SendQueue.Sent(sequence: sendNext, payload: payload, flags: flags, sentAt: clock.now)
    queue.append(sent)
    sendNext = sent.end
    sendSegment(flags: flags, sequence: sent.sequence, payload: payload)
  }

  func retransmitFirstLost() {
    guard let segment = queue.takeLost(limit: segmentSize, now: clock.now) else { return }
    sendSegment(flags: segment.flags, sequence: segment.sequence, payload: segment.payload)
  }

  /// A router, or our own interface, takes only smaller packets: what is under way is sent anew in smaller
  /// segments (net/ipv4/tcp_ipv4.c, tcp_v4_mtu_reduced).
  func pathShrank() {
    let old = segmentSize
    adaptSegmentSize()
    guard segmentSize < old, queue.hasUnacknowledged else { return }
    queue.markAllLost()
    transmit()
  }
}
