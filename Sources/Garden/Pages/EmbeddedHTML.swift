/// What is shown in a page of another note: its ids get a prefix, so that they stay unique.
enum EmbeddedHTML {
  /// - Parameters:
  ///   - captures: how addresses of the note's capture files begin in its own page.
  ///   - place: how they begin in this one.
  static func prefixed(_ html: String, prefix: String, captures: String, at place: String) -> String {
    var output = ""
    AttributeScanner.scan(html) { piece in
      guard case .value(let name, let value) = piece else { return output += piece.text }
      switch name {
      case "id", "for", "aria-labelledby", "aria-describedby":
        output += value.split(separator: " ").map { prefix + $0 }.joined(separator: " ")
      case "href" where value.hasPrefix("#"): output += "#" + prefix + value.dropFirst()
      case "href" where value.hasPrefix(captures): output += place + value.dropFirst(captures.count)
      default: output += value.hasPrefix("url(#") ? "url(#" + prefix + value.dropFirst(5) : value
      }
    }
    return output
  }
}

/// Goes through HTML and tells the values of attributes from everything else. In text and in values, `<` is escaped.
enum AttributeScanner {
  enum Piece {
    case other(Substring)
    case value(name: String, Substring)

    var text: Substring {
      switch self {
      case .other(let text), .value(_, let text): text
      }
    }
  }

  /// The pieces together are the text.
  static func scan(_ html: String, _ each: (Piece) -> Void) {
    let octets = html.utf8
    var (start, index) = (octets.startIndex, octets.startIndex)
    func other(to end: String.Index) {
      if start < end { each(.other(html[start..<end])) }
      start = end
    }
    while let tag = octets[index...].firstIndex(of: UInt8(ascii: "<")) {
      index = octets.index(after: tag)
      // To the end of the tag, attribute by attribute.
      while index < octets.endIndex, octets[index] != UInt8(ascii: ">") {
        guard octets[index] == UInt8(ascii: "=") else {
          index = octets.index(after: index)
          continue
        }
        let name = octets[tag..<index].suffix(while: isName)
        index = octets.index(after: index)
        let quote =
          index < octets.endIndex
            && (octets[index] == UInt8(ascii: "\"") || octets[index] == UInt8(ascii: "'"))
          ? octets[index] : nil
        if quote != nil { index = octets.index(after: index) }
        other(to: index)
        let end =
          octets[index...].firstIndex { octet in
            quote.map { octet == $0 } ?? (octet == UInt8(ascii: ">") || octet == UInt8(ascii: " "))
          } ?? octets.endIndex
        each(.value(name: String(Substring(name)), html[index..<end]))
        (start, index) = (end, end)
        if quote != nil, index < octets.endIndex { index = octets.index(after: index) }
      }
    }
    other(to: octets.endIndex)
  }

  private static func isName(_ octet: UInt8) -> Bool {
    octet == UInt8(ascii: "-") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(octet | 0x20)
  }
}

extension BidirectionalCollection {
  /// The longest end of the collection whose elements are all such.
  fileprivate func suffix(while isSuch: (Element) -> Bool) -> SubSequence {
    var start = endIndex
    while start > startIndex {
      let before = index(before: start)
      guard isSuch(self[before]) else { break }
      start = before
    }
    return self[start...]
  }
}
