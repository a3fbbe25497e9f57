/// What the placeholders of recorded outputs stood for, by name, within one note.
package struct Captures: Hashable, Sendable {
  package var values: [String: String] = [:]
  package init() {}
}

/// A recorded line: text with `{{*}}`, `{{name}}` and `{{name:kind}}` in it.
struct LinePattern: Hashable, Sendable {
  enum Part: Hashable, Sendable {
    case text([Character])
    case any
    case capture(name: String, kind: Kind)
  }

  enum Kind: String, Hashable, Sendable { case number, word, ip, mac, any }

  let parts: [Part]
  /// A line of only `...` stands for any lines, also none.
  let isElision: Bool

  init(_ line: String) {
    let characters = Array(line)
    isElision = Self.isElision(line)
    var parts: [Part] = []
    var text: [Character] = []
    var index = 0
    while index < characters.count {
      if let (part, end) = Self.placeholder(characters, at: index) {
        if !text.isEmpty { parts.append(.text(text)) }
        text = []
        parts.append(part)
        index = end
      } else {
        text.append(characters[index])
        index += 1
      }
    }
    while let last = text.last, last.isBlank { text.removeLast() }
    if !text.isEmpty { parts.append(.text(text)) }
    self.parts = parts
  }

  static func isElision(_ line: String) -> Bool {
    var rest = line.utf8[...]
    while let first = rest.first, first.isBlank { rest.removeFirst() }
    while let last = rest.last, last.isBlank { rest.removeLast() }
    return rest.elementsEqual("...".utf8)
  }

  /// Whether a line could stand for others than itself.
  static func mayHoldWildcards(_ line: String) -> Bool {
    line.utf8.contains(UInt8(ascii: "{")) || isElision(line)
  }

  /// `{{…}}` that is none of the forms, such as Docker's `{{.Name}}`, stands for itself.
  private static func placeholder(_ characters: [Character], at start: Int) -> (Part, end: Int)? {
    guard start + 4 < characters.count, characters[start] == "{", characters[start + 1] == "{" else {
      return nil
    }
    var close = start + 2
    while close + 1 < characters.count, characters[close] != "}" { close += 1 }
    guard close + 1 < characters.count, characters[close] == "}", characters[close + 1] == "}" else {
      return nil
    }
    let body = String(characters[(start + 2)..<close])
    if body == "*" { return (.any, close + 2) }
    let pieces = body.split(separator: ":", omittingEmptySubsequences: false).map { String($0) }
    guard pieces.count <= 2, let first = pieces[0].first, first.isLetter,
      pieces[0].allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }),
      let kind = Kind(rawValue: pieces.count == 2 ? pieces[1] : "any")
    else { return nil }
    return (.capture(name: pieces[0], kind: kind), close + 2)
  }

  /// Whether the line fits; if so, names that were free are bound to what they stood for.
  func matches(_ line: String, _ captures: inout Captures) -> Bool {
    var characters = Array(line)
    while let last = characters.last, last.isBlank { characters.removeLast() }
    var bound = captures
    guard matches(characters, from: 0, part: 0, &bound) else { return false }
    captures = bound
    return true
  }

  private func matches(_ line: [Character], from start: Int, part: Int, _ captures: inout Captures) -> Bool {
    guard part < parts.count else { return start == line.count }
    switch parts[part] {
    case .text(let text):
      return line[start...].starts(with: text)
        && matches(line, from: start + text.count, part: part + 1, &captures)
    case .any:
      if part + 1 == parts.count { return true }
      for end in start...line.count where matches(line, from: end, part: part + 1, &captures) { return true }
      return false
    case .capture(let name, let kind):
      if let value = captures.values[name] {
        return line[start...].starts(with: value)
          && matches(line, from: start + value.count, part: part + 1, &captures)
      }
      // The longest first, so that a number is taken whole.
      for end in (start...line.count).reversed() where kind.accepts(line[start..<end]) {
        captures.values[name] = String(line[start..<end])
        if matches(line, from: end, part: part + 1, &captures) { return true }
        captures.values[name] = nil
      }
      return false
    }
  }
}

extension LinePattern.Kind {
  func accepts(_ text: ArraySlice<Character>) -> Bool {
    switch self {
    case .any: true
    case .word: !text.isEmpty && !text.contains { $0.isBlank }
    case .number: Self.isNumber(text)
    case .ip: ipv4Bits(String(text)) != nil
    case .mac: Self.isMAC(text)
    }
  }

  private static func isNumber(_ text: ArraySlice<Character>) -> Bool {
    let parts = text.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
    return parts.count <= 2
      && parts.allSatisfy { part in
        !part.isEmpty && part.allSatisfy { $0.isASCII && $0.isNumber }
      }
  }

  private static func isMAC(_ text: ArraySlice<Character>) -> Bool {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    return parts.count == 6
      && parts.allSatisfy { part in
        part.count == 2 && part.allSatisfy { $0.isASCII && $0.isHexDigit }
      }
  }
}

extension String {
  /// What stands between white space.
  var words: [String] {
    split { $0.isBlank }.map { String($0) }
  }
}
