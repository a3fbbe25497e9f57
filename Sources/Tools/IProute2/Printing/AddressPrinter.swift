import Linux
import Packets
import Simulation

/// How `ip address` shows an address (ip/ipaddress.c, print_addrinfo).
struct AddressPrinter {
  let out: IPPrinter

  /// With the interface before it when its own line is not there.
  func printFull(_ address: InterfaceAddress, on device: NetworkDevice, showsDevice: Bool) {
    if showsDevice { out.words("\(device.index): \(device.name)") }
    out.string("family", "inet", "    inet ")
    out.string("local", "\(address.address)", "\(address.address)")
    if let peer = address.peer { out.string("address", "\(peer.address)", " peer \(peer.address)") }
    let length = address.connected.length
    out.number("prefixlen", length, "/\(length) ")
    if address.routeMetric != 0 {
      out.number("metric", address.routeMetric, "metric \(address.routeMetric) ")
    }
    if let broadcast = address.broadcast { out.string("broadcast", "\(broadcast)", "brd \(broadcast) ") }
    out.string("scope", address.scope.name, "scope \(address.scope.name) ")
    if address.isSecondary { out.boolean("secondary", true, "secondary ") }
    let now = device.namespace.clock.now
    let isDeprecated = address.isDeprecated(at: now)
    if isDeprecated { out.boolean("deprecated", true, "deprecated ") }
    if address.expires != nil { out.boolean("dynamic", true, "dynamic ") }
    if address.hasNoPrefixRoute { out.boolean("noprefixroute", true, "noprefixroute ") }
    out.string("label", address.label, address.label)
    out.newline()
    out.words("       ")
    if let expires = address.expires {
      let left = (expires - now + .milliseconds(999)).seconds
      out.number("valid_life_time", left, "valid_lft \(left)sec ")
      let until = address.preferredUntil ?? expires
      let preferred = isDeprecated ? 0 : (until - now + .milliseconds(999)).seconds
      out.number("preferred_life_time", preferred, "preferred_lft \(preferred)sec")
    } else {
      out.number("valid_life_time", UInt32.max, "valid_lft forever ")
      out.number("preferred_life_time", UInt32.max, "preferred_lft forever")
    }
    out.words("\n")
  }

  func printBrief(_ address: InterfaceAddress) {
    out.string("local", "\(address.address)", "\(address.address)")
    if let peer = address.peer { out.string("address", "\(peer.address)", " peer \(peer.address)") }
    out.number("prefixlen", address.connected.length, "/\(address.connected.length) ")
  }
}
