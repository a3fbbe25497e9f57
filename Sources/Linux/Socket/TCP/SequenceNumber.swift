/// Comparison of TCP sequence numbers, which wrap (RFC 9293, section 3.4).
extension UInt32 {
  func isBefore(_ other: UInt32) -> Bool { Int32(bitPattern: self &- other) < 0 }
  func isAfter(_ other: UInt32) -> Bool { other.isBefore(self) }
}
