/// A bridge in the spanning tree: priority in the upper 16 bits, hardware address below (IEEE 802.1D, section 9.2.5).
/// The lower is the better one.
package struct BridgeIdentifier: Hashable, Sendable, Comparable {
  package var bits: UInt64

  package init(bits: UInt64) { self.bits = bits }

  package init(priority: Int, address: MACAddress) {
    bits = UInt64(priority & 0xFFFF) << 48 | address.bits
  }

  package var priority: Int { Int(bits >> 48) }
  package var address: MACAddress { MACAddress(bits: bits) }

  package static func < (left: Self, right: Self) -> Bool { left.bits < right.bits }
}

/// What bridges tell each other to agree on a spanning tree (IEEE 802.1D-1998, section 9.3).
package enum BridgeProtocolUnit: Hashable, Sendable {
  case configuration(Configuration)
  /// Something has changed below: the root should have everybody forget stations faster.
  case topologyChange

  package struct Configuration: Hashable, Sendable {
    package var root: BridgeIdentifier
    package var rootPathCost: Int
    package var bridge: BridgeIdentifier
    package var port: Int
    package var isTopologyChange: Bool
    package var acknowledgesChange: Bool
    /// Times are in 1/256 seconds, as on the wire.
    package var messageAge: Int
    package var maximumAge: Int
    package var helloTime: Int
    package var forwardDelay: Int

    package init(
      root: BridgeIdentifier, rootPathCost: Int, bridge: BridgeIdentifier, port: Int,
      isTopologyChange: Bool, acknowledgesChange: Bool, messageAge: Int, maximumAge: Int, helloTime: Int,
      forwardDelay: Int
    ) {
      (self.root, self.rootPathCost, self.bridge, self.port) = (root, rootPathCost, bridge, port)
      (self.isTopologyChange, self.acknowledgesChange) = (isTopologyChange, acknowledgesChange)
      (self.messageAge, self.maximumAge) = (messageAge, maximumAge)
      (self.helloTime, self.forwardDelay) = (helloTime, forwardDelay)
    }
  }
}

extension BridgeProtocolUnit {
  /// All bridges that take part; others let frames for it through.
  package static let group = MACAddress(bits: 0x0180_C200_0000)
  /// The service access point of the protocol, which is the source's and the destination's (IEEE 802.2).
  package static let serviceAccessPoint: UInt8 = 0x42
  private static let unnumbered: UInt8 = 0x03
  private static let topologyChangeType: UInt8 = 0x80

  /// As an IEEE 802.3 frame carries it: the length stands in the place of the EtherType.
  package var payload: EthernetPayload {
    var writer = ByteWriter()
    writer.append([Self.serviceAccessPoint, Self.serviceAccessPoint, Self.unnumbered, 0, 0, 0])
    switch self {
    case .topologyChange: writer.append([Self.topologyChangeType])
    case .configuration(let unit):
      writer.append([0, (unit.isTopologyChange ? 0x01 : 0) | (unit.acknowledgesChange ? 0x80 : 0)])
      writer.uint32(UInt32(truncatingIfNeeded: unit.root.bits >> 32))
      writer.uint32(UInt32(truncatingIfNeeded: unit.root.bits))
      writer.uint32(UInt32(truncatingIfNeeded: unit.rootPathCost))
      writer.uint32(UInt32(truncatingIfNeeded: unit.bridge.bits >> 32))
      writer.uint32(UInt32(truncatingIfNeeded: unit.bridge.bits))
      for field in [unit.port, unit.messageAge, unit.maximumAge, unit.helloTime, unit.forwardDelay] {
        writer.uint16(UInt16(truncatingIfNeeded: field))
      }
    }
    return .other(etherType: UInt16(writer.bytes.count), Bytes(writer.bytes))
  }

  /// Reads what stands behind the length field; nil if it is none of this protocol.
  package init?(decoding bytes: Bytes) {
    var reader = ByteReader(bytes)
    guard reader.uint8() == Self.serviceAccessPoint, reader.uint8() == Self.serviceAccessPoint,
      reader.uint8() == Self.unnumbered, reader.uint16() == 0, reader.uint8() == 0, let kind = reader.uint8()
    else { return nil }
    if kind == Self.topologyChangeType {
      self = .topologyChange
      return
    }
    guard kind == 0, let flags = reader.uint8(), let root = Self.identifier(&reader),
      let cost = reader.uint32(), let bridge = Self.identifier(&reader), let port = reader.uint16(),
      let age = reader.uint16(), let maximumAge = reader.uint16(), let hello = reader.uint16(),
      let delay = reader.uint16()
    else { return nil }
    self = .configuration(
      Configuration(
        root: root, rootPathCost: Int(cost), bridge: bridge, port: Int(port),
        isTopologyChange: flags & 0x01 != 0, acknowledgesChange: flags & 0x80 != 0, messageAge: Int(age),
        maximumAge: Int(maximumAge), helloTime: Int(hello), forwardDelay: Int(delay)))
  }

  private static func identifier(_ reader: inout ByteReader) -> BridgeIdentifier? {
    guard let high = reader.uint32(), let low = reader.uint32() else { return nil }
    return BridgeIdentifier(bits: UInt64(high) << 32 | UInt64(low))
  }
}
