import Patterns

/// `sed` (GNU sed).
enum Sed {
  static let program = Program(
    "sed",
    running: { (process: Process) throws(Unsimulated) in
      let syntax = CommandOptions.Syntax(
        letters: "nEre:is",
        names: [
          ("quiet", "n"), ("silent", "n"), ("regexp-extended", "E"), ("expression", "e"), ("in-place", "i"),
        ], missing: "fluz", missingNames: ["file", "null-data", "debug", "posix", "unbuffered"])
      let options = try CommandOptions(process.arguments, "sed", syntax)
      if let problem = options.problem {
        process.complain(problem)
        process.writeError("Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...\n")
        return process.exit(1)
      }
      var operands = options.operands
      var scripts = options.options.filter { $0.letter == "e" }.map { $0.value }
      if scripts.isEmpty {
        guard !operands.isEmpty else {
          process.writeError("Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...\n")
          return process.exit(1)
        }
        scripts = [operands.removeFirst()]
      }
      let script: SedScript
      do throws(SedScript.Failure) {
        script = try SedScript(
          scripts.joined(separator: "\n"), syntax: options.has("E") || options.has("r") ? .extended : .basic)
      } catch {
        switch error {
        case .notSimulated(let missing): throw missing
        case .syntax(let text, let position):
          process.complain("-e expression #1, char \(position): \(text)")
          return process.exit(1)
        }
      }
      if options.has("i") {
        try editInPlace(process, script, files: operands, isQuiet: options.has("n"))
      } else {
        stream(process, script, files: operands, isQuiet: options.has("n"))
      }
    })

  private static func stream(_ process: Process, _ script: SedScript, files: [String], isQuiet: Bool) {
    let run = SedRun(script, isQuiet: isQuiet) { process.write($0) }
    var status = 0
    let splitter = LineSplitter()
    func finish() {
      run.finish(lacksNewline: splitter.lacksNewline)
      process.exit(run.quitStatus ?? status)
    }
    process.readLines(
      files, failed: { status = 2 },
      line: { _, line in
        run.feed(line)
        return run.quitStatus == nil && process.isRunning
      }, end: finish)
  }

  private static func editInPlace(
    _ process: Process, _ script: SedScript, files: [String], isQuiet: Bool
  ) throws(Unsimulated) {
    guard !files.isEmpty else {
      process.complain("no input files")
      return process.exit(1)
    }
    var status = 0
    for file in files {
      guard let bytes = try process.readFile(file, message: { "can't read \(file): \($0.text)" }) else {
        status = 2
        continue
      }
      var output = ""
      let run = SedRun(script, isQuiet: isQuiet) { output += $0 }
      for line in String(decoding: bytes, as: UTF8.self).textLines where run.quitStatus == nil {
        run.feed(line)
      }
      run.finish(lacksNewline: false)
      process.node.files.write(process.absolute(file), output)
    }
    process.exit(status)
  }
}

/// A script at work. It is one line behind its input, since it has to know which line is the last.
private final class SedRun {
  private let script: SedScript
  private let isQuiet: Bool
  private let write: (String) -> Void
  private var waiting: [String] = []
  private var isAtEnd = false
  private var lineNumber = 0
  private var hold = ""
  /// For each command with two addresses, the line at which its range ends; nil when it is not in its range.
  private var ranges: [Int?]
  private(set) var quitStatus: Int?

  init(_ script: SedScript, isQuiet: Bool, write: @escaping (String) -> Void) {
    self.script = script
    self.isQuiet = isQuiet
    self.write = write
    ranges = Array(repeating: nil, count: script.commands.count)
  }

  func feed(_ line: String) {
    waiting.append(line)
    // Two lines ahead, because `N` and `n` take one more.
    while waiting.count > 2, quitStatus == nil { cycle(waiting.removeFirst()) }
  }

  func finish(lacksNewline: Bool) {
    isAtEnd = true
    while !waiting.isEmpty, quitStatus == nil { cycle(waiting.removeFirst()) }
    _ = lacksNewline
  }

