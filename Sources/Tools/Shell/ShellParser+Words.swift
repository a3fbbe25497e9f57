extension ShellParser {
  /// The next word, or nil where an operator, a newline or the end stands. A pattern of `=~` may hold parentheses
  /// and bars; an operand within braces ends before a given character and before the closing brace.
  func parseWord(
    isPattern: Bool = false, stoppingAt end: Character? = nil, orAt other: Character = "}"
  ) throws(ShellSyntaxError) -> ShellWord? {
    var word = ShellWord()
    var literal = ""
    func flush() {
      if !literal.isEmpty { word.parts.append(.literal(literal)) }
      literal = ""
    }
    while let character = current {
      if Self.isMeta(character), !(isPattern && "()|".contains(character)) {
        guard !isPattern, character == "<" || character == ">", peek(1) == "(" else { break }
        flush()
        word.parts.append(try parseProcessSubstitution())
        continue
      }
      if end != nil, character == end || character == other { break }
      switch character {
      case "\\":
        advance()
        guard let next = current else {
          literal += "\\"
          break
        }
        advance()
        if next != "\n" {
          flush()
          word.parts.append(.quoted(String(next)))
        }
      case "'":
        flush()
        word.parts.append(.quoted(try parseSingleQuoted()))
      case "\"":
        flush()
        advance()
        word.parts += try parseDoubleQuoted()
      case "$":
        if let part = try parseDollar(isQuoted: false) {
          flush()
          word.parts += part
        } else {
          literal += "$"
        }
      case "`":
        flush()
        word.parts.append(try parseBackquoted(isQuoted: false))
      default:
        literal.append(character)
        position += 1
      }
    }
    flush()
    return word.parts.isEmpty ? nil : word
  }

  private func parseSingleQuoted() throws(ShellSyntaxError) -> String {
    let startLine = line
    advance()
    var text = ""
    while let character = current {
      advance()
      if character == "'" { return text }
      text.append(character)
    }
    throw .unmatched("'", line: startLine)
  }

  /// What stands between double quotes; the first has been consumed.
  private func parseDoubleQuoted() throws(ShellSyntaxError) -> [WordPart] {
    let startLine = line
    let word = try parseQuotedText(closing: "\"")
    guard current == "\"" else { throw .unmatched("\"", line: startLine) }
    advance()
    return word.parts.isEmpty ? [.quoted("")] : word.parts
  }

  /// Text in which only `$`, backquotes and some backslashes are special, up to a character or the end.
  func parseQuotedText(closing: Character? = nil, isDocument: Bool = false) throws(ShellSyntaxError)
    -> ShellWord
  {
    var word = ShellWord()
    var text = ""
    func flush() {
      if !text.isEmpty { word.parts.append(.quoted(text)) }
      text = ""
    }
    while let character = current, character != closing {
      switch character {
      case "\\":
        advance()
        guard let next = current else {
          text += "\\"
          break
        }
        advance()
        if next == "\n" { break }
        if !(next == "$" || next == "`" || next == "\\" || (next == "\"" && !isDocument)) { text += "\\" }
        text.append(next)
      case "$":
        if let part = try parseDollar(isQuoted: true) {
          flush()
          word.parts += part
        } else {
          text += "$"
        }
      case "`":
        flush()
        word.parts.append(try parseBackquoted(isQuoted: true))
      default:
        text.append(character)
        advance()
      }
    }
    flush()
    return word
  }

  /// An expansion. Nil, with the dollar consumed, if the dollar means itself.
  private func parseDollar(isQuoted: Bool) throws(ShellSyntaxError) -> [WordPart]? {
    advance()
    guard let next = current else { return nil }
    if next == "(" { return [try parseSubstitution(isQuoted: isQuoted)] }
    if next == "{" { return [try parseBraced(isQuoted: isQuoted)] }
    if !isQuoted, next == "'" { return [.quoted(try parseEscapeQuoted())] }
    if !isQuoted, next == "\"" {
      advance()
      return try parseDoubleQuoted()
    }
    if let name = takeParameterName(isBraced: false) {
      return [.parameter(ParameterName(name), .none, isQuoted: isQuoted)]
    }
    return nil
  }

  /// A variable's name or a special parameter; one digit only outside of braces.
  func takeParameterName(isBraced: Bool) -> String? {
    guard let first = current, first.isASCII else { return nil }
    if "@*#?-$!".contains(first) {
      advance()
      return String(first)
    }
    var name = ""
    if first.isNumber {
      while let digit = current, digit.isASCII, digit.isNumber, isBraced || name.isEmpty {
        name.append(digit)
        advance()
      }
      return name
    }
    while let character = current,
      character == "_" || (character.isASCII && (character.isLetter || character.isNumber))
    {
      name.append(character)
      advance()
    }
    return name.isEmpty ? nil : name
  }

  /// `$'…'`: backslash escapes as in C (bash(1), QUOTING).
  private func parseEscapeQuoted() throws(ShellSyntaxError) -> String {
    let startLine = line
    advance()
    var text = ""
    while let character = current {
      advance()
      if character == "'" { return ShellEscapes.decode(text, .dollarQuote).text }
      text.append(character)
      if character == "\\", let next = current {
        text.append(next)
        advance()
      }
    }
    throw .unmatched("'", line: startLine)
  }

  private func parseProcessSubstitution() throws(ShellSyntaxError) -> WordPart {
    let (isInput, startLine) = (current == "<", line)
    advance()
    advance()
    let command = try parseList(until: [])
    guard current == ")" else {
      if current == nil { throw .unmatched(")", line: startLine) }
      throw unexpected()
    }
    advance()
    return .processSubstitution(CommandSubstitution(command), isInput: isInput)
  }

  private func parseSubstitution(isQuoted: Bool) throws(ShellSyntaxError) -> WordPart {
    let (start, startLine) = (position, line)
    if peek(1) == "(" {
      position += 2
      if let expression = try parseArithmeticText() { return .arithmetic(expression, isQuoted: isQuoted) }
      (position, line) = (start, startLine)
    }
    advance()
    let command = try parseList(until: [])
    guard current == ")" else {
      if current == nil { throw .unmatched(")", line: startLine) }
      throw unexpected()
    }
    advance()
    return .substitution(CommandSubstitution(command), isQuoted: isQuoted)
  }

  /// An arithmetic expression up to `))`; nil if the parentheses do not end so.
  func parseArithmeticText() throws(ShellSyntaxError) -> ShellWord? {
    guard let text = takeUntilDoubleParenthesis() else { return nil }
    return try ShellParser(text).parseQuotedText()
  }

  func takeUntilDoubleParenthesis() -> String? {
    var depth = 0
    var text = ""
    while let character = current {
      if character == "(" { depth += 1 }
      if character == ")" {
        if depth == 0 {
          guard peek(1) == ")" else { return nil }
          position += 2
          return text
        }
        depth -= 1
      }
      if character != "\"" { text.append(character) }
      advance()
    }
    return nil
  }

  private func parseBackquoted(isQuoted: Bool) throws(ShellSyntaxError) -> WordPart {
    let startLine = line
    advance()
    var text = ""
    while let character = current {
      advance()
      if character == "`" {
        let inner = ShellParser(text)
        return .substitution(CommandSubstitution(try inner.parseProgram()), isQuoted: isQuoted)
      }
      if character == "\\", let next = current, next == "`" || next == "\\" || next == "$" {
        text.append(next)
        advance()
      } else {
        text.append(character)
      }
    }
    throw .unmatched("`", line: startLine)
  }
}
