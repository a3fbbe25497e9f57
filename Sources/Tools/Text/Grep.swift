import Patterns

/// `grep`, `egrep` and `fgrep` (GNU grep).
enum Grep {
  static let programs: [Program] = [
    Program("grep", running: { (process: Process) throws(Unsimulated) in try run(process, .basic) }),
    Program("egrep", running: { (process: Process) throws(Unsimulated) in try run(process, .extended) }),
    Program("fgrep", running: { (process: Process) throws(Unsimulated) in try run(process, nil) }),
  ]

  private static let syntax = CommandOptions.Syntax(
    letters: "aivcwxonEFGPqsle:f:A:B:C:hHLm:yr",
    names: [
      ("ignore-case", "i"), ("invert-match", "v"), ("count", "c"), ("word-regexp", "w"), ("line-regexp", "x"),
      ("only-matching", "o"), ("line-number", "n"), ("extended-regexp", "E"), ("fixed-strings", "F"),
      ("basic-regexp", "G"), ("perl-regexp", "P"), ("quiet", "q"), ("silent", "q"), ("no-messages", "s"),
      ("files-with-matches", "l"), ("files-without-match", "L"), ("regexp", "e"), ("after-context", "A"),
      ("before-context", "B"), ("context", "C"), ("no-filename", "h"), ("with-filename", "H"),
      ("max-count", "m"), ("text", "a"),
    ],
    missing: "bDdIRTUuzZ",
    missingNames: [
      "color", "colour", "line-buffered", "include", "exclude", "recursive", "byte-offset", "null", "label",
      "file",
    ])

  private static let usage = """
    Usage: grep [OPTION]... PATTERNS [FILE]...
    Try 'grep --help' for more information.

    """

  private static func run(_ process: Process, _ standard: Pattern.Syntax?) throws(Unsimulated) {
    var arguments: [String] = []
    for argument in process.arguments where argument != "--line-buffered" && !argument.hasPrefix("--color") {
      if argument.hasPrefix("-"), argument.utf8.count > 1, Int(argument.dropFirst()) != nil {
        arguments.append("-C" + argument.dropFirst())
      } else {
        arguments.append(argument)
      }
    }
    let options = try CommandOptions(arguments, "grep", syntax)
    if let problem = options.problem {
      process.writeError("grep: \(problem)\n" + usage)
      return process.exit(2)
    }
    if options.has("r") || options.has("f") { throw Unsimulated("grep -\(options.has("r") ? "r" : "f")") }
    var operands = options.operands
    var texts = options.options.filter { $0.letter == "e" }.map { $0.value }
    if texts.isEmpty {
      guard !operands.isEmpty else {
        process.writeError(usage)
        return process.exit(2)
      }
      texts = [operands.removeFirst()]
    }
    var search = GrepSearch(options)
    do throws(PatternError) {
      for text in texts.flatMap({ $0.split(separator: "\n", omittingEmptySubsequences: false) }) {
        try search.add(String(text), standard)
      }
    } catch {
      if error.reason == .unsupported {
        throw Unsimulated("the regular expression \(texts.joined(separator: " "))")
      }
      process.complain(error.message)
      return process.exit(2)
    }
    GrepRun(process, options, search, files: operands).start()
  }
}

/// What is looked for in a line.
struct GrepSearch {
  private var patterns: [Pattern] = []
  private let ignoresCase: Bool
  private let isWord: Bool
  private let isLine: Bool
  private let chosen: Character?

  init(_ options: CommandOptions) {
    ignoresCase = options.has("i") || options.has("y")
    isWord = options.has("w")
    isLine = options.has("x")
    chosen = options.options.last { "EFGP".contains($0.letter) }?.letter
  }

  mutating func add(_ text: String, _ standard: Pattern.Syntax?) throws(PatternError) {
    var syntax = standard
    switch chosen {
    case "E": syntax = .extended
    case "F": syntax = nil
    case "G": syntax = .basic
    case "P": syntax = .perl
    default: break
    }
    let pattern = syntax == nil ? Self.escaped(text) : text
    patterns.append(try Pattern(pattern, syntax: syntax ?? .basic, ignoresCase: ignoresCase))
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      if "\\.*[]^$".contains(character) { result += "\\" }
      result.append(character)
    }
    return result
  }

  /// The first match at or behind a place, the longest where several patterns match.
  func firstMatch(_ line: [UInt8], from start: Int) -> Range<Int>? {
    var best: Range<Int>?
    for pattern in patterns {
      guard let range = match(pattern, line, from: start) else { continue }
      if let current = best,
        (current.lowerBound, -current.upperBound) <= (range.lowerBound, -range.upperBound)
      {
        continue
      }
      best = range
    }
    return best
  }

  private func match(_ pattern: Pattern, _ line: [UInt8], from start: Int) -> Range<Int>? {
    var place = start
    while place <= line.count, let found = try? pattern.firstMatch(in: line, from: place) {
      let range = found.range
      if isLine, range != 0..<line.count {
        place = range.lowerBound + 1
        continue
      }
      if isWord, !isWholeWord(line, range) {
        place = range.lowerBound + 1
        continue
      }
      return range
    }
    return nil
  }

  private func isWholeWord(_ line: [UInt8], _ range: Range<Int>) -> Bool {
    func isWordByte(_ index: Int) -> Bool {
      guard line.indices.contains(index) else { return false }
      let byte = line[index]
      return byte == 95 || byte >= 128 || (byte >= 48 && byte <= 57) || ShellName.isStart(byte)
    }
    return !isWordByte(range.lowerBound - 1) && !isWordByte(range.upperBound)
  }
}

