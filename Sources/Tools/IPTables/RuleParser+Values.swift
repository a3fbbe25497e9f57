import Linux
import Packets

/// How iptables reads addresses, interfaces, protocols and ports (libxtables, xtables.c).
extension RuleParser {
  /// A list of addresses with masks, names included; `localhost` is the one name that every host knows.
  static func addresses(_ list: String, _ isInverted: Bool) throws(IPTablesFailure) -> [AddressCondition] {
    var conditions: [AddressCondition] = []
    for word in list.split(separator: ",", omittingEmptySubsequences: false) {
      conditions.append(try address(String(word), isInverted))
    }
    return conditions
  }

  static func address(_ word: String, _ isInverted: Bool) throws(IPTablesFailure) -> AddressCondition {
    let parts = word.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let mask = parts.count == 2 ? try self.mask(String(parts[1])) : UInt32.max
    guard let address = host(String(parts[0])) else {
      throw .syntax("host/network `\(parts[0])' not found")
    }
    return AddressCondition(address, mask: mask, isInverted: isInverted)
  }

  /// Dotted decimal, where missing octets are zero.
  static func host(_ word: String) -> IPv4Address? {
    if word == "localhost" { return .loopback }
    let octets = word.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...4).contains(octets.count) else { return nil }
    return IPv4Address(word + String(repeating: ".0", count: 4 - octets.count))
  }

  private static func mask(_ word: String) throws(IPTablesFailure) -> UInt32 {
    if let address = IPv4Address(word) { return address.bits }
    guard let length = Int(word), (0...32).contains(length) else {
      throw .syntax("invalid mask `\(word)' specified")
    }
    return IPv4Prefix.maskBits(length)
  }

  static func interface(_ name: String, _ isInverted: Bool) throws(IPTablesFailure) -> InterfaceCondition? {
    guard name.utf8.count <= 15 else {
      throw .syntax("interface name `\(name)' must be shorter than IFNAMSIZ (15)")
    }
    guard !name.isEmpty else { throw .syntax("Empty interface is likely to be undesired") }
    let condition = InterfaceCondition(name, isInverted: isInverted)
    return condition.name.isEmpty && !isInverted ? nil : condition
  }

  /// A number or a name, in whatever case; `all` is 0.
  static func proto(_ word: String) throws(IPTablesFailure) -> IPProtocol {
    let lower = word.lowercased()
    if let number = UInt8(lower) { return IPProtocol(number) }
    if lower == "all" { return IPProtocol(0) }
    guard let proto = ProtocolNames.proto(named: lower) else {
      throw .syntax("unknown protocol \"\(lower)\" specified")
    }
    return proto
  }

  static func port(_ word: some StringProtocol, _ proto: IPProtocol?) throws(IPTablesFailure) -> UInt16 {
    if let port = number(word).flatMap({ UInt16(exactly: $0) }) { return port }
    guard let port = Services.port(named: word, proto) else {
      throw .syntax("invalid port/service `\(word)' specified")
    }
    return port
  }

  /// `80`, `80:90`, `:90`, `80:`.
  static func ports(_ word: String, _ proto: IPProtocol?) throws(IPTablesFailure) -> ClosedRange<UInt16> {
    let parts = word.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      let one = try port(word, proto)
      return one...one
    }
    let low = parts[0].isEmpty ? 0 : try port(parts[0], proto)
    let high = parts[1].isEmpty ? UInt16.max : try port(parts[1], proto)
    guard low <= high else { throw .syntax("invalid portrange (min > max)") }
    return low...high
  }

  /// Decimal, or hexadecimal behind `0x`, or octal behind `0` (strtoul(3)).
  static func number(_ word: some StringProtocol) -> UInt64? {
    guard let first = word.utf8.first, first >= 48, first <= 57 else { return nil }
    if word.hasPrefix("0x") || word.hasPrefix("0X") { return UInt64(word.dropFirst(2), radix: 16) }
    if first == 48, word.utf8.count > 1 { return UInt64(word.dropFirst(), radix: 8) }
    return UInt64(word)
  }
}
