/// Reads shell text: a recursive-descent parser over characters, since the shell's tokens depend on their place.
final class ShellParser {
  private(set) var characters: [Character]
  var position = 0
  var line = 1
  var pendingDocuments: [HereDocument] = []
  /// What bash says and then goes on, without its prefix.
  var warnings: [String] = []
  /// The text of an alias, by its name (POSIX 2.3.1).
  private let alias: (String) -> String?

  init(_ text: String, alias: @escaping (String) -> String? = { _ in nil }) {
    characters = Array(text)
    self.alias = alias
  }

  /// Where the last alias stood, which ones have been replaced there, and how many there were in all: an alias whose
  /// text begins with its own name is not replaced again.
  private var aliases: (place: Int, used: [String], count: Int) = (-1, [], 0)

  /// Puts the text of an alias in its name's place, if one stands here.
  func replaceAlias() -> Bool {
    if aliases.place != position { (aliases.place, aliases.used) = (position, []) }
    guard aliases.count < 100, let word = peekWord(), !aliases.used.contains(word), let text = alias(word)
    else { return false }
    aliases.used.append(word)
    aliases.count += 1
    characters.replaceSubrange(position..<(position + word.count), with: Array(text))
    return true
  }

  var current: Character? { position < characters.count ? characters[position] : nil }

  func peek(_ distance: Int) -> Character? {
    position + distance < characters.count ? characters[position + distance] : nil
  }

  func advance() {
    if current == "\n" { line += 1 }
    position += 1
  }

  func startsWith(_ text: String) -> Bool {
    var index = position
    for character in text {
      guard index < characters.count, characters[index] == character else { return false }
      index += 1
    }
    return true
  }

  /// Consumes an operator if it stands here.
  func take(_ text: String) -> Bool {
    guard startsWith(text) else { return false }
    for _ in text { advance() }
    return true
  }

  /// Blanks, continued lines and comments.
  func skipBlanks() {
    while let character = current {
      if character == " " || character == "\t" {
        advance()
      } else if character == "\\", peek(1) == "\n" {
        advance()
        advance()
      } else if character == "#" {
        while let next = current, next != "\n" { _ = next; advance() }
      } else {
        return
      }
    }
  }

  func skipNewlines() throws(ShellSyntaxError) {
    skipBlanks()
    while current == "\n" {
      try takeNewline()
      skipBlanks()
    }
  }

  /// The end of a line, where here-documents begin.
  func takeNewline() throws(ShellSyntaxError) {
    advance()
    let documents = pendingDocuments
    pendingDocuments = []
    for document in documents { try read(document) }
  }

  // MARK: Lists

  func parseProgram() throws(ShellSyntaxError) -> ShellCommand {
    let command = try parseList(until: [])
    if current != nil { throw unexpected() }
    let documents = pendingDocuments
    pendingDocuments = []
    for document in documents { try read(document) }
    return command
  }

  /// The commands of the next line with commands: a shell runs them before it reads on. Nil at the end.
  func parseLine() throws(ShellSyntaxError) -> ShellCommand? {
    try skipNewlines()
    if current == nil { return nil }
    let command = try parseList(until: [], endsWithLine: true)
    if let next = current, next != "\n" { throw unexpected() }
    if current == "\n" { try takeNewline() }
    let documents = pendingDocuments
    pendingDocuments = []
    for document in documents { try read(document) }
    return command
  }

  /// Commands up to one of these reserved words, a closing parenthesis, `;;` or the end.
  func parseList(
    until ends: [String], endsWithLine: Bool = false
  ) throws(ShellSyntaxError) -> ShellCommand {
    var items: [ListItem] = []
    while true {
      if endsWithLine { skipBlanks() } else { try skipNewlines() }
      if endsWithLine, current == "\n" { break }
      if current == nil || current == ")" || startsWith(";;") || startsWith(";&") || isAtWord(in: ends) {
        break
      }
      let start = characters.count - position
      let command = try parseAndOr()
      skipBlanks()
      let text = String(characters[max(0, characters.count - start)..<position]).trimmedOfBlanks
      if current == "&" {
        advance()
        items.append(ListItem(command: command, isBackground: true, text: text))
        continue
      }
      items.append(ListItem(command: command, isBackground: false, text: text))
      if current == ";", !startsWith(";;"), !startsWith(";&") {
        advance()
      } else if current == "\n", !endsWithLine {
        try takeNewline()
      } else {
        break
      }
    }
    if items.isEmpty, endsWithLine { throw unexpected() }
    if items.count == 1, !items[0].isBackground { return items[0].command }
    return .list(items)
  }

