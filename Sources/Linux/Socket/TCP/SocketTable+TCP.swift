import Packets
import Simulation

/// TCP's ports, listeners and connections (net/ipv4/inet_hashtables.c).
extension SocketTable {
  // MARK: - Ports

  func bind(_ socket: TCPEndpoint, port: UInt16) throws(KernelError) {
    forgetLingering()
    let chosen = port == 0 ? ephemeralPort { isUnused($0) } : port
    guard let chosen, port == 0 || !conflicts(socket, at: chosen) else {
      noteTaken(port, isUDP: false, by: holder(of: port, against: socket))
      throw .addressInUse
    }
    socket.holdsPort = true
    take(chosen, for: socket)
  }

  private func take(_ port: UInt16, for socket: TCPEndpoint) {
    socket.localPort = port
    streamPorts[port, default: []].append(socket)
  }

  /// Two listeners never share; others may if both say so (inet_csk_bind_conflict).
  private func conflicts(_ socket: TCPEndpoint, at port: UInt16) -> Bool {
    let bound = (streamPorts[port] ?? []).contains { conflict(socket, $0) }
    guard !bound else { return true }
    return !socket.reusesAddress
      && connections.values.contains { $0.localPort == port && conflict(socket, $0) }
  }

  private func holder(of port: UInt16, against socket: TCPEndpoint) -> Socket? {
    (streamPorts[port] ?? []).first { conflict(socket, $0) }
      ?? connections.values.filter { $0.localPort == port }.min { $0.serial < $1.serial }
  }

  private func conflict(_ socket: TCPEndpoint, _ other: TCPEndpoint) -> Bool {
    other !== socket && overlap(other.localAddress, socket.localAddress) && sameDevice(other, socket)
      && !(other.reusesAddress && socket.reusesAddress && other.state != .listen)
      && !(other.sharesPort && socket.sharesPort)
  }

  private func isUnused(_ port: UInt16) -> Bool { streamPorts[port] == nil }

  func listen(_ listener: TCPListener) throws(KernelError) {
    let others = listeners[listener.localPort] ?? []
    guard
      !others.contains(where: {
        $0 !== listener && overlap($0.localAddress, listener.localAddress) && sameDevice($0, listener)
          && !($0.sharesPort && listener.sharesPort)
      })
    else {
      noteTaken(listener.localPort, isUDP: false, by: others.first)
      throw .addressInUse
    }
    if !others.contains(where: { $0 === listener }) {
      listeners[listener.localPort, default: []].append(listener)
    }
  }

  /// Gives a connection its port, if it has none yet, and enters it.
  func connect(_ socket: TCPSocket) throws(KernelError) {
    if socket.localPort == 0 {
      forgetLingering()
      guard let port = ephemeralPort(where: { mayConnect(socket, from: $0) }) else {
        throw .addressNotAvailable
      }
      take(port, for: socket)
    }
    guard lookUp(socket.key) == nil else { throw .addressNotAvailable }
    connections[socket.key] = socket
  }

  /// Connections to different places share a port that none of them has bound (__inet_hash_connect).
  private func mayConnect(_ socket: TCPSocket, from port: UInt16) -> Bool {
    guard streamPorts[port]?.contains(where: { $0.holdsPort }) != true else { return false }
    let key = ConnectionKey(
      localAddress: socket.localAddress, localPort: port, remoteAddress: socket.remoteAddress,
      remotePort: socket.remotePort)
    return lookUp(key) == nil
  }

  func insert(_ socket: TCPSocket) { connections[socket.key] = socket }

  func remove(_ socket: TCPSocket) {
    if connections[socket.key] === socket { connections[socket.key] = nil }
    release(socket)
  }

  func remove(_ listener: TCPListener) {
    listeners[listener.localPort]?.removeAll { $0 === listener }
    if listeners[listener.localPort]?.isEmpty == true { listeners[listener.localPort] = nil }
    release(listener)
  }

  private func release(_ socket: TCPEndpoint) {
    guard let holders = streamPorts[socket.localPort] else { return }
    let rest = holders.filter { $0 !== socket }
    streamPorts[socket.localPort] = rest.isEmpty ? nil : rest
  }

  // MARK: - Connections that linger

  func noteLingering(_ socket: TCPSocket) { lingering.append(socket) }

  /// Lets go of the connections whose time is over.
  func forgetLingering() {
    guard !lingering.isEmpty else { return }
    let now = namespace.clock.now
    let over = lingering.filter { $0.lingersUntil.map { $0 <= now } ?? true }
    guard !over.isEmpty else { return }
    lingering.removeAll { $0.state == .closed || $0.lingersUntil.map { $0 <= now } ?? true }
    for socket in over where socket.state == .timeWait || socket.state == .finWait2 { socket.vanish() }
  }

