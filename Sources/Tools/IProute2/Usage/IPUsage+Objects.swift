/// Which text belongs to which object.
extension IPUsage {
  /// What `ip OBJECT help` prints; nil for objects without a text here.
  static func of(_ object: String) -> String? {
    switch object {
    case "address": address
    case "link": link
    case "route": route
    case "rule": rule
    case "neighbor", "neighbour": neighbour
    case "netns": netns
    case "maddress": multicast
    case "monitor": monitor
    case "tunnel", "tunl": tunnel
    case "tuntap", "tap": tuntap
    case "nexthop": nexthop
    case "token": token
    case "vrf": vrf
    case "mroute": multicastRoute
    case "ntable", "ntbl": neighbourTable
    default: nil
    }
  }

  /// What `ip link help TYPE` prints.
  static func ofLinkType(_ type: String) -> String? {
    switch type {
    case "bridge": bridge
    case "bridge_slave": bridgeSlave
    case "veth": veth
    case "dummy": dummy
    case "vlan": vlan
    case "macvlan": macvlan
    case "ipvlan": ipvlan
    default: nil
    }
  }
}
