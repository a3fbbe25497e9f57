import Linux
import Packets
import Simulation

/// Small programs that are done at once, and `tee`, `yes`.
enum SmallPrograms {
  static let programs: [Program] = [
    Program("true") { (_: Process) throws(Unsimulated) -> Int in 0 },
    Program("false") { (_: Process) throws(Unsimulated) -> Int in 1 },
    Program("whoami") { (process: Process) throws(Unsimulated) -> Int in
      process.write("root\n")
      return 0
    },
    Program("pwd") { (process: Process) throws(Unsimulated) -> Int in
      process.write(process.workingDirectory + "\n")
      return 0
    },
    printf, test, bracket, seq, tee, yes, hostname, uname, id, basename, dirname, date, expr, which,
  ]

  private static let printf = Program("printf") { (process: Process) throws(Unsimulated) -> Int in
    guard !process.arguments.isEmpty else {
      process.complain("missing operand")
      process.usageError()
      return 1
    }
    let result = PrintfFormat.run(process.arguments)
    process.write(result.output)
    for message in result.messages { process.complain(message) }
    return result.status
  }

  private static let test = Program("test") { (process: Process) throws(Unsimulated) -> Int in
    runTest(process)
  }
  private static let bracket = Program("[") { (process: Process) throws(Unsimulated) -> Int in
    runTest(process)
  }

  private static func runTest(_ process: Process) -> Int {
    let result = TestExpression.evaluate(
      process.name, process.arguments, files: process.node.files, workingDirectory: process.workingDirectory)
    if let message = result.message { process.writeError(message + "\n") }
    return result.status
  }

  private static let seq = Program(
    "seq",
    running: { (process: Process) throws(Unsimulated) in
      var words = process.arguments[...]
      var separator = "\n"
      var padsWidth = false
      while let word = words.first, word.hasPrefix("-"), DecimalText.parse(word) == nil {
        words.removeFirst()
        if word == "-w" {
          padsWidth = true
        } else if word == "-s" {
          separator = words.popFirst() ?? ""
        } else if word.hasPrefix("-s") {
          separator = String(word.dropFirst(2))
        } else {
          throw Unsimulated("seq \(word)")
        }
      }
      guard !words.isEmpty, words.count <= 3 else {
        process.complain(words.isEmpty ? "missing operand" : "extra operand ‘\(words[words.startIndex + 3])’")
        return process.usageError()
      }
      var numbers: [Double] = []
      var digits = 0
      for word in words {
        guard let number = DecimalText.parse(word) else {
          process.complain("invalid floating point argument: ‘\(word)’")
          return process.usageError()
        }
        numbers.append(number)
        if let point = word.firstIndex(of: ".") { digits = max(digits, word[point...].count - 1) }
      }
      let first = numbers.count > 1 ? numbers[0] : 1
      let step = numbers.count > 2 ? numbers[1] : 1
      guard step != 0 else {
        process.complain("invalid Zero increment value: ‘\(process.arguments[1])’")
        return process.usageError()
      }
      var lines: [String] = []
      var count = 0.0
      while true {
        let value = first + count * step
        if step > 0 ? value > numbers[numbers.count - 1] : value < numbers[numbers.count - 1] { break }
        lines.append(DecimalText.fixed(value, digits: digits))
        count += 1
        if count > 1e6 { throw Unsimulated("seq with more than a million numbers") }
      }
      if padsWidth {
        let width = lines.map { $0.count }.max() ?? 0
        lines = lines.map { String(repeating: "0", count: width - $0.count) + $0 }
      }
      if !lines.isEmpty { process.write(lines.joined(separator: separator) + "\n") }
      process.exit(0)
    })

