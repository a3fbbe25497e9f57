import Packets
import Simulation

extension NetworkNamespace {
  /// A router on the wire knows a nearer one: believed of the gateway in use, when the nearer one's hardware address is
  /// known; if not, that is asked for first. Whether it is on the same network does not matter where the wire may carry
  /// several (net/ipv4/route.c, __ip_do_redirect).
  func heed(
    _ gateway: IPv4Address, from router: IPv4Address, about packet: IPv4Packet, on device: NetworkDevice
  ) {
    guard acceptsRedirects(on: device), gateway != router, !gateway.isMulticast, !gateway.isBroadcast,
      !gateway.isAny
    else { return }
    let flow = Flow(destination: packet.destination, source: packet.source)
    guard case .success(let way) = routeOutput(flow), way.route != nil, way.device === device,
      way.nextHop == router, case .unicast = routing.lookup(Flow(destination: gateway))
    else { return }
    guard neighbours.isKnown(gateway, on: device) else {
      neighbours.ask(gateway, on: device)
      return
    }
    routing.exceptions.learn(gateway: gateway, to: packet.destination, now: clock.now)
    routing.noteChange()
  }

  /// A router takes none unless both settings say so, a host if one of them does (include/linux/inetdevice.h,
  /// IN_DEV_RX_REDIRECTS).
  private func acceptsRedirects(on device: NetworkDevice) -> Bool {
    let (general, own) = (settings.all.acceptRedirects != 0, device.settings.acceptRedirects != 0)
    return device.settings.forwarding != 0 ? general && own : general || own
  }
}
