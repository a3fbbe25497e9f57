/// Headers as they stand in captured bytes, every field kept as it was sent, checksums and lengths too. Unlike
/// `IPv4Packet` and its payloads they may be wrong or cut off.
package struct IPv4Header: Hashable, Sendable {
  /// In octets.
  package var headerLength: Int
  package var typeOfService: UInt8
  package var totalLength: Int
  package var identification: UInt16
  package var isReserved: Bool
  package var dontFragment: Bool
  package var moreFragments: Bool
  /// In octets.
  package var fragmentOffset: Int
  package var timeToLive: UInt8
  package var proto: IPProtocol
  package var checksum: UInt16
  package var source: IPv4Address
  package var destination: IPv4Address
  /// What the checksum should be.
  package var computedChecksum: UInt16
  /// Behind the header, up to the total length or the end of what was captured.
  package var payload: Bytes
  /// Octets behind the header by the total length.
  package var payloadLength: Int { max(0, totalLength - headerLength) }
  package var isFragment: Bool { moreFragments || fragmentOffset != 0 }

  /// Nil when not even the header is there.
  package init?(_ bytes: Bytes) {
    var reader = ByteReader(bytes)
    guard let first = reader.uint8(), let tos = reader.uint8(), let total = reader.uint16(),
      let identification = reader.uint16(), let fragment = reader.uint16(), let ttl = reader.uint8(),
      let proto = reader.uint8(), let checksum = reader.uint16(), let source = reader.ipv4Address(),
      let destination = reader.ipv4Address()
    else { return nil }
    headerLength = Int(first & 0xF) * 4
    guard first >> 4 == 4, headerLength >= IPv4Packet.headerLength, bytes.count >= headerLength else {
      return nil
    }
    typeOfService = tos
    totalLength = Int(total)
    self.identification = identification
    isReserved = fragment & 0x8000 != 0
    dontFragment = fragment & 0x4000 != 0
    moreFragments = fragment & 0x2000 != 0
    fragmentOffset = Int(fragment & 0x1FFF) * 8
    timeToLive = ttl
    self.proto = IPProtocol(proto)
    self.checksum = checksum
    self.source = source
    self.destination = destination
    let header = bytes.prefix(headerLength)
    // With its own field counted in, a right checksum sums up to zero: taking it out again gives the right one.
    var sum = InternetChecksum()
    sum.add(header.prefix(10))
    sum.add(header.dropFirst(12))
    computedChecksum = sum.value
    payload = bytes.dropFirst(headerLength).prefix(max(0, Int(total) - headerLength))
  }
}

package struct UDPHeader: Hashable, Sendable {
  package var sourcePort: UInt16
  package var destinationPort: UInt16
  /// In octets, the header's eight included.
  package var length: Int
  package var checksum: UInt16
  package var payload: Bytes

  package init?(_ bytes: Bytes) {
    var reader = ByteReader(bytes)
    guard let source = reader.uint16(), let destination = reader.uint16(), let length = reader.uint16(),
      let checksum = reader.uint16()
    else { return nil }
    sourcePort = source
    destinationPort = destination
    self.length = Int(length)
    self.checksum = checksum
    payload = reader.rest.prefix(max(0, Int(length) - UDPDatagram.headerLength))
  }
}

package struct TCPHeader: Hashable, Sendable {
  package var sourcePort: UInt16
  package var destinationPort: UInt16
  package var sequence: UInt32
  package var acknowledgement: UInt32
  /// The header's length in octets.
  package var dataOffset: Int
  package var flags: TCPFlags
  package var window: UInt16
  package var checksum: UInt16
  package var urgentPointer: UInt16
  package var options: Bytes
  package var payload: Bytes

  package init?(_ bytes: Bytes) {
    var reader = ByteReader(bytes)
    guard let source = reader.uint16(), let destination = reader.uint16(), let sequence = reader.uint32(),
      let acknowledgement = reader.uint32(), let offset = reader.uint8(), let flags = reader.uint8(),
      let window = reader.uint16(), let checksum = reader.uint16(), let urgent = reader.uint16()
    else { return nil }
    sourcePort = source
    destinationPort = destination
    self.sequence = sequence
    self.acknowledgement = acknowledgement
    dataOffset = Int(offset >> 4) * 4
    self.flags = TCPFlags(rawValue: flags)
    self.window = window
    self.checksum = checksum
    urgentPointer = urgent
    options = reader.rest.prefix(max(0, dataOffset - TCPSegment.headerLength))
    payload = bytes.dropFirst(dataOffset)
  }
}

extension InternetChecksum {
  /// What the checksum of a UDP or TCP header and its data should be; `offset` is the checksum's own place.
  package static func transport(_ bytes: Bytes, at offset: Int, in packet: IPv4Header) -> UInt16 {
    var checksum = InternetChecksum()
    checksum.addPseudoHeader(
      source: packet.source, destination: packet.destination, proto: packet.proto, length: bytes.count)
    checksum.add(bytes.prefix(offset))
    checksum.add(bytes.dropFirst(offset + 2))
    return checksum.value
  }
}
