import Linux
import Packets

/// How `ip route` shows a route (ip/iproute.c, print_route).
struct RoutePrinter {
  let out: IPPrinter
  let options: IPOptions
  let hidesTable: Bool
  let hides: Hidden

  /// What a filter names already is left out.
  struct Hidden {
    var gateway = false
    var device = false
    var proto = false
    var scope = false
    var kind = false
    var source = false
    var metric = false
  }

  func print(_ route: Route, in table: UInt32) {
    if route.kind != .unicast || options.hasDetails, !hides.kind || route.kind != .unicast {
      out.string("type", route.kind.name, route.kind.name + " ")
    }
    let destination = Self.destination(route.prefix)
    out.string("dst", destination, destination + " ")
    let isMultipath = !route.alternatives.isEmpty
    if !isMultipath, let gateway = route.gateway, !hides.gateway {
      out.string("gateway", "\(gateway)", "via \(gateway) ")
    }
    if !isMultipath, let device = route.device, !hides.device {
      out.string("dev", device.name, "dev \(device.name) ")
    }
    if !hidesTable, table != RoutingTable.main || options.hasDetails {
      let name = out.tableNames.name(of: table)
      out.string("table", name, "table \(name) ")
    }
    if route.proto != "boot" || options.hasDetails, !hides.proto {
      out.string("protocol", route.proto, "proto \(route.proto) ")
    }
    if route.scope != .universe || options.hasDetails, !hides.scope {
      out.string("scope", route.scope.name, "scope \(route.scope.name) ")
    }
    if let source = route.preferredSource, !hides.source {
      out.string("prefsrc", "\(source)", "src \(source) ")
    }
    if route.metric != 0, !hides.metric { out.number("metric", route.metric, "metric \(route.metric) ") }
    if isMultipath {
      out.beginArray("flags")
    } else {
      printFlags(route.device, isOnLink: route.isOnLink, route)
    }
    if isMultipath { out.endArray() }
    if let mtu = route.mtu { printMTU(mtu) }
    if isMultipath { printHops(of: route) }
    out.words("\n")
  }

  static func destination(_ prefix: IPv4Prefix) -> String {
    if prefix.length == 0 { return "default" }
    return prefix.length == 32 ? "\(prefix.address)" : "\(prefix)"
  }

  private func printMTU(_ mtu: Int) {
    out.beginArray("metrics")
    out.beginObject()
    out.number("mtu", mtu, "mtu \(mtu) ")
    out.endObject()
    out.endArray()
  }

  /// Local routes stay whatever the link does.
  private func printFlags(_ device: NetworkDevice?, isOnLink: Bool, _ route: Route) {
    out.beginArray("flags")
    if isOnLink { out.element("onlink", "onlink ") }
    if let device, !device.hasCarrier, route.scope < .host { out.element("linkdown", "linkdown ") }
    out.endArray()
  }

  private func printHops(of route: Route) {
    guard let device = route.device else { return }
    let first = Route.NextHop(gateway: route.gateway, device: device, weight: route.weight)
    out.beginArray("nexthops")
    for hop in [first] + route.alternatives {
      out.beginObject()
      out.newline()
      out.words("\tnexthop ")
      if let gateway = hop.gateway { out.string("gateway", "\(gateway)", "via \(gateway) ") }
      out.string("dev", hop.device.name, "dev \(hop.device.name) ")
      out.number("weight", hop.weight, "weight \(hop.weight) ")
      printFlags(hop.device, isOnLink: false, route)
      out.endObject()
    }
    out.endArray()
  }
}
