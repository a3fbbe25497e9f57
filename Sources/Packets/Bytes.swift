/// A run of bytes on the wire. Slices share storage, so that a segment of a stream costs no copy.
package typealias Bytes = ArraySlice<UInt8>

/// Reads big-endian fields one after the other; a read past the end is nil.
package struct ByteReader {
  package private(set) var rest: Bytes

  package init(_ bytes: Bytes) { rest = bytes }

  package var isAtEnd: Bool { rest.isEmpty }

  package mutating func uint8() -> UInt8? { rest.popFirst() }

  package mutating func uint16() -> UInt16? {
    guard let high = uint8(), let low = uint8() else { return nil }
    return UInt16(high) << 8 | UInt16(low)
  }

  package mutating func uint32() -> UInt32? {
    guard let high = uint16(), let low = uint16() else { return nil }
    return UInt32(high) << 16 | UInt32(low)
  }

  package mutating func bytes(_ count: Int) -> Bytes? {
    guard count >= 0, rest.count >= count else { return nil }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }
}

/// Appends big-endian fields one after the other.
package struct ByteWriter {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  package var count: Int { bytes.count }

  package mutating func uint8(_ value: UInt8) { bytes.append(value) }

  package mutating func uint16(_ value: UInt16) {
    bytes.append(UInt8(value >> 8))
    bytes.append(UInt8(truncatingIfNeeded: value))
  }

  package mutating func uint32(_ value: UInt32) {
    uint16(UInt16(value >> 16))
    uint16(UInt16(truncatingIfNeeded: value))
  }

  package mutating func append(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

  package mutating func address(_ address: IPv4Address) { uint32(address.bits) }

  package mutating func address(_ address: MACAddress) {
    uint16(UInt16(truncatingIfNeeded: address.bits >> 32))
    uint32(UInt32(truncatingIfNeeded: address.bits))
  }

  /// Overwrites a 16-bit field that was left open, such as a length or a checksum.
  package mutating func patch(_ value: UInt16, at offset: Int) {
    bytes[offset] = UInt8(value >> 8)
    bytes[offset + 1] = UInt8(truncatingIfNeeded: value)
  }
}
