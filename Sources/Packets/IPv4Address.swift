/// An IPv4 address (RFC 791, section 2.3), kept as the number it is on the wire.
package struct IPv4Address: Hashable, Sendable, Comparable {
  /// The 32 bits in network order: 192.168.0.1 is 0xC0A80001.
  package var bits: UInt32

  package init(bits: UInt32) { self.bits = bits }

  package init(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8) {
    bits = UInt32(a) << 24 | UInt32(b) << 16 | UInt32(c) << 8 | UInt32(d)
  }

  /// Reads dotted decimal with exactly four parts from 0 to 255; anything else is nil.
  package init?<Text: StringProtocol>(_ text: Text) {
    var bits: UInt32 = 0
    var parts = 0
    var value: UInt32 = 0
    var digits = 0
    for byte in text.utf8 {
      if byte == UInt8(ascii: ".") {
        guard digits > 0, parts < 3 else { return nil }
        bits = bits << 8 | value
        (parts, value, digits) = (parts + 1, 0, 0)
      } else {
        guard byte >= 48, byte <= 57, digits < 3 else { return nil }
        value = value * 10 + UInt32(byte - 48)
        digits += 1
        guard value <= 255 else { return nil }
      }
    }
    guard parts == 3, digits > 0 else { return nil }
    self.bits = bits << 8 | value
  }

  package static let any = IPv4Address(bits: 0)
  package static let broadcast = IPv4Address(bits: 0xFFFF_FFFF)
  package static let loopback = IPv4Address(127, 0, 0, 1)

  /// 127.0.0.0/8 (RFC 1122, section 3.2.1.3).
  package var isLoopback: Bool { bits >> 24 == 127 }
  /// 224.0.0.0/4 (RFC 1112, section 4).
  package var isMulticast: Bool { bits >> 28 == 0xE }
  /// 169.254.0.0/16 (RFC 3927).
  package var isLinkLocal: Bool { bits >> 16 == 0xA9FE }
  package var isAny: Bool { bits == 0 }
  package var isBroadcast: Bool { bits == 0xFFFF_FFFF }

  package static func < (left: IPv4Address, right: IPv4Address) -> Bool { left.bits < right.bits }

  package var octets: (UInt8, UInt8, UInt8, UInt8) {
    (
      UInt8(bits >> 24), UInt8(truncatingIfNeeded: bits >> 16),
      UInt8(truncatingIfNeeded: bits >> 8), UInt8(truncatingIfNeeded: bits)
    )
  }
}

extension IPv4Address: CustomStringConvertible {
  package var description: String {
    String(unsafeUninitializedCapacity: 15) { buffer in
      var count = 0
      for place in 0..<4 {
        let octet = UInt8(truncatingIfNeeded: bits >> UInt32(24 - 8 * place))
        if place > 0 { buffer.append(UInt8(ascii: "."), &count) }
        if octet >= 100 { buffer.append(UInt8(ascii: "0") + octet / 100, &count) }
        if octet >= 10 { buffer.append(UInt8(ascii: "0") + octet / 10 % 10, &count) }
        buffer.append(UInt8(ascii: "0") + octet % 10, &count)
      }
      return count
    }
  }
}

extension UnsafeMutableBufferPointer<UInt8> {
  fileprivate func append(_ octet: UInt8, _ count: inout Int) {
    self[count] = octet
    count += 1
  }
}
