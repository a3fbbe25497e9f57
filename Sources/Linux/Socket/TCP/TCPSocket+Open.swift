package import Packets
import Simulation

/// The handshake (RFC 9293, section 3.5).
extension TCPSocket {
  /// Sends a SYN. What fails at once is thrown: no route, no free port; the rest comes to `onError`.
  package func connect(to address: IPv4Address, port: UInt16) throws(KernelError) {
    guard state == .closed, remotePort == 0 else { throw .isConnected }
    let destination = address.isAny ? IPv4Address.loopback : address
    let route = try route(to: destination, .tcp, ports: (localPort, port)).get()
    guard !destination.isBroadcast, !destination.isMulticast, route.route?.kind != .broadcast else {
      throw .networkUnreachable
    }
    if localAddress.isAny { localAddress = route.source }
    (remoteAddress, remotePort) = (destination, port)
    do throws(KernelError) {
      try namespace.sockets.connect(self)
    } catch {
      (remoteAddress, remotePort) = (.any, 0)
      throw error
    }
    cachedRoute = (route, namespace.routing.generation)
    begin()
    enter(.synSent)
    sendSyn()
  }

  /// The passive side, made by a SYN that came to a listener.
  convenience init(answering segment: TCPSegment, in buffer: SocketBuffer, listener: TCPListener) {
    self.init(namespace: listener.namespace, owner: listener.owner)
    self.listener = listener
    isPassive = true
    (localAddress, localPort) = (buffer.ip.destination, segment.destinationPort)
    (remoteAddress, remotePort) = (buffer.ip.source, segment.sourcePort)
    device = listener.device
    mark = listener.mark
    timeToLive = listener.timeToLive
    reusesAddress = listener.reusesAddress
    enter(.synReceived)
    namespace.sockets.insert(self)
    begin()
    agree(on: segment.options)
    receiveNext = segment.sequence &+ 1
    sendWindow = Int(segment.window)
    windowSequence = segment.sequence
  }

  /// Sequence numbers, timestamps and limits of a new connection.
  private func begin() {
    let start = UInt32(truncatingIfNeeded: namespace.network.random.next())
    (sendUnacknowledged, sendNext, lastSmall) = (start, start, start)
    timestampOffset = UInt32(truncatingIfNeeded: namespace.network.random.next())
    usesTimestamps = namespace.settings.timestamps != 0
    usesSelectiveAcknowledgement = namespace.settings.sack != 0
    receiveScale = namespace.settings.windowScaling != 0 ? Self.windowScale : 0
    segmentSize = min(peerSegmentSize, routeSegmentSize) - (usesTimestamps ? 12 : 0)
  }

  /// What follows from the largest receive buffer, 32 MB on today's kernels (tcp_select_initial_window).
  private static let windowScale: UInt8 = 10

  /// What the other side may send: the route's MTU without the headers (net/ipv4/route.c, ipv4_default_advmss).
  var advertisedSegmentSize: Int {
    guard case .success(let route) = currentRoute() else { return 536 }
    return min(route.route?.metrics[.advmss] ?? segmentSize(by: route), 65495)
  }

  /// What the way to the other side takes.
  private var routeSegmentSize: Int {
    guard case .success(let route) = currentRoute() else { return 536 }
    return segmentSize(by: route)
  }

  private func segmentSize(by route: OutputRoute) -> Int {
    let headers = IPv4Packet.headerLength + TCPSegment.headerLength
    return min(max(mtu(of: route, to: remoteAddress) - headers, 256), segmentLimit ?? 65495)
  }

  /// Takes over what the other side's SYN offers.
  private func agree(on options: TCPOptions) {
    usesTimestamps = usesTimestamps && options.timestamps != nil
    usesSelectiveAcknowledgement = usesSelectiveAcknowledgement && options.sackPermitted
    if let scale = options.windowScale, receiveScale != 0 || namespace.settings.windowScaling != 0 {
      sendScale = min(scale, 14)
    } else {
      (sendScale, receiveScale) = (0, 0)
    }
    recentTimestamp = options.timestamps?.value ?? 0
    peerSegmentSize = Int(options.maximumSegmentSize ?? 536)
    adaptSegmentSize()
  }

  /// The path, or what is known of it, has changed.
  func adaptSegmentSize() {
    let largest = min(peerSegmentSize, routeSegmentSize)
    segmentSize = max(largest - (usesTimestamps ? 12 : 0), 48)
  }

