import Patterns

/// A script of `sed` (POSIX, sed; GNU's additions).
struct SedScript {
  enum Address {
    case line(Int)
    case last
    case pattern(Pattern)
    case step(first: Int, step: Int)
    case count(Int)
  }

  enum Action {
    case substitute(Pattern, replacement: [ReplacementPart], isGlobal: Bool, number: Int, prints: Bool)
    case translate([(from: Character, to: Character)])
    case print, delete, quit(Int), lineNumber, next, append(String), insert(String), change(String)
    case hold, holdAppend, get, getAppend, exchange, deleteFirst, printFirst, nextAppend
    case open(end: Int), close
  }

  enum ReplacementPart {
    case text([UInt8])
    case group(Int)
  }

  struct Command {
    var first: Address?
    var second: Address?
    var isNegated = false
    var action: Action
  }

  enum Failure: Error {
    /// As sed prints it behind `-e expression #1, char N: `.
    case syntax(String, position: Int)
    case notSimulated(Unsimulated)
  }

  private(set) var commands: [Command] = []
  private let characters: [Character]
  private var position = 0
  private let syntax: Pattern.Syntax
  private var lastPattern: Pattern?
  private var openBlocks: [Int] = []

  init(_ text: String, syntax: Pattern.Syntax) throws(Failure) {
    characters = Array(text)
    self.syntax = syntax
    try parse()
  }

  private var current: Character? { position < characters.count ? characters[position] : nil }

  private func failure(_ text: String) -> Failure { .syntax(text, position: position) }

  private mutating func skip(_ set: String) {
    while let character = current, set.contains(character) { position += 1 }
  }

  private mutating func parse() throws(Failure) {
    while true {
      skip(" \t\n;")
      guard current != nil else { break }
      if current == "#" {
        while let character = current, character != "\n" { _ = character; position += 1 }
        continue
      }
      var command = Command(action: .print)
      command.first = try address()
      skip(" \t")
      if command.first != nil, current == "," {
        position += 1
        skip(" \t")
        guard let second = try address(isSecond: true) else { throw failure("unexpected `,'") }
        command.second = second
        skip(" \t")
      }
      while current == "!" {
        command.isNegated = true
        position += 1
        skip(" \t")
      }
      guard let letter = current else { throw failure("missing command") }
      position += 1
      try parse(letter, &command)
    }
    if !openBlocks.isEmpty { throw .syntax("unmatched `{'", position: 0) }
  }

  private mutating func parse(_ letter: Character, _ command: inout Command) throws(Failure) {
    switch letter {
    case "{":
      openBlocks.append(commands.count)
      command.action = .open(end: 0)
      commands.append(command)
      return
    case "}":
      guard let open = openBlocks.popLast() else { throw failure("unexpected `}'") }
      commands[open].action = .open(end: commands.count)
      command.action = .close
    case "s": command.action = try substitution()
    case "y": command.action = try translation()
    case "p": command.action = .print
    case "d": command.action = .delete
    case "=": command.action = .lineNumber
    case "n": command.action = .next
    case "N": command.action = .nextAppend
    case "D": command.action = .deleteFirst
    case "P": command.action = .printFirst
    case "h": command.action = .hold
    case "H": command.action = .holdAppend
    case "g": command.action = .get
    case "G": command.action = .getAppend
    case "x": command.action = .exchange
    case "q":
      skip(" ")
      command.action = .quit(number() ?? 0)
    case "a": command.action = .append(try text())
    case "i": command.action = .insert(try text())
    case "c": command.action = .change(try text())
    case "b", "t", "T", "r", "w", "e", "l", "Q", "R", "W", ":", "F", "z":
      throw .notSimulated(Unsimulated("sed's command \(letter)"))
    default: throw failure("unknown command: `\(letter)'")
    }
    commands.append(command)
    if case .append = command.action { return }
    if case .insert = command.action { return }
    if case .change = command.action { return }
    skip(" \t")
    if let next = current, !";\n}#".contains(next) {
      position += 1
      throw failure(letter == "s" ? "unknown option to `s'" : "extra characters after command")
    }
  }

  private mutating func number() -> Int? {
    var value: Int?
    while let digit = current?.wholeNumberValue {
      value = (value ?? 0) * 10 + digit
      position += 1
    }
    return value
  }

  private mutating func address(isSecond: Bool = false) throws(Failure) -> Address? {
    if isSecond, current == "+" {
      position += 1
      return .count(number() ?? 0)
    }
    if let line = number() {
      guard current == "~" else { return .line(line) }
      position += 1
      return .step(first: line, step: number() ?? 0)
    }
    if current == "$" {
      position += 1
      return .last
    }
    var delimiter: Character = "/"
    if current == "\\", position + 1 < characters.count {
      position += 1
      delimiter = characters[position]
    } else if current != "/" {
      return nil
    }
    position += 1
    guard let text = delimited(by: delimiter, isPattern: true) else {
      throw failure("unterminated address regex")
    }
    let ignoresCase = current == "I"
    if ignoresCase { position += 1 }
    return .pattern(try pattern(text, ignoresCase: ignoresCase))
  }

