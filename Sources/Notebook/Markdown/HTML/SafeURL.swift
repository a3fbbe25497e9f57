/// Where links and pictures of a note may lead.
package enum SafeURL {
  /// Everything else that names a scheme could run a program in the reader's browser.
  private static let schemes: Set<String> = ["http", "https", "mailto", "tel", "ftp", "xmpp", "irc"]

  /// The address ready for an attribute, special characters percent-encoded; nil when its scheme is not harmless.
  package static func encoded(_ url: String) -> String? {
    if url.withOctets(isHarmlessPath) { return url }
    // Browsers take control characters and blanks out before they look at the scheme.
    let visible = url.unicodeScalars.filter { $0.value > 0x20 && $0.value != 0x7F }
    if let colon = visible.firstIndex(where: { ":/?#".unicodeScalars.contains($0) }), visible[colon] == ":" {
      let scheme = String(String.UnicodeScalarView(visible[..<colon])).lowercased()
      guard schemes.contains(scheme) else { return nil }
    }
    return percentEncoded(url)
  }

  /// Most links: nothing is to be encoded, and no colon could end a scheme.
  private static func isHarmlessPath(_ url: UnsafeBufferPointer<UInt8>) -> Bool {
    url.allSatisfy { isAllowed($0) && $0 != UInt8(ascii: ":") }
  }

  private static func percentEncoded(_ url: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var result: [UInt8] = []
    result.reserveCapacity(url.utf8.count + 32)
    for byte in url.utf8 {
      if isAllowed(byte) {
        result.append(byte)
      } else {
        result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// RFC 3986's reserved and unreserved characters, and the percent sign of what is encoded already.
  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"):
      true
    default: byte < 0x80 && isAllowedMark[Int(byte)]
    }
  }

  private static let isAllowedMark: [Bool] = {
    let marks = Set("-._~:/?#[]@!$&'()*+,;=%".utf8)
    return (0..<0x80).map { marks.contains(UInt8($0)) }
  }()
}
