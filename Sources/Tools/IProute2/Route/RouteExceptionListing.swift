import Linux
import Packets
import Simulation

/// `ip route show cache`: what the kernel has learnt of single destinations, path MTUs and redirects; a cache of all
/// routes in use there has not been since Linux 3.6.
struct RouteExceptionListing {
  let context: IPContext

  func print() {
    let routing = context.namespace.routing
    let now = context.namespace.clock.now
    let out = IPPrinter(process: context.process, options: context.options)
    out.beginArray()
    for (destination, entry) in routing.exceptions.all(now: now) {
      guard case .unicast(let route) = routing.lookup(Flow(destination: destination)),
        let device = route.device
      else { continue }
      out.beginObject()
      out.string("dst", "\(destination)", "\(destination) ")
      if let gateway = entry.gateway ?? route.gateway {
        out.string("gateway", "\(gateway)", "via \(gateway) ")
      }
      out.string("dev", device.name, "dev \(device.name) ")
      out.beginArray("flags")
      out.endArray()
      Self.print(entry, now: now, out)
      out.words("\n")
      out.endObject()
    }
    out.endArray()
    out.finish()
  }

  /// What stands behind `cache` of an exception.
  private static func print(_ entry: PathMTUCache.Entry, now: Nanoseconds, _ out: IPPrinter) {
    out.newline()
    out.words("    cache ")
    out.beginArray("cache")
    if entry.gateway != nil { out.element("redirected", "<redirected> ") }
    out.endArray()
    let left = (entry.expires - now).seconds
    out.number("expires", left, "expires \(left)sec ")
    if let mtu = entry.mtu {
      var metrics = RouteMetrics()
      metrics.set(.mtu, mtu)
      RoutePrinter.print(metrics, out)
    }
  }
}
