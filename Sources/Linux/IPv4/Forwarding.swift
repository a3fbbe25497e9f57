import Packets
import Simulation

/// A packet for somebody else (net/ipv4/ip_forward.c).
extension NetworkNamespace {
  func forward(_ buffer: SocketBuffer, by route: Route, from input: NetworkDevice) {
    guard let hop = choose(route, from: buffer.ip.source, to: buffer.ip.destination) else { return }
    buffer.nextHop = hop.gateway ?? buffer.ip.destination
    guard buffer.ip.timeToLive > 1 else {
      counters.ip.inHdrErrors += 1
      drop(buffer, .timeToLiveExceeded)
      sendError(.timeExceeded(code: 0), about: buffer)
      return
    }
    counters.ip.forwDatagrams += 1
    let mtu = pathMTU(route, hop.device, to: buffer.ip.destination)
    if buffer.ip.dontFragment, buffer.ip.totalLength > mtu {
      counters.ip.fragFails += 1
      drop(buffer, .packetTooBig(mtu: mtu))
      sendError(.fragmentationNeeded(mtu: UInt16(truncatingIfNeeded: mtu)), about: buffer)
      return
    }
    redirectIfShorter(buffer, input, hop)
    decrementTimeToLive(buffer)
    guard pass(.forward, buffer, input: input, output: hop.device) else { return }
    output(buffer, on: hop.device, mtu: mtu)
  }

  private func decrementTimeToLive(_ buffer: SocketBuffer) {
    guard isTracing else {
      buffer.ip.timeToLive -= 1
      return
    }
    let before = buffer.frame
    buffer.ip.timeToLive -= 1
    network.trace(buffer, at: name, .timeToLiveDecremented, before: before)
  }

  /// It goes back where it came from: the sender is told of the shorter way (ip_rt_send_redirect).
  private func redirectIfShorter(
    _ buffer: SocketBuffer, _ input: NetworkDevice, _ hop: Route.NextHop
  ) {
    guard hop.device === input, max(settings.all.sendRedirects, input.settings.sendRedirects) != 0,
      isNeighbour(buffer.ip.source),
      max(settings.all.sharedMedia, input.settings.sharedMedia) != 0
        || input.addresses.contains(where: {
          $0.connected.contains(buffer.ip.source) && $0.connected.contains(buffer.nextHop)
        })
    else { return }
    guard errorRateLimit.allowsRedirect(to: buffer.ip.source, now: clock.now) else { return }
    sendError(.redirect(code: 1, gateway: buffer.nextHop), about: buffer)
  }

  /// No gateway is on the way to it.
  private func isNeighbour(_ address: IPv4Address) -> Bool {
    guard case .unicast(let route) = routing.lookup(Flow(destination: address)) else { return false }
    return route.gateway == nil
  }

  /// One of the route's next hops; several share by weight, chosen by the packet's addresses (fib_multipath_hash).
  func choose(_ route: Route, from source: IPv4Address, to destination: IPv4Address) -> Route.NextHop? {
    guard let first = route.hops.first else { return nil }
    guard !route.alternatives.isEmpty else { return first }
    let hops = route.hops.filter { $0.device.isRunning }
    let total = hops.reduce(0) { $0 + $1.weight }
    guard total > 0 else { return first }
    var mixed = SeededGenerator(
      seed: UInt64(source.bits) << 32 | UInt64(destination.bits))
    var place = mixed.number(below: total)
    for hop in hops {
      place -= hop.weight
      if place < 0 { return hop }
    }
    return first
  }

  /// The route's MTU, or the interface's, or less if a router said so.
  func pathMTU(_ route: Route?, _ device: NetworkDevice, to destination: IPv4Address) -> Int {
    let mtu = min(route?.mtu ?? device.mtu, device.mtu)
    guard let learnt = routing.exceptions.entry(for: destination, now: clock.now)?.mtu else { return mtu }
    return min(mtu, learnt)
  }
}
