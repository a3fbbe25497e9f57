extension ShellParser {
  /// `${…}` (POSIX 2.6.2 and bash(1), Parameter Expansion).
  func parseBraced(isQuoted: Bool) throws(ShellSyntaxError) -> WordPart {
    let startLine = line
    advance()
    if current == "#", peek(1) != "}", peek(1) != nil {
      advance()
      guard let name = takeParameterName(isBraced: true), current == "}" else { throw badSubstitution() }
      advance()
      return .parameter(name: name, .length, isQuoted: isQuoted)
    }
    let isIndirect = current == "!" && peek(1) != "}"
    if isIndirect { advance() }
    guard let name = takeParameterName(isBraced: true) else { throw badSubstitution() }
    if current == "[" { throw .notSimulated(Unsimulated("the shell's arrays")) }
    var operation = isIndirect ? ParameterOperation.indirect : .none
    if current != "}" { operation = try parseOperation(isQuoted: isQuoted) }
    guard current == "}" else { throw .unmatched("}", line: startLine) }
    advance()
    return .parameter(name: name, operation, isQuoted: isQuoted)
  }

  private func badSubstitution() -> ShellSyntaxError {
    .notSimulated(Unsimulated("this parameter expansion"))
  }

  private func parseOperation(isQuoted: Bool) throws(ShellSyntaxError) -> ParameterOperation {
    let hasColon = current == ":"
    if hasColon { advance() }
    guard let symbol = current else { throw .unmatched("}", line: line) }
    if "-=?+".contains(symbol) {
      advance()
      let word = try parseOperand(until: "}", isQuoted: isQuoted)
      switch symbol {
      case "-": return .useDefault(word, ifEmpty: hasColon)
      case "=": return .assignDefault(word, ifEmpty: hasColon)
      case "?": return .requireValue(word, ifEmpty: hasColon)
      default: return .useAlternative(word, ifEmpty: hasColon)
      }
    }
    if hasColon {
      let offset = try parseOperand(until: ":", isQuoted: true)
      guard current == ":" else { return .substring(offset: offset, length: nil) }
      advance()
      return .substring(offset: offset, length: try parseOperand(until: "}", isQuoted: true))
    }
    advance()
    switch symbol {
    case "#":
      let longest = take("#")
      return .removePrefix(try parseOperand(until: "}", isQuoted: false), longest: longest)
    case "%":
      let longest = take("%")
      return .removeSuffix(try parseOperand(until: "}", isQuoted: false), longest: longest)
    case "/": return try parseReplacement()
    case "^", ",":
      let all = take(String(symbol))
      return .changeCase(toUpper: symbol == "^", all: all)
    default: throw badSubstitution()
    }
  }

  private func parseReplacement() throws(ShellSyntaxError) -> ParameterOperation {
    var place = ParameterOperation.Place.first
    if take("/") {
      place = .all
    } else if take("#") {
      place = .prefix
    } else if take("%") {
      place = .suffix
    }
    let pattern = try parseOperand(until: "/", isQuoted: false)
    guard take("/") else { return .replace(place, pattern: pattern, replacement: ShellWord()) }
    return .replace(place, pattern: pattern, replacement: try parseOperand(until: "}", isQuoted: false))
  }

  /// The word behind an operator, up to a character or the closing brace; quotes work in it.
  private func parseOperand(until end: Character, isQuoted: Bool) throws(ShellSyntaxError) -> ShellWord {
    var parts: [WordPart] = []
    while let character = current, character != end, character != "}" {
      if let piece = try parseWord(stoppingAt: end) {
        parts += piece.parts
      } else {
        parts.append(.literal(String(character)))
        advance()
      }
    }
    guard isQuoted else { return ShellWord(parts: parts) }
    for index in parts.indices {
      if case .literal(let text) = parts[index] { parts[index] = .quoted(text) }
    }
    return ShellWord(parts: parts)
  }
}
