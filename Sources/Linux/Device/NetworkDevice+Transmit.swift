import Packets
import Simulation

extension NetworkDevice: CableSocket {
  package var place: (node: String, interface: String?) { (namespace.name, name) }
  package var isReady: Bool { isAdministrativelyUp }

  /// A veth pair hands a frame over through the receiving side's backlog, within one machine.
  private static let vethLatency = Nanoseconds.microseconds(2)
  private static let loopbackLatency = Nanoseconds.microseconds(5)

  /// Sends a frame whose link header is complete.
  package func transmit(_ buffer: SocketBuffer) {
    guard isAdministrativelyUp else {
      statistics.transmittedDropped += 1
      network.trace(buffer, at: namespace.name, .dropped(.interfaceDown(name)))
      return
    }
    buffer.outputDevice = self
    statistics.transmittedPackets += 1
    statistics.transmittedBytes += countedLength(of: buffer)
    if network.recorder.isRecording {
      network.trace(buffer, at: namespace.name, .transmitted(interface: name))
    }
    if !captures.isEmpty || !namespace.captures.isEmpty { show(buffer, .outgoing) }
    switch kind {
    case .loopback: loop(buffer)
    case .ethernet: leaveByCable(buffer)
    case .veth: leaveByVeth(buffer)
    case .bridge: bridge?.transmit(buffer)
    case .vlan(let identifier): leaveTagged(buffer, identifier)
    case .macvlan, .ipvlan: leaveByLower(buffer)
    case .dummy: break
    }
  }

  /// `lo` counts without the link header (loopback_xmit).
  private func countedLength(of buffer: SocketBuffer) -> Int {
    isLoopback ? buffer.frameLength - EthernetFrame.headerLength : buffer.frameLength
  }

  /// What a host sends to itself comes in again, with its connection and its route
  /// (drivers/net/loopback.c, loopback_xmit).
  private func loop(_ buffer: SocketBuffer) {
    buffer.isLooped = true
    buffer.travel(to: self, after: Self.loopbackLatency, on: network.clock)
  }

  private func leaveByCable(_ buffer: SocketBuffer) {
    guard let cable, cable.other(self).isReady else {
      statistics.transmittedDropped += 1
      network.trace(buffer, at: namespace.name, .dropped(.noCarrier(name)))
      return
    }
    buffer.scrub()
    cable.transmit(buffer, from: self)
  }

  private func leaveByVeth(_ buffer: SocketBuffer) {
    guard let peer, peer.isAdministrativelyUp else {
      statistics.transmittedDropped += 1
      network.trace(buffer, at: namespace.name, .dropped(.noCarrier(name)))
      return
    }
    buffer.scrub()
    buffer.travel(to: peer, after: Self.vethLatency, on: network.clock)
  }

  private func leaveTagged(_ buffer: SocketBuffer, _ identifier: UInt16) {
    guard let lower else { return }
    buffer.vlan = VLANTag(identifier)
    lower.transmit(buffer)
  }

  /// A macvlan hands frames for its siblings over itself, in bridge mode (drivers/net/macvlan.c).
  private func leaveByLower(_ buffer: SocketBuffer) {
    guard let lower else { return }
    if let sibling = lower.uppers.first(where: {
      $0 !== self && $0.isStacked && $0.hardware == buffer.destinationHardware && $0.isAdministrativelyUp
    }) {
      buffer.scrub()
      buffer.travel(to: sibling, after: Self.vethLatency, on: network.clock)
      return
    }
    if buffer.destinationHardware.isGroup {
      for sibling in lower.uppers where sibling !== self && sibling.isStacked {
        let copy = buffer.copy()
        copy.scrub()
        copy.travel(to: sibling, after: Self.vethLatency, on: network.clock)
      }
    }
    lower.transmit(buffer)
  }

  var isStacked: Bool {
    switch kind {
    case .macvlan, .ipvlan: true
    default: false
    }
  }

  package func carrierMayHaveChanged() { namespace.carrierChanged(of: self) }

  /// A frame has come in.
  package func receive(_ buffer: SocketBuffer) {
    guard isAdministrativelyUp else {
      network.trace(buffer, at: namespace.name, .dropped(.interfaceDown(name)))
      return
    }
    guard fits(buffer) else {
      statistics.receivedDropped += 1
      network.trace(buffer, at: namespace.name, .dropped(.packetTooBig(mtu: mtu)))
      return
    }
    statistics.receivedPackets += 1
    statistics.receivedBytes += countedLength(of: buffer)
    if network.recorder.isRecording { network.trace(buffer, at: namespace.name, .received(interface: name)) }
    if !captures.isEmpty || !namespace.captures.isEmpty { show(buffer, .incoming) }
    if let tag = buffer.vlan, let upper = vlanDevice(tag.identifier) {
      buffer.vlan = nil
      upper.receive(buffer)
    } else if !uppers.isEmpty, handToStacked(buffer) {
      return
    } else if let port {
      port.bridge.receive(buffer, from: port)
    } else {
      namespace.receive(buffer, on: self)
    }
  }

  /// A veth end takes nothing larger than its own MTU, with room for a VLAN tag (include/linux/netdevice.h,
  /// __is_skb_forwardable); declared interfaces are such ends, too. What TCP hands over in one piece is cut by the
  /// receiver's own MTU and always fits.
  private func fits(_ buffer: SocketBuffer) -> Bool {
    guard kind == .veth || kind == .ethernet else { return true }
    return buffer.frameLength <= EthernetFrame.headerLength + mtu + 4 || buffer.ignoresMTU
  }

  private func vlanDevice(_ identifier: UInt16) -> NetworkDevice? {
    uppers.first { $0.kind == .vlan(identifier: identifier) }
  }

  /// True when the frame was for a macvlan or ipvlan alone.
  private func handToStacked(_ buffer: SocketBuffer) -> Bool {
    if buffer.destinationHardware.isGroup {
      for upper in uppers where upper.isStacked { upper.receive(buffer.copy()) }
      return false
    }
    guard
      let upper = uppers.first(where: { upper in
        switch upper.kind {
        case .macvlan: upper.hardware == buffer.destinationHardware
        case .ipvlan: upper.addresses.contains { $0.address == buffer.targetAddress }
        default: false
        }
      })
    else { return false }
    upper.receive(buffer)
    return true
  }
}

extension SocketBuffer {
  /// The IPv4 address that the frame is about: an IP packet's destination, an ARP packet's target.
  var targetAddress: IPv4Address? { kind == .ipv4 ? ip.destination : arp?.target }
}
