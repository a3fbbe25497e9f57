/// `head` (coreutils): it ends when it has its lines, and what writes to it gets SIGPIPE.
enum Head {
  static let program = Program(
    "head",
    running: { (process: Process) throws(Unsimulated) in
      var arguments = process.arguments
      if let first = arguments.first, first.hasPrefix("-"), Int(first.dropFirst()) != nil {
        arguments[0] = "-n" + first.dropFirst()
      }
      let syntax = CommandOptions.Syntax(
        letters: "n:c:qvz",
        names: [("lines", "n"), ("bytes", "c"), ("quiet", "q"), ("silent", "q"), ("verbose", "v")])
      let options = try CommandOptions(arguments, "head", syntax)
      if let problem = options.problem {
        process.complain(problem)
        return process.usageError()
      }
      if options.has("z") { throw Unsimulated("head -z") }
      let countsBytes = options.options.last { $0.letter == "n" || $0.letter == "c" }?.letter == "c"
      let text = options.last(countsBytes ? "c" : "n") ?? "10"
      guard let count = Int(text) else {
        process.complain("invalid number of \(countsBytes ? "bytes" : "lines"): ‘\(text)’")
        return process.exit(1)
      }
      let files = options.operands
      let showsNames = options.has("v") || (files.count > 1 && !options.has("q"))
      run(
        process, files: files, count: count, fromEnd: text.hasPrefix("-"), countsBytes: countsBytes,
        showsNames: showsNames)
    })

  private static func run(
    _ process: Process, files: [String], count: Int, fromEnd: Bool, countsBytes: Bool, showsNames: Bool
  ) {
    var rest = (files.isEmpty ? ["-"] : files)[...]
    var status = 0
    var isFirst = true
    repeatSteps { next in
      guard process.isRunning, let path = rest.popFirst() else { return next(false) }
      let window = HeadWindow(count: count, fromEnd: fromEnd, countsBytes: countsBytes)
      var isOver = false
      func finish() {
        guard !isOver else { return }
        isOver = true
        process.input.onReadable = nil
        next(true)
      }
      let title = path == "-" ? "standard input" : path
      func announce() {
        if showsNames { process.write((isFirst ? "" : "\n") + "==> \(title) <==\n") }
        isFirst = false
      }
      if path == "-" {
        announce()
        if window.isFull { return finish() }
        return process.readInput { bytes in
          guard !isOver else { return }
          let output = window.feed(bytes)
          if !output.isEmpty { process.write(output) }
          if bytes == nil || window.isFull { finish() }
        }
      }
      do throws(Unsimulated) {
        // A device without an end gives as much as is asked for.
        let isEndless = path == "/dev/zero" && countsBytes && !fromEnd && count <= 64 << 20
        let bytes =
          isEndless
          ? [UInt8](repeating: 0, count: count)
          : try process.readFile(path, message: { "cannot open '\(path)' for reading: \($0.text)" })
        if let bytes {
          announce()
          process.write(window.feed(bytes) + window.feed(nil))
        } else {
          status = 1
        }
      } catch {
        return process.fail(error)
      }
      finish()
    } finally: {
      process.exit(status)
    }
  }
}

/// What of a stream stands before a limit.
private final class HeadWindow {
  private var left: Int
  private let fromEnd: Bool
  private let countsBytes: Bool
  private var kept: [UInt8] = []

  init(count: Int, fromEnd: Bool, countsBytes: Bool) {
    left = abs(count)
    self.fromEnd = fromEnd
    self.countsBytes = countsBytes
  }

  var isFull: Bool { !fromEnd && left == 0 }

  func feed(_ bytes: [UInt8]?) -> [UInt8] {
    if fromEnd {
      kept += bytes ?? []
      guard bytes == nil else { return [] }
      if countsBytes { return Array(kept.dropLast(left)) }
      return Array(kept.prefix(TailWindow.startOfLastLines(kept, left)))
    }
    guard let bytes else { return [] }
    if countsBytes {
      defer { left -= min(left, bytes.count) }
      return Array(bytes.prefix(left))
    }
    var end = 0
    while end < bytes.count, left > 0 {
      if bytes[end] == 10 { left -= 1 }
      end += 1
    }
    return Array(bytes.prefix(end))
  }
}

enum TailWindow {
  /// Where the last lines of some bytes begin.
  static func startOfLastLines(_ bytes: [UInt8], _ count: Int) -> Int {
    guard count > 0 else { return bytes.count }
    var left = count
    var index = bytes.count - 1
    if index >= 0, bytes[index] == 10 { index -= 1 }
    while index >= 0 {
      if bytes[index] == 10 {
        left -= 1
        if left == 0 { return index + 1 }
      }
      index -= 1
    }
    return 0
  }
}
