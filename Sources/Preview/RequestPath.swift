/// The path of a request, as names of folders and a file below the site.
///
/// What could lead elsewhere is no path: `..`, an encoded slash, NUL and other control characters, a backslash, and
/// names that begin with a dot, which a site keeps to itself.
struct RequestPath: Hashable, Sendable {
  var names: [String]
  /// It ends with a slash: a folder is meant.
  var isFolder: Bool

  init(names: [String], isFolder: Bool) { (self.names, self.isFolder) = (names, isFolder) }

  /// Reads the target of a request line (RFC 9112, section 3.2.1), without its query. Nil when it is not acceptable.
  init?(target: String) {
    let path = target.utf8.prefix { $0 != 0x3F && $0 != 0x23 }
    guard path.first == 0x2F else { return nil }
    var names: [String] = []
    let parts = path.split(separator: 0x2F, omittingEmptySubsequences: false).dropFirst()
    for (index, part) in parts.enumerated() {
      if part.isEmpty {
        // Only at the end; `//` inside is nobody's page.
        guard index == parts.count - 1 else { return nil }
        continue
      }
      guard let name = Self.name(part) else { return nil }
      names.append(name)
    }
    self.names = names
    isFolder = path.last == 0x2F
  }

  /// Percent-decodes once.
  private static func name(_ part: some Sequence<UInt8>) -> String? {
    var bytes: [UInt8] = []
    var left = part.makeIterator()
    while let byte = left.next() {
      guard byte == 0x25 else {
        bytes.append(byte)
        continue
      }
      guard let high = left.next().flatMap(digit), let low = left.next().flatMap(digit) else { return nil }
      bytes.append(high << 4 | low)
    }
    let isPlain = bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != 0x2F && $0 != 0x5C }
    guard isPlain, bytes.first != 0x2E, let name = String(validating: bytes, as: UTF8.self) else {
      return nil
    }
    return name
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    case 0x61...0x66: byte - 0x57
    default: nil
    }
  }
}
