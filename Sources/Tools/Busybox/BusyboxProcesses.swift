import Linux

/// busybox's ps, kill, killall, pidof and which, inside of a container (procps, debianutils/which.c).
enum BusyboxProcesses {
  static let programs: [Program] = [
    Program("ps") { (process: Process) throws(Unsimulated) -> Int in
      let words = process.arguments
      // Without -o its options are read and do nothing.
      guard words.allSatisfy({ ["-e", "-f", "-ef", "aux", "-a", "ax", "-w", "w", "-A"].contains($0) }) else {
        throw Unsimulated("busybox's ps \(words.joined(separator: " "))")
      }
      var text = "PID   USER     COMMAND\n"
      for row in rows(process) {
        let number = String(row.process.number)
        let padding = String(repeating: " ", count: max(0, 5 - number.utf8.count))
        text += "\(padding)\(number) root     \(row.commandLine)\n"
      }
      process.write(text)
      return 0
    },
    Program("kill", running: kill),
    Program("killall", running: killAll),
    Program("pidof") { (process: Process) throws(Unsimulated) -> Int in
      guard process.arguments.allSatisfy({ !$0.hasPrefix("-") }) else {
        throw Unsimulated("busybox's pidof \(process.arguments.joined(separator: " "))")
      }
      let numbers = rows(process).filter { process.arguments.contains($0.name) }.map { $0.process.number }
      if numbers.isEmpty { return 1 }
      process.write(numbers.sorted(by: >).map { String($0) }.joined(separator: " ") + "\n")
      return 0
    },
    Program("which") { (process: Process) throws(Unsimulated) -> Int in
      var status = 0
      for name in process.arguments {
        guard process.node.programs[name] != nil, !name.contains("/") else {
          status = 1
          continue
        }
        process.write("/bin/\(name)\n")
      }
      return status
    },
  ]

  /// In the order of their numbers; where a container has none of its own, in the machine's.
  private static func rows(_ process: Process) -> [ProcessRow] {
    ProcessRow.all(of: process.node.machine).filter { $0.process.node === process.node }
  }

  /// The signal of a first word `-9`, `-TERM` or `-s TERM`, which is taken away: nil inside for `-0`, which
  /// only looks. Nil when the program has ended.
  private static func signal(_ process: Process, _ words: inout ArraySlice<String>) throws(Unsimulated)
    -> Signal??
  {
    guard let first = words.first, first.hasPrefix("-"), first != "--" else { return .some(.terminate) }
    words.removeFirst()
    var text = String(first.dropFirst())
    if text == "l" {
      guard let wanted = words.first, let signal = Signal.named(wanted) else {
        throw Unsimulated("busybox's \(process.name) -l")
      }
      process.write(Int(wanted) == nil ? "\(signal.rawValue)\n" : signal.name + "\n")
      process.exit(0)
      return nil
    }
    if text == "s" { text = words.popFirst() ?? "" }
    if text == "0" { return .some(nil) }
    if let signal = Signal.named(text) { return .some(signal) }
    if Signal.isReal(text) { throw Unsimulated("the signal \(text)") }
    process.writeError("\(process.name): bad signal name '\(text)'\n")
    process.exit(1)
    return nil
  }

  private static func kill(_ process: Process) throws(Unsimulated) {
    var words = process.arguments[...]
    guard let signal = try signal(process, &words) else { return }
    if words.first == "--" { words.removeFirst() }
    guard !words.isEmpty else {
      process.writeError("kill: you need to specify whom to kill\n")
      return process.exit(1)
    }
    var status = 0
    for word in words {
      guard let number = Int(word) else {
        process.writeError("kill: invalid number '\(word)'\n")
        status = 1
        continue
      }
      guard number > 0 else { throw Unsimulated("busybox's kill of a group of processes") }
      guard let target = process.process(numbered: number) else {
        process.writeError("kill: can't kill pid \(word): No such process\n")
        status = 1
        continue
      }
      if let signal { target.hear(signal) }
    }
    process.exit(status)
  }

  private static func killAll(_ process: Process) throws(Unsimulated) {
    var words = process.arguments[...]
    let isQuiet = words.first == "-q"
    if isQuiet { words.removeFirst() }
    guard let signal = try signal(process, &words) else { return }
    guard !words.isEmpty else {
      process.writeError("killall: you need to specify whom to kill\n")
      return process.exit(1)
    }
    var status = 0
    for name in words {
      let targets = rows(process).filter { $0.name == name && $0.process !== process }.map { $0.process }
      if targets.isEmpty {
        if !isQuiet { process.writeError("killall: \(name): no process killed\n") }
        status = 1
      }
      for target in targets { if let signal { target.hear(signal) } }
    }
    process.exit(status)
  }
}
