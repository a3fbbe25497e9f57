/// An IPv6 address, as DNS records hold it (RFC 3596).
package struct IPv6Address: Hashable, Sendable, CustomStringConvertible {
  /// Sixteen.
  package let bytes: [UInt8]

  /// Nil unless there are sixteen bytes.
  package init?(bytes: [UInt8]) {
    guard bytes.count == 16 else { return nil }
    self.bytes = bytes
  }

  /// Reads groups of hexadecimal digits, one run of zeros as `::` (RFC 4291, section 2.2).
  package init?(_ text: some StringProtocol) {
    let halves = Self.halves(Array(text.utf8))
    let known = halves.compactMap { Self.groups($0) }
    guard known.count == halves.count else { return nil }
    let count = known.reduce(0) { $0 + $1.count }
    guard known.count == 1 ? count == 8 : known.count == 2 && count < 8 else { return nil }
    var all = known[0]
    if known.count == 2 { all += Array(repeating: 0, count: 8 - count) + known[1] }
    bytes = all.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
  }

  /// What stands before and behind each `::`.
  private static func halves(_ text: [UInt8]) -> [[UInt8]] {
    var halves: [[UInt8]] = [[]]
    var index = 0
    while index < text.count {
      if text[index] == UInt8(ascii: ":"), index + 1 < text.count, text[index + 1] == UInt8(ascii: ":") {
        halves.append([])
        index += 2
      } else {
        halves[halves.count - 1].append(text[index])
        index += 1
      }
    }
    return halves
  }

  private static func groups(_ text: [UInt8]) -> [UInt16]? {
    if text.isEmpty { return [] }
    var groups: [UInt16] = []
    for part in text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false) {
      guard (1...4).contains(part.count),
        let group = UInt16(String(decoding: part, as: UTF8.self), radix: 16)
      else { return nil }
      groups.append(group)
    }
    return groups
  }

  /// In the form of RFC 5952: the longest run of zeros is `::`.
  package var description: String {
    let groups = (0..<8).map { Int(bytes[2 * $0]) << 8 | Int(bytes[2 * $0 + 1]) }
    var (best, bestLength) = (-1, 1)
    var start = 0
    while start < 8 {
      var end = start
      while end < 8, groups[end] == 0 { end += 1 }
      if end - start > bestLength { (best, bestLength) = (start, end - start) }
      start = max(end, start + 1)
    }
    func words(_ range: Range<Int>) -> String {
      groups[range].map { String($0, radix: 16) }.joined(separator: ":")
    }
    guard best >= 0 else { return words(0..<8) }
    return words(0..<best) + "::" + words((best + bestLength)..<8)
  }
}