  private static let tee = Program(
    "tee",
    running: { (process: Process) throws(Unsimulated) in
      guard let options = try process.options(CommandOptions.Syntax(letters: "ai", names: [("append", "a")]))
      else {
        return
      }
      var outputs: [Pipe] = []
      var status = 0
      for path in options.operands {
        do throws(OpenFailure) {
          outputs.append(
            try process.node.openForWriting(process.absolute(path), appending: options.has("a")))
        } catch {
          if case .notSimulated(let missing) = error { throw missing }
          process.complain("\(path): \(error.text)")
          status = 1
        }
      }
      process.readInput { bytes in
        guard let bytes else { return process.exit(status) }
        process.write(bytes)
        for (output, path) in zip(outputs, options.operands) {
          output.write(bytes)
          if let failure = output.failure {
            process.complain("\(path): \(failure.text)")
            status = 1
          }
        }
      }
    })

  /// Writes for as long as somebody reads.
  private static let yes = Program(
    "yes",
    running: { (process: Process) throws(Unsimulated) in
      let line = (process.arguments.isEmpty ? "y" : process.arguments.joined(separator: " ")) + "\n"
      let chunk = String(repeating: line, count: 512)
      var count = 0
      func goOn() {
        guard process.isRunning else { return }
        count += 1
        if count > 1000 { return process.fail(Unsimulated("yes without an end")) }
        process.write(chunk)
        // Writing takes its time, in which a reader may have enough.
        process.after(.microseconds(10), goOn)
      }
      goOn()
    })

  private static let hostname = Program("hostname") { (process: Process) throws(Unsimulated) -> Int in
    if process.arguments == ["-I"] || process.arguments == ["--all-ip-addresses"] {
      let devices = process.namespace.devices.filter { !$0.isLoopback && $0.isAdministrativelyUp }
      process.write(devices.flatMap { $0.addresses }.map { "\($0.address) " }.joined() + "\n")
      return 0
    }
    if process.arguments == ["-i"] {
      // The name is in no file and no server is asked.
      process.writeError("hostname: Name or service not known\n")
      return 1
    }
    if let argument = process.arguments.first, argument != "-s", argument != "-f" {
      throw Unsimulated("hostname \(argument)")
    }
    process.write(process.node.files.readText("/etc/hostname") ?? process.node.name + "\n")
    return 0
  }

  private static let uname = Program("uname") { (process: Process) throws(Unsimulated) -> Int in
    switch process.arguments {
    case [], ["-s"]: process.write("Linux\n")
    case ["-n"]: process.write(process.node.files.readText("/etc/hostname") ?? process.node.name + "\n")
    case ["-r"]: process.write(KernelRelease.text + "\n")
    case ["-m"]: process.write("x86_64\n")
    case ["-o"]: process.write("GNU/Linux\n")
    default:
      let letters = Set(process.arguments.joined().filter { $0 != "-" })
      guard process.arguments.allSatisfy({ $0.hasPrefix("-") && !$0.hasPrefix("--") }),
        letters.isSubset(of: Set("snrmoip"))
      else { throw Unsimulated("uname \(process.arguments.joined(separator: " "))") }
      let name = process.node.files.readText("/etc/hostname")?.split(separator: "\n").first.map(String.init)
      let words: [(Character, String)] = [
        ("s", "Linux"), ("n", name ?? process.node.name), ("r", KernelRelease.text),
        ("m", "x86_64"), ("p", "unknown"), ("i", "unknown"), ("o", "GNU/Linux"),
      ]
      process.write(words.filter { letters.contains($0.0) }.map { $0.1 }.joined(separator: " ") + "\n")
    }
    return 0
  }

  private static let id = Program("id") { (process: Process) throws(Unsimulated) -> Int in
    switch process.arguments {
    case []: process.write("uid=0(root) gid=0(root) groups=0(root)\n")
    case ["-u"], ["-g"], ["-G"]: process.write("0\n")
    case ["-un"], ["-gn"], ["-u", "-n"]: process.write("root\n")
    default: throw Unsimulated("id \(process.arguments.joined(separator: " "))")
    }
    return 0
  }

