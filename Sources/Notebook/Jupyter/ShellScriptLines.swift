/// The commands of a shell script, each as it is typed at a prompt: a loop or an `if` over several lines becomes one
/// command whose lines go on with a backslash (POSIX.1-2017, XCU 2.10 says where a newline stands for `;`).
struct ShellScriptLines {
  /// A command that is not at its end yet.
  private var command: [String] = []
  /// What its here-documents hold, to stand behind it.
  private var documents: [String] = []
  private var scanner = ShellScanner()
  private var result: [String] = []

  /// The same lines where nothing goes over several of them, or where the end of a command is not there.
  static func joined(_ lines: [String]) -> [String] {
    var joiner = ShellScriptLines()
    var rest = lines[...]
    while let line = rest.popFirst() {
      joiner.read(line)
      while let mark = joiner.scanner.documents.popFirst() {
        while let text = rest.popFirst() {
          joiner.documents.append(text)
          if mark.ends(at: text) { break }
        }
      }
      if joiner.scanner.isComplete { joiner.finish() }
    }
    return joiner.command.isEmpty ? joiner.result : lines
  }

  private mutating func read(_ line: String) {
    let isInside = !command.isEmpty
    let wasQuoted = scanner.quote
    let (text, end) = scanner.read(line)
    if let mark = wasQuoted, let last = command.popLast() {
      // A newline in quotes, as bash writes it where it has to stand on one line.
      return command.append(last + "\(mark)$'\\n'\(mark)" + text + end)
    }
    // Of what goes on, a comment would hide the rest, and a blank line says nothing.
    if isInside, text.allSatisfy(\.isWhitespace) { return }
    command.append(isInside || !scanner.isComplete ? text + end : line)
  }

  private mutating func finish() {
    result += command + documents
    (command, documents) = ([], [])
  }
}

/// Reads a script line by line and knows what is open at the end of each.
private struct ShellScanner {
  /// The words that end what is open: `fi`, `done`, `esac`, `}`, `)`.
  private var open: [String] = []
  private(set) var quote: Character?
  var documents: ArraySlice<Mark> = []
  private var needsMore = false

  /// The end of a here-document.
  struct Mark {
    var word: String
    var stripsTabs: Bool
    func ends(at line: String) -> Bool { (stripsTabs ? String(line.drop { $0 == "\t" }) : line) == word }
  }

  var isComplete: Bool { open.isEmpty && quote == nil && !needsMore }

  private static let openers = [
    "if": "fi", "for": "done", "while": "done", "until": "done", "select": "done", "case": "esac", "{": "}",
  ]
  /// Behind these a command begins.
  private static let leaders: Set<String> = ["if", "then", "else", "elif", "while", "until", "do", "{", "!"]

  /// The line without its comment, and what has to stand behind it for the next to go on.
  mutating func read(_ line: String) -> (text: String, end: String) {
    let characters = Array(line)
    var (index, word) = (0, "")
    var isCommand = quote == nil
    /// The last word or operator.
    var last = ""
    func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" }
    func endWord(_ scanner: inout ShellScanner) {
      guard !word.isEmpty else { return }
      if isCommand { scanner.keyword(word) }
      if word == "in", scanner.open.last == "esac" { last = "case in" } else { last = word }
      isCommand = isCommand && Self.leaders.contains(word)
      word = ""
    }
    while index < characters.count {
      let character = characters[index]
      index += 1
      if let mark = quote {
        if character == "\\", mark == "\"" { index += 1 }
        if character == mark { quote = nil }
        continue
      }
      switch character {
      case "'", "\"":
        quote = character
        word.append(character)
      case "\\":
        if index == characters.count {
          needsMore = true
          return (line, "")
        }
        word.append("x")
        index += 1
      case "#" where word.isEmpty:
        endWord(&self)
        return ended(String(characters[..<(index - 1)]), last)
      case "<" where characters[index...].starts(with: "<"):
        endWord(&self)
        index += 1
        if characters[index...].starts(with: "<") { index += 1 } else { readMark(characters, &index) }
      case _ where isBlank(character): endWord(&self)
      case ";", "&", "|", "(", ")":
        endWord(&self)
        if character == "(" { open.append(")") }
        if character == ")", open.last == ")" { open.removeLast() }
        // In a redirection, such as 2>&1, it ends nothing.
        let isRedirection = character == "&" && index > 1 && "<>".contains(characters[index - 2])
        isCommand = !isRedirection
        last =
          last.last == character && ";&|".contains(character) ? last + String(character) : String(character)
        if character == ")", open.last == "esac" { last = "pattern)" }
      default: word.append(character)
      }
    }
    endWord(&self)
    return ended(line, last)
  }

  private mutating func keyword(_ word: String) {
    if let end = Self.openers[word] { open.append(end) }
    if let last = open.last, last == word, last != ")" { open.removeLast() }
  }

  private mutating func readMark(_ characters: [Character], _ index: inout Int) {
    var mark = Mark(word: "", stripsTabs: false)
    if characters[index...].first == "-" {
      mark.stripsTabs = true
      index += 1
    }
    while index < characters.count, characters[index] == " " { index += 1 }
    while index < characters.count, !" \t;|&<>()".contains(characters[index]) {
      if !"'\"\\".contains(characters[index]) { mark.word.append(characters[index]) }
      index += 1
    }
    if !mark.word.isEmpty { documents.append(mark) }
  }

  /// What a newline stands for behind the last word.
  private mutating func ended(_ line: String, _ last: String) -> (text: String, end: String) {
    var text = line
    while let character = text.last, character == " " || character == "\t" { text.removeLast() }
    needsMore = ["|", "||", "&&"].contains(last)
    if quote != nil { return (line, "") }
    if isComplete { return (text, "") }
    let goesOn: Set<String> = [
      "|", "||", "&&", "&", ";", ";;", "(", "{", "do", "then", "else", "case in", "pattern)",
    ]
    return (text, goesOn.contains(last) ? " \\" : "; \\")
  }
}
