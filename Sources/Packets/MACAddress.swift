/// A 48-bit Ethernet hardware address (IEEE 802-2014, section 8.2).
package struct MACAddress: Hashable, Sendable, Comparable {
  /// The 48 bits, the first octet on the wire highest.
  package var bits: UInt64

  package init(bits: UInt64) { self.bits = bits & 0xFFFF_FFFF_FFFF }

  package init(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8, _ e: UInt8, _ f: UInt8) {
    bits =
      UInt64(a) << 40 | UInt64(b) << 32 | UInt64(c) << 24 | UInt64(d) << 16 | UInt64(e) << 8 | UInt64(f)
  }

  /// Reads six hexadecimal octets of one or two digits, separated by colons or hyphens.
  package init?<Text: StringProtocol>(_ text: Text) {
    let separator: Character = text.contains("-") ? "-" : ":"
    let parts = text.split(separator: separator, omittingEmptySubsequences: false)
    guard parts.count == 6 else { return nil }
    var bits: UInt64 = 0
    for part in parts {
      guard (1...2).contains(part.utf8.count), let octet = UInt8(part, radix: 16) else { return nil }
      bits = bits << 8 | UInt64(octet)
    }
    self.bits = bits
  }

  package static let zero = MACAddress(bits: 0)
  package static let broadcast = MACAddress(bits: 0xFFFF_FFFF_FFFF)

  /// The group bit: broadcast or multicast.
  package var isGroup: Bool { bits >> 40 & 1 == 1 }
  package var isBroadcast: Bool { bits == 0xFFFF_FFFF_FFFF }

  /// The group address for an IPv4 multicast address (RFC 1112, section 6.4).
  package static func multicast(_ address: IPv4Address) -> MACAddress {
    MACAddress(bits: 0x0100_5E00_0000 | UInt64(address.bits & 0x7F_FFFF))
  }

  package var octets: [UInt8] { (0..<6).map { UInt8(truncatingIfNeeded: bits >> UInt64(40 - 8 * $0)) } }

  package static func < (left: MACAddress, right: MACAddress) -> Bool { left.bits < right.bits }

  package func text(separator: String) -> String {
    var text = ""
    for octet in octets {
      if !text.isEmpty { text += separator }
      text += octet.hexadecimal
    }
    return text
  }
}

extension MACAddress: CustomStringConvertible {
  package var description: String { text(separator: ":") }
}

extension UInt8 {
  /// Two lower-case hexadecimal digits.
  package var hexadecimal: String {
    func digit(_ value: UInt8) -> UInt8 {
      value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
    return String(unsafeUninitializedCapacity: 2) { buffer in
      (buffer[0], buffer[1]) = (digit(self >> 4), digit(self & 15))
      return 2
    }
  }
}
