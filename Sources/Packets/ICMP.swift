/// An ICMP message (RFC 792).
package enum ICMPMessage: Hashable, Sendable {
  case echoRequest(ICMPEcho)
  case echoReply(ICMPEcho)
  /// A report about a packet: the header and the first bytes of what caused it follow (RFC 1812, section 4.3.2.3).
  case error(ICMPError, quoted: QuotedPacket)
  case other(type: UInt8, code: UInt8, rest: UInt32, Bytes)

  package var type: UInt8 {
    switch self {
    case .echoRequest: 8
    case .echoReply: 0
    case .error(let error, _): error.type
    case .other(let type, _, _, _): type
    }
  }

  package var code: UInt8 {
    switch self {
    case .echoRequest, .echoReply: 0
    case .error(let error, _): error.code
    case .other(_, let code, _, _): code
    }
  }

  package static let headerLength = 8

  /// Octets on the wire, header included.
  package var length: Int {
    switch self {
    case .echoRequest(let echo), .echoReply(let echo): Self.headerLength + echo.payload.count
    case .error(_, let quoted): Self.headerLength + quoted.length
    case .other(_, _, _, let bytes): Self.headerLength + bytes.count
    }
  }
}

package struct ICMPEcho: Hashable, Sendable {
  package var identifier: UInt16
  package var sequence: UInt16
  package var payload: Bytes

  package init(identifier: UInt16, sequence: UInt16, payload: Bytes) {
    self.identifier = identifier
    self.sequence = sequence
    self.payload = payload
  }
}

/// The reports of ICMP that quote a packet.
package enum ICMPError: Hashable, Sendable {
  case destinationUnreachable(code: UInt8)
  /// The next hop's MTU in octets (RFC 1191, section 4): unreachable, code 4.
  case fragmentationNeeded(mtu: UInt16)
  case redirect(code: UInt8, gateway: IPv4Address)
  /// Code 0 in transit, 1 in reassembly.
  case timeExceeded(code: UInt8)
  case parameterProblem(code: UInt8, pointer: UInt8)

  package static let networkUnreachable = ICMPError.destinationUnreachable(code: 0)
  package static let hostUnreachable = ICMPError.destinationUnreachable(code: 1)
  package static let protocolUnreachable = ICMPError.destinationUnreachable(code: 2)
  package static let portUnreachable = ICMPError.destinationUnreachable(code: 3)
  package static let networkProhibited = ICMPError.destinationUnreachable(code: 9)
  package static let hostProhibited = ICMPError.destinationUnreachable(code: 10)
  package static let administrativelyProhibited = ICMPError.destinationUnreachable(code: 13)

  package var type: UInt8 {
    switch self {
    case .destinationUnreachable, .fragmentationNeeded: 3
    case .redirect: 5
    case .timeExceeded: 11
    case .parameterProblem: 12
    }
  }

  package var code: UInt8 {
    switch self {
    case .destinationUnreachable(let code), .redirect(let code, _), .timeExceeded(let code),
      .parameterProblem(let code, _):
      code
    case .fragmentationNeeded: 4
    }
  }

  /// The four octets behind the checksum.
  package var rest: UInt32 {
    switch self {
    case .destinationUnreachable, .timeExceeded: 0
    case .fragmentationNeeded(let mtu): UInt32(mtu)
    case .redirect(_, let gateway): gateway.bits
    case .parameterProblem(_, let pointer): UInt32(pointer) << 24
    }
  }

  package init?(type: UInt8, code: UInt8, rest: UInt32) {
    switch (type, code) {
    case (3, 4): self = .fragmentationNeeded(mtu: UInt16(truncatingIfNeeded: rest))
    case (3, _): self = .destinationUnreachable(code: code)
    case (5, _): self = .redirect(code: code, gateway: IPv4Address(bits: rest))
    case (11, _): self = .timeExceeded(code: code)
    case (12, _): self = .parameterProblem(code: code, pointer: UInt8(rest >> 24))
    default: return nil
    }
  }
}

/// The packet that an ICMP error quotes. It is kept whole, so that NAT can translate it like any other; on the
/// wire only its first octets appear.
package struct QuotedPacket: Hashable, Sendable {
  /// An indirect box: a packet holds a message that holds a packet.
  private final class Box: Sendable {
    let packet: IPv4Packet
    init(_ packet: IPv4Packet) { self.packet = packet }
  }
  private var box: Box
  /// Octets of the packet that are quoted.
  package var length: Int

  /// Linux quotes as much as fits into 576 octets (net/ipv4/icmp.c, icmp_send).
  package static let limit = 576 - IPv4Packet.headerLength - ICMPMessage.headerLength

  package init(_ packet: IPv4Packet, limit: Int = QuotedPacket.limit) {
    box = Box(packet)
    length = min(packet.totalLength, limit)
  }

  package var packet: IPv4Packet {
    get { box.packet }
    set { box = Box(newValue) }
  }

  package static func == (left: QuotedPacket, right: QuotedPacket) -> Bool {
    left.length == right.length && left.packet == right.packet
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(packet) }
}

extension ICMPMessage {
  package func encoded() -> [UInt8] {
    var writer = ByteWriter()
    writer.uint8(type)
    writer.uint8(code)
    writer.uint16(0)
    switch self {
    case .echoRequest(let echo), .echoReply(let echo):
      writer.uint16(echo.identifier)
      writer.uint16(echo.sequence)
      writer.append(echo.payload)
    case .error(let error, let quoted):
      writer.uint32(error.rest)
      writer.append(quoted.packet.encoded().prefix(quoted.length))
    case .other(_, _, let rest, let bytes):
      writer.uint32(rest)
      writer.append(bytes)
    }
    writer.patch(InternetChecksum.of(writer.bytes), at: 2)
    return writer.bytes
  }

  package init?(decoding bytes: Bytes) {
    var reader = ByteReader(bytes)
    guard let type = reader.uint8(), let code = reader.uint8(), reader.uint16() != nil,
      let rest = reader.uint32()
    else { return nil }
    let echo = ICMPEcho(
      identifier: UInt16(rest >> 16), sequence: UInt16(truncatingIfNeeded: rest), payload: reader.rest)
    switch type {
    case 8: self = .echoRequest(echo)
    case 0: self = .echoReply(echo)
    default:
      if let error = ICMPError(type: type, code: code, rest: rest),
        let packet = IPv4Packet(decoding: reader.rest, truncated: true)
      {
        self = .error(error, quoted: QuotedPacket(packet))
      } else {
        self = .other(type: type, code: code, rest: rest, reader.rest)
      }
    }
  }
}
