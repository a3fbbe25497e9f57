/// Reads an awk program.
struct AwkParser {
  private let tokens: [AwkToken]
  private var position = 0
  /// In the list of `print` a bare `>` is a redirection.
  private var isInPrint = false

  static func parse(_ text: String) throws(AwkFailure) -> [AwkRule] {
    var parser = AwkParser(tokens: try AwkLexer(text).tokens)
    var rules: [AwkRule] = []
    parser.skipLines()
    while parser.current != .end {
      rules.append(try parser.rule())
      parser.skipLines()
    }
    return rules
  }

  private init(tokens: [AwkToken]) { self.tokens = tokens }

  private var current: AwkToken { tokens[position] }
  private func failure() -> AwkFailure { .syntax("") }

  private func at(_ symbol: String) -> Bool { current == .symbol(symbol) }
  private mutating func take(_ symbol: String) -> Bool {
    guard at(symbol) else { return false }
    position += 1
    return true
  }
  private mutating func expect(_ symbol: String) throws(AwkFailure) {
    guard take(symbol) else { throw failure() }
  }
  private mutating func takeWord(_ word: String) -> Bool {
    guard current == .name(word) || current == .function(word) else { return false }
    position += 1
    return true
  }
  private mutating func skipLines() { while current == .newline || at(";") { position += 1 } }
  private mutating func skipNewlines() { while current == .newline { position += 1 } }

  private mutating func rule() throws(AwkFailure) -> AwkRule {
    if current == .name("function") || current == .name("func") {
      throw .notSimulated(Unsimulated("functions in awk"))
    }
    if takeWord("BEGIN") { return AwkRule(kind: .begin, body: try block()) }
    if takeWord("END") { return AwkRule(kind: .end, body: try block()) }
    var rule = AwkRule(kind: .main)
    if !at("{") {
      rule.condition = try expression()
      if take(",") {
        skipNewlines()
        rule.rangeEnd = try expression()
      }
    }
    if at("{") { rule.body = try block() }
    return rule
  }

  private mutating func block() throws(AwkFailure) -> AwkStatement {
    try expect("{")
    var statements: [AwkStatement] = []
    skipLines()
    while !take("}") {
      if current == .end { throw failure() }
      statements.append(try statement())
      skipLines()
    }
    return .block(statements)
  }

  private mutating func endStatement() throws(AwkFailure) {
    guard take(";") || current == .newline || at("}") || current == .end else { throw failure() }
  }

  private mutating func statement() throws(AwkFailure) -> AwkStatement {
    if at("{") { return try block() }
    if takeWord("if") { return try branch() }
    if takeWord("while") {
      try expect("(")
      let condition = try expression()
      try expect(")")
      return .loop(condition, try body(), nil)
    }
    if takeWord("for") { return try forLoop() }
    if current == .name("do") || current == .name("return") {
      throw .notSimulated(Unsimulated("do and return in awk"))
    }
    let result = try simple()
    try endStatement()
    return result
  }

  private mutating func body() throws(AwkFailure) -> AwkStatement {
    skipNewlines()
    if take(";") { return .block([]) }
    return try statement()
  }

  private mutating func branch() throws(AwkFailure) -> AwkStatement {
    try expect("(")
    let condition = try expression()
    try expect(")")
    let yes = try body()
    let saved = position
    skipLines()
    if takeWord("else") { return .branch(condition, yes, try body()) }
    position = saved
    return .branch(condition, yes, nil)
  }

  private mutating func forLoop() throws(AwkFailure) -> AwkStatement {
    try expect("(")
    if case .name(let variable) = current, tokens[position + 1] == .name("in"),
      case .name(let array) = tokens[position + 2],
      tokens[position + 3] == .symbol(")")
    {
      position += 4
      return .forIn(variable, array, try body())
    }
    let start = at(";") ? nil : try simple()
    try expect(";")
    let condition = at(";") ? AwkExpression.number(1) : try expression()
    try expect(";")
    let step = at(")") ? nil : try simple()
    try expect(")")
    let loop = AwkStatement.loop(condition, try body(), step)
    return start.map { .block([$0, loop]) } ?? loop
  }

  private mutating func simple() throws(AwkFailure) -> AwkStatement {
    if takeWord("print") { return .print(try printed()) }
    if takeWord("printf") { return .printf(try printed()) }
    if takeWord("next") { return .next }
    if takeWord("break") { return .breakLoop }
    if takeWord("continue") { return .continueLoop }
    if takeWord("exit") {
      let isBare = at(";") || at("}") || current == .newline || current == .end
      return .exit(isBare ? nil : try expression())
    }
    if takeWord("delete") {
      guard case .name(let array) = current else { throw failure() }
      position += 1
      guard take("[") else { return .delete(array, nil) }
      let subscripts = try list(until: "]")
      return .delete(array, subscripts)
    }
    return .expression(try expression())
  }

  private mutating func printed() throws(AwkFailure) -> [AwkExpression] {
    isInPrint = true
    defer { isInPrint = false }
    var result: [AwkExpression] = []
    if at("(") {
      // A list in parentheses, if nothing but the end of the statement stands behind it.
      let saved = position
      position += 1
      isInPrint = false
      let list = try list(until: ")")
      isInPrint = true
      if at(";") || at("}") || current == .newline || current == .end { return list }
      position = saved
    }
    while !(at(";") || at("}") || current == .newline || current == .end || at(">") || at("|") || at(">>")) {
      result.append(try expression())
      guard take(",") else { break }
      skipNewlines()
    }
    if at(">") || at("|") || at(">>") {
      throw .notSimulated(Unsimulated("output to files and commands in awk"))
    }
    return result
  }

