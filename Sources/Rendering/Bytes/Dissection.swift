import Packets

/// A packet's octets, taken apart into headers: what a capture of it would hold, with every field named.
struct Dissection: Hashable, Sendable {
  private(set) var layers: [HeaderLayer] = []

  init(_ frame: EthernetFrame) { ethernet(frame.encoded()[...]) }

  /// Octets in all.
  var length: Int { layers.reduce(0) { $0 + $1.length } }

  private mutating func ethernet(_ bytes: Bytes, prefix: String = "") {
    var reader = FieldReader(bytes)
    reader.hardware("Destination")
    reader.hardware("Source")
    var type = reader.number("EtherType", bits: 16, Self.etherType)
    let header = HeaderLayer(name: prefix + "Ethernet II", fields: reader.fields)
    layers.append(header)
    var rest = reader.rest
    if type == UInt64(EthernetPayload.vlanType) {
      var tag = FieldReader(rest)
      tag.number("PCP, DEI", bits: 4) { String($0 >> 1) }
      tag.number("VLAN identifier", bits: 12)
      type = tag.number("EtherType", bits: 16, Self.etherType)
      layers.append(HeaderLayer(name: prefix + "IEEE 802.1Q", fields: tag.fields))
      rest = tag.rest
    }
    switch UInt16(type) {
    case EthernetPayload.arpType: arp(rest, prefix)
    case EthernetPayload.ipv4Type: ipv4(rest, prefix)
    default: data(rest, prefix)
    }
  }

  private static func etherType(_ number: UInt64) -> String {
    switch UInt16(number) {
    case EthernetPayload.arpType: "0x0806 ARP"
    case EthernetPayload.ipv4Type: "0x0800 IPv4"
    case EthernetPayload.ipv6Type: "0x86dd IPv6"
    case EthernetPayload.vlanType: "0x8100 802.1Q"
    default: "0x" + String(number, radix: 16)
    }
  }

  /// RFC 826.
  private mutating func arp(_ bytes: Bytes, _ prefix: String) {
    var reader = FieldReader(bytes)
    reader.number("Hardware type", bits: 16) { $0 == 1 ? "1 Ethernet" : String($0) }
    reader.number("Protocol type", bits: 16, Self.etherType)
    reader.number("Hardware length", bits: 8)
    reader.number("Protocol length", bits: 8)
    reader.number("Operation", bits: 16) { $0 == 1 ? "1 request" : $0 == 2 ? "2 reply" : String($0) }
    reader.hardware("Sender MAC")
    reader.address("Sender IP")
    reader.hardware("Target MAC")
    reader.address("Target IP")
    layers.append(HeaderLayer(name: prefix + "ARP", fields: reader.fields))
    data(reader.rest, prefix)
  }

  /// RFC 791, section 3.1.
  private mutating func ipv4(_ bytes: Bytes, _ prefix: String) {
    var reader = FieldReader(bytes)
    reader.number("Version", bits: 4)
    let words = Int(reader.number("IHL", bits: 4) { "\($0) (\($0 * 4) bytes)" })
    reader.hexadecimal("DSCP, ECN", bits: 8)
    reader.number("Total length", bits: 16)
    reader.number("Identification", bits: 16)
    let fragment = reader.number("Flags, fragment offset", bits: 16) { field in
      let flags = [field & 0x4000 != 0 ? "DF" : nil, field & 0x2000 != 0 ? "MF" : nil].compactMap { $0 }
      return (flags + ["\((field & 0x1FFF) * 8)"]).joined(separator: ", ")
    }
    reader.number("Time to live", bits: 8)
    let proto = IPProtocol(UInt8(reader.number("Protocol", bits: 8, Self.protocolName)))
    reader.hexadecimal("Header checksum", bits: 16)
    reader.address("Source")
    reader.address("Destination")
    reader.octets("Options", words * 4 - IPv4Packet.headerLength) { "\($0.count) bytes" }
    layers.append(HeaderLayer(name: prefix + "IPv4", fields: reader.fields))
    let isFirst = fragment & 0x1FFF == 0
    switch proto {
    case .tcp where isFirst: tcp(reader.rest, prefix)
    case .udp where isFirst: udp(reader.rest, prefix)
    case .icmp where isFirst: icmp(reader.rest, prefix)
    default: data(reader.rest, prefix)
    }
  }

