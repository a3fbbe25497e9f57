package import Packets
package import Simulation

/// The process that a socket belongs to, as `ss -p` and traces name it.
package struct SocketOwner: Hashable, Sendable {
  package var name: String
  package var processIdentifier: Int
  /// The file descriptor of its first socket: programs have 0 to 2 open, and some more.
  package var firstDescriptor: Int

  package init(name: String, processIdentifier: Int, firstDescriptor: Int = 3) {
    self.name = name
    self.processIdentifier = processIdentifier
    self.firstDescriptor = firstDescriptor
  }
}

/// Whether packets carry "don't fragment" (ip(7), IP_MTU_DISCOVER).
package enum PathMTUDiscovery: Hashable, Sendable {
  /// Never; large packets are cut by the host and by routers.
  case dont
  /// The default: set where the packet fits the known path, and larger ones are cut by the host.
  case want
  /// Always; larger packets fail with EMSGSIZE.
  case `do`
  /// Always set, and the learnt path MTU is passed over: only the interface's limits.
  case probe
}

/// What all sockets have: an owner, options, and an end (socket(7), ip(7)).
package class Socket {
  package unowned(unsafe) let namespace: NetworkNamespace
  package let owner: SocketOwner
  /// The statement in which it was opened.
  package let origin: Origin?
  /// In the order of their making, over the whole namespace.
  let serial: Int
  /// The address that packets leave with; `.any` until bound or connected.
  package internal(set) var localAddress = IPv4Address.any
  package internal(set) var isOpen = true

  /// SO_BINDTODEVICE.
  package var device: NetworkDevice?
  /// SO_MARK.
  package var mark: UInt32 = 0
  /// IP_TTL; nil for the namespace's default.
  package var timeToLive: UInt8?
  /// IP_TOS.
  package var typeOfService: UInt8 = 0
  package var pathMTUDiscovery: PathMTUDiscovery
  /// SO_BROADCAST.
  package var allowsBroadcast = false
  /// The program does not run for now: the kernel goes on, and what comes in waits to be told.
  package var isStopped = false {
    didSet { if oldValue, !isStopped { tellProgram() } }
  }

  init(namespace: NetworkNamespace, owner: SocketOwner) {
    self.namespace = namespace
    self.owner = owner
    // net.ipv4.ip_no_pmtu_disc decides for sockets that do not say (af_inet.c, inet_create).
    pathMTUDiscovery = namespace.settings.noPathMTUDiscovery == 0 ? .want : .dont
    origin = namespace.network.origin
    serial = namespace.sockets.nextSerial()
  }

  /// Nothing is received from now on. Closing twice does nothing.
  package func close() { isOpen = false }

  /// Tells the program what has come in while it did not run.
  func tellProgram() {}

  /// The namespace goes away with everything in it; nobody is told over the network.
  func abandon() { close() }

  /// An address that a socket may bind to: one of the host's own, a broadcast address, or any
  /// (net/ipv4/af_inet.c, __inet_bind).
  func mayBind(to address: IPv4Address) -> Bool {
    address.isAny || address.isBroadcast || address.isMulticast || namespace.isLocal(address)
      || namespace.settings.nonlocalBind != 0
      || namespace.routing.local.lookup(address) { _ in true }?.kind == .broadcast
  }

  var outputOptions: OutputOptions {
    var options = OutputOptions(sender: owner.name)
    options.mark = mark
    options.device = device
    return options
  }

  /// The route that a packet of this socket takes now.
  func route(
    to destination: IPv4Address, _ proto: IPProtocol, ports: (source: UInt16, destination: UInt16)? = nil,
    from source: IPv4Address? = nil
  ) -> Swift.Result<OutputRoute, KernelError> {
    // 0.0.0.0 as a destination means this host (ip_route_output_key_hash_rcu).
    var flow = Flow(
      destination: destination.isAny ? .loopback : destination,
      source: localAddress.isAny ? source : localAddress, mark: mark, output: device)
    flow.typeOfService = typeOfService & 0x1C
    flow.ipProtocol = proto
    flow.ports = ports
    let found = namespace.routeOutput(flow)
    guard case .success(let route) = found else { return found }
    let isBroadcast = destination.isBroadcast || route.route?.kind == .broadcast
    return isBroadcast && !allowsBroadcast ? .failure(.accessDenied) : found
  }

  /// Octets that a packet to this destination may have, by the route and by what routers have said.
  package func pathMTU(to destination: IPv4Address) -> Int? {
    guard case .success(let route) = route(to: destination, .udp) else {
      namespace.counters.ip.outNoRoutes += 1
      return nil
    }
    return mtu(of: route, to: destination)
  }

  func mtu(of route: OutputRoute, to destination: IPv4Address) -> Int {
    if route.isLocal { return namespace.loopback.mtu }
    if pathMTUDiscovery == .probe { return route.device.mtu }
    return namespace.pathMTU(route.route, route.device, to: destination)
  }

  /// Sends one packet; the failure is what sendto(2) answers.
  func send(_ payload: IPv4Payload, to destination: IPv4Address, by route: OutputRoute) -> KernelError? {
    var packet = IPv4Packet(
      source: localAddress.isAny ? route.source : localAddress,
      destination: destination.isAny ? .loopback : destination,
      timeToLive: timeToLive ?? defaultTimeToLive(to: destination, by: route), payload: payload)
    packet.typeOfService = typeOfService
    switch pathMTUDiscovery {
    case .dont: packet.dontFragment = false
    case .want:
      // A locked MTU is not to be found out (ip_dont_fragment).
      let isLocked = route.route?.metrics.isLocked(.mtu) ?? false
      packet.dontFragment = !isLocked && packet.totalLength <= mtu(of: route, to: destination)
    case .do, .probe: packet.dontFragment = true
    }
    // Where the host itself may cut the packet, its pieces need a number (ip_select_ident_segs).
    if pathMTUDiscovery == .want { packet.identification = namespace.nextIdentification() }
    return namespace.send(packet, by: route, outputOptions)
  }

  private func defaultTimeToLive(to destination: IPv4Address, by route: OutputRoute) -> UInt8 {
    if destination.isMulticast { return 1 }
    return UInt8(
      truncatingIfNeeded: route.route?.metrics[.hoplimit] ?? namespace.settings.defaultTimeToLive)
  }
}
