import Simulation

extension Shell {
  /// A builtin: its arguments, and what to do with its status when it has ended.
  typealias Builtin = (_ arguments: [String], _ then: @escaping (Int) -> Void) -> Void

  func builtin(named name: String) -> Builtin? {
    switch name {
    case ":", "true": { _, then in then(0) }
    case "false": { _, then in then(1) }
    case "echo":
      immediate { [self] in put(EchoProgram.text($0, expandsEscapes: flavour == .dash), by: "echo") ? 0 : 1 }
    case "printf": immediate { [self] in runPrintf($0) }
    case "test", "[": immediate { [self] in runTestBuiltin(name, $0) }
    case "cd": immediate { [self] in changeDirectory($0) }
    case "pwd": immediate { [self] _ in put(workingDirectory + "\n", by: "pwd") ? 0 : 1 }
    case "export", "readonly", "local", "declare", "typeset":
      immediate { [self] in declare($0, by: name) }
    case "unset": immediate { [self] in unset($0) }
    case "set": immediate { [self] in setOptions($0) }
    case "shift": immediate { [self] in shift($0) }
    case "let": immediate { [self] in runLet($0) }
    case "break", "continue", "return", "exit": immediate { [self] in interrupt(name, $0) }
    case "eval": { [self] in runEval($0, then: $1) }
    case "source" where flavour == .dash: nil
    case ".", "source": { [self] in source($0, by: name, then: $1) }
    case "command": { [self] in runCommand($0, then: $1) }
    case "exec": { [self] in runExec($0, then: $1) }
    case "sudo": { [self] in runSudo($0, then: $1) }
    case "type": immediate { [self] in runType($0) }
    case "alias": immediate { [self] in runAlias($0) }
    case "unalias": immediate { [self] in runUnalias($0) }
    case "getopts": immediate { [self] in runGetopts($0) }
    case "mapfile" where flavour == .bash, "readarray" where flavour == .bash:
      { [self] in runMapfile($0, by: name, then: $1) }
    case "pushd", "popd", "dirs":
      flavour == .bash ? immediate { [self] in runDirectoryStack(name, $0) } : nil
    case "shopt": flavour == .bash ? immediate { [self] in runShopt($0) } : nil
    case "hash": immediate { [self] in runHash($0) }
    case "umask": immediate { [self] in $0.isEmpty ? (put("0022\n", by: "umask") ? 0 : 1) : 0 }
    case "history": flavour == .bash ? { _, then in then(0) } : nil
    case "builtin": { [self] in runBuiltin($0, then: $1) }
    case "trap": immediate { [self] in setTrap($0) }
    case "read": { [self] in runRead($0, then: $1) }
    case "jobs": immediate { [self] in listJobs($0) }
    case "wait": { [self] in runWait($0, then: $1) }
    case "kill": immediate { [self] in runKill($0) }
    case "fg", "bg": immediate { [self] _ in refuse("\(name): no job control") }
    case "disown": { _, then in then(0) }
    case "ulimit", "help", "times", "enable", "bind", "complete", "compgen", "suspend", "logout", "fc",
      "caller":
      immediate { [self] _ in fail(Unsimulated("the shell's \(name)")) }
    default: nil
    }
  }

  private func immediate(_ body: @escaping ([String]) -> Int) -> Builtin {
    { arguments, then in then(body(arguments)) }
  }

  func refuse(_ text: String, status: Int = 1) -> Int {
    complain(text)
    return status
  }

