import Packets

/// What datagrams of well-known services say.
extension PacketLabel {
  /// Names and addresses; nil for other services, and for what cannot be read as theirs.
  static func ofService(_ datagram: UDPDatagram, in packet: IPv4Packet) -> PacketLabel? {
    let ports = [datagram.sourcePort, datagram.destinationPort]
    // Docker's name server answers from a port of its own, which a rule makes 53 again.
    let isEmbedded = packet.source == dockerNameServer || packet.destination == dockerNameServer
    if ports.contains(53) || isEmbedded, let message = DNSMessage(decoding: datagram.payload) {
      return words(for: message).map { PacketLabel(short: $0, proto: "DNS") }
    }
    if ports.contains(67) || ports.contains(68), let message = DHCPMessage(decoding: datagram.payload) {
      return words(for: message).map { PacketLabel(short: $0, proto: "DHCP") }
    }
    return nil
  }

  private static let dockerNameServer = IPv4Address(127, 0, 0, 11)

  /// `A? web.lan`, as tcpdump asks, and `web.lan: 10.0.0.80`.
  private static func words(for message: DNSMessage) -> String? {
    guard message.operation == 0, let question = message.questions.first else { return nil }
    let name = question.name.isEmpty ? "." : question.name
    guard message.isResponse else { return "\(question.type.name)? \(name)" }
    switch message.responseCode {
    case .noError: break
    case .nameError: return "\(name): NXDOMAIN"
    case .serverFailure: return "\(name): SERVFAIL"
    case .refused: return "\(name): REFUSED"
    default: return "\(name): error \(message.responseCode.number)"
    }
    let fitting = message.answers.filter { $0.data.type == question.type }
    guard let first = fitting.first ?? message.answers.first else {
      return "\(name): no \(question.type.name)"
    }
    return "\(name): " + text(of: first.data) + (fitting.count > 1 ? ", …" : "")
  }

  private static func text(of data: DNSMessage.RecordData) -> String {
    switch data {
    case .address(let address): "\(address)"
    case .longAddress(let address): "\(address)"
    case .canonicalName(let name), .nameServer(let name), .pointer(let name), .mailExchange(_, let name):
      name
    case .service(_, _, let port, let name): "\(name):\(port)"
    case .text, .authority, .other: data.type.name
    }
  }

  /// The messages of RFC 2131, section 3, by their names there.
  private static func words(for message: DHCPMessage) -> String? {
    let address = message.yourAddress
    switch message.kind {
    case .discover: return "DISCOVER"
    case .offer: return "OFFER \(address)"
    case .request: return "REQUEST"
    case .decline: return "DECLINE"
    case .acknowledgement: return address.isAny ? "ACK" : "ACK \(address)"
    case .refusal: return "NAK"
    case .release: return "RELEASE"
    case .inform: return "INFORM"
    case nil: return nil
    }
  }
}
