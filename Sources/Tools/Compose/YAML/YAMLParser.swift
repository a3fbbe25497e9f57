/// Reads the YAML that compose files are written in (YAML 1.2): block and flow collections, plain and quoted scalars,
/// literal and folded ones, comments. Anchors, tags and several documents are refused by name.
struct YAMLParser {
  private struct Line {
    var number: Int
    var indent: Int
    var text: String
  }

  private var lines: [Line] = []
  private var next = 0
  /// The document's lines as they are, for block scalars.
  private let source: [String]

  static func parse(_ text: String) throws(YAMLProblem) -> YAMLNode {
    var parser = try YAMLParser(text)
    guard let first = parser.lines.first else { return .null }
    let node = try parser.block(first.indent)
    if parser.next < parser.lines.count {
      throw YAMLProblem(line: parser.lines[parser.next].number, text: "did not find expected key")
    }
    return node
  }

  private init(_ text: String) throws(YAMLProblem) {
    source = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.last == "\r" ? String(line.dropLast()) : String(line)
    }
    for (index, line) in source.enumerated() {
      let content = line.drop { $0 == " " }
      if content.first == "\t" {
        throw YAMLProblem(
          line: index + 1, text: "found character that cannot start any token")
      }
      if content == "---" {
        if !lines.isEmpty { throw Self.unsupported(index + 1, "several documents in one file") }
        continue
      }
      if content.hasPrefix("%") { throw Self.unsupported(index + 1, "YAML directives") }
      let text = Self.withoutComment(String(content))
      guard !text.isEmpty else { continue }
      lines.append(Line(number: index + 1, indent: line.count - content.count, text: text))
    }
  }

  private static func unsupported(_ line: Int, _ what: String) -> YAMLProblem {
    YAMLProblem(line: line, text: what, isUnsupported: true)
  }

  /// A comment begins with `#` at the start or behind a space, outside quotes.
  private static func withoutComment(_ text: String) -> String {
    var quote: Character?
    var previous: Character = " "
    var result = ""
    for character in text {
      if let open = quote {
        if character == open, !(open == "\"" && previous == "\\") { quote = nil }
      } else if character == "#", previous == " " {
        break
      } else if character == "\"" || character == "'", " [{:,-".contains(previous) {
        quote = character
      }
      result.append(character)
      previous = character
    }
    while result.last == " " { result.removeLast() }
    return result
  }

  // MARK: - Blocks

  private mutating func block(_ indent: Int) throws(YAMLProblem) -> YAMLNode {
    let line = lines[next]
    if line.text == "-" || line.text.hasPrefix("- ") { return try sequence(indent) }
    if Self.keyEnd(line.text) != nil { return try mapping(indent) }
    next += 1
    return try value(line.text, line)
  }

  private mutating func sequence(_ indent: Int) throws(YAMLProblem) -> YAMLNode {
    var items: [YAMLNode] = []
    while next < lines.count, lines[next].indent == indent,
      lines[next].text == "-" || lines[next].text.hasPrefix("- ")
    {
      let line = lines[next]
      let rest = line.text.dropFirst().drop { $0 == " " }
      if rest.isEmpty {
        next += 1
        items.append(try nested(deeperThan: indent))
      } else {
        // The item stands as if it began a line of its own, where it is.
        lines[next] = Line(
          number: line.number, indent: indent + line.text.count - rest.count, text: String(rest))
        items.append(try block(lines[next].indent))
      }
    }
    return .sequence(items)
  }

  private mutating func mapping(_ indent: Int) throws(YAMLProblem) -> YAMLNode {
    var entries: [YAMLNode.Entry] = []
    while next < lines.count, lines[next].indent == indent, let end = Self.keyEnd(lines[next].text) {
      let line = lines[next]
      let key = try scalar(String(line.text[..<end]), line).text ?? ""
      if key == "<<" { throw Self.unsupported(line.number, "merge keys (<<)") }
      if entries.contains(where: { $0.key == key }) {
        throw YAMLProblem(
          line: line.number, text: "mapping key \"\(key)\" already defined")
      }
      let rest = line.text[line.text.index(after: end)...].drop { $0 == " " }
      next += 1
      let value: YAMLNode
      if rest.isEmpty {
        // A list may stand as far left as its key.
        let isList =
          next < lines.count && lines[next].indent == indent
          && (lines[next].text == "-" || lines[next].text.hasPrefix("- "))
        value = isList ? try sequence(indent) : try nested(deeperThan: indent)
      } else {
        value = try self.value(String(rest), line)
      }
      entries.append(YAMLNode.Entry(key: key, value: value, line: line.number))
    }
    if next < lines.count, lines[next].indent > indent {
      throw YAMLProblem(line: lines[next].number, text: "mapping values are not allowed in this context")
    }
    return .mapping(entries)
  }

  private mutating func nested(deeperThan indent: Int) throws(YAMLProblem) -> YAMLNode {
    guard next < lines.count, lines[next].indent > indent else { return .null }
    return try block(lines[next].indent)
  }

  /// The colon that ends a key: before a space or at the end, outside quotes and brackets.
  private static func keyEnd(_ text: String) -> String.Index? {
    if text.hasPrefix("[") || text.hasPrefix("{") { return nil }
    var quote: Character?
    var index = text.startIndex
    while index < text.endIndex {
      let character = text[index]
      let after = text.index(after: index)
      if let open = quote {
        if character == open { quote = nil }
      } else if index == text.startIndex, character == "\"" || character == "'" {
        quote = character
      } else if character == ":", after == text.endIndex || text[after] == " " {
        return index
      }
      index = after
    }
    return nil
  }

  // MARK: - Values

  private mutating func value(_ text: String, _ line: Line) throws(YAMLProblem) -> YAMLNode {
    switch text.first {
    case "[", "{":
      var flow = text
      while !Self.isBalanced(flow), next < lines.count {
        flow += " " + lines[next].text
        next += 1
      }
      var reader = YAMLFlowReader(flow, line: line.number)
      return try reader.read()
    case "|", ">": return try blockScalar(text, line)
    default: return try scalar(text, line)
    }
  }

  private static func isBalanced(_ text: String) -> Bool {
    var depth = 0
    var quote: Character?
    for character in text {
      if let open = quote {
        if character == open { quote = nil }
      } else {
        switch character {
        case "\"", "'": quote = character
        case "[", "{": depth += 1
        case "]", "}": depth -= 1
        default: break
        }
      }
    }
    return depth <= 0
  }

  private func scalar(_ text: String, _ line: Line) throws(YAMLProblem) -> YAMLNode {
    try YAMLScalar.read(text, line: line.number)
  }

  /// `|` keeps line ends, `>` makes spaces of them; `-` behind takes the last one away.
  private mutating func blockScalar(_ header: String, _ line: Line) throws(YAMLProblem) -> YAMLNode {
    guard ["|", ">", "|-", ">-"].contains(header) else {
      throw Self.unsupported(line.number, "the block scalar header \(header)")
    }
    let keyIndent = source[line.number - 1].prefix { $0 == " " }.count
    var content: [String] = []
    var indent: Int?
    var number = line.number
    while number < source.count {
      let raw = source[number]
      let depth = raw.prefix { $0 == " " }.count
      if raw.count > depth {
        if depth <= keyIndent { break }
        indent = indent ?? depth
      }
      content.append(String(raw.dropFirst(min(indent ?? 0, raw.count))))
      number += 1
    }
    while content.last?.isEmpty == true { content.removeLast() }
    while next < lines.count, lines[next].number <= number { next += 1 }
    var text = content.joined(separator: header.hasPrefix("|") ? "\n" : " ")
    if !header.hasSuffix("-") { text += "\n" }
    return .scalar(text, isQuoted: true)
  }
}
