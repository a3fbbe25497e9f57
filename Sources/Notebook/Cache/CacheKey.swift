import XXHash

/// The name of something that is kept: a hash of everything that it depends on, XXH3 with 128 bits.
package struct CacheKey: Hashable, Sendable {
  private var high: UInt64
  private var low: UInt64

  /// Each part counts with its length: `["ab", "c"]` is another key than `["a", "bc"]`.
  package init(_ parts: [String], content: some Collection<UInt8> = []) {
    var bytes: [UInt8] = []
    for part in parts { Self.add(part.utf8, to: &bytes) }
    Self.add(content, to: &bytes)
    self.init(hashing: bytes)
  }

  private init(hashing bytes: [UInt8]) {
    let hash = bytes.withUnsafeBytes { XXH3_128bits($0.baseAddress, $0.count) }
    (high, low) = (hash.high64, hash.low64)
  }

  private static func add(_ part: some Collection<UInt8>, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: UInt64(part.count).littleEndian) { bytes.append(contentsOf: $0) }
    bytes.append(contentsOf: part)
  }

  /// The key of what depends on this one's and on more.
  package func advanced(by parts: [String]) -> CacheKey { CacheKey([text] + parts) }

  /// 32 hexadecimal digits.
  package var text: String { Self.digits(high) + Self.digits(low) }

  private static func digits(_ number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

extension CacheKey: Storable {
  func store(in writer: inout StoredWriter) {
    writer(high)
    writer(low)
  }

  init(from reader: inout StoredReader) throws(StoredDamage) { (high, low) = (try reader(), try reader()) }
}
