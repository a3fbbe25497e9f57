extension ShellParser {
  /// `[[ … ]]`: its words are not split, and `<`, `>`, `(`, `&&` belong to it (bash(1), Compound Commands).
  func parseTest() throws(ShellSyntaxError) -> ShellCommand {
    position += 2
    let expression = try parseTestOr()
    try skipNewlines()
    guard takeWord(in: ["]]"]) != nil else {
      throw current == nil
        ? .unexpectedEnd(line: line + 1) : .conditional("syntax error in conditional expression", line: line)
    }
    return .test(expression)
  }

  private func parseTestOr() throws(ShellSyntaxError) -> TestNode {
    let left = try parseTestAnd()
    try skipNewlines()
    return take("||") ? .or(left, try parseTestOr()) : left
  }

  private func parseTestAnd() throws(ShellSyntaxError) -> TestNode {
    let left = try parseTestPrimary()
    try skipNewlines()
    return take("&&") ? .and(left, try parseTestAnd()) : left
  }

  private static let unaryOptions = Array("abcdefghknprstuvwxzGLNOSR")
  private static let comparisons = [
    "==", "=", "!=", "=~", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef",
  ]

  private func parseTestPrimary() throws(ShellSyntaxError) -> TestNode {
    try skipNewlines()
    if takeWord(in: ["!"]) != nil { return .not(try parseTestPrimary()) }
    if take("(") {
      let inner = try parseTestOr()
      try skipNewlines()
      guard take(")") else { throw .conditional("expected `)'", line: line) }
      return inner
    }
    let startLine = line
    if isAtWord(in: ["]]"]) {
      throw .unexpected(token: "]]", line: line)
    }
    guard let first = try parseWord() else {
      if current == nil { throw .unexpectedEnd(line: line + 1) }
      throw .conditional("unexpected token `\(String(current!))' in conditional command", line: startLine)
    }
    skipBlanks()
    if let option = first.literal, option.utf8.count == 2, option.hasPrefix("-"),
      Self.unaryOptions.contains(option.last!), !isAtWord(in: ["]]"] + Self.comparisons),
      let operand = try parseWord()
    {
      return .unary(option, operand)
    }
    if isAtWord(in: ["]]"]) || startsWith("&&") || startsWith("||") || current == ")" || current == "\n" {
      return .word(first)
    }
    if let symbol = ["<", ">"].first(where: { take($0) }) {
      skipBlanks()
      guard let second = try parseWord() else { throw unexpected() }
      return .binary(first, symbol, second)
    }
    if let symbol = takeWord(in: Self.comparisons) {
      skipBlanks()
      guard let second = try parseWord(isPattern: symbol == "=~") else { throw unexpected() }
      return .binary(first, symbol, second)
    }
    if current == nil { throw .unexpectedEnd(line: line + 1) }
    throw .conditional("conditional binary operator expected", line: startLine)
  }
}
