import Packets

/// A captured packet as filters look at it.
struct FilterSubject {
  let packet: CapturedPacket
  let linkType: LinkType
  let isOutgoing: Bool?
  let etherType: UInt16
  let vlan: UInt16?
  /// From the network header on.
  let network: Bytes
  let ip: IPv4Header?
  let arp: ARPPacket?

  /// `isOutgoing` is nil for packets of a file. On the network the kernel has taken VLAN tags off before a filter
  /// looks; in a file they stand in the frame, and only what follows the word `vlan` looks behind them.
  init(_ packet: CapturedPacket, _ linkType: LinkType, isOutgoing: Bool?, isBehindTag: Bool = false) {
    self.packet = packet
    self.linkType = linkType
    self.isOutgoing = isOutgoing
    let bytes = packet.bytes
    let isCooked = linkType == .linuxCooked2
    var type = UInt16(bytes.number(isCooked ? 0 : 12, octets: 2) ?? 0)
    var offset = isCooked ? PacketPrinter.cookedLength : EthernetFrame.headerLength
    var vlan: UInt16?
    if !isCooked, type == EthernetPayload.vlanType {
      vlan = UInt16(bytes.number(offset, octets: 2) ?? 0) & 0xFFF
    }
    if isBehindTag ? isOutgoing == nil || vlan != nil : isOutgoing != nil && vlan != nil {
      type = UInt16(bytes.number(offset + 2, octets: 2) ?? 0)
      offset += 4
    }
    (etherType, self.vlan) = (type, vlan)
    network = bytes.dropFirst(offset)
    ip = type == EthernetPayload.ipv4Type ? IPv4Header(network) : nil
    arp = type == EthernetPayload.arpType ? ARPPacket(decoding: network) : nil
  }

  /// The packet as it looks behind its tag.
  var behindTag: FilterSubject {
    FilterSubject(packet, linkType, isOutgoing: isOutgoing, isBehindTag: true)
  }

  /// Octets of the whole packet on the wire.
  var length: Int { packet.originalLength }

  func hardware(source: Bool) -> MACAddress? {
    guard linkType == .ethernet else { return nil }
    var reader = ByteReader(packet.bytes.dropFirst(source ? 6 : 0))
    return reader.macAddress()
  }

  /// The ports of TCP, UDP and SCTP; nil behind a packet's first fragment.
  var ports: (source: UInt16, destination: UInt16)? {
    guard let ip, [.tcp, .udp, .sctp].contains(ip.proto), ip.fragmentOffset == 0,
      let source = ip.payload.number(0, octets: 2), let destination = ip.payload.number(2, octets: 2)
    else { return nil }
    return (UInt16(source), UInt16(destination))
  }

  /// Where the header of a protocol begins; nil when the packet has none.
  func header(of proto: String) -> Bytes? {
    switch proto {
    case "ether", "link": return packet.bytes
    case "ip": return ip == nil ? nil : network
    case "arp": return etherType == EthernetPayload.arpType ? network : nil
    default:
      guard let ip, let number = IPProtocol(keyword: proto), ip.proto == number, ip.fragmentOffset == 0 else {
        return nil
      }
      return network.dropFirst(ip.headerLength)
    }
  }
}

/// A filter, ready to be asked.
struct PacketFilter {
  typealias Test = (FilterSubject) -> Bool
  let accepts: Test
}

enum FilterProblem: Error {
  /// What libpcap says about the expression.
  case wrong(String)
  case unsimulated(Unsimulated)

  static let syntax = FilterProblem.wrong("can't parse filter expression: syntax error")
}