  private func runPrintf(_ arguments: [String]) -> Int {
    var arguments = arguments
    var variable: String?
    if arguments.first == "-v", arguments.count > 1 {
      variable = arguments[1]
      arguments.removeFirst(2)
    }
    if arguments.isEmpty || arguments == ["--"] {
      streams[2]?.write("printf: usage: printf [-v var] format [arguments]\n")
      return 2
    }
    if let option = arguments.first, option.hasPrefix("-"), option.count > 1, option != "--" {
      complain("printf: \(option.prefix(2)): invalid option")
      streams[2]?.write("printf: usage: printf [-v var] format [arguments]\n")
      return 2
    }
    let result = PrintfFormat.run(arguments, clock: process.clock.now)
    if let missing = result.missing { return fail(missing) }
    if let variable {
      for message in result.messages { complain("printf: " + message) }
      if let (name, key) = Self.split(reference: variable) {
        let word = ShellWord(parts: [.quoted(key)])
        guard let key = self.key(of: word, in: variables[name]?.array) else { return 1 }
        return set(name, key: key, result.output) ? result.status : 1
      }
      guard ShellName.isValid(variable) else {
        return refuse("printf: `\(variable)': not a valid identifier", status: 2)
      }
      return set(variable, result.output) ? result.status : 1
    }
    if !result.output.isEmpty, !put(result.output, by: "printf") { return 1 }
    for message in result.messages { complain("printf: " + message) }
    return result.status
  }

  private func runTestBuiltin(_ name: String, _ arguments: [String]) -> Int {
    let result = TestExpression.evaluate(
      name, arguments, files: process.node.files, workingDirectory: workingDirectory,
      isSet: isSet)
    if let message = result.message { complain(message) }
    return result.status
  }

  func changeDirectory(_ arguments: [String], by command: String = "cd") -> Int {
    let operands = arguments.filter { $0 != "--" && $0 != "-P" && $0 != "-L" }
    if operands.count > 1 { return refuse("cd: too many arguments") }
    var target = operands.first ?? value(of: "HOME") ?? "/root"
    if target == "-" {
      guard let old = value(of: "OLDPWD") else { return refuse("cd: OLDPWD not set") }
      target = old
      put(old + "\n", by: "cd")
    }
    let path = absolute(target)
    guard process.node.files.isDirectory(path) else {
      let reason = process.node.files.exists(path) ? "Not a directory" : "No such file or directory"
      if command != "cd" { return refuse("\(command): \(target): \(reason)") }
      return refuse(flavour.cannotChangeDirectory(target, reason), status: flavour == .dash ? 2 : 1)
    }
    variables["OLDPWD"] = Variable(value: workingDirectory, isExported: true)
    workingDirectory = path
    if variables["PWD"] != nil { variables["PWD"]?.value = path }
    return 0
  }

  private func shift(_ arguments: [String]) -> Int {
    let count = arguments.first.map { Int($0) ?? -1 } ?? 1
    guard count >= 0, count <= positional.count else { return 1 }
    positional.removeFirst(count)
    return 0
  }

  private func runLet(_ arguments: [String]) -> Int {
    var value: Int64 = 0
    for argument in arguments {
      guard let result = arithmeticValue(of: argument, by: "let: ") else { return 1 }
      value = result
    }
    return value != 0 ? 0 : 1
  }

  private func interrupt(_ name: String, _ arguments: [String]) -> Int {
    let number = arguments.first.flatMap { Int64($0) }
    if name == "return", functionNames.isEmpty, !isSourcing {
      if flavour != .bash {
        interruption = .exiting
        return Int(truncatingIfNeeded: (number ?? Int64(lastStatus)) & 255)
      }
      return refuse("return: can only `return' from a function or sourced script")
    }
    if let argument = arguments.first, number == nil {
      complain("\(name): \(argument): numeric argument required")
      if name == "exit" { interruption = .exiting }
      if name == "return" { interruption = .returning }
      return name == "break" || name == "continue" ? 128 : 2
    }
    let levels = Int(truncatingIfNeeded: max(1, number ?? 1))
    switch name {
    case "break", "continue":
      guard loopDepth > 0 else {
        if flavour == .bash {
          complain("\(name): only meaningful in a `for', `while', or `until' loop")
        }
        return 0
      }
      interruption = name == "break" ? .breaking(levels) : .continuing(levels)
      return 0
    case "return": interruption = .returning
    default: interruption = .exiting
    }
    return Int(truncatingIfNeeded: (number ?? Int64(lastStatus)) & 255)
  }
}
