import Simulation

/// Programs that run another command: `env`, `nohup`, `timeout`, `xargs`; and `sleep`.
enum Launchers {
  static let programs: [Program] = [sleep, env, nohup, timeout, xargs]

  private static let sleep = Program(
    "sleep",
    running: { (process: Process) throws(Unsimulated) in
      guard !process.arguments.isEmpty else {
        process.complain("missing operand")
        return process.usageError()
      }
      var total = Nanoseconds.zero
      for argument in process.arguments {
        guard let span = span(argument) else {
          process.complain("invalid time interval ‘\(argument)’")
          return process.usageError()
        }
        total += span
      }
      process.after(total) { process.exit(0) }
    })

  /// `0.5`, `2s`, `1m`, `3h`, `1d`.
  static func span(_ text: String) -> Nanoseconds? {
    var digits = text
    var unit = 1.0
    switch text.last {
    case "s": digits.removeLast()
    case "m": (_, unit) = (digits.removeLast(), 60)
    case "h": (_, unit) = (digits.removeLast(), 3600)
    case "d": (_, unit) = (digits.removeLast(), 86400)
    default: break
    }
    guard let value = DecimalText.parse(digits), value >= 0, value * unit < 9e9 else { return nil }
    return Nanoseconds(Int64((value * unit * 1e9).rounded()))
  }

  private static func missing(_ process: Process, _ name: String) -> String {
    "\(process.name): failed to run command ‘\(name)’: No such file or directory"
  }

  private static let env = Program(
    "env",
    running: { (process: Process) throws(Unsimulated) in
      var words = process.arguments[...]
      var environment = process.environment
      while let word = words.first {
        if word == "-i" || word == "-" {
          environment = [:]
        } else if word == "-u", words.count > 1 {
          environment[words[words.startIndex + 1]] = nil
          words.removeFirst()
        } else if let equals = word.firstIndex(of: "="), equals != word.startIndex {
          environment[String(word[..<equals])] = String(word[word.index(after: equals)...])
        } else if word.hasPrefix("-") {
          throw Unsimulated("env \(word)")
        } else {
          break
        }
        words.removeFirst()
      }
      if words.isEmpty {
        for name in environment.keys.sorted() { process.write("\(name)=\(environment[name]!)\n") }
        return process.exit(0)
      }
      try process.become(Array(words), environment: environment) { "env: ‘\($0)’: No such file or directory" }
    })

  private static let nohup = Program(
    "nohup",
    running: { (process: Process) throws(Unsimulated) in
      guard !process.arguments.isEmpty else {
        process.complain("missing operand")
        return process.usageError(125)
      }
      if process.output.isTerminal { throw Unsimulated("nohup on a terminal: redirect its output") }
      try process.become(process.arguments) { missing(process, $0) }
      let passOn = process.onSignal
      process.onSignal = { signal in signal == .hangup || passOn?(signal) ?? false }
    })

  private static let timeout = Program(
    "timeout",
    running: { (process: Process) throws(Unsimulated) in
      let syntax = CommandOptions.Syntax(
        letters: "s:k:v",
        names: [("signal", "s"), ("kill-after", "k"), ("preserve-status", "p"), ("foreground", "f")],
        stopsAtOperand: true)
      guard let options = try process.options(syntax, status: 125) else { return }
      let operands = options.operands
      guard operands.count >= 2 else {
        process.complain(operands.isEmpty ? "missing operand" : "missing operand after ‘\(operands[0])’")
        return process.usageError(125)
      }
      guard let span = span(operands[0]) else {
        process.complain("invalid time interval ‘\(operands[0])’")
        return process.usageError(125)
      }
      let signal = options.last("s").flatMap { Signal.named($0) } ?? .terminate
      var isLate = false
      let child = try process.launch(Array(operands.dropFirst())) { status in
        let late = signal == .kill ? 137 : 124
        process.exit(isLate && !options.has("p") ? late : status)
      }
      guard let child else {
        process.writeError(missing(process, operands[1]) + "\n")
        return process.exit(127)
      }
      process.passSignals(to: child)
      guard span > .zero, process.isRunning else { return }
      process.after(span) {
        isLate = true
        child.deliver(signal)
      }
      if let grace = options.last("k").flatMap({ Launchers.span($0) }) {
        process.after(span + grace) { child.deliver(.kill) }
      }
    })

  private static let xargs = Program(
    "xargs",
    running: { (process: Process) throws(Unsimulated) in
      let syntax = CommandOptions.Syntax(
        letters: "n:I:rt", names: [("max-args", "n"), ("no-run-if-empty", "r"), ("verbose", "t")],
        missing: "0aEeilLPpsxd", missingNames: ["null", "delimiter", "max-procs"], stopsAtOperand: true)
      guard let options = try process.options(syntax) else { return }
      let command = options.operands.isEmpty ? ["echo"] : options.operands
      var bytes: [UInt8] = []
      process.readInput { chunk in
        bytes += chunk ?? []
        guard chunk == nil else { return }
        let text = String(decoding: bytes, as: UTF8.self)
        var commands: [[String]] = []
        if let mark = options.last("I") {
          for line in text.textLines where !line.trimmedOfBlanks.isEmpty {
            commands.append(command.map { replace($0, mark, by: line.trimmedOfBlanks) })
          }
        } else {
          let words = words(text)
          let size = options.last("n").flatMap { Int($0) } ?? max(1, words.count)
          var start = 0
          while start < words.count {
            commands.append(command + words[start..<min(words.count, start + size)])
            start += size
          }
          if words.isEmpty, !options.has("r") { commands = [command] }
        }
        runAll(commands, of: process, isVerbose: options.has("t"))
      }
    })

  private static func runAll(_ commands: [[String]], of process: Process, isVerbose: Bool) {
    var rest = commands[...]
    var status = 0
    repeatSteps { next in
      guard process.isRunning, let command = rest.popFirst() else { return next(false) }
      if isVerbose { process.writeError(command.joined(separator: " ") + "\n") }
      do throws(Unsimulated) {
        let child = try process.launch(command, input: Pipe(text: "")) { result in
          if result != 0 { status = result > 128 ? 125 : 123 }
          next(true)
        }
        if child != nil { return }
      } catch {
        return process.fail(error)
      }
      process.complain("\(command[0]): No such file or directory")
      status = 127
      next(false)
    } finally: {
      process.exit(status)
    }
  }

  private static func replace(_ text: String, _ mark: String, by replacement: String) -> String {
    guard !mark.isEmpty else { return text }
    var result = ""
    var rest = text[...]
    while !rest.isEmpty {
      if rest.hasPrefix(mark) {
        result += replacement
        rest = rest.dropFirst(mark.count)
      } else {
        result.append(rest.removeFirst())
      }
    }
    return result
  }

  /// Words between blanks; quotes and backslashes keep blanks in a word.
  private static func words(_ text: String) -> [String] {
    var result: [String] = []
    var word = ""
    var isWord = false
    var quote: Character?
    var isEscaped = false
    for character in text {
      if isEscaped {
        word.append(character)
        isEscaped = false
      } else if let open = quote {
        if character == open { quote = nil } else { word.append(character) }
      } else if character == "\\" {
        (isEscaped, isWord) = (true, true)
      } else if character == "'" || character == "\"" {
        (quote, isWord) = (character, true)
      } else if character == " " || character == "\t" || character == "\n" {
        if isWord { result.append(word) }
        (word, isWord) = ("", false)
      } else {
        word.append(character)
        isWord = true
      }
    }
    if isWord { result.append(word) }
    return result
  }
}
