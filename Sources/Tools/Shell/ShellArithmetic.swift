/// Arithmetic expressions (POSIX 2.6.4; bash(1), ARITHMETIC EVALUATION): 64-bit integers, C's operators.
struct ShellArithmetic {
  /// What is wrong, in bash's words.
  struct Failure: Error {
    let text: String
    init(_ text: String) { self.text = text }
  }

  private let characters: [Character]
  private var position = 0
  /// Where the last token that was read begins: bash names what stands from there on.
  private var tokenStart = 0
  private var depth = 0
  private let read: (String) -> String
  private let assign: (String, String) -> Void
  /// Above zero in the branch of `&&`, `||` or `?:` that does not count: nothing is assigned there.
  private var skipping = 0

  init(_ text: String, read: @escaping (String) -> String, assign: @escaping (String, String) -> Void) {
    characters = Array(text)
    self.read = read
    self.assign = assign
  }

  /// The value of the whole expression; an empty one is 0.
  mutating func evaluate() throws(Failure) -> Int64 {
    skipBlanks()
    if position == characters.count { return 0 }
    let value = try comma()
    skipBlanks()
    guard position == characters.count else { throw unexpected() }
    return value
  }

  /// The token that stands here fits nowhere.
  private func unexpected() -> Failure {
    let token = "(error token is \"\(String(characters[position...]))\")"
    if position < characters.count, "=".contains(characters[position]) {
      return Failure("attempted assignment to non-variable \(token)")
    }
    let isKnown = position < characters.count && isTokenCharacter(characters[position])
    return Failure(
      isKnown
        ? "syntax error in expression \(token)" : "syntax error: invalid arithmetic operator \(token)")
  }

  private func isTokenCharacter(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || "_()+-*/%<>=!&|^~?:,".contains(character)
  }

  private mutating func skipBlanks() {
    while position < characters.count, characters[position].isWhitespace { position += 1 }
  }

  private mutating func take(_ symbol: String, notBefore: String = "") -> Bool {
    skipBlanks()
    let wanted = Array(symbol)
    guard position + wanted.count <= characters.count,
      Array(characters[position..<(position + wanted.count)]) == wanted
    else { return false }
    let next = position + wanted.count
    let start = position
    if next < characters.count, notBefore.contains(characters[next]) { return false }
    position = next
    tokenStart = start
    return true
  }

  private mutating func comma() throws(Failure) -> Int64 {
    var value = try assignment()
    while take(",") { value = try assignment() }
    return value
  }

  private mutating func assignment() throws(Failure) -> Int64 {
    let start = position
    skipBlanks()
    if let name = takeName() {
      if take("=", notBefore: "=") { return store(name, try assignment()) }
      for symbol in ["<<=", ">>=", "+=", "-=", "*=", "/=", "%=", "&=", "^=", "|="] where take(symbol) {
        let right = try assignment()
        return store(name, try apply(String(symbol.dropLast()), try value(of: name), right))
      }
    }
    position = start
    return try conditional()
  }

  private func store(_ name: String, _ value: Int64) -> Int64 {
    if skipping == 0 { assign(name, String(value)) }
    return value
  }

  private mutating func conditional() throws(Failure) -> Int64 {
    let condition = try binary(0)
    guard take("?") else { return condition }
    if condition == 0 { skipping += 1 }
    let yes = try assignment()
    if condition == 0 { skipping -= 1 }
    guard take(":") else {
      throw Failure(
        "`:' expected for conditional expression (error token is \"\(String(characters[tokenStart...]))\")")
    }
    if condition != 0 { skipping += 1 }
    let no = try assignment()
    if condition != 0 { skipping -= 1 }
    return condition != 0 ? yes : no
  }

  private static let levels: [[String]] = [
    ["||"], ["&&"], ["|"], ["^"], ["&"], ["==", "!="], ["<=", ">=", "<", ">"], ["<<", ">>"], ["+", "-"],
    ["*", "/", "%"],
  ]

  private mutating func takeOperator(_ level: Int) -> String? {
    for symbol in Self.levels[level] {
      let notBefore: String =
        switch symbol {
        case "|": "|="
        case "&": "&="
        case "<": "<"
        case ">": ">"
        case "<<", ">>", "^", "*", "/", "%", "+", "-": symbol == "*" ? "*=" : "="
        default: ""
        }
      if take(symbol, notBefore: notBefore) { return symbol }
    }
    return nil
  }

  private mutating func binary(_ level: Int) throws(Failure) -> Int64 {
    guard level < Self.levels.count else { return try power() }
    var left = try binary(level + 1)
    while let symbol = takeOperator(level) {
      let isDecided = (symbol == "&&" && left == 0) || (symbol == "||" && left != 0)
      if isDecided { skipping += 1 }
      let right = try binary(level + 1)
      if isDecided { skipping -= 1 }
      left = try apply(symbol, left, right)
    }
    return left
  }

