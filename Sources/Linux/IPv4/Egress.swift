package import Packets
import Simulation

/// Packets that leave: POSTROUTING, fragments, and the next hop's hardware address (net/ipv4/ip_output.c).
extension NetworkNamespace {
  /// Sends a routed packet by a device; `buffer.nextHop` is set.
  func output(_ buffer: SocketBuffer, on device: NetworkDevice, mtu: Int) {
    buffer.outputDevice = device
    guard pass(.postRouting, buffer, input: nil, output: device) else { return }
    finishOutput(buffer, on: device, mtu: mtu)
  }

  private func finishOutput(_ buffer: SocketBuffer, on device: NetworkDevice, mtu: Int) {
    // What came in pieces leaves in pieces no longer than those (ip_do_fragment, frag_max_size).
    let limit = buffer.largestFragment > 0 ? min(mtu, buffer.largestFragment) : mtu
    guard buffer.ip.totalLength > limit, !buffer.ignoresMTU else {
      sendToNeighbour(buffer, on: device)
      return
    }
    guard !buffer.ip.dontFragment else {
      counters.ip.fragFails += 1
      drop(buffer, .packetTooBig(mtu: mtu))
      sendError(.fragmentationNeeded(mtu: UInt16(truncatingIfNeeded: mtu)), about: buffer)
      return
    }
    let fragments = buffer.ip.fragments(mtu: limit)
    trace(buffer, .fragmented(count: fragments.count))
    counters.ip.fragOKs += 1
    counters.ip.fragCreates += fragments.count
    for fragment in fragments {
      let piece = buffer.copy()
      piece.ip = fragment
      piece.nextHop = buffer.nextHop
      piece.outputDevice = device
      sendToNeighbour(piece, on: device)
    }
  }

  private func sendToNeighbour(_ buffer: SocketBuffer, on device: NetworkDevice) {
    buffer.sourceHardware = device.hardware
    let group = device.isLoopback ? nil : groupAddress(buffer, device)
    countTransmitted(buffer.ip, toGroup: group != nil)
    if device.isLoopback {
      buffer.destinationHardware = .zero
      buffer.sourceHardware = .zero
      device.transmit(buffer)
      return
    }
    guard device.isAdministrativelyUp else {
      drop(buffer, .interfaceDown(device.name))
      return
    }
    if let group {
      buffer.destinationHardware = group
      device.transmit(buffer)
      return
    }
    if let hardware = neighbours.use(buffer.nextHop, on: device) {
      buffer.destinationHardware = hardware
      device.transmit(buffer)
      return
    }
    neighbours.resolve(buffer.nextHop, on: device, for: buffer) { hardware in
      buffer.destinationHardware = hardware
      device.transmit(buffer)
    }
  }

  private func groupAddress(_ buffer: SocketBuffer, _ device: NetworkDevice) -> MACAddress? {
    let destination = buffer.ip.destination
    if destination.isMulticast { return .multicast(destination) }
    if destination.isBroadcast { return .broadcast }
    return routing.isBroadcast(destination, on: device) ? .broadcast : nil
  }

  /// ARP had no answer: the sender is told, be it a socket here or a host behind us (arp_error_report).
  func reportUnreachable(_ buffer: SocketBuffer, on device: NetworkDevice) {
    drop(buffer, .neighbourFailed)
    sendError(.hostUnreachable, about: buffer)
  }
}

extension IPv4Packet {
  /// Cut to fit an MTU (RFC 791, section 3.2): every piece but the last carries a multiple of eight octets.
  package func fragments(mtu: Int) -> [IPv4Packet] {
    let whole = encodedPayload()
    let room = (mtu - Self.headerLength) / 8 * 8
    var pieces: [IPv4Packet] = []
    var start = 0
    while start < whole.count {
      let end = min(start + room, whole.count)
      var piece = self
      piece.payload = .raw(proto, whole[start..<end])
      piece.fragmentOffset = fragmentOffset + start
      piece.moreFragments = moreFragments || end < whole.count
      pieces.append(piece)
      start = end
    }
    return pieces
  }
}
