extension Shell {
  /// `. FILE`: its commands run in this shell.
  func source(_ arguments: [String], by command: String, then: @escaping (Int) -> Void) {
    guard let path = arguments.first else {
      complain("\(command): filename argument required")
      streams[2]?.write("\(command): usage: \(command) filename [arguments]\n")
      return then(2)
    }
    guard let text = process.node.files.readText(absolute(path)) else {
      return then(refuse("\(path): No such file or directory"))
    }
    let saved = positional
    let wasSourcing = isSourcing
    isSourcing = true
    if arguments.count > 1 { positional = Array(arguments.dropFirst()) }
    evaluate(text) { [self] status in
      isSourcing = wasSourcing
      if arguments.count > 1 { positional = saved }
      if interruption == .returning { interruption = nil }
      then(status)
    }
  }

  func runCommand(_ arguments: [String], then: @escaping (Int) -> Void) {
    guard let first = arguments.first else { return then(0) }
    switch first {
    case "-v": then(describe(Array(arguments.dropFirst()), .brief))
    case "-V": then(describe(Array(arguments.dropFirst()), .long))
    case "-p", "--": runCommand(Array(arguments.dropFirst()), then: then)
    default: execute(arguments, allowsFunctions: false, then: then)
    }
  }

  /// Root is typing already: what stands behind `sudo` runs as it is.
  func runSudo(_ arguments: [String], then: @escaping (Int) -> Void) {
    var words = arguments[...]
    var assignments: [(name: String, value: String)] = []
    while let word = words.first {
      if ["-E", "-n", "-H", "-S", "--"].contains(word) {
        words.removeFirst()
      } else if word == "-u", words.count > 1, words[words.startIndex + 1] == "root" {
        words.removeFirst(2)
      } else if let equals = word.firstIndex(of: "="), ShellName.isValid(String(word[..<equals])) {
        assignments.append((String(word[..<equals]), String(word[word.index(after: equals)...])))
        words.removeFirst()
      } else {
        break
      }
    }
    guard let first = words.first else {
      if arguments.isEmpty {
        streams[2]?.write(
          "usage: sudo -h | -K | -k | -V\nusage: sudo [-AbEHknPS] [-u user] [command [arg ...]]\n")
      }
      return then(arguments.isEmpty ? 1 : 0)
    }
    if first.hasPrefix("-") { return then(fail(Unsimulated("sudo \(first)"))) }
    execute(Array(words), assignments: assignments, allowsFunctions: false, then: then)
  }

  func runExec(_ arguments: [String], then: @escaping (Int) -> Void) {
    guard let name = arguments.first else { return then(0) }
    switch ProgramTable.find(name, on: process.node, workingDirectory: workingDirectory) {
    case .notFound where flavour == .bash, .noSuchFile where flavour == .bash:
      complain("exec: \(name): not found")
      if !isInteractive { interruption = .exiting }
      return then(127)
    default: break
    }
    launch(arguments) { [self] status in
      interruption = .exiting
      then(status)
    }
  }

  func runEval(_ arguments: [String], then: @escaping (Int) -> Void) {
    let origin = syntaxErrorOrigin
    syntaxErrorOrigin = ""
    traceDepth += flavour == .bash ? 1 : 0
    evaluate(arguments.joined(separator: " ")) { [self] status in
      traceDepth -= flavour == .bash ? 1 : 0
      syntaxErrorOrigin = origin
      then(status)
    }
  }

  func runBuiltin(_ arguments: [String], then: @escaping (Int) -> Void) {
    guard let name = arguments.first else { return then(0) }
    guard name != "sudo", let builtin = builtin(named: name) else {
      return then(refuse("builtin: \(name): not a shell builtin"))
    }
    builtin(Array(arguments.dropFirst()), then)
  }

  enum Description { case long, brief, kind }

  func runType(_ arguments: [String]) -> Int {
    var names = arguments[...]
    var form = Description.long
    while let option = names.first, option.hasPrefix("-") {
      names.removeFirst()
      switch option {
      case "-t": form = .kind
      case "-p", "-P": form = .brief
      case "-a", "-f", "--": break
      default: return refuse("type: \(option): invalid option", status: 2)
      }
    }
    return describe(Array(names), form)
  }

  private static let keywords = [
    "!", "[[", "]]", "{", "}", "case", "coproc", "do", "done", "elif", "else", "esac", "fi", "for",
    "function",
    "if", "in", "select", "then", "time", "until", "while",
  ]

  /// `type` and `command -v`.
  func describe(_ names: [String], _ form: Description) -> Int {
    var status = 0
    for name in names {
      guard let (kind, brief, long) = description(of: name) else {
        status = 1
        if form == .long {
          complain(flavour == .bash ? "type: \(name): not found" : "\(name): not found")
        }
        continue
      }
      put((form == .long ? long : form == .brief ? brief : kind) + "\n", by: "type")
    }
    return status
  }

  private func description(of name: String) -> (kind: String, brief: String, long: String)? {
    if let text = aliases[name], expandsAliases {
      return ("alias", "alias \(name)='\(text)'", "\(name) is aliased to `\(text)'")
    }
    if Self.keywords.contains(name) { return ("keyword", name, "\(name) is a shell keyword") }
    if functions[name] != nil { return ("function", name, "\(name) is a function") }
    if builtin(named: name) != nil, name != "sudo" {
      return ("builtin", name, "\(name) is a shell builtin")
    }
    switch ProgramTable.find(name, on: process.node, workingDirectory: workingDirectory) {
    case .program, .unsimulated:
      let path = name.contains("/") ? name : ProgramTable.path(of: name)
      return ("file", path, "\(name) is \(path)")
    default: return nil
    }
  }

