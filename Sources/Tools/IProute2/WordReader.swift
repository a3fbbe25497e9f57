package import Linux
package import Packets

/// The words of a command, read one after the other as iproute2 does (utils.c).
package struct WordReader {
  private let words: [String]
  private var place = 0

  package init(_ words: [String]) { self.words = words }

  package var peek: String? { place < words.count ? words[place] : nil }
  package var isAtEnd: Bool { place >= words.count }
  package var rest: [String] { place < words.count ? Array(words[place...]) : [] }

  package mutating func skip() { place += 1 }

  /// The next word if there is one.
  package mutating func take() -> String? {
    guard place < words.count else { return nil }
    place += 1
    return words[place - 1]
  }

  /// The word that must follow (NEXT_ARG).
  package mutating func next() throws(CommandStop) -> String {
    guard let word = take() else {
      throw CommandStop(status: 255, message: "Command line is not complete. Try option \"help\"\n")
    }
    return word
  }
}

extension String {
  /// A command's name may be shortened to any beginning of it (matches()).
  package func abbreviates(_ name: String) -> Bool { !isEmpty && name.hasPrefix(self) }
}

/// The values that iproute2's commands take, and what it says of wrong ones (utils.c).
package enum IPValue {
  package static func invalid(_ word: String, _ reason: String) -> CommandStop {
    // Most of iproute2's reasons end with a newline of their own.
    let isBare =
      ["ifname", "scope value.", "_lft value", "protocol family", "mark value"]
      .contains { reason.hasSuffix($0) } || reason.hasPrefix("Failed")
    let end = isBare || reason.hasSuffix("\n") ? "\n" : "\n\n"
    return CommandStop(status: 255, message: "Error: argument \"\(word)\" is wrong: \(reason)\(end)")
  }

  package static func duplicate(_ key: String, _ word: String) -> CommandStop {
    CommandStop(status: 255, message: "Error: duplicate \"\(key)\": \"\(word)\" is the second value.\n")
  }

  package static func garbage(_ word: String, after key: String) -> CommandStop {
    CommandStop(
      status: 255, message: "Error: either \"\(key)\" is duplicate, or \"\(word)\" is a garbage.\n")
  }

  /// An unsigned number, decimal or with 0x in hexadecimal or with 0 in octal (get_unsigned, strtoul).
  package static func number(_ word: String, in range: ClosedRange<Int> = 0...Int(clamping: UInt32.max))
    -> Int?
  {
    let value: Int?
    if word.hasPrefix("0x") || word.hasPrefix("0X") {
      value = Int(word.dropFirst(2), radix: 16)
    } else if word.count > 1, word.hasPrefix("0") {
      value = Int(word, radix: 8)
    } else {
      value = word.hasPrefix("+") ? nil : Int(word)
    }
    guard let value, range.contains(value) else { return nil }
    return value
  }

  /// An address, where missing octets are zero (`10.1`), as get_addr_ipv4 reads it.
  package static func shortAddress(_ word: Substring) -> IPv4Address? {
    let parts = word.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...4).contains(parts.count) else { return nil }
    var octets: [UInt8] = []
    for part in parts {
      guard let value = number(String(part), in: 0...255) else { return nil }
      octets.append(UInt8(value))
    }
    while octets.count < 4 { octets.append(0) }
    return IPv4Address(octets[0], octets[1], octets[2], octets[3])
  }

  /// A prefix: `default`, `all`, `any`, an address, or one with a length or a mask (get_prefix_1).
  package static func prefix(_ word: String) throws(CommandStop) -> IPv4Prefix {
    if word == "default" || word == "all" || word == "any" { return .everything }
    let parts = word.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    if word.contains(":") { throw .unsimulated("IPv6") }
    guard let address = shortAddress(parts[0]) else { throw badPrefix(word) }
    guard parts.count == 2 else { return IPv4Prefix(address, length: 32) }
    if let length = number(String(parts[1]), in: 0...32) { return IPv4Prefix(address, length: length) }
    guard let mask = IPv4Address(parts[1]), let length = maskLength(mask) else { throw badPrefix(word) }
    return IPv4Prefix(address, length: length)
  }

  /// The length of a contiguous mask.
  package static func maskLength(_ mask: IPv4Address) -> Int? {
    let length = (~mask.bits).leadingZeroBitCount
    return IPv4Prefix.maskBits(length) == mask.bits ? length : nil
  }

  private static func badPrefix(_ word: String) -> CommandStop {
    CommandStop(status: 1, message: "Error: any valid prefix is expected rather than \"\(word)\".\n")
  }

  /// An address that stands alone (get_addr).
  package static func address(_ word: String, family: String = "inet") throws(CommandStop) -> IPv4Address {
    if word.contains(":") { throw .unsimulated("IPv6") }
    guard let address = shortAddress(word[...]) else {
      throw CommandStop(
        status: 1, message: "Error: \(family) address is expected rather than \"\(word)\".\n")
    }
    return address
  }

  /// An interface's name: at most 15 bytes, no slash and no white space (check_ifname).
  package static func isInterfaceName(_ word: String) -> Bool {
    !word.isEmpty && word.utf8.count < 16 && word != "." && word != ".."
      && !word.utf8.contains { $0 == 47 || $0 == 32 || (9...13).contains($0) }
  }

  package static func isOn(_ word: String, _ key: String) throws(CommandStop) -> Bool {
    switch word {
    case "on": return true
    case "off": return false
    default:
      throw CommandStop(
        status: 1, message: "Error: argument of \"\(key)\" must be \"on\" or \"off\", not \"\(word)\"\n")
    }
  }

  package static func scope(_ word: String) -> RouteScope? {
    switch word {
    case "global", "universe": .universe
    case "site": .site
    case "link": .link
    case "host": .host
    case "nowhere": .nowhere
    default: number(word, in: 0...255).flatMap { RouteScope(rawValue: UInt8($0)) }
    }
  }
}
