/// A program's command line in the manner of getopt_long(3): clusters of letters, long names that may be cut short,
/// operands anywhere between.
struct CommandOptions {
  /// What a program knows.
  struct Syntax {
    /// As for getopt: letters, each with a colon if it takes a value.
    var letters: String
    /// Long names and the letters they stand for; a name whose letter takes a value takes one too.
    var names: [(name: String, letter: Character)] = []
    /// Letters and long names of the real program that the simulator does not have.
    var missing: String = ""
    var missingNames: [String] = []
    /// The first operand ends the options, as for `xargs` and `timeout`.
    var stopsAtOperand = false
  }

  private(set) var options: [(letter: Character, value: String)] = []
  private(set) var operands: [String] = []
  /// What the real program says about a wrong option, without its name.
  private(set) var problem: String?

  func has(_ letter: Character) -> Bool { options.contains { $0.letter == letter } }
  func last(_ letter: Character) -> String? { options.last { $0.letter == letter }?.value }

  init(_ arguments: [String], _ program: String, _ syntax: Syntax) throws(Unsimulated) {
    var index = 0
    while index < arguments.count, problem == nil {
      let argument = arguments[index]
      index += 1
      if argument == "--" {
        operands += arguments[index...]
        return
      }
      if argument.hasPrefix("--") {
        try readLong(argument, arguments, &index, program, syntax)
      } else if argument.hasPrefix("-"), argument.utf8.count > 1 {
        try readLetters(argument, arguments, &index, program, syntax)
      } else if syntax.stopsAtOperand {
        operands += arguments[(index - 1)...]
        return
      } else {
        operands.append(argument)
      }
    }
  }

  private static func takesValue(_ letter: Character, _ syntax: Syntax) -> Bool? {
    guard letter != ":", let place = syntax.letters.firstIndex(of: letter) else { return nil }
    let next = syntax.letters.index(after: place)
    return next < syntax.letters.endIndex && syntax.letters[next] == ":"
  }

  private mutating func readLetters(
    _ argument: String, _ arguments: [String], _ index: inout Int, _ program: String, _ syntax: Syntax
  ) throws(Unsimulated) {
    var letters = argument.dropFirst()
    while let letter = letters.popFirst() {
      guard let takesValue = Self.takesValue(letter, syntax) else {
        if syntax.missing.contains(letter) { throw Unsimulated("\(program) -\(letter)") }
        problem = "invalid option -- '\(letter)'"
        return
      }
      if !takesValue {
        options.append((letter, ""))
      } else if !letters.isEmpty {
        options.append((letter, String(letters)))
        return
      } else if index < arguments.count {
        options.append((letter, arguments[index]))
        index += 1
      } else {
        problem = "option requires an argument -- '\(letter)'"
      }
    }
  }

  private mutating func readLong(
    _ argument: String, _ arguments: [String], _ index: inout Int, _ program: String, _ syntax: Syntax
  ) throws(Unsimulated) {
    let parts = argument.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let typed = String(parts[0])
    let exact = syntax.names.filter { $0.name == typed }
    let found = exact.isEmpty ? syntax.names.filter { $0.name.hasPrefix(typed) } : exact
    guard let option = found.first, found.allSatisfy({ $0.letter == option.letter }) else {
      if found.isEmpty,
        syntax.missingNames.contains(where: { $0.hasPrefix(typed) }) || typed == "help" || typed == "version"
      {
        throw Unsimulated("\(program) --\(typed)")
      }
      problem = found.isEmpty ? "unrecognized option '\(argument)'" : "option '\(argument)' is ambiguous"
      return
    }
    if Self.takesValue(option.letter, syntax) != true {
      if parts.count == 2 {
        problem = "option '--\(option.name)' doesn't allow an argument"
      } else {
        options.append((option.letter, ""))
      }
    } else if parts.count == 2 {
      options.append((option.letter, String(parts[1])))
    } else if index < arguments.count {
      options.append((option.letter, arguments[index]))
      index += 1
    } else {
      problem = "option '--\(option.name)' requires an argument"
    }
  }
}

extension Process {
  /// Reads the options; nil when they were wrong: the program has then said so and ended, as coreutils do.
  func options(_ syntax: CommandOptions.Syntax, status: Int = 1) throws(Unsimulated) -> CommandOptions? {
    let options = try CommandOptions(arguments, name, syntax)
    guard let problem = options.problem else { return options }
    writeError("\(name): \(problem)\n")
    usageError(status)
    return nil
  }

  /// `Try 'sort --help' for more information.`
  func usageError(_ status: Int = 1) {
    writeError("Try '\(name) --help' for more information.\n")
    exit(status)
  }

  /// A line `name: text` on standard error.
  func complain(_ text: String) { writeError("\(name): \(text)\n") }
}
