package import Packets
package import Simulation

/// How far a destination is (include/uapi/linux/rtnetlink.h, rt_scope_t).
package enum RouteScope: UInt8, Hashable, Sendable, Comparable {
  case universe = 0
  case site = 200
  case link = 253
  case host = 254
  case nowhere = 255

  package static func < (left: RouteScope, right: RouteScope) -> Bool { left.rawValue < right.rawValue }

  /// The name in /etc/iproute2/rt_scopes.
  package var name: String {
    switch self {
    case .universe: "global"
    case .site: "site"
    case .link: "link"
    case .host: "host"
    case .nowhere: "nowhere"
    }
  }
}

package enum RouteKind: UInt8, Hashable, Sendable {
  case unicast, local, broadcast, multicast, blackhole, unreachable, prohibit, `throw`

  /// RTN_UNICAST and so on (include/uapi/linux/rtnetlink.h).
  package var number: Int {
    switch self {
    case .unicast: 1
    case .local: 2
    case .broadcast: 3
    case .multicast: 5
    case .blackhole: 6
    case .unreachable: 7
    case .prohibit: 8
    case .throw: 9
    }
  }

  package var name: String {
    switch self {
    case .unicast: "unicast"
    case .local: "local"
    case .broadcast: "broadcast"
    case .multicast: "multicast"
    case .blackhole: "blackhole"
    case .unreachable: "unreachable"
    case .prohibit: "prohibit"
    case .throw: "throw"
    }
  }
}

/// A route of a routing table (`ip route`).
package final class Route {
  package let kind: RouteKind
  package let prefix: IPv4Prefix
  package let gateway: IPv4Address?
  package unowned(unsafe) let device: NetworkDevice?
  package let preferredSource: IPv4Address?
  /// Lower is preferred among routes to the same prefix.
  package let metric: Int
  package let scope: RouteScope
  /// Who made it: `kernel`, `boot` (the default, not shown), `static`, `dhcp` …
  package let proto: String
  package let metrics: RouteMetrics
  /// The gateway counts as reachable although no address says so (`onlink`).
  package let isOnLink: Bool
  /// More next hops of a multipath route, beside the first; weights from 1.
  package let alternatives: [NextHop]
  package let weight: Int
  package let origin: Origin?
  /// Only packets with this type of service take it; 0 takes all.
  package internal(set) var typeOfService: UInt8 = 0
  /// Numbers for accounting (ip-route(8), realm): where from, and where to.
  package internal(set) var realms: (from: UInt16, to: UInt16) = (0, 0)

  package struct NextHop: Hashable {
    package var gateway: IPv4Address?
    package unowned(unsafe) var device: NetworkDevice
    package var weight: Int
    package var isOnLink: Bool
    package init(gateway: IPv4Address?, device: NetworkDevice, weight: Int, isOnLink: Bool = false) {
      self.gateway = gateway
      self.device = device
      self.weight = weight
      self.isOnLink = isOnLink
    }
    package static func == (left: NextHop, right: NextHop) -> Bool {
      left.gateway == right.gateway && left.device === right.device && left.weight == right.weight
    }
    package func hash(into hasher: inout Hasher) {
      hasher.combine(gateway)
      hasher.combine(weight)
    }
  }

  package init(
    _ kind: RouteKind = .unicast, to prefix: IPv4Prefix, via gateway: IPv4Address? = nil,
    device: NetworkDevice?, source: IPv4Address? = nil, metric: Int = 0, scope: RouteScope? = nil,
    proto: String = "boot", metrics: RouteMetrics = RouteMetrics(), isOnLink: Bool = false,
    alternatives: [NextHop] = [],
    weight: Int = 1, origin: Origin? = nil
  ) {
    self.kind = kind
    self.prefix = prefix
    self.gateway = gateway
    self.device = device
    preferredSource = source
    self.metric = metric
    self.scope = scope ?? Self.usualScope(kind, gateway: gateway)
    self.proto = proto
    self.metrics = metrics
    self.isOnLink = isOnLink
    self.alternatives = alternatives
    self.weight = weight
    self.origin = origin
  }

  /// What `ip route` fills in when no scope is given (ip-route(8)).
  private static func usualScope(_ kind: RouteKind, gateway: IPv4Address?) -> RouteScope {
    switch kind {
    case .local: .host
    case .broadcast, .multicast: .link
    case .unicast: gateway == nil ? .link : .universe
    case .blackhole, .unreachable, .prohibit, .throw: .universe
    }
  }

  /// The largest packet that the route says to send.
  package var mtu: Int? { metrics[.mtu] }

  /// All next hops of a route that has an interface, the first one first.
  package var hops: [NextHop] {
    guard let device else { return [] }
    return [NextHop(gateway: gateway, device: device, weight: weight, isOnLink: isOnLink)] + alternatives
  }

  /// One of its next hops leaves by this interface.
  package func leaves(by device: NetworkDevice) -> Bool {
    self.device === device || alternatives.contains { $0.device === device }
  }

  /// The device is up but has no carrier: shown as `linkdown`.
  package var isLinkDown: Bool { device.map { !$0.hasCarrier } ?? false }
}

extension Route: CustomStringConvertible {
  /// As `ip route` prints it in the main table.
  package var description: String {
    // Traces ask for every packet.
    var text = ""
    func add(_ word: String, _ value: String? = nil) {
      if !text.isEmpty { text += " " }
      text += word
      if let value {
        text += " "
        text += value
      }
    }
    if kind != .unicast { add(kind.name) }
    if prefix.length == 0 {
      add("default")
    } else {
      add(prefix.length == 32 ? prefix.address.description : prefix.description)
    }
    if let gateway, alternatives.isEmpty { add("via", gateway.description) }
    if let device, alternatives.isEmpty { add("dev", device.name) }
    if proto != "boot" { add("proto", proto) }
    if scope != .universe || kind == .local { add("scope", scope.name) }
    if let preferredSource { add("src", preferredSource.description) }
    if metric != 0 { add("metric", metric.description) }
    if let mtu { add(metrics.isLocked(.mtu) ? "mtu lock" : "mtu", mtu.description) }
    if isOnLink { add("onlink") }
    if alternatives.isEmpty, isLinkDown { add("linkdown") }
    return text
  }
}
