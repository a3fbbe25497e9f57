extension ShellParser {
  /// Words that begin or end a compound command where a command is expected.
  static let closingWords = ["then", "else", "elif", "fi", "do", "done", "esac", "}", "in"]

  /// A simple or compound command with its redirections.
  func parseCommand() throws(ShellSyntaxError) -> ShellCommand {
    skipBlanks()
    guard let compound = try parseCompound() else { return try parseSimple() }
    var redirections: [Redirection] = []
    while let redirection = try parseRedirection() { redirections.append(redirection) }
    return redirections.isEmpty ? compound : .redirected(compound, redirections)
  }

  private func parseCompound() throws(ShellSyntaxError) -> ShellCommand? {
    if startsWith("((") {
      if let command = try parseArithmeticCommand() { return command }
    }
    if current == "(" { return try parseSubshell() }
    guard let word = peekWord() else { return nil }
    switch word {
    case "{":
      position += 1
      return .group(try parseBody(until: ["}"]).0)
    case "if": return try parseIf()
    case "while", "until":
      position += 5
      let condition = try parseBody(until: ["do"]).0
      let body = try parseBody(until: ["done"]).0
      return .loop(ConditionalBranch(condition: condition, body: body), isUntil: word == "until")
    case "for": return try parseFor()
    case "case": return try parseCase()
    case "[[": return try parseTest()
    case "function": return try parseFunctionKeyword()
    case "select", "coproc": throw .notSimulated(Unsimulated("the shell's \(word)"))
    default: break
    }
    if Self.closingWords.contains(word), word != "in" { throw unexpected() }
    return try parseFunctionDefinition(named: word)
  }

  private func parseSubshell() throws(ShellSyntaxError) -> ShellCommand {
    advance()
    let body = try parseList(until: [])
    if case .list(let items) = body, items.isEmpty { throw unexpected() }
    guard take(")") else { throw unexpected() }
    return .subshell(body)
  }

  /// `(( … ))`; nil if it is one subshell within another.
  private func parseArithmeticCommand() throws(ShellSyntaxError) -> ShellCommand? {
    let (start, startLine) = (position, line)
    position += 2
    if let expression = try parseArithmeticText() { return .arithmetic(expression) }
    (position, line) = (start, startLine)
    return nil
  }

  private func parseIf() throws(ShellSyntaxError) -> ShellCommand {
    position += 2
    var branches: [ConditionalBranch] = []
    while true {
      let condition = try parseBody(until: ["then"]).0
      let (body, end) = try parseBody(until: ["elif", "else", "fi"])
      branches.append(ConditionalBranch(condition: condition, body: body))
      if end == "fi" { return .branch(branches, otherwise: nil) }
      if end == "else" { return .branch(branches, otherwise: try parseBody(until: ["fi"]).0) }
    }
  }

  private func parseFor() throws(ShellSyntaxError) -> ShellCommand {
    let start = position
    position += 3
    skipBlanks()
    if startsWith("((") { return try parseCountingFor() }
    guard let variable = peekWord(), ShellName.isValid(variable) else { throw unexpected() }
    position += variable.count
    try skipNewlines()
    var words: [ShellWord]?
    if takeWord(in: ["in"]) != nil {
      var list: [ShellWord] = []
      skipBlanks()
      while let word = try parseWord() {
        list.append(word)
        skipBlanks()
      }
      words = list
      guard current == ";" || current == "\n" else { throw unexpected() }
    }
    let end = position
    if current == ";" { advance() }
    let source = String(characters[start..<min(end, characters.count)]).trimmedOfBlanks
    return .forEach(variable: variable, words: words, body: try parseDoBlock(), source: source)
  }

  private func parseDoBlock() throws(ShellSyntaxError) -> ShellCommand {
    try skipNewlines()
    if takeWord(in: ["{"]) != nil { return try parseBody(until: ["}"]).0 }
    guard takeWord(in: ["do"]) != nil else { throw unexpected() }
    return try parseBody(until: ["done"]).0
  }

  private func parseCountingFor() throws(ShellSyntaxError) -> ShellCommand {
    position += 2
    guard let text = takeUntilDoubleParenthesis() else { throw unexpected() }
    var pieces = text.split(separator: ";", omittingEmptySubsequences: false).map { String($0) }
    guard pieces.count == 3 else { throw unexpected() }
    for index in 0..<3 { pieces[index] = pieces[index].trimmedOfBlanks }
    skipBlanks()
    if current == ";" { advance() }
    let start = try ShellParser(pieces[0]).parseQuotedText()
    let condition = try ShellParser(pieces[1].isEmpty ? "1" : pieces[1]).parseQuotedText()
    let step = try ShellParser(pieces[2]).parseQuotedText()
    return .countingFor(start: start, condition: condition, step: step, body: try parseDoBlock())
  }

  private func parseCase() throws(ShellSyntaxError) -> ShellCommand {
    let start = position
    position += 4
    skipBlanks()
    guard let subject = try parseWord() else { throw unexpected() }
    try skipNewlines()
    guard takeWord(in: ["in"]) != nil else { throw unexpected() }
    let source = String(characters[start..<position])
    var arms: [CaseArm] = []
    while true {
      try skipNewlines()
      if takeWord(in: ["esac"]) != nil { return .choose(subject, arms, source: source) }
      if current == "(" { advance() }
      var patterns: [ShellWord] = []
      repeat {
        skipBlanks()
        guard let pattern = try parseWord() else { throw unexpected() }
        patterns.append(pattern)
        skipBlanks()
      } while take("|")
      guard take(")") else { throw unexpected() }
      let body = try parseList(until: ["esac"])
      var arm = CaseArm(patterns: patterns, body: body, end: .stop)
      try skipNewlines()
      if take(";;&") {
        arm.end = .testNext
      } else if take(";&") {
        arm.end = .fallThrough
      } else if !take(";;"), !isAtWord(in: ["esac"]) {
        throw unexpected()
      }
      arms.append(arm)
    }
  }

  private func parseFunctionKeyword() throws(ShellSyntaxError) -> ShellCommand {
    position += 8
    skipBlanks()
    guard let name = peekWord() else { throw unexpected() }
    position += name.count
    skipBlanks()
    if take("(") {
      skipBlanks()
      guard take(")") else { throw unexpected() }
    }
    try skipNewlines()
    return .function(name: name, body: try parseCommand())
  }

  /// `name() command`; nil if no function begins here.
  private func parseFunctionDefinition(named name: String) throws(ShellSyntaxError) -> ShellCommand? {
    var index = position + name.count
    while index < characters.count, characters[index] == " " { index += 1 }
    guard index < characters.count, characters[index] == "(" else { return nil }
    if name.contains("=") { return nil }
    index += 1
    while index < characters.count, characters[index] == " " { index += 1 }
    guard index < characters.count, characters[index] == ")" else {
      position += name.count
      throw unexpected()
    }
    position = index + 1
    try skipNewlines()
    return .function(name: name, body: try parseCommand())
  }

  private func parseSimple() throws(ShellSyntaxError) -> ShellCommand {
    var command = SimpleCommand(line: line)
    while true {
      skipBlanks()
      if command.words.isEmpty, replaceAlias() {
        // What the alias stands for may begin a compound command.
        if command.assignments.isEmpty, command.redirections.isEmpty { return try parseCommand() }
        continue
      }
      if let redirection = try parseRedirection() {
        command.redirections.append(redirection)
      } else if command.words.isEmpty, let assignment = try parseAssignment() {
        command.assignments.append(assignment)
      } else if command.isDeclaration, let assignment = try parseAssignment(onlyArrays: true) {
        command.declaredArrays.append(assignment)
        command.words.append(ShellWord(parts: [.literal(assignment.name)]))
      } else if let word = try parseWord() {
        command.words.append(word)
      } else {
        break
      }
    }
    if current == "(" { throw unexpected() }
    if command.words.isEmpty, command.assignments.isEmpty, command.redirections.isEmpty { throw unexpected() }
    return .simple(command)
  }

  /// `name=value`, `name[…]=value`, `name=(…)`, each also with `+=`; nil if something else stands here.
  private func parseAssignment(onlyArrays: Bool = false) throws(ShellSyntaxError) -> Assignment? {
    let (start, startLine) = (position, line)
    guard let name = takeParameterName(isBraced: false), ShellName.isValid(name) else {
      (position, line) = (start, startLine)
      return nil
    }
    var subscriptWord: ShellWord?
    if current == "[", !onlyArrays, bracketsEndInAssignment { subscriptWord = try parseSubscript() }
    let isAppending = take("+=")
    guard isAppending || take("="), !onlyArrays || current == "(" else {
      (position, line) = (start, startLine)
      return nil
    }
    var assignment = Assignment(
      name: name, subscriptWord: subscriptWord, isAppending: isAppending, value: ShellWord())
    if current == "(" {
      if subscriptWord != nil { throw unexpected() }
      assignment.elements = try parseElements()
    } else {
      assignment.value = try parseWord() ?? ShellWord()
    }
    return assignment
  }

  /// Whether the bracket here is closed before an equals sign.
  private var bracketsEndInAssignment: Bool {
    var depth = 0
    for index in position..<characters.count {
      switch characters[index] {
      case "[": depth += 1
      case "]":
        depth -= 1
        guard depth == 0 else { continue }
        let rest = characters[(index + 1)...]
        return rest.first == "=" || rest.starts(with: ["+", "="])
      case "\n": return false
      default: break
      }
    }
    return false
  }

  private func parseElements() throws(ShellSyntaxError) -> [ArrayElement] {
    let startLine = line
    advance()
    var elements: [ArrayElement] = []
    while true {
      try skipNewlines()
      if take(")") { return elements }
      if current == nil { throw .unmatched(")", line: startLine) }
      if current == "[", bracketsEndInAssignment {
        let key = try parseSubscript()
        guard take("=") else { throw unexpected() }
        elements.append(ArrayElement(key: key, value: try parseWord() ?? ShellWord()))
      } else if let word = try parseWord() {
        elements.append(ArrayElement(key: nil, value: word))
      } else {
        throw unexpected()
      }
    }
  }
}

extension SimpleCommand {
  /// A builtin whose arguments are assignments: they are not split.
  var isDeclaration: Bool {
    guard let name = words.first?.literal else { return false }
    return ["declare", "export", "local", "readonly", "typeset"].contains(name)
  }
}

/// Names of variables: letters, digits and underscores, not beginning with a digit (POSIX 3.235).
enum ShellName {
  static func isValid(_ text: String) -> Bool {
    var isFirst = true
    for character in text.utf8 {
      guard isStart(character) || (!isFirst && character >= 48 && character <= 57) else { return false }
      isFirst = false
    }
    return !isFirst
  }

  static func isStart(_ character: UInt8) -> Bool {
    character == 95 || (character >= 65 && character <= 90) || (character >= 97 && character <= 122)
  }
}