  private static let basename = Program("basename") { (process: Process) throws(Unsimulated) -> Int in
    guard let path = process.arguments.first else {
      process.complain("missing operand")
      process.usageError()
      return 1
    }
    if path.hasPrefix("-"), path != "-" { throw Unsimulated("basename \(path)") }
    var name = FileSystem.name(of: trimmed(path))
    if name.isEmpty { name = "/" }
    if process.arguments.count > 1, name != process.arguments[1], name.hasSuffix(process.arguments[1]) {
      name.removeLast(process.arguments[1].count)
    }
    process.write(name + "\n")
    return 0
  }

  private static let dirname = Program("dirname") { (process: Process) throws(Unsimulated) -> Int in
    guard !process.arguments.isEmpty else {
      process.complain("missing operand")
      process.usageError()
      return 1
    }
    for path in process.arguments {
      let path = trimmed(path)
      let directory = path.contains("/") ? trimmed(FileSystem.directory(of: path)) : "."
      process.write(directory + "\n")
    }
    return 0
  }

  private static func trimmed(_ path: String) -> String {
    var rest = path[...]
    while rest.count > 1, rest.last == "/" { rest.removeLast() }
    return String(rest)
  }

  /// The simulation begins at 2024-01-01 00:00:00 UTC and the clock moves with virtual time.
  private static let date = Program("date") { (process: Process) throws(Unsimulated) -> Int in
    var format = "%a %b %e %H:%M:%S %Z %Y"
    var time = CalendarTime(process.clock.now)
    var words = process.arguments[...]
    while let word = words.popFirst() {
      switch word {
      case "-u", "--utc": break
      case "-I", "--iso-8601": format = "%F"
      case "-R", "--rfc-email": format = "%a, %d %b %Y %T %z"
      case "-d", "--date":
        let value = words.popFirst() ?? ""
        guard let given = CalendarTime(reading: value) else { throw Unsimulated("date -d \(value)") }
        time = given
      default:
        guard word.hasPrefix("+") else { throw Unsimulated("date \(word)") }
        format = String(word.dropFirst())
      }
    }
    guard let text = time.formatted(format) else {
      throw Unsimulated("date +\(format)")
    }
    process.write(text + "\n")
    return 0
  }

  private static let expr = Program("expr") { (process: Process) throws(Unsimulated) -> Int in
    let words = process.arguments
    if words.count == 3, ["+", "-", "*", "/", "%", "<", "<=", "=", "!=", ">", ">="].contains(words[1]) {
      guard let left = Int(words[0]), let right = Int(words[2]) else {
        if words[1] == "=" || words[1] == "!=" {
          let holds = (words[0] == words[2]) == (words[1] == "=")
          process.write(holds ? "1\n" : "0\n")
          return holds ? 0 : 1
        }
        process.complain("non-integer argument")
        return 2
      }
      var value = 0
      switch words[1] {
      case "+": value = left &+ right
      case "-": value = left &- right
      case "*": value = left &* right
      case "/", "%":
        guard right != 0 else {
          process.complain("division by zero")
          return 2
        }
        value = words[1] == "/" ? left / right : left % right
      case "<": value = left < right ? 1 : 0
      case "<=": value = left <= right ? 1 : 0
      case "=": value = left == right ? 1 : 0
      case "!=": value = left != right ? 1 : 0
      case ">": value = left > right ? 1 : 0
      default: value = left >= right ? 1 : 0
      }
      process.write("\(value)\n")
      return value == 0 ? 1 : 0
    }
    throw Unsimulated("expr \(words.joined(separator: " "))")
  }

  private static let which = Program("which") { (process: Process) throws(Unsimulated) -> Int in
    var status = process.arguments.isEmpty ? 1 : 0
    for name in process.arguments {
      if case .program = ProgramTable.find(name, on: process.node, workingDirectory: process.workingDirectory)
      {
        process.write(ProgramTable.path(of: name) + "\n")
      } else {
        status = 1
      }
    }
    return status
  }
}
