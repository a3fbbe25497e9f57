import Patterns

/// A program of awk (POSIX, awk), as a tree.
indirect enum AwkExpression {
  case number(Double)
  case string(String)
  case match(Pattern)
  case variable(String)
  case field(AwkExpression)
  case element(String, [AwkExpression])
  case contains(String, [AwkExpression])
  case assign(AwkExpression, String, AwkExpression)
  case increment(AwkExpression, by: Double, isPrefix: Bool)
  case unary(String, AwkExpression)
  case binary(String, AwkExpression, AwkExpression)
  case choose(AwkExpression, AwkExpression, AwkExpression)
  case call(String, [AwkExpression])
  /// The next record, into a variable or in the place of the one at hand.
  case getline(AwkExpression?)
}

indirect enum AwkStatement {
  case block([AwkStatement])
  case expression(AwkExpression)
  case print([AwkExpression])
  case printf([AwkExpression])
  case branch(AwkExpression, AwkStatement, AwkStatement?)
  case loop(AwkExpression, AwkStatement, AwkStatement?)
  case forIn(String, String, AwkStatement)
  case delete(String, [AwkExpression]?)
  case next, breakLoop, continueLoop
  case exit(AwkExpression?)
}

struct AwkRule {
  enum Kind { case begin, end, main }
  var kind: Kind
  var condition: AwkExpression?
  var rangeEnd: AwkExpression?
  var body: AwkStatement?
}

enum AwkFailure: Error {
  case syntax(String)
  case notSimulated(Unsimulated)
}

enum AwkToken: Equatable {
  case number(Double)
  case string(String)
  case pattern(String)
  case name(String)
  /// A name with a parenthesis right behind it.
  case function(String)
  case symbol(String)
  case newline
  case end
}

/// Cuts an awk program into tokens.
struct AwkLexer {
  private let characters: [Character]
  private var position = 0
  private(set) var tokens: [AwkToken] = []

  init(_ text: String) throws(AwkFailure) {
    characters = Array(text)
    while let token = try next() { tokens.append(token) }
    tokens.append(.end)
  }

  private static let symbols = [
    "&&", "||", "==", "!=", "<=", ">=", "++", "--", "+=", "-=", "*=", "/=", "%=", "^=", "**", ">>", "!~", "{",
    "}", "(", ")",
    "[", "]", ";", ",", "+", "-", "*", "/", "%", "^", "!", "<", ">", "|", "?", ":", "~", "$", "=",
  ]

  private mutating func next() throws(AwkFailure) -> AwkToken? {
    while position < characters.count {
      let character = characters[position]
      if character == " " || character == "\t" || character == "\r" {
        position += 1
      } else if character == "\\", position + 1 < characters.count, characters[position + 1] == "\n" {
        position += 2
      } else if character == "#" {
        while position < characters.count, characters[position] != "\n" { position += 1 }
      } else {
        break
      }
    }
    guard position < characters.count else { return nil }
    let character = characters[position]
    if character == "\n" {
      position += 1
      return .newline
    }
    if character == "\"" {
      return .string(ShellEscapes.decode(try quoted(until: "\"", isPattern: false), .printfFormat).text)
    }
    if character == "/", startsPattern { return .pattern(try quoted(until: "/", isPattern: true)) }
    if character.isNumber
      || (character == "." && position + 1 < characters.count && characters[position + 1].isNumber)
    {
      guard let (value, length) = DecimalText.prefix(String(characters[position...])) else { return nil }
      position += length
      return .number(value)
    }
    if let code = character.asciiValue, ShellName.isStart(code) { return name() }
    for symbol in Self.symbols where String(characters[position...].prefix(symbol.count)) == symbol {
      position += symbol.count
      return .symbol(symbol)
    }
    throw .syntax(String(character))
  }

  /// Where a value has just ended, a slash divides.
  private var startsPattern: Bool {
    switch tokens.last {
    case .number, .string, .pattern, .name: false
    case .symbol(let symbol): ![")", "]", "$", "++", "--"].contains(symbol)
    default: true
    }
  }

  private mutating func quoted(until end: Character, isPattern: Bool) throws(AwkFailure) -> String {
    position += 1
    var text = ""
    while position < characters.count, characters[position] != "\n" {
      let character = characters[position]
      position += 1
      if character == end { return text }
      if character == "\\", position < characters.count {
        let next = characters[position]
        position += 1
        text += isPattern && next == "/" ? "/" : "\\" + String(next)
      } else {
        text.append(character)
      }
    }
    throw .syntax(String(end) + text)
  }

  private mutating func name() -> AwkToken {
    let start = position
    while position < characters.count, let code = characters[position].asciiValue,
      ShellName.isStart(code) || (code >= 48 && code <= 57)
    {
      position += 1
    }
    let name = String(characters[start..<position])
    return position < characters.count && characters[position] == "(" ? .function(name) : .name(name)
  }
}
