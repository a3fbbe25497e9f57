package import Packets

/// What tells one flow from another, seen in one direction (include/net/netfilter/nf_conntrack_tuple.h).
package struct Tuple: Hashable, Sendable {
  package var source: IPv4Address
  package var destination: IPv4Address
  package var proto: IPProtocol
  /// The source port; for ICMP the identifier. Zero for protocols without either.
  package var sourceKey: UInt16 = 0
  /// The destination port; for ICMP the type (high octet) and the code (low octet).
  package var destinationKey: UInt16 = 0
  /// Flows of different zones have nothing to do with one another (`-j CT --zone`).
  package var zone: UInt16 = 0

  package init(source: IPv4Address, destination: IPv4Address, proto: IPProtocol) {
    self.source = source
    self.destination = destination
    self.proto = proto
  }

  package var sourcePort: UInt16 { sourceKey }
  package var destinationPort: UInt16 { destinationKey }
  package var icmpIdentifier: UInt16 { sourceKey }
  package var icmpType: UInt8 { UInt8(destinationKey >> 8) }
  package var icmpCode: UInt8 { UInt8(truncatingIfNeeded: destinationKey) }

  /// The protocol's keys are ports.
  package var hasPorts: Bool { proto == .tcp || proto == .udp }
}

extension Tuple {
  /// The tuple of a packet. Nil where connection tracking finds no flow in it: a later fragment, or a header that
  /// is cut off (nf_ct_get_tuple).
  package init?(_ packet: IPv4Packet) {
    guard packet.fragmentOffset == 0 else { return nil }
    self.init(source: packet.source, destination: packet.destination, proto: packet.proto)
    switch packet.payload {
    case .tcp(let segment):
      (sourceKey, destinationKey) = (segment.sourcePort, segment.destinationPort)
    case .udp(let datagram):
      (sourceKey, destinationKey) = (datagram.sourcePort, datagram.destinationPort)
    case .icmp(let message):
      sourceKey = message.identifier
      destinationKey = UInt16(message.type) << 8 | UInt16(message.code)
    case .raw(let proto, let bytes):
      guard proto == .tcp || proto == .udp || proto == .icmp else { return }
      guard let keys = Self.keys(of: bytes, proto) else { return nil }
      (sourceKey, destinationKey) = keys
    }
  }

  /// The keys in a transport header of which only the first octets are there, as inside an ICMP error.
  private static func keys(of bytes: Bytes, _ proto: IPProtocol) -> (UInt16, UInt16)? {
    var reader = ByteReader(bytes)
    guard let first = reader.uint16(), let second = reader.uint16() else { return nil }
    guard proto == .icmp else { return (first, second) }
    guard let identifier = reader.uint16() else { return nil }
    return (identifier, first)
  }

  /// The tuple of an answer. Nil for ICMP messages that have none, such as a router's advertisement
  /// (nf_conntrack_proto_icmp.c, icmp_invert_tuple).
  package var inverted: Tuple? {
    var answer = Tuple(source: destination, destination: source, proto: proto)
    answer.zone = zone
    guard proto == .icmp else {
      (answer.sourceKey, answer.destinationKey) = (destinationKey, sourceKey)
      return answer
    }
    guard let type = Self.answer(to: icmpType) else { return nil }
    answer.sourceKey = sourceKey
    answer.destinationKey = UInt16(type) << 8 | UInt16(icmpCode)
    return answer
  }

  /// The same for a packet that is tracked in a zone.
  func inverted(in zone: UInt16) -> Tuple? {
    guard var answer = inverted else { return nil }
    answer.zone = zone
    return answer
  }

  /// The types that come in pairs: echo, timestamp, information, address mask.
  private static func answer(to type: UInt8) -> UInt8? {
    switch type {
    case 8: 0
    case 0: 8
    case 13: 14
    case 14: 13
    case 15: 16
    case 16: 15
    case 17: 18
    case 18: 17
    default: nil
    }
  }
}

extension ICMPMessage {
  /// The identifier of messages that have one; the same octets of any other message.
  var identifier: UInt16 {
    switch self {
    case .echoRequest(let echo), .echoReply(let echo): echo.identifier
    case .error(let error, _): UInt16(error.rest >> 16)
    case .other(_, _, let rest, _): UInt16(rest >> 16)
    }
  }
}
