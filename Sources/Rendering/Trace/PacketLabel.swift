package import Packets

/// What a packet is for, in the words of its protocol.
package struct PacketLabel: Hashable, Sendable {
  /// Short, for an arrow: `SYN-ACK`, `GET / HTTP/1.1`, `who has 172.17.0.2?`.
  package var short: String
  /// `TCP`, `UDP`, `ICMP`, `ARP`, `DNS`, `DHCP`, or the protocol's number.
  package var proto: String

  package init(of frame: EthernetFrame) {
    switch frame.payload {
    case .arp(let arp): self.init(arp)
    case .ipv4(let packet): self.init(packet)
    case .other(let type, _): self.init(short: "EtherType 0x" + String(type, radix: 16), proto: "Ethernet")
    }
  }

  init(short: String, proto: String) {
    self.short = short
    self.proto = proto
  }

  private init(_ arp: ARPPacket) {
    switch arp.operation {
    case .request: self.init(short: "who has \(arp.target)?", proto: "ARP")
    case .reply: self.init(short: "\(arp.sender) is at \(arp.senderHardware)", proto: "ARP")
    }
  }

  private init(_ packet: IPv4Packet) {
    switch packet.payload {
    case .tcp(let segment): self.init(short: Self.words(for: segment), proto: "TCP")
    case .udp(let datagram):
      self =
        Self.ofService(datagram, in: packet)
        ?? PacketLabel(short: Self.words(for: datagram), proto: "UDP")
    case .icmp(let message): self.init(short: Self.words(for: message), proto: "ICMP")
    case .raw(let proto, _):
      self.init(
        short: packet.isFragment ? "fragment @\(packet.fragmentOffset)" : "IP", proto: "\(proto.number)")
    }
  }

  private static func words(for segment: TCPSegment) -> String {
    if segment.flags.contains(.rst) { return "RST" }
    if segment.flags.contains(.syn) { return segment.flags.contains(.ack) ? "SYN-ACK" : "SYN" }
    let end = segment.flags.contains(.fin) ? "FIN" : nil
    if segment.payload.isEmpty { return end ?? "ACK" }
    let data = httpLine(segment.payload) ?? "\(segment.payload.count) bytes"
    return end.map { data + " + " + $0 } ?? data
  }

  /// What it says; or how long it is, where it says nothing: probes carry octets that count upwards.
  private static func words(for datagram: UDPDatagram) -> String {
    let payload = datagram.payload
    let isFiller = payload.count > 7 && zip(payload, payload.dropFirst()).allSatisfy { $0 &+ 1 == $1 }
    if isFiller { return "\(payload.count) bytes to port \(datagram.destinationPort)" }
    return firstLine(payload) ?? "\(payload.count) bytes"
  }

  private static func words(for message: ICMPMessage) -> String {
    switch message {
    case .echoRequest(let echo): "echo request \(echo.sequence)"
    case .echoReply(let echo): "echo reply \(echo.sequence)"
    case .error(let error, _): words(for: error)
    case .other(let type, let code, _, _): "type \(type) code \(code)"
    }
  }

  /// The names of the ICMP parameters registry at IANA, shortened as ping does.
  private static func words(for error: ICMPError) -> String {
    switch error {
    case .fragmentationNeeded(let mtu): "fragmentation needed, MTU \(mtu)"
    case .timeExceeded: "time exceeded"
    case .redirect(_, let gateway): "redirect to \(gateway)"
    case .parameterProblem: "parameter problem"
    case .destinationUnreachable(let code):
      switch code {
      case 0: "network unreachable"
      case 1: "host unreachable"
      case 2: "protocol unreachable"
      case 3: "port unreachable"
      case 9: "network prohibited"
      case 10: "host prohibited"
      case 13: "administratively prohibited"
      default: "unreachable (code \(code))"
      }
    }
  }

  /// An HTTP/1 request or status line (RFC 9112, sections 3 and 4).
  private static func httpLine(_ payload: Bytes) -> String? {
    guard let line = firstLine(payload) else { return nil }
    let isStatus = line.hasPrefix("HTTP/")
    let isRequest = line.hasSuffix(" HTTP/1.1") || line.hasSuffix(" HTTP/1.0")
    guard isStatus || isRequest else { return nil }
    guard isStatus, let space = line.firstIndex(of: " ") else { return line }
    return "HTTP " + line[line.index(after: space)...]
  }

  /// The first line when it is readable text of modest length.
  private static func firstLine(_ payload: Bytes) -> String? {
    let bytes = payload.prefix { $0 != 10 && $0 != 13 }
    guard !bytes.isEmpty, bytes.count <= 60, bytes.allSatisfy({ $0 >= 32 && $0 != 127 }) else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }
}