  /// A list that may not be empty, and the reserved word behind it.
  func parseBody(until ends: [String]) throws(ShellSyntaxError) -> (ShellCommand, String) {
    let body = try parseList(until: ends)
    if case .list(let items) = body, items.isEmpty { throw unexpected() }
    guard let end = takeWord(in: ends) else { throw unexpected() }
    return (body, end)
  }

  func parseAndOr() throws(ShellSyntaxError) -> ShellCommand {
    var left = try parsePipeline()
    while true {
      skipBlanks()
      if take("&&") {
        try skipNewlines()
        left = .and(left, try parsePipeline())
      } else if take("||") {
        try skipNewlines()
        left = .or(left, try parsePipeline())
      } else {
        return left
      }
    }
  }

  func parsePipeline() throws(ShellSyntaxError) -> ShellCommand {
    var isNegated = false
    skipBlanks()
    while takeWord(in: ["!"]) != nil {
      isNegated.toggle()
      skipBlanks()
    }
    if takeWord(in: ["time"]) != nil {
      skipBlanks()
      let isPortable = takeWord(in: ["-p"]) != nil
      skipBlanks()
      let isAlone = current == nil || ";&|\n)".contains(current!)
      let command = ShellCommand.timed(isAlone ? nil : try parsePipeline(), isPortable: isPortable)
      return isNegated
        ? .pipeline([PipelineStage(command: command, pipesError: false)], isNegated: true) : command
    }
    var stages: [PipelineStage] = []
    while true {
      let command = try parseCommand()
      skipBlanks()
      guard current == "|", peek(1) != "|" else {
        stages.append(PipelineStage(command: command, pipesError: false))
        break
      }
      advance()
      let pipesError = take("&")
      stages.append(PipelineStage(command: command, pipesError: pipesError))
      try skipNewlines()
    }
    if stages.count == 1, !isNegated { return stages[0].command }
    return .pipeline(stages, isNegated: isNegated)
  }

  // MARK: Words at command position

  /// The literal word that stands here, without consuming it.
  func peekWord() -> String? {
    var index = position
    while index < characters.count, !Self.isMeta(characters[index]) {
      if "'\"\\$`".contains(characters[index]) { return nil }
      index += 1
    }
    return index > position ? String(characters[position..<index]) : nil
  }

  func isAtWord(in words: [String]) -> Bool {
    guard !words.isEmpty, let word = peekWord() else { return false }
    return words.contains(word)
  }

  func takeWord(in words: [String]) -> String? {
    guard let word = peekWord(), words.contains(word) else { return nil }
    position += word.count
    return word
  }

  static func isMeta(_ character: Character) -> Bool {
    switch character {
    case " ", "\t", "\n", ";", "&", "|", "<", ">", "(", ")": true
    default: false
    }
  }

  /// The error at this place, as bash names its token.
  func unexpected() -> ShellSyntaxError {
    skipBlanks()
    guard let character = current else { return .unexpectedEnd(line: line + 1) }
    if character == "\n" { return .unexpected(token: "newline", line: line) }
    for symbol in [";;&", ";;", ";&", "&&", "||", "|&", "<<<", "<<", ">>", "<&", ">&", "&>"]
    where startsWith(symbol) {
      return .unexpected(token: symbol, line: line)
    }
    if Self.isMeta(character) { return .unexpected(token: String(character), line: line) }
    return .unexpected(token: peekWord() ?? String(character), line: line)
  }
}

extension String {
  /// Without blanks and newlines at its ends.
  var trimmedOfBlanks: String {
    var rest = self[...]
    while let last = rest.last, last == " " || last == "\n" || last == "\t" { rest.removeLast() }
    while let first = rest.first, first == " " || first == "\n" || first == "\t" { rest.removeFirst() }
    return String(rest)
  }
}
