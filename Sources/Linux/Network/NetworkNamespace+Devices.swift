package import Packets
import Simulation

/// What happens to addresses, routes and neighbours when interfaces come and go
/// (net/ipv4/devinet.c and fib_frontend.c).
extension NetworkNamespace {
  /// A pair of interfaces joined back to back; the second may be in another namespace.
  package func addVethPair(
    name: String, hardware: MACAddress, index: Int? = nil, peerName: String, peerHardware: MACAddress,
    peerNamespace: NetworkNamespace? = nil, peerIndex: Int? = nil
  ) -> (NetworkDevice, NetworkDevice) {
    let other = peerNamespace ?? self
    // The kernel registers the peer first (drivers/net/veth.c, veth_newlink).
    let peer = other.addDevice(name: peerName, kind: .veth, hardware: peerHardware, index: peerIndex)
    let device = addDevice(name: name, kind: .veth, hardware: hardware, index: index)
    device.peer = peer
    peer.peer = device
    if other !== self {
      _ = identifier(of: other)
      _ = other.identifier(of: self)
    }
    return (device, peer)
  }

  package func addStacked(
    name: String, kind: NetworkDevice.Kind, on lower: NetworkDevice, hardware: MACAddress,
    index: Int? = nil
  ) -> NetworkDevice {
    let device = addDevice(name: name, kind: kind, hardware: hardware, mtu: lower.mtu, index: index)
    device.lower = lower
    lower.uppers.append(device)
    return device
  }

  /// Brings an interface up: its connected routes appear.
  package func bringUp(_ device: NetworkDevice) {
    guard !device.isAdministrativelyUp else { return }
    device.isAdministrativelyUp = true
    device.hasBeenUp = true
    network.note(.state, of: device)
    routing.noteChange()
    if device.isLoopback, device.addresses.isEmpty { giveLoopbackAddress(device) }
    for address in device.addresses { addRoutes(for: address, on: device) }
    tellOthers(about: device)
  }

  /// `lo` has 127.0.0.1/8 as soon as it is up (net/ipv4/devinet.c, inetdev_event).
  private func giveLoopbackAddress(_ device: NetworkDevice) {
    let address = InterfaceAddress(
      IPv4Prefix(.loopback, length: 8), scope: .host, label: device.name, origin: nil)
    device.addresses = [address]
  }

  /// Brings an interface down: every route by it goes, and what was learnt about its neighbours.
  package func bringDown(_ device: NetworkDevice) {
    guard device.isAdministrativelyUp else { return }
    device.isAdministrativelyUp = false
    network.note(.state, of: device)
    routing.noteChange()
    for table in routing.allTables {
      // What is local stays local (fib_sync_down_dev spares routes with the scope of the host itself).
      table.removeAll { $0.device === device && $0.kind != .local }
    }
    neighbours.forget(device)
    netfilter.deviceWentDown(device)
    tellOthers(about: device)
  }

  func carrierChanged(of device: NetworkDevice) {
    device.port?.refresh()
    device.statistics.carrierChanges += 1
    device.noteCarrier()
    if !device.hasCarrier { neighbours.forget(device, keepingPermanent: true) }
    if let port = device.port { port.bridge.device.carrierMayHaveChanged() }
    for upper in device.uppers { upper.carrierMayHaveChanged() }
  }

  private func tellOthers(about device: NetworkDevice) {
    device.port?.refresh()
    device.bridge?.wentUpOrDown()
    if let cable = device.cable { cable.other(device).carrierMayHaveChanged() }
    device.peer?.carrierMayHaveChanged()
    if let port = device.port { port.bridge.device.carrierMayHaveChanged() }
    for upper in device.uppers { upper.carrierMayHaveChanged() }
  }

  /// Removes an interface; the other end of a veth pair, and what stands on it, goes too.
  package func delete(_ device: NetworkDevice) {
    bringDown(device)
    for upper in device.uppers { upper.namespace.delete(upper) }
    device.lower?.uppers.removeAll { $0 === device }
    if let port = device.port { port.bridge.remove(port) }
    for port in device.bridge?.ports ?? [] { device.bridge?.remove(port) }
    for address in device.addresses { removeRoutes(for: address, on: device) }
    device.addresses = []
    take(device)
    network.keep(device)
    device.settings = settings.default
    if let peer = device.peer {
      device.peer = nil
      peer.peer = nil
      peer.namespace.delete(peer)
    }
  }

  /// Moves an interface to another namespace: it goes down, loses its addresses and its bridge, and keeps its
  /// index if that is free there (net/core/dev.c, __dev_change_net_namespace).
  package func move(_ device: NetworkDevice, to other: NetworkNamespace, name newName: String? = nil) {
    bringDown(device)
    if let port = device.port { port.bridge.remove(port) }
    for address in device.addresses { removeRoutes(for: address, on: device) }
    device.addresses = []
    device.settleBeforeMove()
    device.partner?.settleBeforeMove()
    take(device)
    if other.device(index: device.index) != nil { device.index = other.takeNextIndex() }
    if let newName { device.name = newName }
    device.namespace = other
    // It comes without its queueing discipline (dev_shutdown).
    device.hasBeenUp = false
    device.settings = other.settings.default
    other.insert(device)
    _ = identifier(of: other)
    guard let behind = device.peer ?? device.lower, behind.namespace !== other else { return }
    _ = other.identifier(of: behind.namespace)
  }
}
