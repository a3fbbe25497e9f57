/// Cuts a template into text and the tokens of its actions (text/template/parse/lex.go).
struct TemplateLexer {
  enum Token: Hashable {
    case text(String)
    case open, close
    case word(String)
    /// `.Name`
    case field(String)
    case dot
    case variable(String)
    case string(String)
    case number(Int)
    case pipe, comma, declare, assign, leftParenthesis, rightParenthesis
    case space
  }

  struct Place { var token: Token; var line: Int; var column: Int }

  private let characters: [Character]
  private var index = 0
  private var line = 1
  private var lineStart = 0
  private(set) var tokens: [Place] = []

  static func tokens(of source: String) throws(TemplateError) -> [Place] {
    var lexer = TemplateLexer(characters: Array(source))
    try lexer.run()
    return lexer.tokens
  }

  private init(characters: [Character]) { self.characters = characters }

  private func starts(_ text: String, at place: Int? = nil) -> Bool {
    let wanted = Array(text)
    let place = place ?? index
    return place + wanted.count <= characters.count
      && Array(characters[place..<(place + wanted.count)]) == wanted
  }

  private mutating func add(_ token: Token, at place: Int? = nil) {
    tokens.append(Place(token: token, line: line, column: (place ?? index) - lineStart))
  }

  private mutating func advance(_ count: Int = 1) {
    for _ in 0..<count {
      if characters[index] == "\n" { (line, lineStart) = (line + 1, index + 1) }
      index += 1
    }
  }

  private func fail(_ text: String) -> TemplateError { TemplateError(text: "template: :\(line): \(text)") }

  private mutating func run() throws(TemplateError) {
    var text = ""
    var trims = false
    while index < characters.count {
      guard starts("{{") else {
        text.append(characters[index])
        advance()
        continue
      }
      let trimsLeft = starts("{{- ")
      if trims { text = Self.trimmedFront(text) }
      if trimsLeft { text = Self.trimmedBack(text) }
      if !text.isEmpty { add(.text(text)) }
      text = ""
      let body = trimsLeft ? 4 : 2
      if starts("/*", at: index + body) {
        trims = try skipComment(body)
        continue
      }
      add(.open)
      advance(body)
      trims = try readAction()
    }
    if trims { text = Self.trimmedFront(text) }
    if !text.isEmpty { add(.text(text)) }
  }

  private mutating func skipComment(_ body: Int) throws(TemplateError) -> Bool {
    advance(body)
    while index < characters.count, !starts("*/") { advance() }
    guard index < characters.count else { throw fail("unclosed comment") }
    advance(2)
    let trims = starts(" -}}")
    guard trims || starts("}}") else { throw fail("comment ends before closing delimiter") }
    advance(trims ? 4 : 2)
    return trims
  }

  /// Up to the closing braces. True when they trim the text behind them.
  private mutating func readAction() throws(TemplateError) -> Bool {
    while index < characters.count {
      if starts(" -}}") {
        add(.close)
        advance(4)
        return true
      }
      if starts("}}") {
        add(.close)
        advance(2)
        return false
      }
      try readToken()
    }
    throw fail("unclosed action")
  }

  private mutating func readToken() throws(TemplateError) {
    let first = characters[index]
    switch first {
    case " ", "\t", "\n", "\r":
      let start = index
      while index < characters.count, characters[index].isWhitespace, !starts(" -}}") { advance() }
      add(.space, at: start)
    case "|": single(.pipe)
    case ",": single(.comma)
    case "(": single(.leftParenthesis)
    case ")": single(.rightParenthesis)
    case ":":
      guard starts(":=") else { throw fail("expected :=") }
      add(.declare)
      advance(2)
    case "=": single(.assign)
    case "\"": try readQuoted()
    case "`": try readRaw()
    case ".": readField()
    case "$": readVariable()
    default:
      if first.isNumber || (first == "-" || first == "+") { return try readNumber() }
      guard first.isLetter || first == "_" else {
        throw fail("unexpected \"\(first)\" in command")
      }
      let start = index
      add(.word(readName()), at: start)
    }
  }

  private mutating func single(_ token: Token) {
    add(token)
    advance()
  }

  private mutating func readName() -> String {
    var name = ""
    while index < characters.count,
      characters[index].isLetter || characters[index].isNumber || characters[index] == "_"
    {
      name.append(characters[index])
      advance()
    }
    return name
  }

  private mutating func readField() {
    let start = index
    advance()
    let name = readName()
    add(name.isEmpty ? .dot : .field(name), at: start)
  }

  private mutating func readVariable() {
    let start = index
    advance()
    add(.variable("$" + readName()), at: start)
  }

  private mutating func readNumber() throws(TemplateError) {
    let start = index
    var text = ""
    repeat {
      text.append(characters[index])
      advance()
    } while index < characters.count
      && (characters[index].isNumber || characters[index].isLetter || characters[index] == ".")
    guard let number = Int(text) else { throw fail("bad number syntax: \"\(text)\"") }
    add(.number(number), at: start)
  }

  private mutating func readQuoted() throws(TemplateError) {
    let start = index
    advance()
    var text = ""
    while index < characters.count, characters[index] != "\"" {
      if characters[index] == "\n" { break }
      if characters[index] == "\\", index + 1 < characters.count {
        advance()
        switch characters[index] {
        case "n": text.append("\n")
        case "t": text.append("\t")
        case "r": text.append("\r")
        default: text.append(characters[index])
        }
      } else {
        text.append(characters[index])
      }
      advance()
    }
    guard index < characters.count, characters[index] == "\"" else {
      throw fail("unterminated quoted string")
    }
    advance()
    add(.string(text), at: start)
  }

  private mutating func readRaw() throws(TemplateError) {
    let start = index
    advance()
    var text = ""
    while index < characters.count, characters[index] != "`" {
      text.append(characters[index])
      advance()
    }
    guard index < characters.count else { throw fail("unterminated raw quoted string") }
    advance()
    add(.string(text), at: start)
  }

  private static func trimmedFront(_ text: String) -> String { String(text.drop { $0.isWhitespace }) }
  private static func trimmedBack(_ text: String) -> String {
    var text = text
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}
