/// `test` and `[` (POSIX, test).
struct TestExpression {
  private let name: String
  private let words: [String]
  private let files: FileSystem
  private let workingDirectory: String
  /// For `-v`: whether a variable has a value.
  private let isSet: (String) -> Bool
  private var position = 0
  private var message: String?

  /// The status, 2 with a message when the expression is wrong.
  static func evaluate(
    _ name: String, _ arguments: [String], files: FileSystem, workingDirectory: String,
    isSet: @escaping (String) -> Bool = { _ in false }
  ) -> (status: Int, message: String?) {
    var words = arguments
    if name == "[" || name == "[[" {
      guard words.last == (name == "[" ? "]" : "]]") else { return (2, "[: missing `]'") }
      words.removeLast()
    }
    if words.isEmpty { return (1, nil) }
    var test = TestExpression(
      name: name, words: words, files: files, workingDirectory: workingDirectory, isSet: isSet)
    let answer = test.either()
    if let message = test.message { return (2, "\(name): \(message)") }
    if test.position < words.count { return (2, "\(name): too many arguments") }
    return (answer ? 0 : 1, nil)
  }

  private init(
    name: String, words: [String], files: FileSystem, workingDirectory: String,
    isSet: @escaping (String) -> Bool
  ) {
    self.isSet = isSet
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
      _ = second
      message = "\(first): unary operator expected"
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
    case "-v": return isSet(operand)
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
    guard let first = Int64(left.trimmedOfBlanks) else {
      message = "\(left): integer expression expected"
      return false
    }
    guard let second = Int64(right.trimmedOfBlanks) else {
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
