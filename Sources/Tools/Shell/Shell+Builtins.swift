extension Shell {
  /// A builtin: its arguments, and what to do with its status when it has ended.
  typealias Builtin = (_ arguments: [String], _ then: @escaping (Int) -> Void) -> Void

  static let builtinNames = [
    ".", ":", "[", "alias", "bg", "break", "cd", "command", "continue", "declare", "disown", "echo", "eval",
    "exec", "exit", "export", "false", "fg", "hash", "help", "jobs", "kill", "let", "local", "printf", "pwd",
    "read", "readonly", "return",
    "set", "shift", "shopt", "source", "test", "times", "trap", "true", "type", "typeset", "ulimit", "umask",
    "unalias", "unset", "wait",
  ]

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
    case "eval": { [self] arguments, then in evaluate(arguments.joined(separator: " "), then: then) }
    case ".", "source": { [self] in source($0, by: name, then: $1) }
    case "command": { [self] in runCommand($0, then: $1) }
    case "exec": { [self] in runExec($0, then: $1) }
    case "sudo": { [self] in runSudo($0, then: $1) }
    case "type": immediate { [self] in describe($0, isBrief: false) }
    case "trap": immediate { [self] in setTrap($0) }
    case "read": { [self] in runRead($0, then: $1) }
    case "jobs": immediate { [self] in listJobs($0) }
    case "wait": { [self] in runWait($0, then: $1) }
    case "kill": immediate { [self] in runKill($0) }
    case "fg", "bg": immediate { [self] _ in refuse("\(name): no job control") }
    case "hash", "disown", "shopt", "umask": { _, then in then(0) }
    case "alias", "unalias", "ulimit", "help", "times", "history", "getopts", "mapfile", "readarray", "pushd",
      "popd", "dirs", "enable", "bind", "complete", "suspend", "logout", "fc":
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
    let result = PrintfFormat.run(arguments)
    if !result.output.isEmpty, !put(result.output, by: "printf") { return 1 }
    for message in result.messages { complain("printf: " + message) }
    return result.status
  }

  private func runTestBuiltin(_ name: String, _ arguments: [String]) -> Int {
    let result = TestExpression.evaluate(
      name, arguments, files: process.node.files, workingDirectory: workingDirectory)
    if let message = result.message { complain(message) }
    return result.status
  }

  private func changeDirectory(_ arguments: [String]) -> Int {
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
      return refuse(flavour.cannotChangeDirectory(target, reason), status: flavour == .dash ? 2 : 1)
    }
    variables["OLDPWD"] = Variable(value: workingDirectory, isExported: true)
    workingDirectory = path
    if variables["PWD"] != nil { variables["PWD"]?.value = path }
    return 0
  }

  private func declare(_ arguments: [String], by command: String) -> Int {
    var status = 0
    var isExported = command == "export"
    var isReadOnly = command == "readonly"
    var removesExport = false
    var operands: [String] = []
    for argument in arguments {
      guard argument.hasPrefix("-"), argument != "--", operands.isEmpty else {
        if argument != "--" { operands.append(argument) }
        continue
      }
      for letter in argument.dropFirst() {
        switch letter {
        case "x": isExported = true
        case "r": isReadOnly = true
        case "n" where command == "export": removesExport = true
        case "p", "g": break
        default: return fail(Unsimulated("the shell's \(command) \(argument)"))
        }
      }
    }
    if operands.isEmpty { return listVariables(command) }
    for operand in operands {
      let parts = operand.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      guard ShellName.isValid(name) else {
        status = refuse("\(command): `\(operand)': not a valid identifier")
        continue
      }
      if command != "export", command != "readonly", !shadowed.isEmpty {
        shadowed[shadowed.count - 1].append((name, variables[name]))
        variables[name] = Variable(value: "")
      } else if command == "local" {
        return refuse("local: can only be used in a function")
      }
      if parts.count == 2, !set(name, String(parts[1])) { status = 1 }
      if variables[name] == nil, isExported || isReadOnly { continue }
      if isExported { variables[name]?.isExported = !removesExport }
      if isReadOnly { variables[name]?.isReadOnly = true }
    }
    return status
  }

  private func listVariables(_ command: String) -> Int {
    var text = ""
    for name in variables.keys.sorted() {
      guard let variable = variables[name] else { continue }
      if command == "export", !variable.isExported { continue }
      if command == "readonly", !variable.isReadOnly { continue }
      let flags = (variable.isExported ? "x" : "") + (variable.isReadOnly ? "r" : "")
      text += "declare -\(flags.isEmpty ? "-" : flags) \(name)=\"\(variable.value)\"\n"
    }
    return put(text, by: command) ? 0 : 1
  }

  private func unset(_ arguments: [String]) -> Int {
    var status = 0
    for name in arguments where !name.hasPrefix("-") {
      if variables[name]?.isReadOnly == true {
        status = refuse("unset: \(name): cannot unset: readonly variable")
      } else if arguments.first != "-f", variables[name] != nil {
        variables[name] = nil
      } else if arguments.first != "-v" {
        functions[name] = nil
      }
    }
    return status
  }

  private func setOptions(_ arguments: [String]) -> Int {
    if arguments.isEmpty {
      var text = ""
      for name in variables.keys.sorted() {
        text += name + "=" + ShellQuoting.quoted(variables[name]!.value) + "\n"
      }
      return put(text, by: "set") ? 0 : 1
    }
    var index = 0
    while index < arguments.count {
      let argument = arguments[index]
      index += 1
      if argument == "--" {
        positional = Array(arguments[index...])
        return 0
      }
      guard argument.hasPrefix("-") || argument.hasPrefix("+"), argument.count > 1 else {
        positional = Array(arguments[(index - 1)...])
        return 0
      }
      let isOn = argument.hasPrefix("-")
      for letter in argument.dropFirst() {
        switch letter {
        case "e": options.exitsOnError = isOn
        case "x": options.tracesCommands = isOn
        case "u": options.refusesUnset = isOn
        case "f": options.disablesGlobbing = isOn
        case "m", "b", "h", "B", "H": break
        case "o":
          guard index < arguments.count, setLongOption(arguments[index], isOn) else {
            return fail(Unsimulated("the shell's set \(arguments.joined(separator: " "))"))
          }
          index += 1
        default: return refuse("set: \(argument): invalid option", status: 2)
        }
      }
    }
    return 0
  }

  private func setLongOption(_ name: String, _ isOn: Bool) -> Bool {
    switch name {
    case "errexit": options.exitsOnError = isOn
    case "xtrace": options.tracesCommands = isOn
    case "nounset": options.refusesUnset = isOn
    case "noglob": options.disablesGlobbing = isOn
    case "pipefail": options.failsWithPipeline = isOn
    default: return false
    }
    return true
  }

  private func shift(_ arguments: [String]) -> Int {
    let count = arguments.first.map { Int($0) ?? -1 } ?? 1
    guard count >= 0, count <= positional.count else { return 1 }
    positional.removeFirst(count)
    return 0
  }

  private func runLet(_ arguments: [String]) -> Int {
    var value = 0
    for argument in arguments {
      guard let result = arithmeticValue(of: argument) else { return 1 }
      value = result
    }
    return value != 0 ? 0 : 1
  }

  private func interrupt(_ name: String, _ arguments: [String]) -> Int {
    let number = arguments.first.flatMap { Int($0) }
    if let argument = arguments.first, number == nil {
      return refuse("\(name): \(argument): numeric argument required", status: 2)
    }
    switch name {
    case "break": interruption = .breaking(max(1, number ?? 1))
    case "continue": interruption = .continuing(max(1, number ?? 1))
    case "return":
      interruption = .returning
      return (number ?? lastStatus) & 255
    default:
      interruption = .exiting
      return (number ?? lastStatus) & 255
    }
    return 0
  }
}
