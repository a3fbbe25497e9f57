import Packets

/// IPv4 (print-ip.c).
extension PacketPrinter {
  /// `length` is what the layer below says that there is, which may be more than was captured.
  func printIPv4(_ bytes: Bytes, length: Int) throws(CutOff) {
    guard var header = IPv4Header(bytes) else { throw CutOff(proto: "ip") }
    if length < header.totalLength {
      text += "truncated-ip - \(header.totalLength - length) bytes missing! "
      header.totalLength = length
    }
    if isVerbose { printDetails(header) }
    guard header.fragmentOffset == 0 else { return printLaterFragment(header) }
    if ![.tcp, .udp, .sctp].contains(header.proto) {
      text += "\(name(of: header.source)) > \(name(of: header.destination)): "
    }
    try printTransport(header)
  }

  private func printDetails(_ header: IPv4Header) {
    text += "(tos \(hex(header.typeOfService))"
    let congestion = ["", ",ECT(1)", ",ECT(0)", ",CE"]
    text += congestion[Int(header.typeOfService & 3)]
    if header.timeToLive >= 1 { text += ", ttl \(header.timeToLive)" }
    var flags: [String] = []
    if header.moreFragments { flags.append("+") }
    if header.dontFragment { flags.append("DF") }
    if header.isReserved { flags.append("rsvd") }
    text += ", id \(header.identification), offset \(header.fragmentOffset), flags ["
    text += flags.isEmpty ? "none" : flags.joined(separator: ", ")
    text += "], proto \(Self.protocolName(header.proto)) (\(header.proto.number))"
    text += ", length \(header.totalLength)"
    if header.headerLength > IPv4Packet.headerLength { give(up: "IPv4 options") }
    if header.checksum != header.computedChecksum {
      text += ", bad cksum \(bareHex(header.checksum)) (->\(bareHex(header.computedChecksum)))!"
    }
    text += ")\n    "
  }

  private static func protocolName(_ proto: IPProtocol) -> String {
    switch proto.number {
    case 1: "ICMP"
    case 2: "IGMP"
    case 4: "IPIP"
    case 6: "TCP"
    case 17: "UDP"
    case 41: "IPv6"
    case 47: "GRE"
    case 50: "ESP"
    case 51: "AH"
    case 89: "OSPF"
    case 112: "VRRP"
    case 132: "SCTP"
    default: "unknown"
    }
  }

  private func printLaterFragment(_ header: IPv4Header) {
    text += "\(name(of: header.source)) > \(name(of: header.destination)): "
    text += protocolKeyword(header.proto) ?? "ip-proto-\(header.proto.number)"
  }

  private func protocolKeyword(_ proto: IPProtocol) -> String? { options.isNumeric ? nil : proto.keyword }

  private func printTransport(_ header: IPv4Header) throws(CutOff) {
    switch header.proto.number {
    case 1: try printICMP(header)
    case 6: try printTCP(header)
    case 17: try printUDP(header)
    case 4:
      if isVerbose || !options.showsLinkHeader { text += "IP " }
      try printIPv4(header.payload, length: header.payloadLength)
    case 2, 41, 47, 50, 51, 88, 89, 103, 112, 132: give(up: Self.protocolName(header.proto))
    default:
      text += protocolKeyword(header.proto).map { " \($0)" } ?? " ip-proto-\(header.proto.number)"
      text += " \(header.payloadLength)"
    }
  }

  /// The whole of a transport's message was captured, in one piece, so that its checksum can be looked at.
  func isComplete(_ header: IPv4Header) -> Bool {
    !header.isFragment && header.payload.count >= header.payloadLength
  }
}
