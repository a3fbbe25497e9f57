import Packets

/// BOOTP and DHCP (print-bootp.c; RFC 951, RFC 2132).
extension PacketPrinter {
  func printBOOTP(_ bytes: Bytes, length: Int) throws(CutOff) {
    text += "BOOTP/DHCP, "
    guard let operation = bytes.octet(0), let hardwareType = bytes.octet(1),
      let hardwareLength = bytes.octet(2)
    else { throw CutOff(proto: "bootp") }
    let isEthernet = hardwareType == 1 && hardwareLength == 6
    switch operation {
    case 1:
      text += "Request"
      if isEthernet { text += " from \(try clientHardware(bytes))" }
    case 2: text += "Reply"
    default: text += "unknown (0x" + bareHex(operation, 2) + ")"
    }
    text += ", length \(length)"
    guard isVerbose else { return }
    try printBOOTPFields(bytes, isEthernet: isEthernet)
    try printVendorArea(bytes)
  }

  private func clientHardware(_ bytes: Bytes) throws(CutOff) -> String {
    var reader = ByteReader(bytes.dropFirst(28))
    guard let address = reader.macAddress() else { throw CutOff(proto: "bootp") }
    return name(of: address)
  }

  private func printBOOTPFields(_ bytes: Bytes, isEthernet: Bool) throws(CutOff) {
    guard let hops = bytes.octet(3), let transaction = bytes.number(4, octets: 4),
      let seconds = bytes.number(8, octets: 2), let flags = bytes.number(10, octets: 2),
      bytes.count >= DHCPMessage.headerLength
    else { throw CutOff(proto: "bootp") }
    if hops > 0 { text += ", hops \(hops)" }
    if transaction > 0 { text += ", xid \(hex(transaction))" }
    if seconds > 0 { text += ", secs \(seconds)" }
    text += ", Flags [\(flags & 0x8000 != 0 ? "Broadcast" : "none")]"
    if options.verbosity > 1 { text += " (\(hex(flags, 4)))" }
    for (label, place) in [("Client", 12), ("Your", 16), ("Server", 20), ("Gateway", 24)] {
      if let bits = bytes.number(place, octets: 4), bits != 0 {
        text += "\n\t  \(label)-IP \(name(of: IPv4Address(bits: UInt32(bits))))"
      }
    }
    if isEthernet { text += "\n\t  Client-Ethernet-Address \(try clientHardware(bytes))" }
    for (label, place, size) in [("sname", 44, 64), ("file", 108, 128)] {
      let value = bytes.dropFirst(place).prefix(size).prefix { $0 != 0 }
      if !value.isEmpty { text += "\n\t  \(label) \"\(String(decoding: value, as: UTF8.self))\"" }
    }
  }

  private func printVendorArea(_ bytes: Bytes) throws(CutOff) {
    let area = bytes.dropFirst(DHCPMessage.headerLength)
    guard let cookie = area.number(0, octets: 4) else { throw CutOff(proto: "bootp") }
    guard UInt32(cookie) == DHCPMessage.magicCookie else { return give(up: "BOOTP without DHCP's options") }
    text += "\n\t  Vendor-rfc1048 Extensions\n\t    Magic Cookie \(hex(cookie, 8))"
    if options.verbosity > 2 { return give(up: "DHCP under -vvv") }
    var rest = area.dropFirst(4)
    while let code = rest.popFirst(), code != DHCPMessage.Option.end {
      guard code != 0 else { continue }
      guard let length = rest.popFirst(), rest.count >= Int(length) else { throw CutOff(proto: "bootp") }
      text += "\n\t    \(Self.optionName(code)) (\(code)), length \(length)"
      if length > 0 { text += ": " }
      printOption(code, rest.prefix(Int(length)))
      rest = rest.dropFirst(Int(length))
    }
  }

