package import Packets
import Simulation

/// A UDP socket (udp(7)).
package final class UDPSocket: Socket {
  /// A datagram that has come in.
  package struct Datagram {
    package var payload: Bytes
    package var source: IPv4Address
    package var sourcePort: UInt16
    /// The address that it was sent to: one of ours, or a group's.
    package var destination: IPv4Address
    package var timeToLive: UInt8
    package var device: NetworkDevice
  }

  package internal(set) var localPort: UInt16 = 0
  /// The only peer, once connected.
  package private(set) var remote: (address: IPv4Address, port: UInt16)?
  /// SO_REUSEADDR or SO_REUSEPORT: others may bind the same port if they say so too.
  package var reusesAddress = false
  private var queue: [Datagram] = []
  private var cachedRoute: (route: OutputRoute, generation: Int)?

  /// Called for every datagram. While it is nil they wait, and come when it is set.
  package var onReceive: ((Datagram) -> Void)? {
    didSet { drain() }
  }
  /// The pending error of a connected socket, such as ECONNREFUSED after "port unreachable".
  package var onError: ((KernelError) -> Void)?
  /// Every ICMP error about a packet of this socket, as with IP_RECVERR: the error, the packet it quotes, and the
  /// host that reported it.
  package var onICMPError: ((ICMPError, IPv4Packet, IPv4Address) -> Void)?
  /// The time to live that the last such error came with (IP_RECVTTL).
  package internal(set) var errorTimeToLive: UInt8 = 64

  package override init(namespace: NetworkNamespace, owner: SocketOwner) {
    super.init(namespace: namespace, owner: owner)
  }

  /// Takes an address and a port; port 0 takes a free one. EADDRNOTAVAIL, EADDRINUSE, EINVAL when bound already.
  package func bind(_ address: IPv4Address = .any, port: UInt16 = 0) throws(KernelError) {
    guard localPort == 0 else { throw .invalidArgument }
    guard mayBind(to: address) else { throw .addressNotAvailable }
    localAddress = address
    try namespace.sockets.bind(self, port: port)
  }

  /// Chooses the only peer, and with it the route and the source address.
  package func connect(to address: IPv4Address, port: UInt16) throws(KernelError) {
    let found = route(to: address, .udp, ports: (localPort, port))
    if case .failure(.networkUnreachable) = found { namespace.counters.ip.outNoRoutes += 1 }
    let chosen = try found.get()
    if localPort == 0 { try namespace.sockets.bind(self, port: 0) }
    if localAddress.isAny {
      // With its source the packet may meet other rules (include/net/route.h, ip_route_connect).
      localAddress = chosen.source
      do throws(KernelError) {
        _ = try route(to: address, .udp, ports: (localPort, port)).get()
      } catch {
        localAddress = .any
        throw error
      }
    }
    remote = (address.isAny ? localAddress : address, port)
    cachedRoute = nil
  }

  /// Sends to the connected peer.
  @discardableResult
  package func send(_ payload: Bytes) -> KernelError? {
    guard let remote else { return .notConnected }
    guard payload.count <= 65507 else { return .messageTooLong }
    switch connectedRoute(to: remote) {
    case .failure(let error): return error
    case .success(let route): return send(payload, to: remote, by: route)
    }
  }

  /// Sends to anybody; a port is taken first if there is none yet. `source` is the address that the datagram leaves
  /// with where the socket is bound to none (IP_PKTINFO).
  @discardableResult
  package func send(
    _ payload: Bytes, to address: IPv4Address, port: UInt16, from source: IPv4Address? = nil
  ) -> KernelError? {
    guard payload.count <= 65507 else { return .messageTooLong }
    if localPort == 0 {
      do throws(KernelError) { try namespace.sockets.bind(self, port: 0) } catch { return error }
    }
    switch route(to: address, .udp, ports: (localPort, port), from: source) {
    case .failure(let error):
      if error == .networkUnreachable { namespace.counters.ip.outNoRoutes += 1 }
      return error
    case .success(let route): return send(payload, to: (address, port), by: route)
    }
  }

  package override func close() {
    guard isOpen else { return }
    super.close()
    namespace.sockets.remove(self)
    (onReceive, onError, onICMPError) = (nil, nil, nil)
    queue = []
  }

  private func send(
    _ payload: Bytes, to peer: (address: IPv4Address, port: UInt16), by route: OutputRoute
  ) -> KernelError? {
    let datagram = UDPDatagram(sourcePort: localPort, destinationPort: peer.port, payload: payload)
    namespace.counters.udp.outDatagrams += 1
    return send(.udp(datagram), to: peer.address, by: route)
  }

  private func connectedRoute(
    to remote: (address: IPv4Address, port: UInt16)
  ) -> Swift.Result<OutputRoute, KernelError> {
    let generation = namespace.routing.generation
    if let cachedRoute, cachedRoute.generation == generation { return .success(cachedRoute.route) }
    let found = route(to: remote.address, .udp, ports: (localPort, remote.port))
    if case .success(let route) = found { cachedRoute = (route, generation) }
    return found
  }

  // MARK: - Receiving

  /// How well a datagram fits; nil if it is not for this socket (net/ipv4/udp.c, compute_score).
  func score(_ packet: IPv4Packet, from sourcePort: UInt16, on input: NetworkDevice) -> Int? {
    var score = 1
    if !localAddress.isAny {
      guard localAddress == packet.destination else { return nil }
      score += 4
    }
    if let remote {
      guard remote.address == packet.source, remote.port == sourcePort else { return nil }
      score += 8
    }
    if let device {
      guard device === input else { return nil }
      score += 4
    }
    return score
  }

  func receive(_ datagram: UDPDatagram, in packet: IPv4Packet, on device: NetworkDevice) {
    let received = Datagram(
      payload: datagram.payload, source: packet.source, sourcePort: datagram.sourcePort,
      destination: packet.destination, timeToLive: packet.timeToLive, device: device)
    if let onReceive, !isStopped { onReceive(received) } else { queue.append(received) }
  }

  private func drain() {
    while let onReceive, !isStopped, !queue.isEmpty { onReceive(queue.removeFirst()) }
  }

  override func tellProgram() { drain() }

  /// Octets that wait to be read.
  var queuedBytes: Int { queue.reduce(0) { $0 + $1.payload.count } }

  /// An ICMP error about a datagram of ours (net/ipv4/udp.c, __udp4_lib_err).
  func handle(_ error: ICMPError, about packet: IPv4Packet, from source: IPv4Address) {
    onICMPError?(error, packet, source)
    guard isOpen, remote != nil, let consequence = error.consequence, consequence.isFatal else { return }
    onError?(consequence.error)
  }
}
