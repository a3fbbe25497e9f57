package import Packets
package import Simulation

/// The address resolution protocol (net/ipv4/arp.c).
extension NetworkNamespace {
  /// Asks who has an address: to everybody, or to one station when it is only to be confirmed.
  func sendARPRequest(
    for target: IPv4Address, on device: NetworkDevice, preferring source: IPv4Address?,
    to hardware: MACAddress? = nil
  ) {
    let packet = ARPPacket(
      .request, senderHardware: device.hardware,
      sender: announcedSource(for: target, on: device, preferring: source), targetHardware: .zero,
      target: target)
    send(packet, on: device, to: hardware ?? .broadcast)
  }

  /// Tells everybody about an address of one's own (gratuitous ARP, RFC 5227 section 3).
  package func announce(_ address: IPv4Address, on device: NetworkDevice) {
    let packet = ARPPacket(
      .request, senderHardware: device.hardware, sender: address, targetHardware: .zero, target: address)
    send(packet, on: device, to: .broadcast)
  }

  package func send(
    _ packet: ARPPacket, on device: NetworkDevice, to hardware: MACAddress, cause: PacketIdentity? = nil
  ) {
    let frame = EthernetFrame(
      destination: hardware, source: device.hardware, payload: .arp(packet))
    let buffer = SocketBuffer(frame, identity: network.nextPacketIdentity(), cause: cause)
    trace(buffer, .created(by: "arp"))
    device.transmit(buffer)
  }

  /// arp_announce 0: the packet's own source if it is ours; 1: only if it is of the target's network; 2: always the
  /// best address of the interface (arp_solicit).
  private func announcedSource(
    for target: IPv4Address, on device: NetworkDevice, preferring source: IPv4Address?
  ) -> IPv4Address {
    let level = max(settings.all.arpAnnounce, device.settings.arpAnnounce)
    if let source, level < 2, isLocal(source) {
      let sharesNetwork = device.addresses.contains {
        $0.connected.contains(target) && $0.connected.contains(source)
      }
      if level == 0 || sharesNetwork { return source }
    }
    return selectAddress(on: device, to: target) ?? .any
  }

  func receiveARP(_ buffer: SocketBuffer, on device: NetworkDevice) {
    guard let packet = buffer.arp, device.isARPEnabled, !device.isLoopback else { return }
    guard buffer.destinationHardware.isGroup || buffer.destinationHardware == device.hardware else {
      drop(buffer, .otherHost)
      return
    }
    switch packet.operation {
    case .request: answer(packet, buffer, on: device)
    case .reply:
      trace(buffer, .delivered(to: "arp"))
      neighbours.learnFromReply(
        packet.sender, packet.senderHardware, on: device,
        solicited: buffer.destinationHardware == device.hardware)
    }
  }

  private func answer(_ packet: ARPPacket, _ buffer: SocketBuffer, on device: NetworkDevice) {
    if packet.sender == packet.target {
      // An announcement: entries that exist follow it; arp_accept makes new ones.
      trace(buffer, .delivered(to: "arp"))
      neighbours.learnFromReply(packet.sender, packet.senderHardware, on: device, solicited: false)
      return
    }
    let isOurs = answersARP(for: packet, on: device) && !filters(packet, on: device)
    guard isOurs || proxies(packet, on: device) else {
      drop(buffer, .notForUs("arp"))
      return
    }
    trace(buffer, .delivered(to: "arp"))
    if !packet.sender.isAny {
      neighbours.learnFromRequest(packet.sender, packet.senderHardware, on: device)
    }
    let reply = ARPPacket(
      .reply, senderHardware: device.hardware, sender: packet.target,
      targetHardware: packet.senderHardware, target: packet.sender)
    send(reply, on: device, to: packet.senderHardware, cause: buffer.identity)
  }

  /// Any interface answers for any of the host's addresses, unless arp_ignore says otherwise.
  private func answersARP(for packet: ARPPacket, on device: NetworkDevice) -> Bool {
    guard isLocal(packet.target), !packet.target.isLoopback else { return false }
    switch max(settings.all.arpIgnore, device.settings.arpIgnore) {
    case 0: return true
    case 1: return device.addresses.contains { $0.address == packet.target }
    case 2:
      return device.addresses.contains {
        $0.address == packet.target && $0.connected.contains(packet.sender)
      }
    case 8: return false
    default: return true
    }
  }

  /// arp_filter: an interface by which packets from that address would not go to the asker stays silent (arp_filter in
  /// net/ipv4/arp.c).
  private func filters(_ packet: ARPPacket, on device: NetworkDevice) -> Bool {
    guard max(settings.all.arpFilter, device.settings.arpFilter) != 0, !packet.sender.isAny else {
      return false
    }
    guard
      case .unicast(let route) = routing.lookup(Flow(destination: packet.sender, source: packet.target))
    else { return true }
    return route.device !== device
  }

  /// A router answers for an address that somebody told it to, or, with proxy_arp, for one that is reached by
  /// another interface.
  private func proxies(_ packet: ARPPacket, on device: NetworkDevice) -> Bool {
    guard device.settings.forwarding != 0 else { return false }
    if neighbours.isProxied(packet.target, on: device) { return true }
    guard max(settings.all.proxyARP, device.settings.proxyARP) != 0,
      case .unicast(let route) = routing.lookup(Flow(destination: packet.target, input: device))
    else { return false }
    return route.device !== device
  }
}
