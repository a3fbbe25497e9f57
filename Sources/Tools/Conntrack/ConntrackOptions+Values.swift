import Linux
import Packets

/// The values of conntrack's options.
extension ConntrackOptions {
  mutating func set(_ letter: Character, _ text: String?) throws(Failure) {
    given.append(letter)
    let text = text ?? ""
    switch letter {
    case "s": source = try prefix(text)
    case "d": destination = try prefix(text)
    case "r": replySource = try address(text, letter)
    case "q": replyDestination = try address(text, letter)
    case "{": source = try masked(source, by: text)
    case "}": destination = try masked(destination, by: text)
    case "p": proto = try Self.proto(text)
    case "t": timeout = Int(truncatingIfNeeded: Self.number(text))
    case "u": status = try Self.status(text)
    case "m": mark = Self.mark(text)
    case "n": sourceNAT = try translation(text, letter)
    case "g": destinationNAT = try translation(text, letter)
    case "j": anyNAT = try translation(text, letter)
    case "o": try setFormat(text)
    case "e": events = try Self.events(text)
    case "f":
      guard text == "ipv4" || text == "ipv6" else { throw .usage("`\(text)' unsupported protocol") }
      isIPv6 = text == "ipv6"
    case "w", "(", ")": zone = UInt16(truncatingIfNeeded: Self.number(text))
    case "z", "b": break
    default: throw .unsimulated(Unsimulated("conntrack --\(Self.name(of: letter))"))
    }
  }

  // MARK: - Addresses

  private mutating func prefix(_ text: String) throws(Failure) -> IPv4Prefix? {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = IPv4Address(parts[0]) ?? Resolver.shorthand(String(parts[0])) else {
      try noteIPv6(text)
      return nil
    }
    guard parts.count == 2 else { return IPv4Prefix(address, length: 32) }
    guard let length = Int(parts[1]), (0...32).contains(length) else { throw .usage("Invalid netmask") }
    return IPv4Prefix(address, length: length)
  }

  private mutating func address(_ text: String, _ letter: Character) throws(Failure) -> IPv4Address? {
    guard !text.contains("/") else {
      throw .usage("CIDR notation unavailable for `--\(Self.name(of: letter))'")
    }
    if let address = IPv4Address(text) { return address }
    try noteIPv6(text)
    return nil
  }

  /// An IPv6 address is well formed: there are no such connections here.
  private mutating func noteIPv6(_ text: String) throws(Failure) {
    guard text.contains(":") else { throw .usage("Invalid IP address `\(text)'") }
    if has("f"), !isIPv6 { throw .usage("mismatched address family") }
    isIPv6 = true
  }

  private func masked(_ prefix: IPv4Prefix?, by text: String) throws(Failure) -> IPv4Prefix? {
    guard let mask = IPv4Address(text) else { throw .usage("Invalid IP address `\(text)'") }
    guard let prefix, let length = Self.length(of: mask) else {
      throw .unsimulated(Unsimulated("conntrack --mask-src and --mask-dst before the address, or with holes"))
    }
    return IPv4Prefix(prefix.address, length: length)
  }

  private static func length(of mask: IPv4Address) -> Int? {
    let length = (~mask.bits).leadingZeroBitCount
    return IPv4Prefix.maskBits(length) == mask.bits ? length : nil
  }

  private mutating func translation(_ text: String, _ letter: Character) throws(Failure) -> Translation {
    guard !text.isEmpty else { return Translation() }
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    var translation = Translation()
    if !parts[0].isEmpty { translation.address = try address(String(parts[0]), letter) }
    if parts.count == 2 {
      guard let port = UInt16(parts[1]), port > 0 else { throw .usage("Invalid port `\(parts[1])'") }
      translation.port = port
    }
    return translation
  }

  // MARK: - Words and numbers

  private static func proto(_ text: String) throws(Failure) -> IPProtocol {
    let name = text.lowercased()
    if name == "icmpv6" || name == "ipv6-icmp" { return IPProtocol(58) }
    if name == "dccp" { return IPProtocol(33) }
    if let known = IPProtocol(keyword: name) { return known }
    guard let number = UInt8(text) else { throw .usage("`\(text)' unsupported protocol") }
    return IPProtocol(number)
  }