  private func lookUp(_ key: ConnectionKey) -> TCPSocket? {
    guard let socket = connections[key] else { return nil }
    guard let end = socket.lingersUntil, end <= namespace.clock.now else { return socket }
    socket.vanish()
    return nil
  }

  // MARK: - Segments from the IP layer

  /// A segment without a connection is answered with a reset.
  func deliver(_ segment: TCPSegment, _ buffer: SocketBuffer, on device: NetworkDevice) {
    let packet = buffer.ip
    guard !packet.destination.isMulticast, namespace.isLocal(packet.destination) else { return }
    let key = ConnectionKey(
      localAddress: packet.destination, localPort: segment.destinationPort, remoteAddress: packet.source,
      remotePort: segment.sourcePort)
    if let connection = lookUp(key) {
      if connection.givesWay(to: segment) {
        connection.vanish()
      } else {
        namespace.trace(buffer, .delivered(to: "tcp \(packet.destination):\(segment.destinationPort)"))
        connection.receive(segment, buffer)
        return
      }
    }
    if let listener = listener(for: packet.destination, segment.destinationPort, on: device) {
      listener.receive(segment, buffer)
      return
    }
    namespace.drop(buffer, .noSocket)
    if !segment.flags.contains(.rst) { sendReset(to: segment, buffer) }
  }

  /// The one that is bound most narrowly (inet_lhash2_lookup).
  private func listener(
    for address: IPv4Address, _ port: UInt16, on device: NetworkDevice
  ) -> TCPListener? {
    var best: (listener: TCPListener, score: Int)?
    for listener in listeners[port] ?? [] {
      guard listener.localAddress.isAny || listener.localAddress == address,
        listener.device == nil || listener.device === device
      else { continue }
      let score = (listener.localAddress.isAny ? 0 : 1) + (listener.device == nil ? 0 : 2)
      if score > best?.score ?? -1 { best = (listener, score) }
    }
    return best?.listener
  }

  /// Says that there is no such connection (net/ipv4/tcp_ipv4.c, tcp_v4_send_reset).
  func sendReset(to segment: TCPSegment, _ buffer: SocketBuffer) {
    let reset = TCPSegment.reset(answering: segment)
    var packet = IPv4Packet(
      source: buffer.ip.destination, destination: buffer.ip.source,
      timeToLive: UInt8(truncatingIfNeeded: namespace.settings.defaultTimeToLive), payload: .tcp(reset))
    packet.dontFragment = true
    namespace.counters.tcp.outSegments += 1
    namespace.counters.tcp.outResets += 1
    var options = OutputOptions(sender: "tcp")
    options.cause = buffer.identity
    _ = namespace.send(packet, options)
  }

  func handle(_ error: ICMPError, aboutTCP segment: TCPSegment, in packet: IPv4Packet) {
    let key = ConnectionKey(
      localAddress: packet.source, localPort: segment.sourcePort, remoteAddress: packet.destination,
      remotePort: segment.destinationPort)
    lookUp(key)?.handle(error, about: segment)
  }
}

extension TCPListener {
  var summary: SocketSummary {
    SocketSummary(
      kind: .tcp, state: .listen, localAddress: localAddress, localPort: localPort,
      receiveQueue: queueLength, sendQueue: backlog, owner: owner, device: device, origin: origin)
  }
}

extension TCPSocket {
  var summary: SocketSummary {
    var summary = SocketSummary(
      kind: .tcp, state: state, localAddress: localAddress, localPort: localPort,
      remoteAddress: remoteAddress, remotePort: remotePort,
      receiveQueue: unreadBytes + (hasEnded && !endWasTold && state != .timeWait ? 1 : 0),
      sendQueue: pendingBytes + (state.hasUnacknowledgedEnd ? 1 : 0), owner: isOrphan ? nil : owner,
      device: device)
    if state == .timeWait, let lingersUntil {
      summary.timer = SocketSummary.Timer(name: "timewait", expires: lingersUntil, retransmissions: 0)
    } else if let deadline = retransmissionTimer.nominal {
      summary.timer = SocketSummary.Timer(
        name: queue.hasUnacknowledged || state == .synSent ? "on" : "persist", expires: deadline,
        retransmissions: retransmissions)
    }
    return summary
  }

}

extension TCPState {
  /// The FIN stands in the queue like an octet, until it is acknowledged.
  fileprivate var hasUnacknowledgedEnd: Bool { self == .finWait1 || self == .closing || self == .lastAck }
}