  func runAlias(_ arguments: [String]) -> Int {
    var status = 0
    if arguments.isEmpty || arguments == ["-p"] {
      for name in aliases.keys.sorted() {
        put("alias \(name)=\(ShellQuoting.quoted(aliases[name]!, always: true))\n", by: "alias")
      }
      return 0
    }
    for argument in arguments {
      if let equals = argument.firstIndex(of: "="), equals != argument.startIndex {
        aliases[String(argument[..<equals])] = String(argument[argument.index(after: equals)...])
      } else if let text = aliases[argument] {
        put("alias \(argument)=\(ShellQuoting.quoted(text, always: true))\n", by: "alias")
      } else {
        status = refuse("alias: \(argument): not found")
      }
    }
    return status
  }

  func runUnalias(_ arguments: [String]) -> Int {
    if arguments.first == "-a" { aliases = [:] }
    var status = 0
    for name in arguments where name != "-a" && aliases.removeValue(forKey: name) == nil {
      status = refuse("unalias: \(name): not found")
    }
    return status
  }

  func runHash(_ arguments: [String]) -> Int {
    var status = 0
    for name in arguments where !name.hasPrefix("-") {
      if builtin(named: name) != nil { continue }
      switch ProgramTable.find(name, on: process.node, workingDirectory: workingDirectory) {
      case .program, .unsimulated: break
      default: status = refuse("hash: \(name): not found")
      }
    }
    return status
  }

  func runDirectoryStack(_ command: String, _ arguments: [String]) -> Int {
    if let option = arguments.first, option.hasPrefix("-") || option.hasPrefix("+") {
      return fail(Unsimulated("the shell's \(command) \(option)"))
    }
    let old = workingDirectory
    if command == "pushd" {
      guard let target = arguments.first ?? directoryStack.last else {
        return refuse("pushd: no other directory")
      }
      let status = changeDirectory([target], by: "pushd")
      if status != 0 { return status }
      if arguments.isEmpty { directoryStack.removeLast() }
      directoryStack.append(old)
    } else if command == "popd" {
      guard let target = directoryStack.popLast() else { return refuse("popd: directory stack empty") }
      let status = changeDirectory([target], by: "popd")
      if status != 0 { return status }
    }
    let home = value(of: "HOME") ?? "/root"
    let shown = ([workingDirectory] + directoryStack.reversed()).map { path in
      path == home ? "~" : path.hasPrefix(home + "/") ? "~" + path.dropFirst(home.count) : path
    }
    return put(shown.joined(separator: " ") + "\n", by: command) ? 0 : 1
  }

  func setTrap(_ arguments: [String]) -> Int {
    var arguments = arguments[...]
    if arguments.first == "--" { arguments.removeFirst() }
    if arguments.first == "-l" { return fail(Unsimulated("the shell's trap -l")) }
    let prints = arguments.isEmpty || arguments.first == "-p"
    if prints {
      var text = ""
      for signal in ["EXIT", "HUP", "INT", "QUIT", "USR1", "PIPE", "TERM", "ERR"] {
        guard let command = traps[signal] else { continue }
        let name = signal == "EXIT" || signal == "ERR" ? signal : "SIG" + signal
        text += "trap -- \(ShellQuoting.quoted(command, always: true)) \(name)\n"
      }
      return put(text, by: "trap") ? 0 : 1
    }
    var status = 0
    let command = arguments.removeFirst()
    let resets = command == "-" || (arguments.isEmpty && Signal.trapName(command) != nil)
    for name in arguments.isEmpty ? [command] : Array(arguments) {
      guard let signal = Signal.trapName(name) else {
        if Signal.isReal(name) || name == "DEBUG" || name == "RETURN" {
          return fail(Unsimulated("a trap for \(name)"))
        }
        status = refuse("trap: \(name): invalid signal specification")
        continue
      }
      traps[signal] = resets ? nil : command
      if signal != "EXIT", signal != "ERR" { handleSignals() }
    }
    return status
  }

  /// A trapped signal runs its command; the others end the shell. busybox's `sh -c` catches SIGINT on its own, which
  /// the first process of a container would not hear otherwise.
  func handleSignals() {
    process.onSignal = { [self] signal in
      let catches =
        signal == .interrupt && flavour == .busybox && process.node.processNumbers != nil
        && process.number == 1
      guard let command = traps[signal.name] ?? (catches ? "exit 130" : nil) else { return false }
      // An empty command ignores the signal.
      if command.isEmpty { return true }
      // bash runs the trap when the command in the foreground has ended.
      if let running = foreground, running.isRunning {
        pendingTraps.append(command)
        return true
      }
      evaluate(command) { [self] _ in
        if interruption == .exiting { finish() }
      }
      return true
    }
  }

  /// What the signals have asked for that came while a program ran; `then` gets the status that counts now.
  func runPendingTraps(_ status: Int, then: @escaping (Int) -> Void) {
    guard !pendingTraps.isEmpty, process.isRunning else { return then(status) }
    let command = pendingTraps.removeFirst()
    lastStatus = status
    evaluate(command) { [self] _ in
      guard interruption == nil else { return then(lastStatus) }
      runPendingTraps(status, then: then)
    }
  }
}
