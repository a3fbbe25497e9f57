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
    target.device.transmit(buffer)
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
