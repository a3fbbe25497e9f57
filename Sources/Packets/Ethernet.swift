/// An Ethernet II frame, without preamble, padding and check sequence.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-----------------------------------------------------------+
///     | destination (6 octets) | source (6 octets) | type (2)     |
///     +-----------------------------------------------------------+
package struct EthernetFrame: Hashable, Sendable {
  package var destination: MACAddress
  package var source: MACAddress
  /// The 802.1Q tag, when the frame carries one.
  package var vlan: VLANTag?
  package var payload: EthernetPayload

  package static let headerLength = 14

  package init(
    destination: MACAddress, source: MACAddress, vlan: VLANTag? = nil, payload: EthernetPayload
  ) {
    self.destination = destination
    self.source = source
    self.vlan = vlan
    self.payload = payload
  }

  /// Octets on the wire, header and tag included.
  package var length: Int { Self.headerLength + (vlan == nil ? 0 : 4) + payload.length }

  /// The packet inside, if it is IPv4.
  package var ipv4: IPv4Packet? {
    if case .ipv4(let packet) = payload { packet } else { nil }
  }

  package var etherType: UInt16 { payload.etherType }
}

/// A VLAN tag (IEEE 802.1Q): identifier from 1 to 4094, priority from 0 to 7.
package struct VLANTag: Hashable, Sendable {
  package var identifier: UInt16
  package var priority: UInt8

  package init(_ identifier: UInt16, priority: UInt8 = 0) {
    self.identifier = identifier
    self.priority = priority
  }
}

package enum EthernetPayload: Hashable, Sendable {
  case arp(ARPPacket)
  case ipv4(IPv4Packet)
  /// What the simulator does not look into, by its EtherType.
  case other(etherType: UInt16, Bytes)

  package static let arpType: UInt16 = 0x0806
  package static let ipv4Type: UInt16 = 0x0800
  package static let ipv6Type: UInt16 = 0x86DD
  package static let vlanType: UInt16 = 0x8100

  package var etherType: UInt16 {
    switch self {
    case .arp: Self.arpType
    case .ipv4: Self.ipv4Type
    case .other(let type, _): type
    }
  }

  package var length: Int {
    switch self {
    case .arp: ARPPacket.length
    case .ipv4(let packet): packet.totalLength
    case .other(_, let bytes): bytes.count
    }
  }
}

extension EthernetFrame {
  package func encoded() -> [UInt8] {
    var writer = ByteWriter()
    writer.address(destination)
    writer.address(source)
    if let vlan {
      writer.uint16(EthernetPayload.vlanType)
      writer.uint16(UInt16(vlan.priority) << 13 | vlan.identifier)
    }
    writer.uint16(payload.etherType)
    switch payload {
    case .arp(let packet): writer.append(packet.encoded())
    case .ipv4(let packet): writer.append(packet.encoded())
    case .other(_, let bytes): writer.append(bytes)
    }
    return writer.bytes
  }

  /// Nil if the bytes end too early or the payload is malformed.
  package init?(decoding bytes: Bytes) {
    var reader = ByteReader(bytes)
    guard let destination = reader.macAddress(), let source = reader.macAddress(),
      var type = reader.uint16()
    else { return nil }
    var vlan: VLANTag?
    if type == EthernetPayload.vlanType {
      guard let tag = reader.uint16(), let inner = reader.uint16() else { return nil }
      vlan = VLANTag(tag & 0xFFF, priority: UInt8(tag >> 13))
      type = inner
    }
    let payload: EthernetPayload
    switch type {
    case EthernetPayload.arpType:
      guard let packet = ARPPacket(decoding: reader.rest) else { return nil }
      payload = .arp(packet)
    case EthernetPayload.ipv4Type:
      guard let packet = IPv4Packet(decoding: reader.rest) else { return nil }
      payload = .ipv4(packet)
    default:
      payload = .other(etherType: type, reader.rest)
    }
    self.init(destination: destination, source: source, vlan: vlan, payload: payload)
  }
}

extension ByteReader {
  package mutating func macAddress() -> MACAddress? {
    guard let high = uint16(), let low = uint32() else { return nil }
    return MACAddress(bits: UInt64(high) << 32 | UInt64(low))
  }

  package mutating func ipv4Address() -> IPv4Address? { uint32().map(IPv4Address.init(bits:)) }
}
