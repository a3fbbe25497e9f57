/// 128 bits that tell contents apart: of what a page depends on, and in the names of assets.
///
/// Two lanes of multiply-and-fold over 64-bit words, as wyhash does it (https://github.com/wangyi-fudan/wyhash). It
/// is no cryptographic hash: it finds changes, it keeps nobody out.
package struct Fingerprint: Hashable, Sendable {
  package private(set) var high: UInt64 = 0xa076_1d64_78bd_642f
  package private(set) var low: UInt64 = 0xe703_7ed1_a0b4_28db

  package init() {}

  init(high: UInt64, low: UInt64) { (self.high, self.low) = (high, low) }

  package init(of content: some Collection<UInt8>) {
    self.init()
    add(content)
  }

  package init(of text: String) {
    self.init()
    add(text)
  }

  /// Each part counts with its length: `ab` and `c` differ from `a` and `bc`.
  package mutating func add(_ text: String) {
    var text = text
    text.withUTF8 { mix($0) }
  }

  package mutating func add(_ text: String?) {
    add(text == nil ? 0 : 1)
    if let text { add(text) }
  }

  package mutating func add(_ content: some Collection<UInt8>) {
    if content.withContiguousStorageIfAvailable({ mix($0) }) == nil {
      Array(content).withUnsafeBufferPointer { mix($0) }
    }
  }

  package mutating func add(_ number: Int) { step(UInt64(bitPattern: Int64(number))) }

  package mutating func add(_ other: Fingerprint) {
    step(other.high)
    step(other.low)
  }

  private mutating func mix(_ content: UnsafeBufferPointer<UInt8>) {
    step(UInt64(content.count))
    let raw = UnsafeRawBufferPointer(content)
    var index = 0
    while index + 8 <= raw.count {
      step(UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)))
      index += 8
    }
    if index < raw.count {
      var last: UInt64 = 0
      for octet in raw[index...].reversed() { last = last << 8 | UInt64(octet) }
      step(last)
    }
  }

  private mutating func step(_ word: UInt64) {
    let one = (high ^ word).multipliedFullWidth(by: 0x8ebc_6af0_9c88_c6e3 ^ low)
    let other = (low &+ word).multipliedFullWidth(by: 0x5899_65cc_7537_4cc3 | 1)
    high = one.high ^ one.low ^ word
    low = (other.high ^ other.low) &+ high
  }

  /// 16 hexadecimal digits.
  package var short: String {
    let word = high ^ low &* 0x9e37_79b9_7f4a_7c15
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
