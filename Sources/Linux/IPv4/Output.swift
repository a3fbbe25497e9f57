package import Packets
package import Simulation

/// What a socket says about a packet beside the packet itself.
package struct OutputOptions {
  package var mark: UInt32 = 0
  /// SO_BINDTODEVICE.
  package unowned(unsafe) var device: NetworkDevice?
  /// For traces and `-m owner`.
  package var sender: String
  package var cause: PacketIdentity?
  /// The packet that an ICMP error reports about.
  package var about: SocketBuffer?

  package init(sender: String) { self.sender = sender }
}

/// A host's own packets: the routing decision, OUTPUT, and out (net/ipv4/ip_output.c, ip_local_out).
extension NetworkNamespace {
  /// The route for a packet of the host, and the source it would have.
  package func routeOutput(_ flow: Flow) -> Swift.Result<OutputRoute, KernelError> {
    if flow.destination.isBroadcast || flow.destination.isMulticast {
      guard let device = flow.output ?? deviceForGroup(flow) else { return .failure(.networkUnreachable) }
      let source = flow.source ?? selectAddress(on: device, to: flow.destination) ?? .any
      return .success(
        OutputRoute(
          device: device, nextHop: flow.destination, source: source, route: nil, table: 0, isLocal: false))
    }
    let (result, table) = routing.find(flow)
    if result.isRefusal, flow.output == nil { noteRefusal(of: flow.destination) }
    switch result {
    case .local(let route):
      // A packet to oneself goes by `lo`, whatever interface has the address.
      let source = flow.source ?? localSource(route, to: flow.destination)
      return .success(
        OutputRoute(
          device: loopback, nextHop: flow.destination, source: source, route: route, table: table,
          isLocal: true))
    case .broadcast(let route), .unicast(let route):
      guard var hop = chooseHop(of: route, flow) else { return .failure(.networkUnreachable) }
      if let learnt = routing.exceptions.entry(for: flow.destination, now: clock.now)?.gateway {
        hop.gateway = learnt
      }
      let device = hop.device
      let source =
        flow.source ?? route.preferredSource
        ?? selectAddress(on: device, to: hop.gateway ?? flow.destination, scope: route.scope) ?? .any
      return .success(
        OutputRoute(
          device: device, nextHop: hop.gateway ?? flow.destination, source: source, route: route,
          table: table, isLocal: false))
    case .none:
      // A socket that is bound to an interface may send to its wire all the same (__ip_route_output_key).
      if let device = flow.output, device.isAdministrativelyUp {
        let source = flow.source ?? selectAddress(on: device, to: flow.destination) ?? .any
        return .success(
          OutputRoute(
            device: device, nextHop: flow.destination, source: source, route: nil, table: 0,
            isLocal: false))
      }
      return .failure(.networkUnreachable)
    case .blackhole: return .failure(.invalidArgument)
    case .unreachable: return .failure(.hostUnreachable)
    case .prohibit: return .failure(.accessDenied)
    }
  }

  /// One of several next hops: that of the interface that the socket is bound to, or one by the flow's hash.
  private func chooseHop(of route: Route, _ flow: Flow) -> Route.NextHop? {
    guard !route.alternatives.isEmpty else { return route.hops.first }
    if let output = flow.output, let hop = route.hops.first(where: { $0.device === output }) { return hop }
    return choose(route, from: flow.source ?? .any, to: flow.destination)
  }

  /// For explanations: there was no way out for a packet that was never made.
  private func noteRefusal(of destination: IPv4Address) {
    network.recorder.record(Refusal(node: name, kind: .noRoute(destination: destination)))
  }

  private func localSource(_ route: Route, to destination: IPv4Address) -> IPv4Address {
    if destination.isLoopback { return .loopback }
    return route.preferredSource ?? destination
  }