  private func apply(_ symbol: String, _ left: Int64, _ right: Int64) throws(Failure) -> Int64 {
    switch symbol {
    case "||": return left != 0 || right != 0 ? 1 : 0
    case "&&": return left != 0 && right != 0 ? 1 : 0
    case "|": return left | right
    case "^": return left ^ right
    case "&": return left & right
    case "==": return left == right ? 1 : 0
    case "!=": return left != right ? 1 : 0
    case "<=": return left <= right ? 1 : 0
    case ">=": return left >= right ? 1 : 0
    case "<": return left < right ? 1 : 0
    case ">": return left > right ? 1 : 0
    case "<<": return left << (right & 63)
    case ">>": return left >> (right & 63)
    case "+": return left &+ right
    case "-": return left &- right
    case "*": return left &* right
    default:
      if skipping > 0, right == 0 { return 0 }
      guard right != 0 else {
        throw Failure("division by 0 (error token is \"\(String(characters[tokenStart...]))\")")
      }
      if right == -1 { return symbol == "/" ? 0 &- left : 0 }
      return symbol == "/" ? left / right : left % right
    }
  }

  private mutating func power() throws(Failure) -> Int64 {
    let base = try unary()
    guard take("**") else { return base }
    let exponent = try power()
    guard exponent >= 0 else {
      throw Failure("exponent less than 0 (error token is \"\(String(characters[tokenStart...]))\")")
    }
    var (result, factor, rest): (Int64, Int64, Int64) = (1, base, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result = result &* factor }
      factor = factor &* factor
      rest >>= 1
    }
    return result
  }

  private mutating func unary() throws(Failure) -> Int64 {
    skipBlanks()
    for symbol in ["++", "--"] where take(symbol) {
      guard let name = takeName() else { throw operandExpected() }
      return store(name, try value(of: name) &+ (symbol == "++" ? 1 : -1))
    }
    if take("!", notBefore: "=") { return try unary() == 0 ? 1 : 0 }
    if take("~") { return ~(try unary()) }
    if take("-") { return 0 &- (try unary()) }
    if take("+") { return try unary() }
    return try primary()
  }

  private mutating func primary() throws(Failure) -> Int64 {
    if take("(") {
      let value = try comma()
      guard take(")") else {
        throw Failure("missing `)' (error token is \"\(String(characters[tokenStart...]))\")")
      }
      return value
    }
    skipBlanks()
    if let name = takeName() {
      let current = try value(of: name)
      if take("++") {
        _ = store(name, current &+ 1)
      } else if take("--") {
        _ = store(name, current &- 1)
      }
      return current
    }
    return try number()
  }

  private func operandExpected() -> Failure {
    let start = position < characters.count ? position : tokenStart
    return Failure("syntax error: operand expected (error token is \"\(String(characters[start...]))\")")
  }

  private mutating func number() throws(Failure) -> Int64 {
    tokenStart = min(position, characters.count)
    var text = ""
    while position < characters.count, let code = characters[position].asciiValue,
      ShellName.isStart(code) || (code >= 48 && code <= 57) || code == 35
        || (code == 64 && text.contains("#"))
    {
      text.append(characters[position])
      position += 1
    }
    guard let first = text.first, first.isNumber else { throw operandExpected() }
    switch Self.parse(text) {
    case .value(let value): return value
    case .tooGreat: throw Failure("value too great for base (error token is \"\(text)\")")
    case .invalidBase: throw Failure("invalid arithmetic base (error token is \"\(text)\")")
    }
  }

  private enum Number { case value(Int64), tooGreat, invalidBase }

  /// Decimal, `0x…`, octal `0…`, `BASE#…` with bases from 2 to 64; what is too large wraps around, as in bash.
  private static func parse(_ text: String) -> Number {
    var base: Int64 = 10
    var digits = text[...]
    if text.hasPrefix("0x") || text.hasPrefix("0X") {
      base = 16
      digits = digits.dropFirst(2)
    } else if let mark = text.firstIndex(of: "#") {
      guard let number = Int64(text[..<mark]), number >= 2, number <= 64 else { return .invalidBase }
      base = number
      digits = text[text.index(after: mark)...]
    } else if text.hasPrefix("0"), text.utf8.count > 1 {
      base = 8
    }
    var value: Int64 = 0
    for character in digits.utf8 {
      let digit: Int64 =
        switch character {
        case 48...57: Int64(character) - 48
        case 97...122: Int64(character) - 87
        case 65...90: Int64(character) - (base <= 36 ? 55 : 29)
        case 64: 62
        case 95: 63
        default: 99
        }
      guard digit < base else { return .tooGreat }
      value = value &* base &+ digit
    }
    return .value(value)
  }

  private mutating func takeName() -> String? {
    let start = position
    while position < characters.count, let code = characters[position].asciiValue,
      ShellName.isStart(code) || (position > start && code >= 48 && code <= 57)
    {
      position += 1
    }
    guard position > start else { return nil }
    tokenStart = start
    // An element of an array: its subscript belongs to the name.
    if position < characters.count, characters[position] == "[" {
      var depth = 0
      for index in position..<characters.count {
        if characters[index] == "[" { depth += 1 }
        if characters[index] == "]" {
          depth -= 1
          if depth == 0 {
            position = index + 1
            break
          }
        }
      }
    }
    return String(characters[start..<position])
  }

  /// A variable's value, itself an expression; unset is 0.
  private func value(of name: String) throws(Failure) -> Int64 {
    let text = read(name).trimmedOfBlanks
    if text.isEmpty { return 0 }
    if let number = Int64(text), !text.hasPrefix("0") || text == "0" { return number }
    guard depth < 100 else {
      throw Failure("expression recursion level exceeded (error token is \"\(text)\")")
    }
    var inner = ShellArithmetic(text, read: read, assign: assign)
    inner.depth = depth + 1
    return try inner.evaluate()
  }
}
