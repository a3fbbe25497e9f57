import Packets
import Simulation

/// The sockets of a namespace, and which of them a packet is for.
package final class SocketTable {
  unowned(unsafe) let namespace: NetworkNamespace
  /// By local port, each list in the order of binding.
  var datagramSockets: [UInt16: [UDPSocket]] = [:]
  private var rawSockets: [RawSocket] = []
  private var pingSockets: [PingSocket] = []
  private var lastSerial = 0
  /// Who holds a TCP port: listeners, and connections that were bound or made from here.
  var streamPorts: [UInt16: [TCPEndpoint]] = [:]
  var listeners: [UInt16: [TCPListener]] = [:]
  var connections: [ConnectionKey: TCPSocket] = [:]
  /// Connections in FIN-WAIT-2 without an owner, or in TIME-WAIT.
  var lingering: [TCPSocket] = []

  init(namespace: NetworkNamespace) { self.namespace = namespace }

  func nextSerial() -> Int {
    lastSerial += 1
    return lastSerial
  }

  func insert(_ socket: RawSocket) { rawSockets.append(socket) }
  func remove(_ socket: RawSocket) { rawSockets.removeAll { $0 === socket } }
  func remove(_ socket: PingSocket) { pingSockets.removeAll { $0 === socket } }

  func insert(_ socket: PingSocket, identifier: UInt16?) {
    var chosen = identifier ?? randomIdentifier()
    while identifier == nil, pingSockets.contains(where: { $0.identifier == chosen }) {
      chosen = randomIdentifier()
    }
    socket.identifier = chosen
    pingSockets.append(socket)
  }

  private func randomIdentifier() -> UInt16 { UInt16(1 + namespace.network.random.number(below: 65535)) }

  // MARK: - Packets from the IP layer

  /// Copies for raw sockets (and ping sockets).
  func deliverRaw(_ buffer: SocketBuffer) {
    for socket in rawSockets where socket.accepts(buffer.ip, on: buffer.inputDevice) {
      guard let input = buffer.inputDevice else { continue }
      socket.onReceive?(buffer.ip, input)
    }
    guard !pingSockets.isEmpty, case .icmp(.echoReply(let echo)) = buffer.ip.payload else { return }
    for socket in pingSockets { socket.receive(echo, in: buffer.ip, on: buffer.inputDevice) }
  }

  /// False when no socket takes it.
  func deliver(_ datagram: UDPDatagram, _ buffer: SocketBuffer, on device: NetworkDevice) -> Bool {
    let candidates = datagramSockets[datagram.destinationPort] ?? []
    let input = buffer.inputDevice ?? device
    let fitting = candidates.filter { $0.score(buffer.ip, from: datagram.sourcePort, on: input) != nil }
    guard let first = fitting.first else { return false }
    if buffer.ip.destination.isMulticast || !namespace.isLocal(buffer.ip.destination) {
      // Sent to many: everybody who fits gets it (__udp4_lib_mcast_deliver).
      for socket in fitting { deliver(datagram, buffer, to: socket, on: input) }
      return true
    }
    var best = first
    var bestScore = 0
    for socket in fitting {
      let score = socket.score(buffer.ip, from: datagram.sourcePort, on: input) ?? 0
      if score > bestScore { (best, bestScore) = (socket, score) }
    }
    deliver(datagram, buffer, to: best, on: input)
    return true
  }

  private func deliver(
    _ datagram: UDPDatagram, _ buffer: SocketBuffer, to socket: UDPSocket, on input: NetworkDevice
  ) {
    namespace.trace(buffer, .delivered(to: "udp \(socket.localAddress):\(socket.localPort)"))
    socket.receive(datagram, in: buffer.ip, on: input)
  }

  /// An ICMP error has come in (or was made here) about a packet that a socket of ours had sent.
  func handle(
    _ error: ICMPError, about packet: IPv4Packet, from source: IPv4Address, timeToLive: UInt8
  ) {
    for socket in rawSockets where socket.proto == packet.proto { socket.onICMPError?(error, packet, source) }
    switch packet.payload {
    case .icmp: for socket in pingSockets { socket.handle(error, about: packet, from: source) }
    case .udp(let datagram):
      let socket = sender(of: datagram, in: packet)
      socket?.errorTimeToLive = timeToLive
      socket?.handle(error, about: packet, from: source)
    case .tcp(let segment): handle(error, aboutTCP: segment, in: packet)
    case .raw: break
    }
  }

  private func sender(of datagram: UDPDatagram, in packet: IPv4Packet) -> UDPSocket? {
    let candidates = datagramSockets[datagram.sourcePort] ?? []
    let suiting = candidates.filter { $0.localAddress.isAny || $0.localAddress == packet.source }
    let connected = suiting.first {
      $0.remote.map { $0 == (packet.destination, datagram.destinationPort) } ?? false
    }
    return connected ?? suiting.first { $0.remote == nil }
  }

  // MARK: - All

  /// Every socket, for `ss` and `netstat`: listeners by port, connections and then the others as they were made.
  package var all: [SocketSummary] {
    let datagrams = datagramSockets.values.flatMap { $0 }.sorted {
      ($0.localPort, $0.serial) < ($1.localPort, $1.serial)
    }
    forgetLingering()
    let listening = listeners.values.flatMap { $0 }.sorted {
      ($0.localPort, $0.serial) < ($1.localPort, $1.serial)
    }
    let connected = connections.values.sorted { $0.serial < $1.serial }
    let streams = listening.map { $0.summary } + connected.map { $0.summary }
    return streams + datagrams.map { $0.summary } + rawSockets.map { $0.summary }
      + pingSockets.map { $0.summary }
  }

  /// The namespace goes away, and its sockets without a word.
  func abandonAll() {
    for socket in rawSockets { socket.abandon() }
    for socket in pingSockets { socket.abandon() }
    for socket in datagramSockets.values.flatMap({ $0 }) { socket.abandon() }
    for listener in listeners.values.flatMap({ $0 }) { listener.abandon() }
    for connection in connections.values { connection.abandon() }
    (rawSockets, pingSockets, datagramSockets) = ([], [], [:])
    (streamPorts, listeners, connections, lingering) = ([:], [:], [:], [])
  }
}

extension UDPSocket {
  var summary: SocketSummary {
    SocketSummary(
      kind: .udp, state: remote == nil ? .closed : .established, localAddress: localAddress,
      localPort: localPort, remoteAddress: remote?.address ?? .any, remotePort: remote?.port ?? 0,
      receiveQueue: queuedBytes, owner: owner, device: device, origin: origin)
  }
}

extension RawSocket {
  var summary: SocketSummary {
    SocketSummary(
      kind: .raw(proto), state: .closed, localAddress: localAddress, localPort: UInt16(proto.number),
      owner: owner, device: device)
  }
}

extension PingSocket {
  var summary: SocketSummary {
    SocketSummary(
      kind: .icmp, state: .closed, localAddress: localAddress, localPort: identifier, owner: owner,
      device: device)
  }
}