  /// Where a packet to a group goes: by the interface of its source, else by a route; a group that no route leads
  /// to cannot be reached (ip_route_output_key_hash_rcu).
  private func deviceForGroup(_ flow: Flow) -> NetworkDevice? {
    if let source = flow.source,
      let owner = devices.first(where: { $0.addresses.contains { $0.address == source } })
    {
      return owner
    }
    if case .unicast(let route) = routing.lookup(flow) { return route.device }
    return nil
  }

  /// Sends a packet of the host. A source of 0.0.0.0 is filled in. The failure is what the system call answers.
  @discardableResult
  package func send(_ packet: IPv4Packet, _ options: OutputOptions) -> KernelError? {
    var flow = Flow(
      destination: packet.destination, source: packet.source.isAny ? nil : packet.source,
      mark: options.mark, output: options.device)
    flow.typeOfService = packet.typeOfService & 0x1C
    flow.ipProtocol = packet.proto
    flow.ports = packet.ports
    switch routeOutput(flow) {
    case .failure(let error): return error
    case .success(let route): return send(packet, by: route, options)
    }
  }

  /// Sends a packet by a route that was looked up before, as a connected socket does.
  package func send(_ packet: IPv4Packet, by route: OutputRoute, _ options: OutputOptions) -> KernelError? {
    var packet = packet
    if packet.source.isAny { packet.source = route.source }
    if packet.identification == 0, !packet.dontFragment { packet.identification = nextIdentification() }
    let mtu = route.isLocal ? loopback.mtu : pathMTU(route.route, route.device, to: packet.destination)
    if packet.dontFragment, packet.totalLength > mtu { return .messageTooLong }
    counters.ip.outRequests += 1
    if case .icmp(let message) = packet.payload { counters.icmp.countOut(message.type) }
    let buffer = SocketBuffer(packet, identity: network.nextPacketIdentity(), cause: options.cause)
    buffer.mark = options.mark
    buffer.sender = options.sender
    buffer.nextHop = route.nextHop
    if isTracing {
      trace(buffer, .created(by: options.sender))
      traceRoute(
        buffer, .output, route.route?.description ?? "", RoutingTable.name(of: route.table), route.device,
        route.route?.gateway, route.route?.origin)
    }
    if let about = options.about { netfilter.relate(buffer, to: about) }
    let (source, destination, mark) = (buffer.ip.source.bits, buffer.ip.destination.bits, buffer.mark)
    buffer.outputDevice = route.device
    guard pass(.output, buffer, input: nil, output: route.device) else {
      return .notPermitted
    }
    if source == buffer.ip.source.bits, destination == buffer.ip.destination.bits, mark == buffer.mark {
      output(buffer, on: route.device, mtu: mtu)
    } else {
      reroute(buffer, options)
    }
    return nil
  }

  /// OUTPUT has rewritten the packet or marked it: the route is looked up anew (ip_route_me_harder).
  private func reroute(_ buffer: SocketBuffer, _ options: OutputOptions) {
    var flow = Flow(
      destination: buffer.ip.destination, source: buffer.ip.source, mark: buffer.mark,
      output: options.device)
    flow.ipProtocol = buffer.ip.proto
    flow.ports = buffer.ip.ports
    switch routeOutput(flow) {
    case .failure:
      drop(buffer, .noRoute)
    case .success(let route):
      traceRoute(
        buffer, .output, route.route?.description ?? "", RoutingTable.name(of: route.table), route.device,
        route.route?.gateway, route.route?.origin)
      buffer.nextHop = route.nextHop
      let mtu = route.isLocal ? loopback.mtu : pathMTU(route.route, route.device, to: buffer.ip.destination)
      output(buffer, on: route.device, mtu: mtu)
    }
  }
}

/// The routing decision for a host's own packet.
package struct OutputRoute {
  package unowned(unsafe) var device: NetworkDevice
  package var nextHop: IPv4Address
  package var source: IPv4Address
  package var route: Route?
  package var table: UInt32
  /// To the host itself, by `lo`.
  package var isLocal: Bool
}
