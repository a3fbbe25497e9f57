/// Arithmetic expressions (POSIX 2.6.4; bash(1), ARITHMETIC EVALUATION): 64-bit integers, C's operators.
struct ShellArithmetic {
  enum Failure: Error {
    case syntax(String)
    case divisionByZero
  }

  private let characters: [Character]
  private var position = 0
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
  mutating func evaluate() throws(Failure) -> Int {
    skipBlanks()
    if position == characters.count { return 0 }
    let value = try comma()
    skipBlanks()
    guard position == characters.count else {
      throw .syntax("syntax error in expression (error token is \"\(String(characters[position...]))\")")
    }
    return value
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
    if next < characters.count, notBefore.contains(characters[next]) { return false }
    position = next
    return true
  }

  private mutating func comma() throws(Failure) -> Int {
    var value = try assignment()
    while take(",") { value = try assignment() }
    return value
  }

  private mutating func assignment() throws(Failure) -> Int {
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

  private func store(_ name: String, _ value: Int) -> Int {
    if skipping == 0 { assign(name, String(value)) }
    return value
  }

  private mutating func conditional() throws(Failure) -> Int {
    let condition = try binary(0)
    guard take("?") else { return condition }
    if condition == 0 { skipping += 1 }
    let yes = try assignment()
    if condition == 0 { skipping -= 1 }
    guard take(":") else { throw .syntax("`:' expected for conditional expression") }
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

  private mutating func binary(_ level: Int) throws(Failure) -> Int {
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

  private func apply(_ symbol: String, _ left: Int, _ right: Int) throws(Failure) -> Int {
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
      guard right != 0 else { throw .divisionByZero }
      if right == -1 { return symbol == "/" ? 0 &- left : 0 }
      return symbol == "/" ? left / right : left % right
    }
  }

  private mutating func power() throws(Failure) -> Int {
    let base = try unary()
    guard take("**") else { return base }
    let exponent = try power()
    guard exponent >= 0 else { throw .syntax("exponent less than 0") }
    var result = 1
    for _ in 0..<min(exponent, 4096) { result = result &* base }
    return result
  }

  private mutating func unary() throws(Failure) -> Int {
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

  private mutating func primary() throws(Failure) -> Int {
    if take("(") {
      let value = try comma()
      guard take(")") else { throw .syntax("missing `)'") }
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
    .syntax("syntax error: operand expected (error token is \"\(String(characters[position...]))\")")
  }

  private mutating func number() throws(Failure) -> Int {
    var text = ""
    while position < characters.count, characters[position].isHexDigit || "xX#".contains(characters[position])
    {
      text.append(characters[position])
      position += 1
    }
    guard !text.isEmpty else { throw operandExpected() }
    guard let value = Self.parse(text) else {
      throw .syntax("value too great for base (error token is \"\(text)\")")
    }
    return value
  }

  private static func parse(_ text: String) -> Int? {
    if text.hasPrefix("0x") || text.hasPrefix("0X") { return Int(text.dropFirst(2), radix: 16) }
    if let mark = text.firstIndex(of: "#"), let base = Int(text[..<mark]), base >= 2, base <= 36 {
      return Int(text[text.index(after: mark)...], radix: base)
    }
    if text.hasPrefix("0"), text.utf8.count > 1 { return Int(text, radix: 8) }
    return Int(text)
  }

  private mutating func takeName() -> String? {
    let start = position
    while position < characters.count, let code = characters[position].asciiValue,
      ShellName.isStart(code) || (position > start && code >= 48 && code <= 57)
    {
      position += 1
    }
    return position > start ? String(characters[start..<position]) : nil
  }

  /// A variable's value, itself an expression; unset is 0.
  private func value(of name: String) throws(Failure) -> Int {
    let text = read(name).trimmedOfBlanks
    if text.isEmpty { return 0 }
    if let number = Int(text), !text.hasPrefix("0") || text == "0" { return number }
    var inner = ShellArithmetic(text, read: read, assign: assign)
    return try inner.evaluate()
  }
}
