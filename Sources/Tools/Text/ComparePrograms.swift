/// `cmp` and `diff` (diffutils), and `comm` (coreutils) are about two files.
enum ComparePrograms {
  static let programs: [Program] = [cmp, Diff.program]

  private static let cmp = Program(
    "cmp",
    running: { (process: Process) throws(Unsimulated) in
      let syntax = CommandOptions.Syntax(
        letters: "sl", names: [("silent", "s"), ("quiet", "s"), ("verbose", "l")], missing: "bin",
        missingNames: ["print-bytes", "ignore-initial", "bytes"])
      guard let options = try process.options(syntax, status: 2) else { return }
      guard options.operands.count == 2 else {
        process.complain(
          options.operands.count < 2
            ? "missing operand after '\(options.operands.first ?? "cmp")'"
            : "extra operand '\(options.operands[2])'")
        process.writeError("cmp: Try 'cmp --help' for more information.\n")
        return process.exit(2)
      }
      try readTwo(process, options.operands) { first, second in
        compare(process, options, first, second)
      }
    })

  private static func compare(
    _ process: Process, _ options: CommandOptions, _ first: [UInt8], _ second: [UInt8]
  ) {
    let names = options.operands
    let shared = min(first.count, second.count)
    var differences = (0..<shared).filter { first[$0] != second[$0] }
    guard !differences.isEmpty || first.count != second.count else { return process.exit(0) }
    guard !options.has("s") else { return process.exit(1) }
    if !options.has("l"), let place = differences.first {
      let line = first[..<place].filter { $0 == 10 }.count + 1
      process.write("\(names[0]) \(names[1]) differ: byte \(place + 1), line \(line)\n")
      return process.exit(1)
    }
    while !differences.isEmpty {
      let place = differences.removeFirst()
      let octal = [first[place], second[place]].map { String($0, radix: 8).leftPadded(3) }
      process.write("\(place + 1) \(octal[0]) \(octal[1])\n")
    }
    if first.count != second.count {
      let shorter = first.count < second.count ? 0 : 1
      let bytes = shorter == 0 ? first : second
      var text = "cmp: EOF on \(names[shorter])"
      if bytes.isEmpty {
        text += " which is empty"
      } else {
        let lines = bytes.filter { $0 == 10 }.count
        text += " after byte \(bytes.count)"
        if !options.has("l") { text += bytes.last == 10 ? ", line \(lines)" : ", in line \(lines + 1)" }
      }
      process.writeError(text + "\n")
    }
    process.exit(1)
  }

  /// The bytes of both files; `-` is standard input.
  static func readTwo(
    _ process: Process, _ paths: [String], then: @escaping ([UInt8], [UInt8]) -> Void
  ) throws(Unsimulated) {
    var contents: [[UInt8]] = []
    var collected: [UInt8] = []
    var hasFailed = false
    process.readAll(
      paths, failed: { hasFailed = true },
      handle: { _, bytes in
        guard let bytes else {
          contents.append(collected)
          collected = []
          return
        }
        collected += bytes
      },
      end: {
        guard !hasFailed, contents.count == 2 else { return process.exit(2) }
        then(contents[0], contents[1])
      })
  }
}