  private mutating func list(until end: String) throws(AwkFailure) -> [AwkExpression] {
    var result: [AwkExpression] = []
    while !take(end) {
      result.append(try expression())
      skipNewlines()
      if !at(end) { try expect(",") }
      skipNewlines()
    }
    return result
  }

  // MARK: Expressions, from the loosest to the tightest

  private mutating func expression() throws(AwkFailure) -> AwkExpression {
    let left = try conditional()
    for symbol in ["=", "+=", "-=", "*=", "/=", "%=", "^="] where at(symbol) {
      switch left {
      case .variable, .field, .element: break
      default: throw failure()
      }
      position += 1
      skipNewlines()
      return .assign(left, String(symbol.dropLast()), try expression())
    }
    return left
  }

  private mutating func conditional() throws(AwkFailure) -> AwkExpression {
    let condition = try either()
    guard take("?") else { return condition }
    let yes = try expression()
    try expect(":")
    return .choose(condition, yes, try expression())
  }

  private mutating func either() throws(AwkFailure) -> AwkExpression {
    var left = try both()
    while take("||") {
      skipNewlines()
      left = .binary("||", left, try both())
    }
    return left
  }

  private mutating func both() throws(AwkFailure) -> AwkExpression {
    var left = try membership()
    while take("&&") {
      skipNewlines()
      left = .binary("&&", left, try membership())
    }
    return left
  }

  private mutating func membership() throws(AwkFailure) -> AwkExpression {
    var left = try matching()
    while current == .name("in") {
      position += 1
      guard case .name(let array) = current else { throw failure() }
      position += 1
      left = .contains(array, [left])
    }
    return left
  }

  private mutating func matching() throws(AwkFailure) -> AwkExpression {
    var left = try comparison()
    while at("~") || at("!~") {
      let symbol = at("~") ? "~" : "!~"
      position += 1
      left = .binary(symbol, left, try comparison())
    }
    return left
  }

  private mutating func comparison() throws(AwkFailure) -> AwkExpression {
    let left = try concatenation()
    for symbol in ["<=", ">=", "==", "!=", "<", ">"] where at(symbol) && !(symbol == ">" && isInPrint) {
      position += 1
      return .binary(symbol, left, try concatenation())
    }
    return left
  }

  private mutating func concatenation() throws(AwkFailure) -> AwkExpression {
    var left = try sum()
    while startsValue { left = .binary(" ", left, try sum()) }
    return left
  }

  private var startsValue: Bool {
    switch current {
    case .number, .string, .pattern, .function: true
    case .name(let name): name != "in"
    case .symbol(let symbol): ["(", "$", "!", "++", "--"].contains(symbol)
    case .newline, .end: false
    }
  }

  private mutating func sum() throws(AwkFailure) -> AwkExpression {
    var left = try product()
    while at("+") || at("-") {
      let symbol = at("+") ? "+" : "-"
      position += 1
      left = .binary(symbol, left, try product())
    }
    return left
  }

  private mutating func product() throws(AwkFailure) -> AwkExpression {
    var left = try unary()
    while let symbol = ["*", "/", "%"].first(where: { at($0) }) {
      position += 1
      left = .binary(symbol, left, try unary())
    }
    return left
  }

  private mutating func unary() throws(AwkFailure) -> AwkExpression {
    if let symbol = ["!", "-", "+"].first(where: { at($0) }) {
      position += 1
      return .unary(symbol, try unary())
    }
    let base = try postfix()
    guard take("^") || take("**") else { return base }
    return .binary("^", base, try unary())
  }

  private mutating func postfix() throws(AwkFailure) -> AwkExpression {
    if let symbol = ["++", "--"].first(where: { at($0) }) {
      position += 1
      return .increment(try primary(), by: symbol == "++" ? 1 : -1, isPrefix: true)
    }
    let value = try primary()
    switch value {
    case .variable, .field, .element:
      if take("++") { return .increment(value, by: 1, isPrefix: false) }
      if take("--") { return .increment(value, by: -1, isPrefix: false) }
    default: break
    }
    return value
  }

  private mutating func getline() throws(AwkFailure) -> AwkExpression {
    var target: AwkExpression?
    if case .name(let name) = current, name != "in" {
      target = try primary()
    } else if at("$") {
      target = try primary()
    }
    if at("<") { throw .notSimulated(Unsimulated("getline from a file in awk")) }
    return .getline(target)
  }

  private mutating func primary() throws(AwkFailure) -> AwkExpression {
    let token = current
    position += 1
    switch token {
    case .number(let value): return .number(value)
    case .string(let text): return .string(text)
    case .pattern(let text): return .match(try AwkInterpreter.pattern(text))
    case .symbol("$"):
      return .field(try primary())
    case .symbol("("):
      let savedPrint = isInPrint
      isInPrint = false
      let items = try list(until: ")")
      isInPrint = savedPrint
      if items.count > 1, current == .name("in"), case .name(let array) = tokens[position + 1] {
        position += 2
        return .contains(array, items)
      }
      guard items.count == 1 else { throw failure() }
      return .choose(.number(1), items[0], .number(0))
    case .name(let name):
      if name == "length" { return .call(name, []) }
      if name == "getline" { return try getline() }
      if take("[") { return .element(name, try list(until: "]")) }
      return .variable(name)
    case .function(let name):
      guard AwkInterpreter.functions.contains(name) else {
        throw .notSimulated(Unsimulated("the function \(name) in awk"))
      }
      position += 1
      let savedPrint = isInPrint
      isInPrint = false
      defer { isInPrint = savedPrint }
      return .call(name, try list(until: ")"))
    case .symbol, .newline, .end:
      position -= 1
      throw failure()
    }
  }
}
