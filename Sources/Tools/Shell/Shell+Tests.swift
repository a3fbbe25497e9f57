extension Shell {
  /// `[[ … ]]`: `==` takes a pattern and `=~` a regular expression (bash(1), Conditional Expressions).
  func runTest(_ tokens: [TestToken], then: @escaping (Int) -> Void) {
    var words: [ShellWord] = []
    for case .word(let word) in tokens { words.append(word) }
    withSubstitutions(in: words) { [self] in
      var position = 0
      let answer = testOr(tokens, &position)
      guard let answer, position == tokens.count else {
        return then(
          interruption == nil ? refuse("syntax error in conditional expression", status: 2) : lastStatus)
      }
      then(answer ? 0 : 1)
    }
  }

  private func symbol(_ tokens: [TestToken], _ position: Int) -> String? {
    guard position < tokens.count else { return nil }
    switch tokens[position] {
    case .symbol(let text): return text
    case .word(let word): return word.literal
    }
  }

  private func testOr(_ tokens: [TestToken], _ position: inout Int) -> Bool? {
    guard var answer = testAnd(tokens, &position) else { return nil }
    while symbol(tokens, position) == "||" {
      position += 1
      guard let right = testAnd(tokens, &position) else { return nil }
      answer = answer || right
    }
    return answer
  }

  private func testAnd(_ tokens: [TestToken], _ position: inout Int) -> Bool? {
    guard var answer = testPrimary(tokens, &position) else { return nil }
    while symbol(tokens, position) == "&&" {
      position += 1
      guard let right = testPrimary(tokens, &position) else { return nil }
      answer = answer && right
    }
    return answer
  }

  private func testPrimary(_ tokens: [TestToken], _ position: inout Int) -> Bool? {
    if symbol(tokens, position) == "!" {
      position += 1
      return testPrimary(tokens, &position).map { !$0 }
    }
    if case .symbol("(")? = position < tokens.count ? tokens[position] : nil {
      position += 1
      guard let answer = testOr(tokens, &position), symbol(tokens, position) == ")" else { return nil }
      position += 1
      return answer
    }
    guard position < tokens.count, case .word(let first) = tokens[position] else { return nil }
    if let option = first.literal, option.count == 2, option.hasPrefix("-"), position + 1 < tokens.count,
      case .word(let operand) = tokens[position + 1]
    {
      position += 2
      guard let text = expandedText(operand) else { return nil }
      return testWords([option, text])
    }
    guard let left = expandedText(first) else { return nil }
    position += 1
    guard let comparison = symbol(tokens, position), comparison != "&&", comparison != "||", comparison != ")"
    else {
      return !left.isEmpty
    }
    guard position + 1 < tokens.count, case .word(let second) = tokens[position + 1] else { return nil }
    position += 2
    return compare(left, comparison, second)
  }

  private func compare(_ left: String, _ comparison: String, _ word: ShellWord) -> Bool? {
    guard let pattern = expandedPattern(word) else { return nil }
    let right = String(pattern.map { $0.character })
    switch comparison {
    case "==", "=": return GlobPattern(pattern).matches(left)
    case "!=": return !GlobPattern(pattern).matches(left)
    case "<": return left < right
    case ">": return left > right
    case "=~":
      _ = fail(Unsimulated("the shell's =~"))
      return nil
    case "-eq", "-ne", "-lt", "-le", "-gt", "-ge":
      guard let first = arithmeticValue(of: left), let second = arithmeticValue(of: right) else { return nil }
      return testWords([String(first), comparison, String(second)])
    default: return testWords([left, comparison, right])
    }
  }

  private func testWords(_ words: [String]) -> Bool? {
    let result = TestExpression.evaluate(
      "[[", words + ["]]"], files: process.node.files, workingDirectory: workingDirectory)
    if let message = result.message { complain(message) }
    return result.status > 1 ? nil : result.status == 0
  }
}

/// `test` and `[` (POSIX, test).
struct TestExpression {
  private let name: String
  private let words: [String]
  private let files: FileSystem
  private let workingDirectory: String
  private var position = 0
  private var message: String?

