/// `tail` (coreutils).
enum Tail {
  static let program = Program(
    "tail",
    running: { (process: Process) throws(Unsimulated) in
      var arguments = process.arguments
      if let first = arguments.first, first.hasPrefix("-") || first.hasPrefix("+"),
        Int(first.dropFirst()) != nil
      {
        arguments[0] = "-n" + (first.hasPrefix("+") ? first : String(first.dropFirst()))
      }
      let syntax = CommandOptions.Syntax(
        letters: "n:c:qv",
        names: [("lines", "n"), ("bytes", "c"), ("quiet", "q"), ("silent", "q"), ("verbose", "v")],
        missing: "fFsz", missingNames: ["follow", "retry", "pid", "sleep-interval"])
      let options = try CommandOptions(arguments, "tail", syntax)
      if let problem = options.problem {
        process.complain(problem)
        return process.usageError()
      }
      let countsBytes = options.options.last { $0.letter == "n" || $0.letter == "c" }?.letter == "c"
      let text = options.last(countsBytes ? "c" : "n") ?? "10"
      guard let count = Int(text) else {
        process.complain("invalid number of \(countsBytes ? "bytes" : "lines"): ‘\(text)’")
        return process.exit(1)
      }
      let files = options.operands
      let showsNames = options.has("v") || (files.count > 1 && !options.has("q"))
      var status = 0
      var isFirst = true
      var collected: [UInt8] = []
      process.readAll(
        files, failed: { status = 1 },
        handle: { path, bytes in
          if let bytes {
            collected += bytes
            return
          }
          if showsNames {
            process.write((isFirst ? "" : "\n") + "==> \(path == "-" ? "standard input" : path) <==\n")
          }
          isFirst = false
          process.write(
            part(of: collected, count: abs(count), fromStart: text.hasPrefix("+"), countsBytes: countsBytes))
          collected = []
        }, end: { process.exit(status) })
    })

  private static func part(of bytes: [UInt8], count: Int, fromStart: Bool, countsBytes: Bool) -> [UInt8] {
    if countsBytes {
      return fromStart ? Array(bytes.dropFirst(max(0, count - 1))) : Array(bytes.suffix(count))
    }
    guard fromStart else { return Array(bytes[TailWindow.startOfLastLines(bytes, count)...]) }
    var left = count - 1
    var index = 0
    while index < bytes.count, left > 0 {
      if bytes[index] == 10 { left -= 1 }
      index += 1
    }
    return Array(bytes[index...])
  }
}
