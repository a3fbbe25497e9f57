import Packets

/// UDP (print-udp.c).
extension PacketPrinter {
  func printUDP(_ packet: IPv4Header) throws(CutOff) {
    guard let header = UDPHeader(packet.payload) else {
      text += "\(name(of: packet.source)) > \(name(of: packet.destination)): "
      throw CutOff(proto: "udp")
    }
    let (source, destination) = (header.sourcePort, header.destinationPort)
    text += "\(endPoint(packet.source, source, .udp)) > \(endPoint(packet.destination, destination, .udp)): "
    let length = header.length - UDPDatagram.headerLength
    if options.isQuiet {
      text += "UDP, length \(length)"
      return
    }
    if options.verbosity > 1 { printChecksum(header, packet) }
    switch port(of: header) {
    case 53: try printDNS(header.payload, length: length, isMulticast: false)
    case DHCPMessage.serverPort, DHCPMessage.clientPort:
      try printBOOTP(header.payload, length: length)
    case let port?: give(up: "UDP port \(port)")
    case nil: text += "UDP, length \(length)"
    }
  }

  /// The port whose protocol tcpdump looks into; the lower one's first (print-udp.c, IS_SRC_OR_DST_PORT).
  private func port(of header: UDPHeader) -> UInt16? {
    Self.dissected.first { $0 == header.sourcePort || $0 == header.destinationPort }
  }

  /// Ports of protocols that tcpdump has words for; all but DNS and DHCP are left out here.
  private static let dissected: [UInt16] = [
    53, 67, 68, 69, 88, 123, 137, 161, 162, 319, 320, 389, 434, 496, 500, 514, 520, 521, 525, 546, 547, 623,
    646,
    750, 1645, 1646, 1701, 1812, 1813, 1985, 2049, 2055, 3503, 3544, 3784, 3785, 3799, 4500, 4567, 4729, 4784,
    4789,
    4790, 5353, 5678, 6081, 6343, 6784, 8472, 9995,
  ]

  private func printChecksum(_ header: UDPHeader, _ packet: IPv4Header) {
    if header.checksum == 0 {
      text += "[no cksum] "
    } else if isComplete(packet) {
      var sum = InternetChecksum.transport(packet.payload, at: 6, in: packet)
      if sum == 0 { sum = 0xFFFF }
      text +=
        sum == header.checksum
        ? "[udp sum ok] " : "[bad udp cksum \(hex(header.checksum, 4)) -> \(hex(sum, 4))!] "
    }
  }
}
