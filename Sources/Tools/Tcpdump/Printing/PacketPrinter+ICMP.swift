import Packets

/// ICMP (print-icmp.c).
extension PacketPrinter {
  func printICMP(_ packet: IPv4Header) throws(CutOff) {
    let bytes = packet.payload
    guard let type = bytes.octet(0), let code = bytes.octet(1), let rest = bytes.number(4, octets: 4),
      let checksum = bytes.number(2, octets: 2)
    else { throw CutOff(proto: "icmp") }
    let quoted = bytes.dropFirst(ICMPMessage.headerLength)
    text += "ICMP " + (try words(type, code, rest, quoted)) + ", length \(packet.payloadLength)"
    if isVerbose, isComplete(packet) {
      var sum = InternetChecksum()
      sum.add(bytes.prefix(2))
      sum.add(bytes.dropFirst(4))
      if sum.value != UInt16(checksum) {
        text += " (wrong icmp cksum \(bareHex(checksum)) (->\(bareHex(sum.value)))!)"
      }
    }
    if isVerbose, [3, 4, 5, 11, 12].contains(type) {
      text += "\n\t"
      if !options.showsLinkHeader { text += "IP " }
      try printIPv4(quoted, length: IPv4Header(quoted)?.totalLength ?? 0)
    }
  }

  private func words(
    _ type: UInt8, _ code: UInt8, _ rest: UInt32, _ quoted: Bytes
  ) throws(CutOff) -> String {
    switch type {
    case 0, 8: return "echo \(type == 8 ? "request" : "reply"), id \(rest >> 16), seq \(rest & 0xFFFF)"
    case 3: return try unreachable(code, rest, quoted)
    case 4: return "source quench"
    case 5: return try redirect(code, rest, quoted)
    case 9:
      give(up: "ICMP router advertisements")
      return ""
    case 10: return "router solicitation"
    case 11:
      switch code {
      case 0: return "time exceeded in-transit"
      case 1: return "ip reassembly time exceeded"
      default: return "time exceeded-#\(code)"
      }
    case 12: return code == 0 ? "parameter problem - octet \(rest >> 24)" : "parameter problem - code \(code)"
    case 13, 14, 17, 18:
      give(up: "ICMP type \(type)")
      return ""
    default: return "type-#\(type)"
    }
  }

  private func quotedHeader(_ quoted: Bytes) throws(CutOff) -> IPv4Header {
    guard let header = IPv4Header(quoted) else { throw CutOff(proto: "icmp") }
    return header
  }

  private func unreachable(_ code: UInt8, _ rest: UInt32, _ quoted: Bytes) throws(CutOff) -> String {
    let inner = try quotedHeader(quoted)
    let destination = name(of: inner.destination)
    switch code {
    case 0: return "net \(destination) unreachable"
    case 1: return "host \(destination) unreachable"
    case 2: return "\(destination) protocol \(inner.proto.number) unreachable"
    case 3: return try unreachablePort(inner, destination)
    case 4:
      let mtu = rest & 0xFFFF
      return "\(destination) unreachable - need to frag" + (mtu == 0 ? "" : " (mtu \(mtu))")
    case 5: return "\(destination) unreachable - source route failed"
    case 6: return "net \(destination) unreachable - unknown"
    case 7: return "host \(destination) unreachable - unknown"
    case 8: return "\(destination) unreachable - source host isolated"
    case 9: return "net \(destination) unreachable - admin prohibited"
    case 10: return "host \(destination) unreachable - admin prohibited"
    case 11: return "net \(destination) unreachable - tos prohibited"
    case 12: return "host \(destination) unreachable - tos prohibited"
    case 13: return "host \(destination) unreachable - admin prohibited filter"
    case 14: return "host \(destination) unreachable - host precedence violation"
    case 15: return "host \(destination) unreachable - precedence cutoff"
    default: return "\(destination) unreachable - #\(code)"
    }
  }

  private func unreachablePort(_ inner: IPv4Header, _ destination: String) throws(CutOff) -> String {
    guard let port = inner.payload.number(2, octets: 2) else { throw CutOff(proto: "icmp") }
    switch inner.proto {
    case .tcp: return "\(destination) tcp port \(name(of: UInt16(port), .tcp)) unreachable"
    case .udp: return "\(destination) udp port \(name(of: UInt16(port), .udp)) unreachable"
    default: return "\(destination) protocol \(inner.proto.number) port \(port) unreachable"
    }
  }

  private func redirect(_ code: UInt8, _ rest: UInt32, _ quoted: Bytes) throws(CutOff) -> String {
    let destination = name(of: try quotedHeader(quoted).destination)
    let gateway = name(of: IPv4Address(bits: rest))
    switch code {
    case 0: return "redirect \(destination) to net \(gateway)"
    case 1: return "redirect \(destination) to host \(gateway)"
    case 2: return "redirect-tos \(destination) to net \(gateway)"
    case 3: return "redirect-tos \(destination) to host \(gateway)"
    default: return "redirect-#\(code) \(destination) to \(gateway)"
    }
  }
}
