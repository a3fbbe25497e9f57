extension ShellParser {
  /// `${…}` (POSIX 2.6.2 and bash(1), Parameter Expansion).
  func parseBraced(isQuoted: Bool) throws(ShellSyntaxError) -> WordPart {
    let startLine = line
    advance()
    let start = position - 2
    if current == "#", peek(1) != "}", peek(1) != nil, !isLengthOfNothing {
      advance()
      guard let name = try takeBracedName(), current == "}" else { throw badSubstitution(from: start) }
      advance()
      return .parameter(name, .length, isQuoted: isQuoted)
    }
    let isIndirect = current == "!" && peek(1) != "}"
    if isIndirect { advance() }
    guard let name = try takeBracedName() else { throw badSubstitution(from: start) }
    if isIndirect, name.isList, name.subscriptWord != nil, current == "}" {
      advance()
      return .parameter(name, .keys, isQuoted: isQuoted)
    }
    if isIndirect, current == "*" || current == "@", peek(1) == "}" {
      advance()
      advance()
      return .parameter(name, .names, isQuoted: isQuoted)
    }
    var operation = isIndirect ? ParameterOperation.indirect : .none
    if current != "}" {
      if isIndirect { throw .notSimulated(Unsimulated("an operation on an indirect parameter")) }
      operation = try parseOperation(isQuoted: isQuoted, from: start)
    }
    guard current == "}" else {
      if current == nil { throw .unmatched("}", line: startLine) }
      throw badSubstitution(from: start)
    }
    advance()
    return .parameter(name, operation, isQuoted: isQuoted)
  }

  /// `${#-x}` is no length but the number of parameters with an operation.
  private var isLengthOfNothing: Bool {
    guard let next = peek(1), "-=?+:%#/".contains(next) else { return false }
    return peek(2) != "}"
  }

  private func takeBracedName() throws(ShellSyntaxError) -> ParameterName? {
    guard let text = takeParameterName(isBraced: true) else { return nil }
    guard current == "[", ShellName.isValid(text) else { return ParameterName(text) }
    return ParameterName(text, subscriptWord: try parseSubscript())
  }

  /// `[…]` behind a name; the bracket stands here.
  func parseSubscript() throws(ShellSyntaxError) -> ShellWord {
    advance()
    var depth = 0
    var parts: [WordPart] = []
    while let character = current {
      if character == "]", depth == 0 {
        advance()
        return ShellWord(parts: parts).joiningLiterals
      }
      if character == "[" { depth += 1 }
      if character == "]" { depth -= 1 }
      if character != "[", character != "]", let piece = try parseWord(stoppingAt: "]", orAt: "[") {
        parts += piece.parts
      } else {
        parts.append(.literal(String(character)))
        advance()
      }
    }
    throw .unmatched("]", line: line)
  }

  /// bash finds such an expansion wrong only when it comes to it; here it never runs.
  private func badSubstitution(from start: Int) -> ShellSyntaxError {
    while let character = current, character != "}", character != "\n" { advance() }
    return .badSubstitution(
      String(characters[start..<min(characters.count, position + 1)]), line: line)
  }

  private func parseOperation(isQuoted: Bool, from start: Int) throws(ShellSyntaxError) -> ParameterOperation
  {
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
    case "@":
      guard let letter = current, "QUuLEPAaKk".contains(letter), peek(1) == "}" else {
        throw badSubstitution(from: start)
      }
      if !"QUuL".contains(letter) {
        throw .notSimulated(Unsimulated("the shell's ${parameter@\(letter)}"))
      }
      advance()
      return .transform(letter)
    default: throw badSubstitution(from: start)
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
