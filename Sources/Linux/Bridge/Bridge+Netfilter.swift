import Packets
import Simulation

/// br_netfilter (net/bridge/br_netfilter_hooks.c): with `bridge-nf-call-iptables`, IPv4 frames on a bridge go
/// through the IP hooks, with the bridge device as their interface.
extension Bridge {
  private func callsIPTables(_ buffer: SocketBuffer) -> Bool {
    buffer.kind == .ipv4 && device.namespace.settings.bridgeCallsIPTables != 0
  }

  /// False when the packet goes no further here. A packet whose destination was rewritten is for the host's IP
  /// layer, which routes it anew, unless the new destination is on the same bridge.
  func passPreRouting(_ buffer: SocketBuffer) -> Bool {
    guard callsIPTables(buffer) else { return true }
    let namespace = device.namespace
    let destination = buffer.ip.destination
    buffer.inputDevice = device
    // Connection tracking needs whole packets here too.
    if buffer.ip.isFragment, namespace.netfilter.defragments {
      guard namespace.reassemble(buffer) else { return false }
    }
    guard namespace.pass(.preRouting, buffer, input: device, output: nil) else {
      return false
    }
    buffer.hasPassedPreRouting = true
    guard buffer.ip.destination != destination else { return true }
    return redirect(buffer)
  }

  /// After DNAT on a bridge: the frame gets the hardware address of whoever it is now for
  /// (br_nf_pre_routing_finish).
  private func redirect(_ buffer: SocketBuffer) -> Bool {
    let namespace = device.namespace
    let flow = Flow(
      destination: buffer.ip.destination, source: buffer.ip.source, mark: buffer.mark, input: device)
    if case .unicast(let route) = namespace.routing.lookup(flow), route.device === device,
      !namespace.isLocal(buffer.ip.destination), namespace.settings.all.forwarding != 0
    {
      let nextHop = route.gateway ?? buffer.ip.destination
      namespace.neighbours.resolve(nextHop, on: device, for: buffer) { [unowned(unsafe) self] hardware in
        buffer.destinationHardware = hardware
        self.forwardRedirected(buffer)
      }
      return false
    }
    buffer.destinationHardware = device.hardware
    return true
  }

  private func forwardRedirected(_ buffer: SocketBuffer) {
    guard let port = ports.first(where: { $0.device === buffer.physicalInput }),
      let known = database.port(of: buffer.destinationHardware, now: network.clock.now),
      let target = ports.first(where: { $0.number == known })
    else { return }
    guard target !== port || port.isHairpin else {
      network.trace(buffer, at: device.namespace.name, .dropped(.bridgePortSame))
      return
    }
    buffer.physicalOutput = target.device
    guard passForward(buffer) else { return }
    transmit(buffer, by: target.device)
  }

  /// What was put together for the rules leaves in pieces again, none longer than those that came
  /// (br_nf_dev_queue_xmit).
  func transmit(_ buffer: SocketBuffer, by port: NetworkDevice) {
    let limit = min(port.mtu, buffer.largestFragment)
    guard buffer.kind == .ipv4, limit > 0, buffer.ip.totalLength > limit else { return port.transmit(buffer) }
    for fragment in buffer.ip.fragments(mtu: limit) {
      let piece = buffer.copy()
      piece.ip = fragment
      port.transmit(piece)
    }
  }

  func passForward(_ buffer: SocketBuffer) -> Bool {
    guard callsIPTables(buffer) else { return true }
    let namespace = device.namespace
    buffer.inputDevice = device
    buffer.outputDevice = device
    return namespace.pass(.forward, buffer, input: device, output: device)
      && namespace.pass(.postRouting, buffer, input: nil, output: device)
  }
}
