package import Packets
package import Simulation

/// An address of an interface (`ip address`).
package struct InterfaceAddress: Hashable, Sendable {
  /// The address with the length of its network's prefix.
  package var local: IPv4Prefix
  /// The far end of a point-to-point address (`ip addr add A peer B`).
  package var peer: IPv4Prefix?
  package var broadcast: IPv4Address?
  package var scope: RouteScope
  /// Not the first of its network on this interface: it is chosen as a source only when asked for.
  package var isSecondary = false
  /// As `ifconfig eth0:1` names it; the interface's name otherwise.
  package var label: String
  package var origin: Origin?
  /// When the kernel takes it away (`valid_lft`), as for the address of a DHCP lease; nil for ever.
  package var expires: Nanoseconds?
  /// Until when it is preferred (`preferred_lft`), of one that expires, when that is earlier; then it is `deprecated`.
  package var preferredUntil: Nanoseconds?
  /// The metric of the route to its network.
  package var routeMetric = 0
  /// Its network gets no route (`noprefixroute`).
  package var hasNoPrefixRoute = false

  package init(
    _ local: IPv4Prefix, peer: IPv4Prefix? = nil, broadcast: IPv4Address? = nil,
    scope: RouteScope = .universe, label: String, origin: Origin? = nil
  ) {
    self.local = local
    self.peer = peer
    self.broadcast = broadcast
    self.scope = scope
    self.label = label
    self.origin = origin
  }

  /// It is no longer preferred, and goes later.
  package func isDeprecated(at now: Nanoseconds) -> Bool {
    guard expires != nil, let preferredUntil else { return false }
    return preferredUntil <= now
  }

  package var address: IPv4Address { local.address }
  /// The network that is directly reachable: the peer's, or the address's own.
  package var connected: IPv4Prefix { (peer ?? local).network }
}