  private static func status(_ text: String) throws(Failure) -> Status {
    var status = Status()
    for word in text.split(separator: ",", omittingEmptySubsequences: false) {
      switch word.uppercased() {
      case "ASSURED": status.bits.insert(.assured)
      case "SEEN_REPLY": status.bits.insert(.seenReply)
      case "FIXED_TIMEOUT": status.bits.insert(.fixedTimeout)
      case "EXPECTED": status.bits.insert(.expected)
      case "UNREPLIED": status.mask.insert(.seenReply)
      case "UNSET": status.isUnset = true
      case "SRC_NAT", "DST_NAT":
        let option = word.uppercased() == "SRC_NAT" ? "--src-nat" : "--dst-nat"
        status.warnings.append("WARNING: ignoring \(word.uppercased()), use \(option) instead\n")
        status.isUnset = true
      case "OFFLOAD", "HW_OFFLOAD": throw .unsimulated(Unsimulated("conntrack --status \(word)"))
      default: throw .usage("Bad parameter `\(word)'")
      }
    }
    status.mask.formUnion(status.bits)
    return status
  }

  private static func events(_ text: String) throws(Failure) -> Set<ConnectionEvent> {
    var events: Set<ConnectionEvent> = []
    for word in text.split(separator: ",", omittingEmptySubsequences: false) {
      switch word.uppercased() {
      case "ALL": events = [.new, .update, .destroy]
      case "NEW": events.insert(.new)
      case "UPDATES": events.insert(.update)
      case "DESTROY": events.insert(.destroy)
      default: throw .usage("Bad parameter `\(word)'")
      }
    }
    return events
  }

  private mutating func setFormat(_ text: String) throws(Failure) {
    for word in text.split(separator: ",", omittingEmptySubsequences: false) {
      switch word {
      case "extended": format.isExtended = true
      case "id": format.hasIdentifiers = true
      case "timestamp": format.hasTimestamps = true
      // Nothing to show: entries carry no start time unless nf_conntrack_timestamp is on.
      case "ktimestamp": break
      case "labels": format.hasLabels = true
      case "xml": format.style = .xml
      case "save":
        guard text == "save" else { throw .unsimulated(Unsimulated("conntrack -o \(text)")) }
        format.style = .save
      case "userspace": throw .unsimulated(Unsimulated("conntrack -o \(word)"))
      default: throw .usage("Bad parameter `\(word)'")
      }
    }
  }

  private static func mark(_ text: String) -> (value: UInt32, mask: UInt32) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let value = UInt32(truncatingIfNeeded: number(String(parts[0])))
    return (value, parts.count == 2 ? UInt32(truncatingIfNeeded: number(String(parts[1]))) : ~0)
  }

  /// As strtoul(3) with base 0 reads it: what is not a number is 0.
  static func number(_ text: String) -> Int64 {
    if text.hasPrefix("0x") || text.hasPrefix("0X") {
      return Int64(text.dropFirst(2).prefix { $0.isHexDigit }, radix: 16) ?? 0
    }
    let digits = text.prefix { $0 >= "0" && $0 <= "9" }
    return Int64(digits, radix: digits.count > 1 && digits.first == "0" ? 8 : 10) ?? 0
  }

  // MARK: - Options of protocols

  /// Known only once `-p` has said of which protocol.
  var protocolOptions: [String] {
    let ports = [
      "orig-port-src", "sport", "orig-port-dst", "dport", "reply-port-src", "reply-port-dst",
    ]
    switch proto {
    case .tcp: return ports + ["state"]
    case .udp, .udplite, .sctp: return ports
    case .icmp: return ["icmp-type", "icmp-code", "icmp-id"]
    default: return []
    }
  }

  mutating func setProtocolOption(_ name: String, _ text: String) throws(Failure) {
    // As atoi(3) and a cut to 16 bits have it.
    let port = UInt16(truncatingIfNeeded: Self.number(text))
    switch name {
    case "orig-port-src", "sport": ports.source = port
    case "orig-port-dst", "dport": ports.destination = port
    case "reply-port-src": ports.replySource = port
    case "reply-port-dst": ports.replyDestination = port
    case "icmp-type": icmpType = UInt8(truncatingIfNeeded: port)
    case "icmp-code": icmpCode = UInt8(truncatingIfNeeded: port)
    case "icmp-id": icmpIdentifier = port
    default:
      guard let state = TCPTracking.State.allCases.first(where: { $0.name == text }) else {
        throw .usage("unknown TCP state `\(text)'")
      }
      tcpState = state
    }
  }
}
