/// The classic capture file (draft-ietf-opsawg-pcap), little-endian with microseconds, as `tcpdump -w` writes it.
package enum Pcap {
  private static let magic: UInt32 = 0xA1B2_C3D4
  private static let nanosecondMagic: UInt32 = 0xA1B2_3C4D

  /// The file's first 24 octets.
  package static func header(_ linkType: LinkType, snapshotLength: Int) -> [UInt8] {
    var writer = LittleEndianWriter()
    writer.uint32(magic)
    writer.uint16(2)
    writer.uint16(4)
    writer.uint32(0)
    writer.uint32(0)
    writer.uint32(UInt32(snapshotLength))
    writer.uint32(linkType.rawValue)
    return writer.bytes
  }

  package static func record(_ packet: CapturedPacket) -> [UInt8] {
    var writer = LittleEndianWriter()
    writer.uint32(UInt32(truncatingIfNeeded: packet.time / 1_000_000_000))
    writer.uint32(UInt32(packet.time % 1_000_000_000 / 1000))
    writer.uint32(UInt32(packet.bytes.count))
    writer.uint32(UInt32(packet.originalLength))
    writer.append(packet.bytes)
    return writer.bytes
  }

  package struct File: Hashable, Sendable {
    package var linkType: UInt32
    package var snapshotLength: Int
    package var packets: [CapturedPacket]
    /// The file ends in the middle of a packet.
    package var isCutOff: Bool
  }

  /// Nil when the bytes are no capture file. Both byte orders and both units of time are read.
  package static func decode(_ bytes: [UInt8]) -> File? {
    var reader = CaptureReader(bytes)
    guard let first = reader.uint32() else { return nil }
    var scale: Int64 = 1000
    switch first {
    case magic: break
    case nanosecondMagic: scale = 1
    case magic.byteSwapped: reader.isBigEndian = true
    case nanosecondMagic.byteSwapped: (reader.isBigEndian, scale) = (true, 1)
    default: return nil
    }
    guard reader.bytes(12) != nil, let snapshotLength = reader.uint32(), let linkType = reader.uint32()
    else { return nil }
    var file = File(
      linkType: linkType, snapshotLength: Int(snapshotLength), packets: [], isCutOff: false)
    while !reader.isAtEnd {
      guard let seconds = reader.uint32(), let fraction = reader.uint32(), let length = reader.uint32(),
        let original = reader.uint32(), let bytes = reader.bytes(Int(length))
      else {
        file.isCutOff = true
        break
      }
      let time = Int64(seconds) * 1_000_000_000 + Int64(fraction) * scale
      file.packets.append(CapturedPacket(time: time, bytes: bytes, originalLength: Int(original)))
    }
    return file
  }
}

/// Appends little-endian fields one after the other.
struct LittleEndianWriter {
  private(set) var bytes: [UInt8] = []

  mutating func uint16(_ value: UInt16) {
    bytes.append(UInt8(truncatingIfNeeded: value))
    bytes.append(UInt8(value >> 8))
  }

  mutating func uint32(_ value: UInt32) {
    uint16(UInt16(truncatingIfNeeded: value))
    uint16(UInt16(value >> 16))
  }

  mutating func append(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

  /// Zeros up to a multiple of four octets.
  mutating func pad() { while bytes.count % 4 != 0 { bytes.append(0) } }
}

/// Reads fields in the byte order that a capture file says it has.
private struct CaptureReader {
  private var reader: ByteReader
  var isBigEndian = false

  init(_ bytes: [UInt8]) { reader = ByteReader(bytes[...]) }

  var isAtEnd: Bool { reader.isAtEnd }
  mutating func uint32() -> UInt32? {
    guard let value = reader.uint32() else { return nil }
    return isBigEndian ? value : value.byteSwapped
  }
  mutating func bytes(_ count: Int) -> Bytes? { reader.bytes(count) }
}