  private var synOptions: TCPOptions {
    var options = TCPOptions()
    options.maximumSegmentSize = UInt16(truncatingIfNeeded: advertisedSegmentSize)
    options.sackPermitted = usesSelectiveAcknowledgement
    options.windowScale = receiveScale == 0 ? nil : receiveScale
    return options
  }

  /// A whole number of segments, and no more than fits in the field.
  private func firstWindow(segmentSize: Int) -> UInt16 {
    receiveLimit = max(65535 / segmentSize, 1) * segmentSize
    return UInt16(min(receiveLimit, 65535))
  }

  func sendSyn() {
    if retransmissions == 0 { synSentAt = clock.now }
    sendNext = sendUnacknowledged &+ 1
    let window = firstWindow(segmentSize: advertisedSegmentSize)
    emit(flags: .syn, sequence: sendUnacknowledged, window: window, options: synOptions, payload: [])
    armRetransmission()
  }

  func sendSynAck() {
    if retransmissions == 0 { synSentAt = clock.now }
    sendNext = sendUnacknowledged &+ 1
    let window = firstWindow(segmentSize: advertisedSegmentSize - (usesTimestamps ? 12 : 0))
    announcedEdge = receiveNext &+ UInt32(window)
    lastAcknowledgementSent = receiveNext
    // Answers of the handshake carry no identification (ip_build_and_send_pkt).
    emit(
      flags: [.syn, .ack], sequence: sendUnacknowledged, window: window, options: synOptions, payload: [],
      identification: 0)
    armRetransmission()
  }

  /// An answer to our SYN (RFC 9293, section 3.10.7.3).
  func receiveInSynSent(_ segment: TCPSegment, _ buffer: SocketBuffer) {
    let hasAcknowledgement = segment.flags.contains(.ack)
    if hasAcknowledgement, segment.acknowledgement != sendNext {
      if !segment.flags.contains(.rst) { namespace.sockets.sendReset(to: segment, buffer) }
      return
    }
    if segment.flags.contains(.rst) {
      if hasAcknowledgement { fail(.connectionRefused) }
      return
    }
    guard segment.flags.contains(.syn) else { return }
    agree(on: segment.options)
    receiveNext = segment.sequence &+ 1
    windowSequence = segment.sequence
    sendWindow = Int(segment.window)
    guard hasAcknowledgement else {
      // Both sides have called each other.
      enter(.synReceived)
      sendSynAck()
      return
    }
    sendUnacknowledged = segment.acknowledgement
    namespace.counters.tcp.delivered += 1
    announcedEdge = receiveNext &+ UInt32(receiveLimit)
    becomeEstablished()
    confirmNeighbour()
    sendAcknowledgement()
    tellConnected()
    if state == .established { finishOpening() }
  }

  /// The third part of the handshake, or a repetition of the first.
  func receiveInSynReceived(_ segment: TCPSegment, _ buffer: SocketBuffer) {
    if segment.flags.contains(.rst) {
      if segment.sequence == receiveNext { listener == nil ? fail(.connectionRefused) : vanish() }
      return
    }
    if segment.flags.contains(.syn), segment.sequence &+ 1 == receiveNext {
      sendSynAck()
      return
    }
    guard segment.flags.contains(.ack) else { return }
    guard segment.acknowledgement == sendNext else {
      namespace.sockets.sendReset(to: segment, buffer)
      return
    }
    let listener = self.listener
    if let listener, !listener.establish(self) { return }
    self.listener = nil
    sendUnacknowledged = segment.acknowledgement
    windowAcknowledgement = segment.acknowledgement
    sendWindow = Int(segment.window) << Int(sendScale)
    becomeEstablished()
    if let listener { listener.tellProgram() } else { tellConnected() }
    if state == .established { finishOpening() }
    receiveSynchronised(segment, buffer)
  }

  private func tellConnected() {
    if isStopped { connectionIsUntold = true } else { onConnected?() }
  }

  private func becomeEstablished() {
    if retransmissions == 0 { roundTrip.sample(clock.now - synSentAt) }
    retransmissions = 0
    softError = nil
    roundTrip.endBackoff()
    retransmissionTimer.cancel()
    acknowledgement.began(at: clock.now)
    enter(.established)
  }

  /// What the program has said while the handshake went on.
  private func finishOpening() {
    if isFinQueued { enter(.finWait1) }
    transmit()
  }
}
