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
    var typeOfService = false
  }

  func print(_ route: Route, in table: UInt32) {
    if route.kind != .unicast || options.hasDetails, !hides.kind || route.kind != .unicast {
      let kind = options.isNumeric ? String(route.kind.number) : route.kind.name
      out.string("type", kind, kind + " ")
    }
    let destination = Self.destination(route.prefix)
    out.string("dst", destination, destination + " ")
    if route.typeOfService != 0, !hides.typeOfService {
      let value = "0x" + route.typeOfService.hexadecimal
      out.string("tos", value, "tos \(value) ")
    }
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
      let proto = options.isNumeric ? String(IPRoute.number(ofProtocol: route.proto)) : route.proto
      out.string("protocol", proto, "proto \(proto) ")
    }
    if route.scope != .universe || options.hasDetails, !hides.scope {
      let scope = options.isNumeric ? String(route.scope.rawValue) : route.scope.name
      out.string("scope", scope, "scope \(scope) ")
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
    Self.print(route.realms, out)
    if !route.metrics.isEmpty { Self.print(route.metrics, out) }
    if isMultipath { printHops(of: route) }
    out.words("\n")
  }

  static func destination(_ prefix: IPv4Prefix) -> String {
    if prefix.length == 0 { return "default" }
    return prefix.length == 32 ? "\(prefix.address)" : "\(prefix)"
  }

  static func print(_ realms: (from: UInt16, to: UInt16), _ out: IPPrinter) {
    guard realms.from != 0 || realms.to != 0 else { return }
    if realms.from != 0 {
      out.string("flow_from", String(realms.from), "realms \(realms.from)/")
      out.string("flow_to", String(realms.to), "\(realms.to) ")
    } else {
      out.string("flow_to", String(realms.to), "realm \(realms.to) ")
    }
  }

  static func print(_ metrics: RouteMetrics, _ out: IPPrinter) {
    out.beginArray("metrics")
    out.beginObject()
    for entry in metrics.entries {
      let name = entry.kind.name
      out.words(entry.isLocked ? "\(name) lock " : "\(name) ")
      switch entry.kind {
      case .rtt, .rttvar, .rtoMin:
        // The kernel counts eighths and quarters of milliseconds.
        let value = entry.value / (entry.kind == .rtt ? 8 : entry.kind == .rttvar ? 4 : 1)
        out.number(name, value, Self.time(value))
      case .features:
        out.words("ecn ")
      case .congctl:
        out.string(name, entry.word ?? "", "\(entry.word ?? "") ")
      default: out.number(name, entry.value, "\(entry.value) ")
      }
    }
    out.endObject()
    out.endArray()
  }

  private static func time(_ value: Int) -> String {
    value >= 1000 ? DecimalText.general(Double(value) / 1000) + "s " : "\(value)ms "
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