  private static func protocolName(_ number: UInt64) -> String {
    switch IPProtocol(UInt8(number)) {
    case .icmp: "1 ICMP"
    case .tcp: "6 TCP"
    case .udp: "17 UDP"
    default: String(number)
    }
  }

  /// RFC 768.
  private mutating func udp(_ bytes: Bytes, _ prefix: String) {
    var reader = FieldReader(bytes)
    let source = reader.number("Source port", bits: 16)
    let destination = reader.number("Destination port", bits: 16)
    reader.number("Length", bits: 16)
    reader.hexadecimal("Checksum", bits: 16)
    layers.append(HeaderLayer(name: prefix + "UDP", fields: reader.fields))
    if source == 53 || destination == 53 {
      append(DNSLayer.fields(reader.rest), named: prefix + "DNS")
    } else if destination == 4789 {
      vxlan(reader.rest, prefix)
    } else {
      data(reader.rest, prefix)
    }
  }

  /// RFC 7348, section 5.
  private mutating func vxlan(_ bytes: Bytes, _ prefix: String) {
    var reader = FieldReader(bytes)
    reader.hexadecimal("Flags", bits: 8)
    reader.number("Reserved", bits: 24)
    reader.number("VNI", bits: 24)
    reader.number("Reserved", bits: 8)
    layers.append(HeaderLayer(name: prefix + "VXLAN", fields: reader.fields))
    ethernet(reader.rest, prefix: "inner ")
  }

  /// RFC 792; an error quotes the packet that it is about.
  private mutating func icmp(_ bytes: Bytes, _ prefix: String) {
    var reader = FieldReader(bytes)
    let type = reader.number("Type", bits: 8, Self.icmpType)
    reader.number("Code", bits: 8)
    reader.hexadecimal("Checksum", bits: 16)
    let isError = type == 3 || type == 5 || type == 11 || type == 12
    switch type {
    case 0, 8:
      reader.number("Identifier", bits: 16)
      reader.number("Sequence number", bits: 16)
    case 3:
      reader.number("Unused", bits: 16)
      reader.number("Next-hop MTU", bits: 16)
    case 5: reader.address("Gateway")
    default: reader.hexadecimal("Rest of header", bits: 32)
    }
    layers.append(HeaderLayer(name: prefix + "ICMP", fields: reader.fields))
    if isError { ipv4(reader.rest, "quoted ") } else { data(reader.rest, prefix) }
  }

  private static func icmpType(_ number: UInt64) -> String {
    let names: [UInt64: String] = [
      0: "echo reply", 3: "destination unreachable", 5: "redirect", 8: "echo request", 11: "time exceeded",
      12: "parameter problem",
    ]
    return names[number].map { "\(number) \($0)" } ?? String(number)
  }

  private mutating func tcp(_ bytes: Bytes, _ prefix: String) {
    let (fields, payload) = TCPLayer.fields(bytes)
    append(fields, named: prefix + "TCP")
    guard !payload.isEmpty else { return }
    let isHTTP = payload.starts(with: "HTTP/".utf8) || Self.firstLine(payload).hasSuffix(" HTTP/1.1")
    data(payload, prefix, named: isHTTP ? "HTTP" : "data")
  }

  private static func firstLine(_ bytes: Bytes) -> String {
    String(decoding: bytes.prefix(200).prefix { $0 != 13 && $0 != 10 }, as: UTF8.self)
  }

  private mutating func append(_ fields: [HeaderField], named name: String) {
    if !fields.isEmpty { layers.append(HeaderLayer(name: name, fields: fields)) }
  }

  /// Long data is told by its beginning; its octets are in the capture file.
  private mutating func data(_ bytes: Bytes, _ prefix: String, named name: String = "data") {
    guard !bytes.isEmpty else { return }
    var reader = FieldReader(bytes.prefix(Self.longestData))
    reader.octets(
      bytes.count > Self.longestData
        ? "Data (the first \(Self.longestData) of \(bytes.count) bytes)" : "Data",
      bytes.count, Self.readable)
    append(reader.fields, named: prefix + name)
  }

  private static let longestData = 160

  /// Printable ASCII as it is, line ends as signs, everything else as a dot.
  private static func readable(_ bytes: Bytes) -> String {
    String(
      bytes.map { octet -> Character in
        switch octet {
        case 10: "↵"
        case 13: "␍"
        case 32...126: Character(UnicodeScalar(octet))
        default: "·"
        }
      })
  }
}
