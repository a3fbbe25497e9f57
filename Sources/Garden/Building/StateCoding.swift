import Notebook

/// Writes the state of a build: numbers in groups of seven bits, the least first; texts with their length.
struct StateWriter {
  private(set) var octets: [UInt8] = []

  mutating func write(_ number: Int) {
    var rest = UInt64(bitPattern: Int64(number))
    while rest >= 0x80 {
      octets.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    octets.append(UInt8(rest))
  }

  mutating func write(_ text: String) {
    write(text.utf8.count)
    text.withOctets { octets += $0 }
  }

  mutating func write(_ text: String?) {
    write(text == nil ? 0 : 1)
    if let text { write(text) }
  }

  mutating func write(_ flag: Bool) { write(flag ? 1 : 0) }

  mutating func write(_ print: Fingerprint) {
    for word in [print.high, print.low] {
      for shift in 0..<8 { octets.append(UInt8(truncatingIfNeeded: word >> UInt64(8 * shift))) }
    }
  }

  /// The order of a dictionary's elements is its own: it is read into one again.
  mutating func write<Elements: Collection>(
    _ elements: Elements, _ each: (inout StateWriter, Elements.Element) -> Void
  ) {
    write(elements.count)
    for element in elements { each(&self, element) }
  }
}

/// What was read is no state of a build.
struct StateDamage: Error {}

struct StateReader {
  private let octets: [UInt8]
  private var next = 0

  init(_ octets: [UInt8]) { self.octets = octets }

  var isAtEnd: Bool { next == octets.count }

  mutating func number() throws(StateDamage) -> Int {
    var (result, shift): (UInt64, UInt64) = (0, 0)
    while next < octets.count, shift < 64 {
      let octet = octets[next]
      next += 1
      result |= UInt64(octet & 0x7F) << shift
      if octet < 0x80 { return Int(Int64(bitPattern: result)) }
      shift += 7
    }
    throw StateDamage()
  }

  mutating func text() throws(StateDamage) -> String {
    let count = try number()
    guard count >= 0, count <= octets.count - next else { throw StateDamage() }
    defer { next += count }
    return octets.withUnsafeBufferPointer { String(decoding: $0[next..<next + count], as: UTF8.self) }
  }

  mutating func optionalText() throws(StateDamage) -> String? { try number() == 1 ? try text() : nil }

  mutating func flag() throws(StateDamage) -> Bool { try number() == 1 }

  mutating func fingerprint() throws(StateDamage) -> Fingerprint {
    guard octets.count - next >= 16 else { throw StateDamage() }
    func word(_ start: Int) -> UInt64 {
      octets[start..<start + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    defer { next += 16 }
    return Fingerprint(high: word(next), low: word(next + 8))
  }

  mutating func list<Element>(_ each: (inout StateReader) throws(StateDamage) -> Element) throws(StateDamage)
    -> [Element]
  {
    let count = try number()
    guard count >= 0, count <= octets.count - next else { throw StateDamage() }
    var elements: [Element] = []
    elements.reserveCapacity(count)
    for _ in 0..<count { elements.append(try each(&self)) }
    return elements
  }
}