  /// The status, 2 with a message when the expression is wrong.
  static func evaluate(
    _ name: String, _ arguments: [String], files: FileSystem, workingDirectory: String
  ) -> (status: Int, message: String?) {
    var words = arguments
    if name == "[" || name == "[[" {
      guard words.last == (name == "[" ? "]" : "]]") else { return (2, "[: missing `]'") }
      words.removeLast()
    }
    if words.isEmpty { return (1, nil) }
    var test = TestExpression(name: name, words: words, files: files, workingDirectory: workingDirectory)
    let answer = test.either()
    if let message = test.message { return (2, "\(name): \(message)") }
    if test.position < words.count { return (2, "\(name): too many arguments") }
    return (answer ? 0 : 1, nil)
  }

  private init(name: String, words: [String], files: FileSystem, workingDirectory: String) {
    self.name = name
    self.words = words
    self.files = files
    self.workingDirectory = workingDirectory
  }

  private func word(_ distance: Int = 0) -> String? {
    position + distance < words.count ? words[position + distance] : nil
  }

  private mutating func either() -> Bool {
    var answer = both()
    while word() == "-o", message == nil {
      position += 1
      let right = both()
      answer = answer || right
    }
    return answer
  }

  private mutating func both() -> Bool {
    var answer = negation()
    while word() == "-a", message == nil {
      position += 1
      let right = negation()
      answer = answer && right
    }
    return answer
  }

  private static let comparisons = [
    "=", "==", "!=", "<", ">", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef",
  ]

  private mutating func negation() -> Bool {
    guard let first = word() else {
      message = "argument expected"
      return false
    }
    if let symbol = word(1), Self.comparisons.contains(symbol), let right = word(2) {
      position += 3
      return compare(first, symbol, right)
    }
    if first == "!", words.count - position > 1 {
      position += 1
      return !negation()
    }
    if first == "(", words.count - position > 2 {
      position += 1
      let answer = either()
      guard word() == ")" else {
        message = "`)' expected"
        return false
      }
      position += 1
      return answer
    }
    if first.count == 2, first.hasPrefix("-"), let operand = word(1), let answer = unary(first, operand) {
      position += 2
      return answer
    }
    if let second = word(1), words.count - position == 2 {
      message =
        first.hasPrefix("-") ? "\(first): unary operator expected" : "\(first): unary operator expected"
      _ = second
      return false
    }
    if let second = word(1), words.count - position == 3, second != "-a", second != "-o" {
      message = "\(second): binary operator expected"
      return false
    }
    position += 1
    return !first.isEmpty
  }

  private func unary(_ option: String, _ operand: String) -> Bool? {
    let path = FileSystem.resolve(operand, in: workingDirectory)
    switch option {
    case "-z": return operand.isEmpty
    case "-n": return !operand.isEmpty
    case "-e", "-a", "-r", "-w": return files.exists(path) || files.isDirectory(path)
    case "-x": return files.isDirectory(path) || files.isExecutable(path)
    case "-f": return files.exists(path) && path != "/dev/null"
    case "-d": return files.isDirectory(path)
    case "-s": return files.isDirectory(path) || !(files.read(path) ?? []).isEmpty
    case "-c": return path == "/dev/null"
    case "-L", "-h", "-p", "-S", "-b", "-u", "-g", "-k", "-t": return false
    default: return nil
    }
  }

  private mutating func compare(_ left: String, _ symbol: String, _ right: String) -> Bool {
    switch symbol {
    case "=", "==": return left == right
    case "!=": return left != right
    case "<": return left < right
    case ">": return left > right
    case "-nt", "-ot", "-ef": return left == right && symbol == "-ef"
    default: break
    }
    guard let first = Int(left.trimmedOfBlanks) else {
      message = "\(left): integer expression expected"
      return false
    }
    guard let second = Int(right.trimmedOfBlanks) else {
      message = "\(right): integer expression expected"
      return false
    }
    switch symbol {
    case "-eq": return first == second
    case "-ne": return first != second
    case "-lt": return first < second
    case "-le": return first <= second
    case "-gt": return first > second
    default: return first >= second
    }
  }
}
