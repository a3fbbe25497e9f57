/// The capture file of Wireshark (draft-ietf-opsawg-pcapng), which knows several interfaces and comments.
package enum PcapNG {
  package struct Interface: Hashable, Sendable {
    package var name: String
    package var linkType: LinkType
    /// Octets kept of each packet; 0 for all.
    package var snapshotLength: Int

    package init(name: String, linkType: LinkType = .ethernet, snapshotLength: Int = 0) {
      self.name = name
      self.linkType = linkType
      self.snapshotLength = snapshotLength
    }
  }

  package enum Direction: UInt32, Hashable, Sendable { case incoming = 1, outgoing = 2 }

  package struct Packet: Hashable, Sendable {
    /// The place of its interface in the list, from 0.
    package var interface: Int
    package var packet: CapturedPacket
    package var direction: Direction?
    package var comment: String

    package init(interface: Int, packet: CapturedPacket, direction: Direction? = nil, comment: String = "") {
      self.interface = interface
      self.packet = packet
      self.direction = direction
      self.comment = comment
    }
  }

  /// A file of one section: its header, an interface description block each, an enhanced packet block each.
  package static func encode(interfaces: [Interface], packets: [Packet], comment: String = "") -> [UInt8] {
    var bytes = sectionHeader(comment)
    for interface in interfaces { bytes += description(of: interface) }
    for packet in packets { bytes += enhancedPacket(packet) }
    return bytes
  }

  private static func sectionHeader(_ comment: String) -> [UInt8] {
    var body = LittleEndianWriter()
    body.uint32(0x1A2B_3C4D)
    body.uint16(1)
    body.uint16(0)
    // The section's length is not said.
    body.uint32(0xFFFF_FFFF)
    body.uint32(0xFFFF_FFFF)
    option(1, comment, &body)
    option(4, "netnote", &body)
    endOptions(&body)
    return block(0x0A0D_0D0A, body)
  }

  private static func description(of interface: Interface) -> [UInt8] {
    var body = LittleEndianWriter()
    body.uint16(UInt16(interface.linkType.rawValue))
    body.uint16(0)
    body.uint32(UInt32(interface.snapshotLength))
    option(2, interface.name, &body)
    // if_tsresol: times are in units of 10^-9 seconds.
    option(9, [9], &body)
    endOptions(&body)
    return block(1, body)
  }

  private static func enhancedPacket(_ packet: Packet) -> [UInt8] {
    var body = LittleEndianWriter()
    body.uint32(UInt32(packet.interface))
    body.uint32(UInt32(truncatingIfNeeded: packet.packet.time >> 32))
    body.uint32(UInt32(truncatingIfNeeded: packet.packet.time))
    body.uint32(UInt32(packet.packet.bytes.count))
    body.uint32(UInt32(packet.packet.originalLength))
    body.append(packet.packet.bytes)
    body.pad()
    option(1, packet.comment, &body)
    if let direction = packet.direction {
      option(2, [UInt8(direction.rawValue), 0, 0, 0], &body)
    }
    if packet.direction != nil || !packet.comment.isEmpty { endOptions(&body) }
    return block(6, body)
  }

  private static func block(_ type: UInt32, _ body: LittleEndianWriter) -> [UInt8] {
    var writer = LittleEndianWriter()
    let length = UInt32(body.bytes.count + 12)
    writer.uint32(type)
    writer.uint32(length)
    writer.append(body.bytes)
    writer.uint32(length)
    return writer.bytes
  }

  private static func option(_ code: UInt16, _ text: String, _ body: inout LittleEndianWriter) {
    if !text.isEmpty { option(code, Array(text.utf8), &body) }
  }

  private static func option(_ code: UInt16, _ value: [UInt8], _ body: inout LittleEndianWriter) {
    let value = value.prefix(0xFFFF)
    body.uint16(code)
    body.uint16(UInt16(value.count))
    body.append(value)
    body.pad()
  }

  private static func endOptions(_ body: inout LittleEndianWriter) { body.uint32(0) }
}
