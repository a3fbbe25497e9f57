/// Text as HTML (HTML Living Standard, section 13.3).
package enum HTMLEscaping {
  /// For text and for attribute values in double quotes; with the apostrophe, for values in any quotes.
  package static func escaped(_ text: String, apostrophe: Bool = false) -> String {
    text.withOctets { octets in
      guard var next = firstSpecial(in: octets, from: 0, apostrophe) else { return text }
      var result: [UInt8] = []
      result.reserveCapacity(octets.count + octets.count / 8 + 16)
      var plain = 0
      while true {
        result += octets[plain..<next]
        result.append(reference(for: octets[next]))
        plain = next + 1
        guard let following = firstSpecial(in: octets, from: plain, apostrophe) else { break }
        next = following
      }
      result += octets[plain...]
      return String(decoding: result, as: UTF8.self)
    }
  }

  private static func firstSpecial(
    in octets: UnsafeBufferPointer<UInt8>, from start: Int, _ apostrophe: Bool
  ) -> Int? {
    var index = start
    while index < octets.count {
      switch octets[index] {
      case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""): return index
      case UInt8(ascii: "'"): if apostrophe { return index }
      default: break
      }
      index += 1
    }
    return nil
  }

  private static func reference(for octet: UInt8) -> StaticString {
    switch octet {
    case UInt8(ascii: "&"): "&amp;"
    case UInt8(ascii: "<"): "&lt;"
    case UInt8(ascii: ">"): "&gt;"
    case UInt8(ascii: "'"): "&#39;"
    default: "&quot;"
    }
  }
}

extension [UInt8] {
  fileprivate mutating func append(_ text: StaticString) {
    self += UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
  }
}
