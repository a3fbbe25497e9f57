/// An IPv4 packet (RFC 791). Header length, total length and checksum follow from the rest.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-------+-------+---------------+-------------------------------+
///     |Version|  IHL  |Type of Service|          Total Length         |
///     +-------+-------+---------------+-----+-------------------------+
///     |         Identification        |Flags|      Fragment Offset    |
///     +---------------+---------------+-----+-------------------------+
///     |  Time to Live |    Protocol   |         Header Checksum       |
///     +---------------+---------------+-------------------------------+
///     |                       Source Address                          |
///     +---------------------------------------------------------------+
///     |                    Destination Address                        |
///     +---------------------------------------------------------------+
package struct IPv4Packet: Hashable, Sendable {
  package var typeOfService: UInt8 = 0
  package var identification: UInt16 = 0
  package var dontFragment = false
  package var moreFragments = false
  /// In octets, a multiple of 8.
  package var fragmentOffset: Int = 0
  package var timeToLive: UInt8
  package var source: IPv4Address
  package var destination: IPv4Address
  package var payload: IPv4Payload {
    didSet { (proto, totalLength) = (payload.proto, Self.headerLength + payload.length) }
  }
  // Every device and every rule asks for these two: they are kept, so that nobody has to unpack the payload.
  package private(set) var proto: IPProtocol
  /// Octets on the wire, header included.
  package private(set) var totalLength: Int

  /// Without options, which the simulator does not send.
  package static let headerLength = 20

  package init(
    source: IPv4Address, destination: IPv4Address, timeToLive: UInt8, payload: IPv4Payload
  ) {
    self.source = source
    self.destination = destination
    self.timeToLive = timeToLive
    self.payload = payload
    proto = payload.proto
    totalLength = Self.headerLength + payload.length
  }

  /// Part of a larger packet.
  package var isFragment: Bool { moreFragments || fragmentOffset != 0 }
}

package enum IPv4Payload: Hashable, Sendable {
  case icmp(ICMPMessage)
  case udp(UDPDatagram)
  case tcp(TCPSegment)
  /// Another protocol, or a fragment, whose bytes are not looked into.
  case raw(IPProtocol, Bytes)

  package var proto: IPProtocol {
    switch self {
    case .icmp: .icmp
    case .udp: .udp
    case .tcp: .tcp
    case .raw(let proto, _): proto
    }
  }

  package var length: Int {
    switch self {
    case .icmp(let message): message.length
    case .udp(let datagram): datagram.length
    case .tcp(let segment): segment.length
    case .raw(_, let bytes): bytes.count
    }
  }
}

extension IPv4Packet {
  package func encoded() -> [UInt8] {
    var writer = ByteWriter()
    writer.uint8(0x45)
    writer.uint8(typeOfService)
    writer.uint16(UInt16(truncatingIfNeeded: totalLength))
    writer.uint16(identification)
    let flags: UInt16 = (dontFragment ? 0x4000 : 0) | (moreFragments ? 0x2000 : 0)
    writer.uint16(flags | UInt16(fragmentOffset / 8))
    writer.uint8(timeToLive)
    writer.uint8(proto.number)
    writer.uint16(0)
    writer.address(source)
    writer.address(destination)
    writer.patch(InternetChecksum.of(writer.bytes), at: 10)
    writer.append(encodedPayload())
    return writer.bytes
  }

  /// The octets behind the header, checksums filled in.
  package func encodedPayload() -> [UInt8] {
    switch payload {
    case .icmp(let message): message.encoded()
    case .udp(let datagram): datagram.encoded(source: source, destination: destination)
    case .tcp(let segment): segment.encoded(source: source, destination: destination)
    case .raw(_, let bytes): Array(bytes)
    }
  }

  /// Nil if the bytes end too early or contradict themselves. Options are skipped. A packet that was cut off
  /// behind its header (as inside an ICMP error) keeps what is there when `truncated` is true.
  package init?(decoding bytes: Bytes, truncated: Bool = false) {
    var reader = ByteReader(bytes)
    guard let version = reader.uint8(), version >> 4 == 4, let tos = reader.uint8(),
      let total = reader.uint16(), let identification = reader.uint16(), let fragment = reader.uint16(),
      let ttl = reader.uint8(), let proto = reader.uint8(), reader.uint16() != nil,
      let source = reader.ipv4Address(), let destination = reader.ipv4Address()
    else { return nil }
    let header = Int(version & 0xF) * 4
    guard header >= Self.headerLength, reader.bytes(header - Self.headerLength) != nil,
      Int(total) >= header
    else { return nil }
    let available = reader.rest.count
    guard let body = reader.bytes(truncated ? min(available, Int(total) - header) : Int(total) - header)
    else { return nil }
    let isFragment = fragment & 0x3FFF != 0
    self.init(
      source: source, destination: destination, timeToLive: ttl,
      payload: IPv4Payload(decoding: body, proto: IPProtocol(proto), whole: !isFragment && !truncated))
    typeOfService = tos
    self.identification = identification
    dontFragment = fragment & 0x4000 != 0
    moreFragments = fragment & 0x2000 != 0
    fragmentOffset = Int(fragment & 0x1FFF) * 8
  }
}

extension IPv4Payload {
  /// What cannot be read as its protocol says stays raw.
  package init(decoding bytes: Bytes, proto: IPProtocol, whole: Bool) {
    self = .raw(proto, bytes)
    guard whole else { return }
    switch proto {
    case .icmp: if let message = ICMPMessage(decoding: bytes) { self = .icmp(message) }
    case .udp: if let datagram = UDPDatagram(decoding: bytes) { self = .udp(datagram) }
    case .tcp: if let segment = TCPSegment(decoding: bytes) { self = .tcp(segment) }
    default: break
    }
  }
}