  private func cycle(_ line: String) {
    lineNumber += 1
    var space = line
    var appended: [String] = []
    var index = 0
    func end(prints: Bool) {
      if prints, !isQuiet { write(space + "\n") }
      for text in appended { write(text + "\n") }
    }
    while index < script.commands.count {
      let command = script.commands[index]
      let place = index
      index += 1
      let applies = selects(command, place, space) != command.isNegated
      if case .open(let blockEnd) = command.action {
        if !applies { index = blockEnd }
        continue
      }
      guard applies else { continue }
      switch command.action {
      case .open, .close: break
      case .substitute(let pattern, let replacement, let isGlobal, let number, let prints):
        if let changed = Self.substitute(pattern, replacement, isGlobal, number, in: space) {
          space = changed
          if prints { write(space + "\n") }
        }
      case .translate(let pairs):
        space = String(space.map { character in pairs.first { $0.from == character }?.to ?? character })
      case .print: write(space + "\n")
      case .delete: return end(prints: false)
      case .quit(let status):
        quitStatus = status
        return end(prints: true)
      case .lineNumber: write("\(lineNumber)\n")
      case .next:
        guard !waiting.isEmpty else {
          if !isQuiet { write(space + "\n") }
          return end(prints: false)
        }
        if !isQuiet { write(space + "\n") }
        space = waiting.removeFirst()
        lineNumber += 1
      case .nextAppend:
        guard !waiting.isEmpty else { return end(prints: true) }
        space += "\n" + waiting.removeFirst()
        lineNumber += 1
      case .append(let text): appended.append(text)
      case .insert(let text): write(text + "\n")
      case .change(let text):
        if command.second == nil || command.isNegated || ranges[place] == nil { write(text + "\n") }
        return end(prints: false)
      case .hold: hold = space
      case .holdAppend: hold += "\n" + space
      case .get: space = hold
      case .getAppend: space += "\n" + hold
      case .exchange: (space, hold) = (hold, space)
      case .printFirst: write(String(space.prefix { $0 != "\n" }) + "\n")
      case .deleteFirst:
        guard let newline = space.firstIndex(of: "\n") else { return end(prints: false) }
        let rest = String(space[space.index(after: newline)...])
        end(prints: false)
        lineNumber -= 1
        return cycle(rest)
      }
    }
    end(prints: true)
  }

  private var isLast: Bool { isAtEnd && waiting.isEmpty }

  private func matches(_ address: SedScript.Address, _ space: String) -> Bool {
    switch address {
    case .line(let number): return number == lineNumber
    case .last: return isLast
    case .pattern(let pattern): return (try? pattern.matches(space)) ?? false
    case .step(let first, let step):
      return step > 0 ? lineNumber >= first && (lineNumber - first) % step == 0 : lineNumber == first
    case .count: return false
    }
  }

  private func selects(_ command: SedScript.Command, _ place: Int, _ space: String) -> Bool {
    guard let first = command.first else { return true }
    guard let second = command.second else { return matches(first, space) }
    if let end = ranges[place] {
      if lineNumber >= end || (end == Int.max && matches(second, space)) { ranges[place] = nil }
      return end == Int.max || lineNumber <= end
    }
    if case .line(0) = first, case .pattern = second, lineNumber == 1 {
      ranges[place] = matches(second, space) ? nil : Int.max
      return true
    }
    guard matches(first, space) else { return false }
    switch second {
    case .line(let number): ranges[place] = number > lineNumber ? number : nil
    case .count(let count): ranges[place] = count > 0 ? lineNumber + count : nil
    case .last: ranges[place] = isLast ? nil : Int.max
    case .pattern, .step: ranges[place] = Int.max
    }
    return true
  }

  private static func substitute(
    _ pattern: Pattern, _ replacement: [SedScript.ReplacementPart], _ isGlobal: Bool, _ number: Int,
    in text: String
  ) -> String? {
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var (place, copied, count, isChanged) = (0, 0, 0, false)
    var lastEnd = -1
    while place <= bytes.count, let found = try? pattern.firstMatch(in: bytes, from: place) {
      let range = found.range
      if range.isEmpty, range.lowerBound == lastEnd {
        place = range.upperBound + 1
        continue
      }
      count += 1
      lastEnd = range.upperBound
      if count >= number {
        result += bytes[copied..<range.lowerBound]
        for part in replacement {
          switch part {
          case .text(let text): result += text
          case .group(let group):
            if group < found.groups.count, let range = found.groups[group] { result += bytes[range] }
          }
        }
        copied = range.upperBound
        isChanged = true
        if !isGlobal { break }
      }
      place = range.isEmpty ? range.upperBound + 1 : range.upperBound
    }
    guard isChanged else { return nil }
    return String(decoding: result + bytes[copied...], as: UTF8.self)
  }
}
