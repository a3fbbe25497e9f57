import Linux

/// ipset(8), version 7.17.
enum IPSetTool {
  static let programs = [Program("ipset", running: main)]

  private static func main(_ process: Process) throws(Unsimulated) {
    let command: IPSetCommand
    var execution = IPSetExecution(process.namespace)
    do throws(IPSetFailure) {
      command = try IPSetCommand(process.arguments)
      guard command.name == .restore else {
        try execution.run(command)
        finish(execution, nil, nil, command, process)
        return
      }
    } catch {
      if let missing = error.missing { throw missing }
      finish(execution, error, nil, nil, process)
      return
    }
    try startRestoring(command, process)
  }

  private static func finish(
    _ execution: IPSetExecution, _ failure: IPSetFailure?, _ line: Int?, _ command: IPSetCommand?,
    _ process: Process
  ) {
    let isQuiet = command?.isQuiet ?? process.arguments.contains { $0 == "-q" || $0 == "-quiet" }
    if let path = command?.path, !execution.output.isEmpty {
      process.node.files.write(FileSystem.resolve(path, in: process.workingDirectory), execution.output)
    } else if !execution.output.isEmpty {
      process.write(execution.output)
    }
    if !isQuiet {
      let text = execution.remarks + (failure?.message(line: line) ?? "")
      if !text.isEmpty { process.writeError(text) }
    }
    process.exit(failure?.status ?? execution.status)
  }

  // MARK: - restore

  private static func startRestoring(_ command: IPSetCommand, _ process: Process) throws(Unsimulated) {
    if let path = command.path {
      let place = FileSystem.resolve(path, in: process.workingDirectory)
      guard let text = process.node.files.readText(place) else {
        process.exit(255)
        return
      }
      try restore(text, command, process)
      return
    }
    var bytes: [UInt8] = []
    process.input.onReadable = { [unowned(unsafe) process] in
      bytes += process.input.read()
      guard process.input.isDrained else { return }
      process.input.onReadable = nil
      do throws(Unsimulated) {
        try restore(String(decoding: bytes, as: UTF8.self), command, process)
      } catch {
        process.fail(error)
      }
    }
  }

  private static func restore(
    _ text: String, _ general: IPSetCommand, _ process: Process
  ) throws(Unsimulated) {
    var execution = IPSetExecution(process.namespace)
    var pending = IPSetBatch()
    do throws(IPSetFailure) {
      for (index, content) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
        let words = IPSetBatch.words(String(content))
        guard let first = words.first, !first.hasPrefix("#"), first != "COMMIT" else { continue }
        pending.line = index + 1
        var command = try IPSetCommand(words)
        command.toleratesPresence = command.toleratesPresence || general.toleratesPresence
        command.isSorted = command.isSorted || general.isSorted
        try pending.take(command, &execution)
      }
      try pending.commit(&execution)
    } catch {
      if let missing = error.missing { throw missing }
      finish(execution, error, pending.line, general, process)
      return
    }
    var quiet = general
    quiet.path = nil
    finish(execution, nil, nil, quiet, process)
  }
}

/// What `ipset restore` has read and not yet told the kernel: additions to one set go together.
private struct IPSetBatch {
  var line: Int?
  private var commands: [(line: Int?, command: IPSetCommand)] = []

  mutating func take(_ command: IPSetCommand, _ execution: inout IPSetExecution) throws(IPSetFailure) {
    let goesOn =
      commands.last.map {
        $0.command.name == command.name && $0.command.words.first == command.words.first
      } ?? false
    if !goesOn { try commit(&execution) }
    guard command.name == .add || command.name == .del else {
      try execution.run(command)
      return
    }
    // Wrong words show at once, and what waits is lost with them.
    try execution.check(command)
    commands.append((line, command))
  }

  mutating func commit(_ execution: inout IPSetExecution) throws(IPSetFailure) {
    let last = line
    for entry in commands {
      line = entry.line
      try execution.run(entry.command)
    }
    line = last
    commands = []
  }

  /// Splits at blanks; double quotes keep blanks together.
  static func words(_ content: String) -> [String] {
    var words: [String] = []
    var word: String?
    var isQuoted = false
    for character in content {
      if character == "\"" {
        isQuoted.toggle()
        word = word ?? ""
      } else if !isQuoted, character == " " || character == "\t" || character == "\r" {
        if let whole = word { words.append(whole) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    if let word { words.append(word) }
    return words
  }
}
