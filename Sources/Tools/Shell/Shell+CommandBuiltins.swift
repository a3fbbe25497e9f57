extension Shell {
  /// `. FILE`: its commands run in this shell.
  func source(_ arguments: [String], by command: String, then: @escaping (Int) -> Void) {
    guard let path = arguments.first else {
      return then(refuse("\(command): filename argument required", status: 2))
    }
    guard let text = process.node.files.readText(absolute(path)) else {
      return then(refuse("\(path): No such file or directory"))
    }
    let saved = positional
    if arguments.count > 1 { positional = Array(arguments.dropFirst()) }
    evaluate(text) { [self] status in
      if arguments.count > 1 { positional = saved }
      if interruption == .returning { interruption = nil }
      then(status)
    }
  }

  func runCommand(_ arguments: [String], then: @escaping (Int) -> Void) {
    guard let first = arguments.first else { return then(0) }
    switch first {
    case "-v", "-V": then(describe(Array(arguments.dropFirst()), isBrief: first == "-v"))
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
    guard !arguments.isEmpty else { return then(0) }
    execute(arguments, allowsFunctions: false) { [self] status in
      interruption = .exiting
      then(status)
    }
  }

  /// `type` and `command -v`.
  func describe(_ names: [String], isBrief: Bool) -> Int {
    var status = 0
    for name in names where !name.hasPrefix("-") {
      let description: String
      if functions[name] != nil {
        description = "is a function"
      } else if builtin(named: name) != nil, name != "sudo" {
        description = "is a shell builtin"
      } else if case .program = ProgramTable.find(name, on: process.node, workingDirectory: workingDirectory)
      {
        let path = name.contains("/") ? name : ProgramTable.path(of: name)
        put(isBrief ? path + "\n" : "\(name) is \(path)\n", by: "type")
        continue
      } else {
        status = 1
        if !isBrief { complain("type: \(name): not found") }
        continue
      }
      put(isBrief ? name + "\n" : "\(name) \(description)\n", by: "type")
    }
    return status
  }

  func setTrap(_ arguments: [String]) -> Int {
    if arguments.isEmpty {
      var text = ""
      for name in traps.keys.sorted() {
        text += "trap -- \(ShellQuoting.quoted(traps[name]!, always: true)) \(name)\n"
      }
      return put(text, by: "trap") ? 0 : 1
    }
    for name in arguments.dropFirst() {
      var signal = name.uppercased()
      if signal.hasPrefix("SIG") { signal.removeFirst(3) }
      if signal == "0" { signal = "EXIT" }
      if arguments[0] == "-" {
        traps[signal] = nil
      } else {
        traps[signal] = arguments[0]
        if signal != "EXIT" { handleSignals() }
      }
    }
    return 0
  }

  /// A trapped signal runs its command; the others end the shell.
  private func handleSignals() {
    process.onSignal = { [self] signal in
      guard let command = traps[signal.name] else { return false }
      evaluate(command) { [self] _ in
        if interruption == .exiting { finish() }
      }
      return true
    }
  }

  /// `read`: one line of standard input into variables, the last of which takes the rest.
  func runRead(_ arguments: [String], then: @escaping (Int) -> Void) {
    var names: [String] = []
    var isRaw = false
    var index = 0
    while index < arguments.count {
      switch arguments[index] {
      case "-r": isRaw = true
      case "-p": index += 1
      case "-s": break
      case let option where option.hasPrefix("-"):
        return then(fail(Unsimulated("the shell's read \(option)")))
      default: names.append(arguments[index])
      }
      index += 1
    }
    guard let input = streams[0] else { return then(1) }
    waitForLine(of: input) { [self] line, isWhole in
      var text = line
      if !isRaw { text = text.replacingBackslashes }
      assignRead(text, to: names)
      then(isWhole ? 0 : 1)
    }
  }

  private func waitForLine(of input: Pipe, then: @escaping (String, Bool) -> Void) {
    if let line = input.readWholeLine() { return then(line, true) }
    if input.isEnded { return then(input.readLine() ?? "", false) }
    input.onReadable = { [self, unowned(unsafe) input] in
      guard process.isRunning else { return }
      if let line = input.readWholeLine() {
        input.onReadable = nil
        then(line, true)
      } else if input.isEnded {
        let rest = input.readLine() ?? ""
        input.onReadable = nil
        then(rest, false)
      }
    }
  }

  private func assignRead(_ line: String, to names: [String]) {
    guard !names.isEmpty else {
      set("REPLY", line)
      return
    }
    let separators = variables["IFS"]?.value ?? " \t\n"
    let blanks = separators.filter { $0 == " " || $0 == "\t" || $0 == "\n" }
    var rest = line[...]
    func dropBlanks() { while let first = rest.first, blanks.contains(first) { rest.removeFirst() } }
    for (number, name) in names.enumerated() {
      dropBlanks()
      if number == names.count - 1 {
        while let last = rest.last, blanks.contains(last) { rest.removeLast() }
        set(name, String(rest))
        return
      }
      let field = rest.prefix { !separators.contains($0) }
      set(name, String(field))
      rest = rest.dropFirst(field.count)
      dropBlanks()
      if let first = rest.first, separators.contains(first), !blanks.contains(first) { rest.removeFirst() }
    }
  }
}

extension String {
  /// Without the backslashes that quote the next character.
  fileprivate var replacingBackslashes: String {
    var result = ""
    var isQuoted = false
    for character in self {
      if character == "\\", !isQuoted {
        isQuoted = true
      } else {
        result.append(character)
        isQuoted = false
      }
    }
    return result
  }
}
