/// Reads the questions of a note's prose.
package struct ValueQueryParser {
  private struct Word {
    var text: String
    var range: SourceRange
    var isQuoted = false
    var located: Located<String> { Located(text, at: range) }
  }

  private var words: [Word]
  /// Behind the last character.
  private let end: SourceRange

  /// - Parameter start: where the text begins in the file; it is one line.
  package static func parse(
    _ text: String, at start: SourcePosition
  ) throws(ValueQueryProblem) -> ValueQuery {
    var parser = try ValueQueryParser(text, at: start)
    let cell = try parser.takeCell()
    let subject = try parser.subject()
    return ValueQuery(
      subject, after: cell, text: text.words.joined(separator: " "),
      at: SourceRange(start: start, length: text.count))
  }

  // MARK: Words

  /// A text in quotes is one word, and so is a regular expression between slashes, which reaches to the last slash.
  private init(_ text: String, at start: SourcePosition) throws(ValueQueryProblem) {
    let characters = Array(text)
    func range(_ place: Range<Int>) -> SourceRange {
      let position = SourcePosition(line: start.line, column: start.column + place.lowerBound)
      return SourceRange(start: position, length: place.count)
    }
    words = []
    end = range(characters.count..<characters.count)
    var index = 0
    while index < characters.count {
      if characters[index].isBlank {
        index += 1
        continue
      }
      let first = index
      if characters[index] == "\"" || characters[index] == "/" {
        let mark = characters[index]
        let rest = characters[(index + 1)...]
        guard let close = mark == "/" ? rest.lastIndex(of: mark) : rest.firstIndex(of: mark) else {
          throw Self.problem("value-open", range(first..<first + 1), "the closing \(mark) is missing")
        }
        words.append(Word(text: String(rest[..<close]), range: range(first..<close + 1), isQuoted: true))
        index = close + 1
      } else {
        while index < characters.count, !characters[index].isBlank { index += 1 }
        words.append(Word(text: String(characters[first..<index]), range: range(first..<index)))
      }
    }
  }

  private mutating func takeCell() throws(ValueQueryProblem) -> Located<String>? {
    guard let last = words.last, !last.isQuoted, last.text.hasPrefix("@") else { return nil }
    guard last.text.count > 1 else {
      throw Self.problem("value-cell", last.range, "`@` needs the label of a cell behind it")
    }
    words.removeLast()
    return Located(String(last.text.dropFirst()), at: last.range)
  }

  private mutating func next(_ what: String) throws(ValueQueryProblem) -> Word {
    guard !words.isEmpty else {
      throw Self.problem("value-short", end, "something is missing: \(what)", Self.forms)
    }
    return words.removeFirst()
  }

  /// Everything was read.
  private func finish<Result>(_ result: Result) throws(ValueQueryProblem) -> Result {
    guard let word = words.first else { return result }
    throw Self.problem("value-long", word.range, "`\(word.text)` is too much here")
  }

  private func number(_ word: Word, _ limits: ClosedRange<Int>, _ what: String)
    throws(ValueQueryProblem) -> Located<Int>
  {
    guard let number = Int(word.text), limits.contains(number) else {
      throw Self.problem("value-number", word.range, "`\(word.text)` is not \(what)")
    }
    return Located(number, at: word.range)
  }

  private func property<Property: RawRepresentable & CaseIterable>(_ word: Word, _ type: Property.Type)
    throws(ValueQueryProblem) -> Property where Property.RawValue == String
  {
    if let property = Property(rawValue: word.text) { return property }
    throw Self.unknown(word, among: Property.allCases.map { $0.rawValue })
  }

  // MARK: Forms

  private static let nodeWords =
    ValueQuery.InterfaceProperty.allCases.map { $0.rawValue }
    + ValueQuery.NodeProperty.allCases.map { $0.rawValue }
    + ValueQuery.Counter.allCases.map { $0.rawValue } + ["route", "published", "rules"]

  private static let forms =
    "such as `web address`, `centos ens33 mac`, `web gateway`, `centos route 10.0.0.1 via`, `web published 8080`, "
    + "`centos rules nat DOCKER`, `centos packets nat DOCKER 2`, `packet web:eth0 source`, `trace path`, "
    + "`output /…/`, `captured NAME`; `@LABEL` behind it names a cell"

  private mutating func subject() throws(ValueQueryProblem) -> ValueQuery.Subject {
    let first = try next("what is asked of the network")
    switch first.text {
    case "output":
      let pattern = try next("a regular expression, such as /time=(.*) ms/")
      guard pattern.isQuoted else {
        throw Self.problem(
          "value-pattern", pattern.range, "a regular expression stands between slashes", "write /…/")
      }
      return try finish(.output(pattern: pattern.located))
    case "captured":
      let name = try next("the name of a placeholder")
      return try finish(.captured(name.located))
    case "trace": return try trace()
    case "packet": return try packet()
    default: return try node(first)
    }
  }

  private mutating func trace() throws(ValueQueryProblem) -> ValueQuery.Subject {
    var word = try next("packets, path or reply path")
    if word.text == "reply", words.first?.text == "path" {
      words.removeFirst()
      word.text = "reply path"
    }
    let asked = try property(word, ValueQuery.TraceProperty.self)
    return try finish(.trace(asked))
  }

  private mutating func packet() throws(ValueQueryProblem) -> ValueQuery.Subject {
    var word = try next("NODE:INTERFACE")
    var count: Located<Int>?
    if !word.text.contains(":") {
      count = try number(word, 1...1_000_000, "the number of a packet, nor NODE:INTERFACE")
      word = try next("NODE:INTERFACE")
    }
    // A namespace's name may hold a slash, an interface's a colon (eth0:1), but a node's holds none.
    let parts = word.text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
      throw Self.problem("value-place", word.range, "`\(word.text)` is not of the form NODE:INTERFACE")
    }
    let column = word.range.start.column + parts[0].count + 1
    let interface = SourceRange(
      start: SourcePosition(line: word.range.start.line, column: column), length: parts[1].count)
    let node = SourceRange(start: word.range.start, length: parts[0].count)
    let property = try property(
      next("source, destination, ttl or length"), ValueQuery.PacketProperty.self)
    return try finish(
      .packet(
        number: count, node: Located(String(parts[0]), at: node),
        interface: Located(String(parts[1]), at: interface), property))
  }

  private mutating func node(_ node: Word) throws(ValueQueryProblem) -> ValueQuery.Subject {
    let word = try next("what is asked of \(node.text)")
    if let property = ValueQuery.InterfaceProperty(rawValue: word.text) {
      return try finish(.interface(node: node.located, name: nil, property))
    }
    if let property = ValueQuery.NodeProperty(rawValue: word.text) {
      return try finish(.node(node.located, property))
    }
    switch word.text {
    case "route": return try route(of: node)
    case "published": return try published(by: node)
    case "rules":
      let table = try next("a table, such as nat")
      let chain = words.isEmpty ? nil : words.removeFirst()
      return try finish(.rules(node: node.located, table: table.located, chain: chain?.located))
    case "packets", "bytes": return try counter(of: node, word)
    default: break
    }
    // The name of an interface, unless it is a word written wrong.
    guard let asked = words.first else { throw Self.unknown(word, among: Self.nodeWords) }
    words.removeFirst()
    let property = try property(asked, ValueQuery.InterfaceProperty.self)
    return try finish(.interface(node: node.located, name: word.located, property))
  }

  private mutating func route(of node: Word) throws(ValueQueryProblem) -> ValueQuery.Subject {
    let destination = try next("an address or a node to go to")
    guard !words.isEmpty else {
      return .route(node: node.located, destination: destination.located, nil)
    }
    let part = try property(words.removeFirst(), ValueQuery.RoutePart.self)
    return try finish(.route(node: node.located, destination: destination.located, part))
  }

  private mutating func published(by node: Word) throws(ValueQueryProblem) -> ValueQuery.Subject {
    var word = try next("a port of the container, such as 8080 or 53/udp")
    let parts = word.text.split(separator: "/", omittingEmptySubsequences: false).map { String($0) }
    guard parts.count == 1 || parts.count == 2 && (parts[1] == "tcp" || parts[1] == "udp") else {
      throw Self.problem("value-port", word.range, "`\(word.text)` is not of the form PORT or PORT/udp")
    }
    word.text = parts[0]
    let port = try number(word, 1...65535, "a port")
    return try finish(.published(node: node.located, port: port, isUDP: parts.last == "udp"))
  }

  private mutating func counter(of node: Word, _ word: Word) throws(ValueQueryProblem) -> ValueQuery.Subject {
    let table = try next("a table, such as nat")
    let chain = try next("a chain, such as POSTROUTING")
    let rule = try next("a rule: its number, a part of its text in quotes, or policy")
    let counter = try property(word, ValueQuery.Counter.self)
    return try finish(
      .counter(
        node: node.located, counter, table: table.located, chain: chain.located, rule: rule.located))
  }

  // MARK: Problems

  private static func unknown(_ word: Word, among known: [String]) -> ValueQueryProblem {
    problem(
      "value-unknown", word.range, "`\(word.text)` is nothing that can be asked for here",
      nearest(to: word.text, among: known).map { "did you mean `\($0)`?" }
        ?? "known are " + known.joined(separator: ", "))
  }

  private static func problem(
    _ identifier: String, _ range: SourceRange, _ summary: String, _ suggestion: String? = nil
  ) -> ValueQueryProblem {
    ValueQueryProblem(diagnostic: Diagnostic(.error, identifier, at: range, summary, suggestion: suggestion))
  }
}
