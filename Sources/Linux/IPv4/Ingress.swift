import Packets
import Simulation

/// Packets that come in: up to the routing decision (net/ipv4/ip_input.c, ip_rcv; net/ipv4/route.c).
extension NetworkNamespace {
  /// A frame has reached the network layer by an interface.
  func receive(_ buffer: SocketBuffer, on device: NetworkDevice) {
    switch buffer.kind {
    case .arp: receiveARP(buffer, on: device)
    case .ipv4: receiveIPv4(buffer, on: device)
    case .other: drop(buffer, .notForUs("protocol"))
    }
  }

  private func receiveIPv4(_ buffer: SocketBuffer, on device: NetworkDevice) {
    guard
      device.isLoopback || buffer.destinationHardware == device.hardware
        || buffer.destinationHardware.isGroup
    else {
      drop(buffer, .otherHost)
      return
    }
    countReceived(buffer.ip)
    buffer.inputDevice = device
    buffer.outputDevice = nil
    if !buffer.hasPassedPreRouting {
      // Connection tracking needs whole packets (net/ipv4/netfilter/nf_defrag_ipv4.c).
      if buffer.ip.isFragment, netfilter.defragments {
        guard reassemble(buffer) else { return }
      }
      guard pass(.preRouting, buffer, input: device, output: nil) else { return }
    }
    routeInput(buffer, device)
  }

  private func routeInput(_ buffer: SocketBuffer, _ device: NetworkDevice) {
    if buffer.isLooped {
      // Its route was chosen when it was sent, and stays with it over `lo`.
      deliverLocally(buffer, device)
      return
    }
    guard let reason = martian(buffer, device) else {
      decide(buffer, device)
      return
    }
    if reason == .martianSource {
      logMartianSource(buffer, on: device)
    } else {
      logMartianDestination(buffer, on: device)
    }
    drop(buffer, reason)
  }

  /// Addresses that cannot come in from a wire (ip_route_input_slow).
  private func martian(_ buffer: SocketBuffer, _ device: NetworkDevice) -> DropReason? {
    let (source, destination) = (buffer.ip.source, buffer.ip.destination)
    if source.isMulticast || source.isBroadcast { return .martianSource }
    let allowsLoopback = max(settings.all.routeLocalnet, device.settings.routeLocalnet) != 0
    if !device.isLoopback, !allowsLoopback {
      if source.isLoopback { return .martianSource }
      if destination.isLoopback { return .martianDestination }
    }
    if destination.isAny, !source.isAny { return .martianDestination }
    return nil
  }

  private func decide(_ buffer: SocketBuffer, _ device: NetworkDevice) {
    if buffer.ip.destination.isBroadcast || buffer.ip.destination.isMulticast {
      countReceivedByGroup(buffer.ip)
      traceRoute(buffer, .broadcast, "broadcast", "local", device, nil, nil)
      deliverLocally(buffer, device)
      return
    }
    var flow = Flow(
      destination: buffer.ip.destination, source: buffer.ip.source, mark: buffer.mark, input: device)
    flow.typeOfService = buffer.ip.typeOfService & 0x1C
    flow.ipProtocol = buffer.ip.proto
    let (result, table) = routing.find(flow)
    let tableName = RoutingTable.name(of: table)
    switch result {
    case .local(let route):
      guard passesSourceCheck(buffer, device) else { return }
      traceRoute(buffer, .local, route.description, tableName, device, nil, route.origin)
      deliverLocally(buffer, device)
    case .broadcast(let route):
      guard passesSourceCheck(buffer, device) else { return }
      countReceivedByGroup(buffer.ip)
      traceRoute(buffer, .broadcast, route.description, tableName, device, nil, route.origin)
      deliverLocally(buffer, device)
    case .unicast(let route):
      guard mayForward(device) else { return dropUnforwarded(buffer) }
      guard passesSourceCheck(buffer, device) else { return }
      traceRoute(
        buffer, .forward, route.description, tableName, route.device, route.gateway, route.origin)
      forward(buffer, by: route, from: device)
    case .none: refuse(buffer, device, .networkUnreachable, .noRoute)
    case .unreachable: refuse(buffer, device, .hostUnreachable, .noRoute)
    case .prohibit: refuse(buffer, device, .administrativelyProhibited, .noRoute)
    case .blackhole: mayForward(device) ? drop(buffer, .blackhole) : dropUnforwarded(buffer)
    }
  }

  func mayForward(_ device: NetworkDevice) -> Bool { device.settings.forwarding != 0 }

  /// For somebody else, where nothing is passed on: the address counts as a wrong one.
  private func dropUnforwarded(_ buffer: SocketBuffer) {
    counters.ip.inAddrErrors += 1
    drop(buffer, .forwardingOff)
  }

  /// No way on: an answer only where the host forwards at all (net/ipv4/route.c, ip_error).
  private func refuse(
    _ buffer: SocketBuffer, _ device: NetworkDevice, _ error: ICMPError, _ reason: DropReason
  ) {
    guard mayForward(device) else { return dropUnforwarded(buffer) }
    if error == .networkUnreachable { counters.ip.inNoRoutes += 1 }
    drop(buffer, reason)
    guard errorRateLimit.allowsRouteError(to: buffer.ip.source, now: clock.now) else { return }
    sendError(error, about: buffer)
  }

  /// Reverse path filter and spoofed addresses of one's own (net/ipv4/fib_frontend.c, fib_validate_source).
  private func passesSourceCheck(_ buffer: SocketBuffer, _ device: NetworkDevice) -> Bool {
    let source = buffer.ip.source
    guard !source.isAny else { return true }
    var flow = Flow(destination: source, source: buffer.ip.destination, mark: 0)
    flow.typeOfService = buffer.ip.typeOfService & 0x1C
    let mode = max(settings.all.reversePathFilter, device.settings.reversePathFilter)
    switch routing.lookup(flow) {
    case .local:
      let allowed = max(settings.all.acceptLocal, device.settings.acceptLocal) != 0 || device.isLoopback
      if !allowed {
        logMartianSource(buffer, on: device)
        drop(buffer, .martianSource)
      }
      return allowed
    case .unicast(let route):
      if mode == 1, route.device !== device, !route.alternatives.contains(where: { $0.device === device }) {
        counters.ip.reversePathFilter += 1
        logMartianSource(buffer, on: device)
        drop(buffer, .reversePathFilter)
        return false
      }
      return true
    case .broadcast:
      logMartianSource(buffer, on: device)
      drop(buffer, .martianSource)
      return false
    case .none, .blackhole, .unreachable, .prohibit:
      if mode != 0 {
        counters.ip.reversePathFilter += 1
        logMartianSource(buffer, on: device)
        drop(buffer, .reversePathFilter)
      }
      return mode == 0
    }
  }

  func traceRoute(
    _ buffer: SocketBuffer, _ kind: RouteDecision.Kind, _ route: @autoclosure () -> String,
    _ table: String, _ device: NetworkDevice?, _ gateway: IPv4Address?, _ origin: Origin?
  ) {
    guard isTracing else { return }
    let decision = RouteDecision(
      kind: kind, route: route(), table: table, interface: device?.name ?? "", nextHop: gateway,
      origin: origin)
    trace(buffer, .routed(decision))
  }
}