  private func printOption(_ code: UInt8, _ value: Bytes) {
    typealias Option = DHCPMessage.Option
    switch code {
    case Option.messageType:
      let names = ["Discover", "Offer", "Request", "Decline", "ACK", "NACK", "Release", "Inform"]
      let number = Int(value.first ?? 0)
      text += names.indices.contains(number - 1) ? names[number - 1] : "Unknown (\(number))"
    case Option.parameterRequest:
      for (index, wanted) in value.enumerated() {
        text += index % 4 == 0 ? "\n\t      " : ", "
        text += "\(Self.optionName(wanted)) (\(wanted))"
      }
    case Option.clientIdentifier: printClientIdentifier(value)
    case Option.classlessRoutes: printRoutes(value)
    case 12, 14, 15, 17, 18, 40, 47, 56, 60, 64, 66, 67: printText(value)
    case 2, 24, 35, 38, 51, 58, 59, 211: printNumbers(value, octets: 4)
    case 13, 22, 26, 57: printNumbers(value, octets: 2)
    case 19, 20, 23, 27, 29, 30, 31, 34, 36, 37, 39, 46, 52: printNumbers(value, octets: 1)
    case 1, 3...11, 16, 28, 32, 33, 41, 42, 44, 45, 48, 49, 50, 54, 65, 68...76: printAddresses(value)
    default: give(up: "DHCP's option \(code)")
    }
  }

  private func printText(_ value: Bytes) { text += "\"\(String(decoding: value, as: UTF8.self))\"" }

  private func printNumbers(_ value: Bytes, octets: Int) {
    var numbers: [String] = []
    for place in stride(from: 0, to: value.count - octets + 1, by: octets) {
      if let number = value.number(place, octets: octets) { numbers.append("\(number)") }
    }
    text += numbers.joined(separator: ",")
  }

  private func printAddresses(_ value: Bytes) {
    var reader = ByteReader(value)
    var addresses: [String] = []
    while let address = reader.ipv4Address() { addresses.append(name(of: address)) }
    text += addresses.joined(separator: ",")
  }

  private func printClientIdentifier(_ value: Bytes) {
    var reader = ByteReader(value)
    guard let type = reader.uint8() else { return }
    if type == 1, value.count == 7, let address = reader.macAddress() {
      text += "ether \(address)"
    } else if type == 0 {
      printText(value.dropFirst())
    } else {
      give(up: "DHCP client identifiers of type \(type)")
    }
  }

  private func printRoutes(_ value: Bytes) {
    var reader = ByteReader(value)
    var routes: [String] = []
    while let length = reader.uint8(), length <= 32, let octets = reader.bytes((Int(length) + 7) / 8),
      let router = reader.ipv4Address()
    {
      let prefix =
        length == 0 ? "default" : octets.map { String($0) }.joined(separator: ".") + "/\(length)"
      routes.append("(\(prefix):\(name(of: router)))")
    }
    text += routes.joined(separator: ",")
  }

  private static func optionName(_ code: UInt8) -> String {
    optionNames.first { $0.0 == code }?.1 ?? "Unknown"
  }

  private static let optionNames: [(UInt8, String)] = [
    (0, "PAD"), (1, "Subnet-Mask"), (2, "Time-Zone"), (3, "Default-Gateway"), (4, "Time-Server"),
    (5, "IEN-Name-Server"), (6, "Domain-Name-Server"), (7, "LOG"), (8, "CS"), (9, "LPR-Server"), (10, "IM"),
    (11, "RL"), (12, "Hostname"), (13, "BS"), (14, "DP"), (15, "Domain-Name"), (16, "SS"), (17, "RP"),
    (18, "EP"), (19, "IPF"), (20, "SRT"), (21, "PF"), (22, "RSZ"), (23, "TTL"), (24, "MTU-Timeout"),
    (25, "MTU-Table"), (26, "MTU"), (27, "LSN"), (28, "BR"), (29, "MD"), (30, "MS"),
    (31, "Router-Discovery"), (32, "RS"), (33, "Static-Route"), (34, "TE"), (35, "AT"), (36, "IE"),
    (37, "TT"), (38, "KI"), (39, "KG"), (40, "YD"), (41, "YS"), (42, "NTP"), (43, "Vendor-Option"),
    (44, "Netbios-Name-Server"), (45, "WDD"), (46, "Netbios-Node"), (47, "Netbios-Scope"), (48, "XFS"),
    (49, "XDM"), (50, "Requested-IP"), (51, "Lease-Time"), (52, "OO"), (53, "DHCP-Message"),
    (54, "Server-ID"), (55, "Parameter-Request"), (56, "MSG"), (57, "MSZ"), (58, "RN"), (59, "RB"),
    (60, "Vendor-Class"), (61, "Client-ID"), (64, "NISPLUS-Domain"), (66, "TFTP"), (67, "BF"), (81, "FQDN"),
    (82, "Agent-Information"), (100, "PCode"), (101, "TCode"), (121, "Classless-Static-Route"),
    (249, "Classless-Static-Route-Microsoft"), (252, "WPAD-URL"),
  ]
}
