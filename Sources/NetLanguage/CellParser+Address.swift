extension CellParser {
  /// `ADDRESS/PREFIX` of a host, checked.
  mutating func address(_ range: Range<Int>) -> Located<AddressText>? {
    let text = line.text(range)
    if text.contains(":") {
      report(
        "invalid-address", range, "a link gives IPv4 addresses, and `\(text)` is not one",
        suggestion: "add an IPv6 address by a console line: `ip -6 addr add`")
      return nil
    }
    let slash = line.characters[range].firstIndex(of: "/")
    guard let bits = addressBits(range.lowerBound..<(slash ?? range.upperBound)) else { return nil }
    guard let slash else {
      report(
        "missing-prefix", range, "the address \(text) has no prefix length", suggestion: "write `\(text)/24`")
      return nil
    }
    let prefix = slash + 1..<range.upperBound
    guard let length = Int(line.text(prefix)), (0...32).contains(length) else {
      report(
        "invalid-prefix", prefix, "`\(line.text(prefix))` is not a prefix length",
        suggestion: "prefix lengths are 0 to 32")
      return nil
    }
    checkHostPart(bits, length, range)
    return Located(AddressText(bits: bits, length: length), at: line.source(range))
  }

  private mutating func checkHostPart(_ bits: UInt32, _ length: Int, _ range: Range<Int>) {
    guard length < 31 else { return }  // RFC 3021: both addresses of a /31 are hosts
    let mask = length == 0 ? UInt32(0) : UInt32.max << UInt32(32 - length)
    let network = bits & mask
    guard bits == network || bits == network | ~mask else { return }
    report(
      "invalid-address", range,
      "\(dotted(bits)) is the \(bits == network ? "network" : "broadcast") address of "
        + "\(dotted(network))/\(length), not a host's",
      suggestion: "hosts there have \(dotted(network + 1)) to \(dotted((network | ~mask) - 1))")
  }

  /// Four octets; reports what is wrong with them.
  private mutating func addressBits(_ range: Range<Int>) -> UInt32? {
    var bits: UInt32 = 0
    var count = 0
    var start = range.lowerBound
    for index in range.lowerBound...range.upperBound
    where index == range.upperBound || line.characters[index] == "." {
      let octet = start..<index
      let text = line.text(octet)
      guard let value = decimal(text) else {
        let word = line.text(range)
        report(
          "invalid-address", range, "`\(word)` is not an address",
          suggestion: "an end is `HOST:INTERFACE` and its addresses, such as `10.0.0.1/24`")
        return nil
      }
      guard value <= 255 else {
        report("invalid-address", octet, "the octet \(text) is greater than 255")
        return nil
      }
      bits = bits << 8 | UInt32(value)
      count += 1
      start = index + 1
    }
    if count == 4 { return bits }
    report(
      "invalid-address", range, "`\(line.text(range))` is not an address: it has \(count) octets instead of 4"
    )
    return nil
  }

  private func dotted(_ bits: UInt32) -> String {
    "\(bits >> 24).\(bits >> 16 & 255).\(bits >> 8 & 255).\(bits & 255)"
  }
}

/// A number of up to nine ASCII digits.
func decimal(_ text: String) -> Int? {
  guard (1...9).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }) else {
    return nil
  }
  return Int(text)
}

/// The bits of `a.b.c.d`, nil for anything else.
func ipv4Bits(_ text: String) -> UInt32? {
  let octets = text.split(separator: ".", omittingEmptySubsequences: false).map { decimal(String($0)) }
  guard octets.count == 4 else { return nil }
  var bits: UInt32 = 0
  for octet in octets {
    guard let octet, octet <= 255 else { return nil }
    bits = bits << 8 | UInt32(octet)
  }
  return bits
}
