/// `awk` (POSIX, awk), without user functions, output to files, and getline from elsewhere than the input.
enum Awk {
  static let programs: [Program] = [
    Program("awk", running: run), Program("gawk", running: run), Program("mawk", running: run),
  ]

  private static func run(_ process: Process) throws(Unsimulated) {
    let syntax = CommandOptions.Syntax(letters: "F:v:", missing: "fW", stopsAtOperand: true)
    let options = try CommandOptions(process.arguments, "awk", syntax)
    if let problem = options.problem {
      process.complain(problem)
      return process.exit(2)
    }
    guard let text = options.operands.first else {
      throw Unsimulated("awk without a program")
    }
    let interpreter: AwkInterpreter
    var readsAhead = false
    do throws(AwkFailure) {
      readsAhead = try AwkLexer(text).tokens.contains(.name("getline"))
      interpreter = AwkInterpreter(try AwkParser.parse(text)) { process.write($0) }
    } catch {
      switch error {
      case .notSimulated(let missing): throw missing
      case .syntax: throw Unsimulated("this awk program: \(text)")
      }
    }
    if let separator = options.last("F") { interpreter.assign("FS", separator == "t" ? "\t" : separator) }
    for option in options.options where option.letter == "v" {
      let parts = option.value.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      interpreter.assign(String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
    }
    // A program with getline has all of its input at hand from the beginning.
    if !readsAhead { interpreter.begin() }
    var status = 0
    func finish() {
      interpreter.end()
      if let missing = interpreter.missing { return process.fail(missing) }
      process.exit(interpreter.exitStatus != 0 ? interpreter.exitStatus : status)
    }
    guard interpreter.readsInput || readsAhead, !interpreter.hasExited else { return finish() }
    var lines: [String] = []
    process.readLines(
      Array(options.operands.dropFirst()), failed: { status = 2 },
      line: { _, line in
        guard readsAhead else { return interpreter.feed(line) && process.isRunning }
        lines.append(line)
        return process.isRunning
      },
      end: {
        if readsAhead { interpreter.run(on: lines) }
        finish()
      })
  }
}
