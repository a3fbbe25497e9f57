/// Plain and quoted scalars.
enum YAMLScalar {
  static func read(_ text: String, line: Int) throws(YAMLProblem) -> YAMLNode {
    switch text.first {
    case "\"": return .scalar(try doubleQuoted(text, line), isQuoted: true)
    case "'": return .scalar(try singleQuoted(text, line), isQuoted: true)
    case "&", "*": throw YAMLProblem(line: line, text: "anchors and aliases", isUnsupported: true)
    case "!": throw YAMLProblem(line: line, text: "tags", isUnsupported: true)
    case "@", "`":
      throw YAMLProblem(line: line, text: "found character that cannot start any token")
    default: break
    }
    return text == "~" || text == "null" || text.isEmpty ? .null : .scalar(text, isQuoted: false)
  }

  private static func singleQuoted(_ text: String, _ line: Int) throws(YAMLProblem) -> String {
    var result = ""
    var rest = text.dropFirst()
    while let character = rest.popFirst() {
      guard character == "'" else {
        result.append(character)
        continue
      }
      if rest.first == "'" {
        result.append("'")
        rest.removeFirst()
      } else if rest.isEmpty {
        return result
      } else {
        throw YAMLProblem(line: line, text: "did not find expected key")
      }
    }
    throw YAMLProblem(line: line, text: "found unexpected end of stream")
  }

  private static func doubleQuoted(_ text: String, _ line: Int) throws(YAMLProblem) -> String {
    var result = ""
    var rest = text.dropFirst()
    while let character = rest.popFirst() {
      switch character {
      case "\"":
        guard rest.isEmpty else { throw YAMLProblem(line: line, text: "did not find expected key") }
        return result
      case "\\":
        switch rest.popFirst() {
        case "n": result.append("\n")
        case "t": result.append("\t")
        case "\"": result.append("\"")
        case "\\": result.append("\\")
        case "/": result.append("/")
        case "0": result.append("\0")
        default: throw YAMLProblem(line: line, text: "found unknown escape character")
        }
      default: result.append(character)
      }
    }
    throw YAMLProblem(line: line, text: "found unexpected end of stream")
  }
}

/// `[a, b]` and `{a: b}`.
struct YAMLFlowReader {
  private let characters: [Character]
  private var position = 0
  private let line: Int

  init(_ text: String, line: Int) {
    characters = Array(text)
    self.line = line
  }

  mutating func read() throws(YAMLProblem) -> YAMLNode {
    let node = try value()
    skipSpaces()
    guard position == characters.count else {
      throw YAMLProblem(line: line, text: "did not find expected ',' or ']'")
    }
    return node
  }

  private mutating func skipSpaces() {
    while position < characters.count, characters[position] == " " { position += 1 }
  }

  private mutating func value() throws(YAMLProblem) -> YAMLNode {
    skipSpaces()
    guard position < characters.count else {
      throw YAMLProblem(line: line, text: "did not find expected node content")
    }
    switch characters[position] {
    case "[": return try sequence()
    case "{": return try mapping()
    default: return try YAMLScalar.read(word(), line: line)
    }
  }

  private mutating func sequence() throws(YAMLProblem) -> YAMLNode {
    position += 1
    var items: [YAMLNode] = []
    while true {
      skipSpaces()
      guard position < characters.count else {
        throw YAMLProblem(line: line, text: "did not find expected ',' or ']'")
      }
      if characters[position] == "]" {
        position += 1
        return .sequence(items)
      }
      items.append(try value())
      try comma(before: "]")
    }
  }

  private mutating func mapping() throws(YAMLProblem) -> YAMLNode {
    position += 1
    var entries: [YAMLNode.Entry] = []
    while true {
      skipSpaces()
      guard position < characters.count else {
        throw YAMLProblem(line: line, text: "did not find expected ',' or '}'")
      }
      if characters[position] == "}" {
        position += 1
        return .mapping(entries)
      }
      let key = try YAMLScalar.read(word(isKey: true), line: line).text ?? ""
      skipSpaces()
      var node = YAMLNode.null
      if position < characters.count, characters[position] == ":" {
        position += 1
        node = try value()
      }
      entries.append(YAMLNode.Entry(key: key, value: node, line: line))
      try comma(before: "}")
    }
  }

  private mutating func comma(before end: Character) throws(YAMLProblem) {
    skipSpaces()
    guard position < characters.count, characters[position] == "," || characters[position] == end else {
      throw YAMLProblem(line: line, text: "did not find expected ',' or '\(end)'")
    }
    if characters[position] == "," { position += 1 }
  }

  /// Up to the next separator; a colon separates only where a key is read, or before a space.
  private mutating func word(isKey: Bool = false) -> String {
    var text = ""
    var quote: Character?
    while position < characters.count {
      let character = characters[position]
      if let open = quote {
        if character == open { quote = nil }
      } else if text.isEmpty, character == "\"" || character == "'" {
        quote = character
      } else if ",]}".contains(character) || (isKey && character == ":") {
        break
      }
      text.append(character)
      position += 1
    }
    while text.last == " " { text.removeLast() }
    return text
  }
}
