/// A UDP datagram (RFC 768).
package struct UDPDatagram: Hashable, Sendable {
  package var sourcePort: UInt16
  package var destinationPort: UInt16
  package var payload: Bytes

  package static let headerLength = 8

  package init(sourcePort: UInt16, destinationPort: UInt16, payload: Bytes) {
    self.sourcePort = sourcePort
    self.destinationPort = destinationPort
    self.payload = payload
  }

  /// Octets on the wire, header included.
  package var length: Int { Self.headerLength + payload.count }

  package func encoded(source: IPv4Address, destination: IPv4Address) -> [UInt8] {
    var writer = ByteWriter()
    writer.uint16(sourcePort)
    writer.uint16(destinationPort)
    writer.uint16(UInt16(truncatingIfNeeded: length))
    writer.uint16(0)
    writer.append(payload)
    var checksum = InternetChecksum()
    checksum.addPseudoHeader(source: source, destination: destination, proto: .udp, length: length)
    checksum.add(writer.bytes)
    // Zero would mean "no checksum", so a computed zero goes out as all ones (RFC 768).
    writer.patch(checksum.value == 0 ? 0xFFFF : checksum.value, at: 6)
    return writer.bytes
  }

  package init?(decoding bytes: Bytes) {
    var reader = ByteReader(bytes)
    guard let source = reader.uint16(), let destination = reader.uint16(), let length = reader.uint16(),
      reader.uint16() != nil, let payload = reader.bytes(Int(length) - Self.headerLength)
    else { return nil }
    self.init(sourcePort: source, destinationPort: destination, payload: payload)
  }
}
