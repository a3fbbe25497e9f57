/// What a capture file says about the first header of its packets (https://www.tcpdump.org/linktypes.html).
package enum LinkType: UInt32, Hashable, Sendable {
  case ethernet = 1
  /// Linux "cooked" capture, version 2: what a capture on all interfaces has in place of Ethernet headers.
  case linuxCooked2 = 276
}

/// A packet as a capture file holds it.
package struct CapturedPacket: Hashable, Sendable {
  /// Nanoseconds since 1970-01-01 00:00 UTC.
  package var time: Int64
  /// Octets from the link header on, perhaps cut off at the snapshot length.
  package var bytes: Bytes
  /// Octets that were on the wire.
  package var originalLength: Int

  package init(time: Int64, bytes: Bytes, originalLength: Int? = nil) {
    self.time = time
    self.bytes = bytes
    self.originalLength = originalLength ?? bytes.count
  }
}

extension Bytes {
  /// The octet at an offset from the beginning of the slice.
  package func octet(_ offset: Int) -> UInt8? {
    offset >= 0 && offset < count ? self[startIndex + offset] : nil
  }

  /// The big-endian number in one to four octets at an offset.
  package func number(_ offset: Int, octets: Int) -> UInt32? {
    guard offset >= 0, offset + octets <= count else { return nil }
    return self[(startIndex + offset)..<(startIndex + offset + octets)].reduce(0) { $0 << 8 | UInt32($1) }
  }
}
