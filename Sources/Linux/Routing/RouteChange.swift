package import Packets
import Simulation

/// What somebody asks of a routing table over netlink (rtnetlink(7)): a route as `ip route` describes it.
package struct RouteRequest {
  package var kind: RouteKind = .unicast
  package var prefix: IPv4Prefix
  package var gateway: IPv4Address?
  package var device: NetworkDevice?
  package var source: IPv4Address?
  package var metric: Int?
  package var scope: RouteScope = .universe
  package var proto: String = "boot"
  package var metrics = RouteMetrics()
  package var isOnLink = false
  package var hops: [Hop] = []
  package var table: UInt32 = RoutingTable.main
  package var typeOfService: UInt8 = 0
  package var realms: (from: UInt16, to: UInt16) = (0, 0)

  /// A next hop of a multipath route.
  package struct Hop {
    package var gateway: IPv4Address?
    package var device: NetworkDevice?
    package var weight: Int = 1
    package var isOnLink = false
    package init() {}
  }

  package init(prefix: IPv4Prefix) { self.prefix = prefix }
}

/// What to do when a route to the same prefix with the same metric is there, and when it is not.
package enum RouteOperation: Hashable, Sendable { case add, replace, change, append, prepend }

extension NetworkNamespace {
  /// Changes a routing table, with the kernel's checks and words (net/ipv4/fib_trie.c, fib_table_insert;
  /// fib_semantics.c, fib_create_info).
  package func apply(_ operation: RouteOperation, _ request: RouteRequest) throws(KernelError) {
    guard request.prefix.address == request.prefix.network.address else {
      throw .invalidArgument.explained("Invalid prefix for given prefix length")
    }
    let route = try makeRoute(request)
    let table = routing.makeTable(request.table)
    let present = table.routes(to: route.prefix).filter {
      $0.metric == route.metric && $0.typeOfService == route.typeOfService
    }
    if let first = present.first, operation != .prepend, operation != .append {
      guard operation != .add else { throw .exists }
      if present.contains(where: { $0 !== first && $0.isSame(as: route) }) { throw .exists }
      table.replace(first, with: route)
      return
    }
    if present.contains(where: { $0.isSame(as: route) }) { throw .exists }
    if present.isEmpty, operation == .change { throw .noSuchFile }
    table.insert(route, first: operation == .prepend)
  }

  private func makeRoute(_ request: RouteRequest) throws(KernelError) -> Route {
    if let source = request.source, !isLocal(source) {
      throw .invalidArgument.explained("Invalid prefsrc address")
    }
    var hops: [Route.NextHop] = []
    for hop in request.hops {
      hops.append(
        Route.NextHop(
          gateway: hop.gateway,
          device: try resolve(
            hop.gateway, hop.device, scope: request.scope, isOnLink: hop.isOnLink, prefix: request.prefix),
          weight: hop.weight, isOnLink: hop.isOnLink))
    }
    var gateway = request.gateway
    var device = request.device
    switch request.kind {
    case .blackhole, .unreachable, .prohibit, .throw:
      if device != nil || gateway != nil { throw .invalidArgument }
    case .local, .broadcast: break
    case .unicast, .multicast:
      if hops.isEmpty {
        device = try resolve(
          gateway, device, scope: request.scope, isOnLink: request.isOnLink, prefix: request.prefix)
      } else {
        gateway = hops[0].gateway
        device = hops[0].device
      }
    }
    let route = Route(
      request.kind, to: request.prefix, via: gateway, device: device, source: request.source,
      metric: request.metric ?? 0, scope: request.scope, proto: request.proto, metrics: request.metrics,
      isOnLink: request.isOnLink, alternatives: Array(hops.dropFirst()), weight: hops.first?.weight ?? 1,
      origin: network.origin)
    route.typeOfService = request.typeOfService
    route.realms = request.realms
    return route
  }

  /// Where a next hop is: the device it is reached by without another gateway (fib_check_nh).
  private func resolve(
    _ gateway: IPv4Address?, _ device: NetworkDevice?, scope: RouteScope, isOnLink: Bool, prefix: IPv4Prefix
  ) throws(KernelError) -> NetworkDevice {
    guard let gateway else {
      guard let device else { throw .noDevice }
      guard device.isAdministrativelyUp else {
        throw .networkDown.explained("Device for nexthop is not up")
      }
      return device
    }
    if scope >= .link { throw .invalidArgument.explained("Nexthop has invalid scope") }
    if isOnLink {
      guard let device else {
        throw .invalidArgument.explained("Nexthop device required for onlink")
      }
      guard device.isAdministrativelyUp else { throw .networkDown.explained("Nexthop device is not up") }
      return device
    }
    var flow = Flow(destination: gateway, output: device)
    flow.scope = .link
    let result = routing.lookup(flow)
    switch result {
    case .unicast(let route), .local(let route):
      guard let found = route.device, device == nil || device === found else {
        throw .networkUnreachable.explained("Nexthop has invalid gateway")
      }
      guard found.isAdministrativelyUp else { throw .networkDown.explained("Nexthop device is not up") }
      return found
    case .broadcast:
      throw .invalidArgument.explained("Nexthop has invalid gateway")
    case .none, .blackhole, .unreachable, .prohibit:
      throw .networkUnreachable.explained("Nexthop has invalid gateway")
    }
  }

  /// Which routes a deletion is about: what is nil counts as any.
  package struct RouteSelector {
    package var kind: RouteKind?
    package var prefix: IPv4Prefix
    package var gateway: IPv4Address?
    package var device: NetworkDevice?
    package var source: IPv4Address?
    package var metric: Int?
    package var scope: RouteScope?
    package var proto: String?
    package var table: UInt32 = RoutingTable.main
    package var typeOfService: UInt8 = 0
    package init(prefix: IPv4Prefix) { self.prefix = prefix }
  }

  /// Deletes the first route that fits (fib_table_delete).
  package func deleteRoute(_ selector: RouteSelector) throws(KernelError) {
    guard selector.prefix.address == selector.prefix.network.address else {
      throw .invalidArgument.explained("Invalid prefix for given prefix length")
    }
    guard let table = routing.table(selector.table) else {
      throw .noSuchProcess.explained("FIB table does not exist")
    }
    let found = table.routes(to: selector.prefix).first { route in
      (selector.kind == nil || selector.kind == route.kind)
        && (selector.gateway == nil || selector.gateway == route.gateway)
        && selector.device.map { $0 === route.device } ?? true
        && (selector.source == nil || selector.source == route.preferredSource)
        && (selector.metric == nil || selector.metric == route.metric)
        && (selector.scope == nil || selector.scope == route.scope)
        && (selector.proto == nil || selector.proto == route.proto)
        && selector.typeOfService == route.typeOfService
    }
    guard let found else { throw .noSuchProcess }
    table.remove(found)
  }
}

extension Route {
  /// Nothing distinguishes the two (fib_find_info).
  fileprivate func isSame(as other: Route) -> Bool {
    kind == other.kind && gateway == other.gateway && device === other.device && scope == other.scope
      && preferredSource == other.preferredSource && proto == other.proto && metrics == other.metrics
      && alternatives == other.alternatives
  }
}