/// One run over its files.
final class GrepRun {
  private let process: Process
  private let options: CommandOptions
  private let search: GrepSearch
  private let files: [String]
  private let showsNames: Bool
  private let before: Int
  private let after: Int
  private let limit: Int
  private var matchCount = 0
  private var lineNumber = 0
  private var hasMatched = false
  private var status = 1
  private var failed = false
  /// Lines before a match that may yet be shown.
  private var held: [(number: Int, text: String)] = []
  private var leftAfter = 0
  private var lastShown: Int?

  init(_ process: Process, _ options: CommandOptions, _ search: GrepSearch, files: [String]) {
    self.process = process
    self.options = options
    self.search = search
    self.files = files
    showsNames = options.has("H") || (files.count > 1 && !options.has("h"))
    let context = options.last("C").flatMap { Int($0) } ?? 0
    before = options.last("B").flatMap { Int($0) } ?? context
    after = options.last("A").flatMap { Int($0) } ?? context
    limit = options.last("m").flatMap { Int($0) } ?? Int.max
  }

  func start() {
    let isSilent = options.has("s") || options.has("q")
    var rest = (files.isEmpty ? ["-"] : files)[...]
    repeatSteps { [self] next in
      guard process.isRunning, let path = rest.popFirst() else { return next(false) }
      (matchCount, lineNumber, held, leftAfter, lastShown) = (0, 0, [], 0, nil)
      let splitter = LineSplitter()
      var isOver = false
      let handle: ([UInt8]?) -> Void = { [self] bytes in
        guard !isOver, process.isRunning else { return }
        for text in splitter.feed(bytes) where !line(text, path) {
          isOver = true
          break
        }
        if bytes == nil || isOver {
          isOver = true
          process.input.onReadable = nil
          endFile(path)
          next(!(options.has("q") && hasMatched))
        }
      }
      if path == "-" { return process.readInput(handle) }
      do throws(OpenFailure) {
        let bytes = try process.node.files.open(process.absolute(path))
        handle(bytes)
        handle(nil)
      } catch {
        if case .notSimulated(let missing) = error { return process.fail(missing) }
        if !isSilent { process.complain("\(path): \(error.text)") }
        failed = true
        next(true)
      }
    } finally: { [self] in
      process.exit(failed && !(options.has("q") && hasMatched) ? 2 : hasMatched ? 0 : 1)
    }
  }

  private func line(_ text: String, _ path: String) -> Bool {
    lineNumber += 1
    guard limit > 0 else { return false }
    let bytes = Array(text.utf8)
    let isMatch = (search.firstMatch(bytes, from: 0) != nil) != options.has("v")
    guard isMatch else {
      context(text, path)
      return true
    }
    hasMatched = true
    matchCount += 1
    if options.has("q") || options.has("l") || options.has("L") { return false }
    if !options.has("c") { show(text, bytes, path) }
    return matchCount < limit
  }

  private func show(_ text: String, _ bytes: [UInt8], _ path: String) {
    if options.has("o") {
      if !options.has("v") { showParts(bytes, path) }
      return
    }
    if before > 0 || after > 0, let lastShown, (held.first?.number ?? lineNumber) > lastShown + 1 {
      process.write("--\n")
    }
    for entry in held { process.write(prefix(path, entry.number, "-") + entry.text + "\n") }
    held = []
    process.write(prefix(path, lineNumber, ":") + text + "\n")
    lastShown = lineNumber
    leftAfter = after
  }

  private func showParts(_ bytes: [UInt8], _ path: String) {
    var place = 0
    while let range = search.firstMatch(bytes, from: place) {
      if !range.isEmpty {
        process.write(prefix(path, lineNumber, ":") + String(decoding: bytes[range], as: UTF8.self) + "\n")
      }
      place = range.isEmpty ? range.upperBound + 1 : range.upperBound
      if place > bytes.count { break }
    }
  }

  private func context(_ text: String, _ path: String) {
    if options.has("c") || options.has("o") || options.has("q") { return }
    if leftAfter > 0 {
      leftAfter -= 1
      process.write(prefix(path, lineNumber, "-") + text + "\n")
      lastShown = lineNumber
    } else if before > 0 {
      held.append((lineNumber, text))
      if held.count > before { held.removeFirst() }
    }
  }

  private func prefix(_ path: String, _ number: Int, _ mark: String) -> String {
    let name = path == "-" ? "(standard input)" : path
    return (showsNames ? name + mark : "") + (options.has("n") ? "\(number)\(mark)" : "")
  }

  private func endFile(_ path: String) {
    let name = path == "-" ? "(standard input)" : path
    if options.has("q") { return }
    if options.has("l") || options.has("L") {
      if (matchCount > 0) == options.has("l") { process.write(name + "\n") }
    } else if options.has("c") {
      process.write((showsNames ? name + ":" : "") + "\(matchCount)\n")
    }
  }
}
