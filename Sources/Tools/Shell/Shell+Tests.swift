import Patterns

extension Shell {
  /// `[[ … ]]`: `==` takes a pattern and `=~` a regular expression (bash(1), Conditional Expressions).
  func runTest(_ expression: TestNode, then: @escaping (Int) -> Void) {
    countCommand()
    withSubstitutions(in: expression.words) { [self] in
      if isStopped { return then(lastStatus) }
      guard let answer = holds(expression) else {
        return then(interruption == nil ? (lastStatus > 1 ? lastStatus : 1) : lastStatus)
      }
      then(answer ? 0 : 1)
    }
  }

  /// Nil when it cannot be told; a message has been printed.
  private func holds(_ node: TestNode) -> Bool? {
    switch node {
    case .not(let inner): return holds(inner).map { !$0 }
    case .and(let left, let right):
      guard let answer = holds(left) else { return nil }
      return answer ? holds(right) : false
    case .or(let left, let right):
      guard let answer = holds(left) else { return nil }
      return answer ? true : holds(right)
    case .word(let word):
      guard let text = expandedText(word) else { return nil }
      trace(text: "[[ -n \(ShellQuoting.forTrace(text)) ]]")
      return !text.isEmpty
    case .unary(let option, let word):
      guard let text = expandedText(word) else { return nil }
      trace(text: "[[ \(option) \(ShellQuoting.forTrace(text)) ]]")
      if option == "-v" { return isSet(text) }
      return testWords([option, text])
    case .binary(let first, let comparison, let second):
      guard let left = expandedText(first) else { return nil }
      return compare(left, comparison, second)
    }
  }

  /// Whether a variable, or an element of an array, has a value.
  func isSet(_ name: String) -> Bool {
    guard let (array, key) = Self.split(reference: name) else { return value(of: name) != nil }
    if key == "@" || key == "*" { return self.array(named: array)?.entries.isEmpty == false }
    let word = ShellWord(parts: [.quoted(key)])
    return value(of: ParameterName(array, subscriptWord: word)) != nil
  }

  private func compare(_ left: String, _ comparison: String, _ word: ShellWord) -> Bool? {
    guard let pattern = expandedPattern(word) else { return nil }
    let right = String(pattern.map { $0.character })
    if options.tracesCommands {
      let isPattern = ["==", "=", "!=", "=~"].contains(comparison)
      let shown =
        isPattern
        ? pattern.map { $0.isQuoted ? "\\" + String($0.character) : String($0.character) }.joined()
        : ShellQuoting.forTrace(right)
      trace(text: "[[ \(ShellQuoting.forTrace(left)) \(comparison) \(shown) ]]")
    }
    switch comparison {
    case "==", "=": return GlobPattern(pattern).matches(left)
    case "!=": return !GlobPattern(pattern).matches(left)
    case "<": return left < right
    case ">": return left > right
    case "=~": return match(left, pattern)
    case "-eq", "-ne", "-lt", "-le", "-gt", "-ge":
      guard let first = arithmeticValue(of: left, by: "[[: "),
        let second = arithmeticValue(of: right, by: "[[: ")
      else { return nil }
      return testWords([String(first), comparison, String(second)])
    default: return testWords([left, comparison, right])
    }
  }

  /// `=~`: what is quoted in the expression means itself; the groups go to BASH_REMATCH.
  private func match(_ text: String, _ expression: [(character: Character, isQuoted: Bool)]) -> Bool? {
    var source = ""
    for (character, isQuoted) in expression {
      if isQuoted, "\\.*[]^$+?(){}|".contains(character) { source += "\\" }
      source.append(character)
    }
    do throws(PatternError) {
      let pattern = try Pattern(source, syntax: .extended)
      let bytes = Array(text.utf8)
      guard let found = try pattern.firstMatch(in: bytes) else {
        setArray("BASH_REMATCH", [])
        return false
      }
      setArray(
        "BASH_REMATCH",
        found.groups.map { $0.map { String(decoding: bytes[$0], as: UTF8.self) } ?? "" })
      return true
    } catch {
      if error.reason == .unsupported || error.reason == .tooHard {
        _ = fail(Unsimulated("the regular expression \(source)"))
      }
      lastStatus = 2
      return nil
    }
  }

  private func testWords(_ words: [String]) -> Bool? {
    let result = TestExpression.evaluate(
      "[[", words + ["]]"], files: process.node.files, workingDirectory: workingDirectory, isSet: isSet)
    if let message = result.message { complain(message) }
    return result.status > 1 ? nil : result.status == 0
  }
}

extension TestNode {
  /// All words, first to last.
  fileprivate var words: [ShellWord] {
    switch self {
    case .word(let word), .unary(_, let word): [word]
    case .binary(let first, _, let second): [first, second]
    case .not(let inner): inner.words
    case .and(let left, let right), .or(let left, let right): left.words + right.words
    }
  }
}
