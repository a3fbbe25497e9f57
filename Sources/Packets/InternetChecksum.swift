/// The Internet checksum (RFC 1071): the ones' complement of the ones' complement sum of 16-bit words.
package struct InternetChecksum {
  private var sum: UInt64 = 0

  package init() {}

  /// Adds bytes that start at an even offset; an odd last byte is padded with zero.
  package mutating func add(_ bytes: some Collection<UInt8>) {
    var high: UInt8?
    for byte in bytes {
      if let first = high {
        sum += UInt64(first) << 8 | UInt64(byte)
        high = nil
      } else {
        high = byte
      }
    }
    if let last = high { sum += UInt64(last) << 8 }
  }

  /// The pseudo-header of UDP and TCP (RFC 768; RFC 9293, section 3.1).
  package mutating func addPseudoHeader(
    source: IPv4Address, destination: IPv4Address, proto: IPProtocol, length: Int
  ) {
    sum += UInt64(source.bits >> 16) + UInt64(source.bits & 0xFFFF)
    sum += UInt64(destination.bits >> 16) + UInt64(destination.bits & 0xFFFF)
    sum += UInt64(proto.number) + UInt64(length)
  }

  package var value: UInt16 {
    var folded = sum
    while folded >> 16 != 0 { folded = (folded & 0xFFFF) + folded >> 16 }
    return ~UInt16(truncatingIfNeeded: folded)
  }

  package static func of(_ bytes: some Collection<UInt8>) -> UInt16 {
    var checksum = InternetChecksum()
    checksum.add(bytes)
    return checksum.value
  }
}
