import Packets

/// Takes a header apart, field after field, from its first octet on. Fields behind the end are left out.
struct FieldReader {
  private let bytes: Bytes
  /// In hexadecimal digits from the beginning.
  private var position = 0
  private(set) var fields: [HeaderField] = []

  init(_ bytes: Bytes) { self.bytes = bytes }

  /// What no field has taken yet. An octet of which only half is taken belongs to the past.
  var rest: Bytes { bytes.dropFirst((position + 1) / 2) }

  /// Reads a number of up to 64 bits; gives it for later decisions, zero behind the end.
  @discardableResult
  mutating func number(
    _ name: String, bits: Int, _ text: (UInt64) -> String = { String($0) }
  ) -> UInt64 {
    let digits = bits / 4
    guard position + digits <= bytes.count * 2 else { return 0 }
    var value: UInt64 = 0
    for place in position..<(position + digits) { value = value << 4 | UInt64(digit(place)) }
    append(name, digits: digits, value: text(value))
    return value
  }

  /// Reads a number that is written in hexadecimal.
  mutating func hexadecimal(_ name: String, bits: Int) {
    number(name, bits: bits) { "0x" + Self.padded(String($0, radix: 16), to: bits / 4) }
  }

  mutating func hardware(_ name: String) {
    number(name, bits: 48) { MACAddress(bits: $0).description }
  }

  mutating func address(_ name: String) {
    number(name, bits: 32) { IPv4Address(bits: UInt32($0)).description }
  }

  /// Takes this many octets, or what is there of them; `text` is what they mean.
  mutating func octets(_ name: String, _ count: Int, _ text: (Bytes) -> String) {
    let taken = rest.prefix(max(0, count))
    guard !taken.isEmpty else { return }
    append(name, digits: taken.count * 2, value: text(taken))
  }

  private mutating func append(_ name: String, digits: Int, value: String) {
    let text = String(unsafeUninitializedCapacity: digits) { buffer in
      for place in 0..<digits { buffer[place] = Self.alphabet[Int(digit(position + place))] }
      return digits
    }
    fields.append(HeaderField(name: name, bits: digits * 4, value: value, digits: text))
    position += digits
  }

  private func digit(_ place: Int) -> UInt8 {
    let octet = bytes[bytes.startIndex + place / 2]
    return place % 2 == 0 ? octet >> 4 : octet & 0xF
  }

  private static let alphabet = Array("0123456789abcdef".utf8)

  private static func padded(_ text: String, to width: Int) -> String {
    String(repeating: "0", count: max(0, width - text.count)) + text
  }
}
