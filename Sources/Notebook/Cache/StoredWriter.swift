import NetLanguage
import Packets
import Simulation

/// A value that the cache can keep as bytes. Reading gives back what was written, when the bytes are whole.
protocol Storable {
  func store(in writer: inout StoredWriter)
  init(from reader: inout StoredReader) throws(StoredDamage)
}

/// The bytes are not what a writer of this build wrote.
struct StoredDamage: Error {}

/// Appends values one after the other. Texts and frames that came before are only referred to: a trace repeats
/// both in nearly every step.
struct StoredWriter {
  private(set) var bytes: [UInt8] = []
  private var strings: [String: Int] = [:]
  private var frames: [EthernetFrame: Int] = [:]
  /// Most steps change nothing of a frame, and that two are the same array is seen at once, but to hash one takes long.
  private var last: (frame: EthernetFrame, index: Int)?
  private let placement: Placement
  /// Ranges are in the note, not in a file that it includes.
  private let isOfNote: Bool

  init(placement: Placement = Placement(), isOfNote: Bool = true) {
    (self.placement, self.isOfNote) = (placement, isOfNote)
  }

  mutating func callAsFunction(_ value: some Storable) { value.store(in: &self) }

  mutating func callAsFunction(_ value: (some Storable)?) {
    byte(value == nil ? 0 : 1)
    if let value { value.store(in: &self) }
  }

  mutating func callAsFunction(_ values: [some Storable]) {
    number(values.count)
    for value in values { value.store(in: &self) }
  }

  mutating func callAsFunction(_ octets: [UInt8]) { self.octets(octets[...]) }

  mutating func octets(_ octets: ArraySlice<UInt8>) {
    number(octets.count)
    bytes.append(contentsOf: octets)
  }

  mutating func byte(_ value: UInt8) { bytes.append(value) }

  /// Seven bits an octet, the lowest first.
  mutating func number(_ value: Int) {
    var rest = UInt64(bitPattern: Int64(value))
    while rest >= 128 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 128)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func string(_ value: String) {
    if let index = strings[value] { return number(index + 1) }
    strings[value] = strings.count
    number(0)
    number(value.utf8.count)
    bytes.append(contentsOf: value.utf8)
  }

  mutating func frame(_ value: EthernetFrame) {
    if let last, last.frame == value { return number(last.index + 1) }
    if let index = frames[value] {
      last = (value, index)
      return number(index + 1)
    }
    last = (value, frames.count)
    frames[value] = frames.count
    number(0)
    value.storeFields(in: &self)
  }

  /// A line of the note, by the cell that it belongs to.
  mutating func line(_ line: Int) {
    if let place = placement.place(of: line) {
      number(place.unit + 1)
      number(place.offset)
    } else {
      number(0)
      number(line)
    }
  }

  /// A line of the text that the result is of.
  mutating func ownLine(_ line: Int) { isOfNote ? self.line(line) : number(line) }
}

/// Reads what a `StoredWriter` wrote.
struct StoredReader {
  private let bytes: ArraySlice<UInt8>
  private var next: Int
  private var strings: [String] = []
  private var frames: [EthernetFrame] = []
  private let placement: Placement
  private let isOfNote: Bool

  init(_ bytes: ArraySlice<UInt8>, placement: Placement = Placement(), isOfNote: Bool = true) {
    self.bytes = bytes
    next = bytes.startIndex
    (self.placement, self.isOfNote) = (placement, isOfNote)
  }

  var isAtEnd: Bool { next == bytes.endIndex }

  mutating func callAsFunction<Value: Storable>() throws(StoredDamage) -> Value { try Value(from: &self) }

  mutating func callAsFunction<Value: Storable>() throws(StoredDamage) -> Value? {
    switch try byte() {
    case 0: return nil
    case 1: return try Value(from: &self)
    default: throw StoredDamage()
    }
  }

  mutating func callAsFunction<Value: Storable>() throws(StoredDamage) -> [Value] {
    let count = try number()
    // Nothing takes less than an octet: a count that damage made absurd is found before memory is taken.
    guard count >= 0, count <= bytes.endIndex - next else { throw StoredDamage() }
    var values: [Value] = []
    values.reserveCapacity(count)
    for _ in 0..<count { values.append(try Value(from: &self)) }
    return values
  }

  mutating func callAsFunction() throws(StoredDamage) -> [UInt8] { Array(try octets()) }

  mutating func byte() throws(StoredDamage) -> UInt8 {
    guard next < bytes.endIndex else { throw StoredDamage() }
    defer { next += 1 }
    return bytes[next]
  }

  mutating func number() throws(StoredDamage) -> Int {
    var (value, shift) = (UInt64(0), UInt64(0))
    while shift < 64 {
      let octet = try byte()
      value |= UInt64(octet & 127) << shift
      if octet < 128 { return Int(Int64(bitPattern: value)) }
      shift += 7
    }
    throw StoredDamage()
  }

  mutating func octets() throws(StoredDamage) -> ArraySlice<UInt8> {
    let count = try number()
    guard count >= 0, count <= bytes.endIndex - next else { throw StoredDamage() }
    defer { next += count }
    return bytes[next..<next + count]
  }

  mutating func string() throws(StoredDamage) -> String {
    let index = try number()
    if index > 0 {
      guard index <= strings.count else { throw StoredDamage() }
      return strings[index - 1]
    }
    guard let text = String(validating: try octets(), as: UTF8.self) else { throw StoredDamage() }
    strings.append(text)
    return text
  }

  mutating func frame() throws(StoredDamage) -> EthernetFrame {
    let index = try number()
    if index > 0 {
      guard index <= frames.count else { throw StoredDamage() }
      return frames[index - 1]
    }
    let frame = try EthernetFrame(fields: &self)
    frames.append(frame)
    return frame
  }

  mutating func ownLine() throws(StoredDamage) -> Int { try isOfNote ? line() : number() }

  mutating func line() throws(StoredDamage) -> Int {
    let (unit, rest) = (try number(), try number())
    if unit == 0 { return rest }
    guard let line = placement.line(unit: unit - 1, offset: rest) else { throw StoredDamage() }
    return line
  }
}
