/// Colours the source of a `net` cell: prompts, keywords, strings, addresses, comments. The text stays as it is.
package enum NetHighlighter {
  /// - Parameter identifier: what the line of this place, from 0, is to be called, so that others lead to it.
  package static func html(_ source: String, identifier: (_ line: Int) -> String? = { _ in nil }) -> Markup {
    let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
    var result = Markup.empty
    for (index, line) in lines.enumerated() {
      if index > 0 { result += Markup("\n") }
      if let name = identifier(index) {
        result += element("span", ["id": name]) { self.line(line) }
      } else {
        result += self.line(line)
      }
    }
    return result
  }

  private static let keywords: Set<Substring> = [
    "host", "switch", "link", "image", "serve", "trace", "expect",
  ]

  private static func line(_ line: Substring) -> Markup {
    if line.hasPrefix("#|") { return span("net-option", line) }
    if line.hasPrefix("# ") || line == "#" || line.hasPrefix("##") { return span("net-comment", line) }
    let word = line.prefix { $0 != " " }
    let rest = line.dropFirst(word.count)
    if keywords.contains(word) {
      let head = span("net-keyword", word)
      guard word == "trace" else { return head + words(rest) }
      let space = rest.prefix { $0 == " " }
      return head + Markup(space) + self.line(rest.dropFirst(space.count))
    }
    if let length = promptLength(line) {
      let prompt = line.prefix(length)
      let name = prompt.last == ">" ? "net-windows" : "net-prompt"
      return span(name, prompt) + words(line.dropFirst(length))
    }
    return words(line)
  }

  /// `centos#`, `win11>`, `[root@centos ~]#`, `root@centos:~#`.
  private static func promptLength(_ line: Substring) -> Int? {
    if line.hasPrefix("["), let close = line.firstIndex(of: "]") {
      let mark = line.index(after: close)
      guard mark < line.endIndex, "#$".contains(line[mark]) else { return nil }
      return line.distance(from: line.startIndex, to: mark) + 1
    }
    guard let mark = line.firstIndex(where: { "#$>".contains($0) }) else { return nil }
    let name = line[..<mark]
    guard !name.isEmpty || "#$".contains(line[mark]), !name.contains(where: { $0 == " " || $0 == "\"" })
    else {
      return nil
    }
    return name.count + 1
  }

  /// Strings in quotes, and words that are addresses; what is between them has no colour.
  private static func words(_ text: Substring) -> Markup {
    var result = Markup.empty
    let octets = text.utf8
    var (plain, index) = (octets.startIndex, octets.startIndex)
    func colour(_ name: String, upTo end: Substring.Index) {
      if plain < index { result += Markup(text[plain..<index]) }
      result += span(name, text[index..<end])
      (plain, index) = (end, end)
    }
    while index < octets.endIndex {
      let octet = octets[index]
      let next = octets.index(after: index)
      if isQuote(octet) {
        let close = octets[next...].firstIndex(of: octet)
        colour("net-string", upTo: close.map(octets.index(after:)) ?? octets.endIndex)
      } else if octet == UInt8(ascii: " ") {
        index = next
      } else {
        let end = octets[index...].firstIndex { $0 == UInt8(ascii: " ") || isQuote($0) } ?? octets.endIndex
        if isAddress(text[index..<end]) { colour("net-address", upTo: end) } else { index = end }
      }
    }
    return plain < octets.endIndex ? result + Markup(text[plain...]) : result
  }

  private static func isQuote(_ octet: UInt8) -> Bool {
    octet == UInt8(ascii: "\"") || octet == UInt8(ascii: "'")
  }

  private static func isAddress(_ word: Substring) -> Bool {
    // Most words are none by their first octet.
    guard let first = word.utf8.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
      return false
    }
    let head = word.prefix { $0 != "/" && $0 != ":" }
    let parts = head.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
  }

  private static func span(_ name: String, _ text: Substring) -> Markup {
    element("span", ["class": name]) { Markup(text) }
  }
}