  private mutating func pattern(_ text: String, ignoresCase: Bool) throws(Failure) -> Pattern {
    if text.isEmpty, let lastPattern { return lastPattern }
    do throws(PatternError) {
      let pattern = try Pattern(text, syntax: syntax, ignoresCase: ignoresCase)
      lastPattern = pattern
      return pattern
    } catch {
      if error.reason == .unsupported { throw .notSimulated(Unsimulated("the regular expression \(text)")) }
      throw failure(error.message)
    }
  }

  /// Text up to a delimiter, which is consumed; a backslash takes the delimiter's meaning away.
  private mutating func delimited(by delimiter: Character, isPattern: Bool) -> String? {
    var text = ""
    var isInBracket = false
    while let character = current {
      position += 1
      if character == delimiter, !isInBracket { return text }
      if character == "\\", let next = current, !isInBracket {
        position += 1
        if next == delimiter {
          text += isPattern && "|+?(){}".contains(next) ? "\\" + String(next) : String(next)
        } else if next == "n", isPattern {
          text += "\n"
        } else {
          text += "\\" + String(next)
        }
        continue
      }
      if isPattern, character == "[", !isInBracket {
        isInBracket = true
        text.append(character)
        if current == "^" {
          text += "^"
          position += 1
        }
        if current == "]" {
          text += "]"
          position += 1
        }
        continue
      }
      if character == "]" { isInBracket = false }
      text.append(character)
    }
    return nil
  }

  private mutating func substitution() throws(Failure) -> Action {
    guard let delimiter = current, delimiter != "\n", delimiter != "\\" else {
      throw failure("unterminated `s' command")
    }
    position += 1
    guard let text = delimited(by: delimiter, isPattern: true),
      let replacement = delimited(by: delimiter, isPattern: false)
    else { throw failure("unterminated `s' command") }
    var (isGlobal, number, prints, ignoresCase) = (false, 1, false, false)
    while let flag = current {
      if let count = self.number() {
        number = count
        continue
      }
      switch flag {
      case "g": isGlobal = true
      case "p": prints = true
      case "i", "I": ignoresCase = true
      case "e", "w", "m", "M": throw .notSimulated(Unsimulated("sed's s///\(flag)"))
      default:
        return .substitute(
          try pattern(text, ignoresCase: ignoresCase), replacement: Self.parts(replacement),
          isGlobal: isGlobal,
          number: number, prints: prints)
      }
      position += 1
    }
    return .substitute(
      try pattern(text, ignoresCase: ignoresCase), replacement: Self.parts(replacement), isGlobal: isGlobal,
      number: number, prints: prints)
  }

  /// `&` and `\1` in a replacement.
  private static func parts(_ text: String) -> [ReplacementPart] {
    var parts: [ReplacementPart] = []
    var literal = ""
    var isEscaped = false
    func flush() {
      if !literal.isEmpty { parts.append(.text(Array(literal.utf8))) }
      literal = ""
    }
    for character in text {
      if isEscaped {
        isEscaped = false
        if let group = character.wholeNumberValue {
          flush()
          parts.append(.group(group))
        } else {
          literal += character == "n" ? "\n" : character == "t" ? "\t" : String(character)
        }
      } else if character == "\\" {
        isEscaped = true
      } else if character == "&" {
        flush()
        parts.append(.group(0))
      } else {
        literal.append(character)
      }
    }
    flush()
    return parts
  }

  private mutating func translation() throws(Failure) -> Action {
    guard let delimiter = current else { throw failure("unterminated `y' command") }
    position += 1
    guard let from = delimited(by: delimiter, isPattern: false),
      let to = delimited(by: delimiter, isPattern: false)
    else { throw failure("unterminated `y' command") }
    guard from.count == to.count else { throw failure("strings for `y' command are different lengths") }
    return .translate(zip(from, to).map { (from: $0, to: $1) })
  }

  /// The text of `a`, `i` and `c`: the rest of the line, or the lines behind a backslash.
  private mutating func text() throws(Failure) -> String {
    skip(" \t")
    if current == "\\" {
      position += 1
      skip(" \t")
      if current == "\n" { position += 1 }
    }
    guard current != nil else { throw failure("expected \\ after `a', `c' or `i'") }
    var text = ""
    while let character = current {
      position += 1
      if character == "\\", let next = current {
        text.append(next)
        position += 1
      } else if character == "\n" {
        break
      } else {
        text.append(character)
      }
    }
    return text
  }
}
