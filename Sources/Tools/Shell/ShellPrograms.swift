/// The shells as programs: `bash -c '…'`, `sh FILE`.
package enum ShellPrograms {
  static let programs: [Program] = [
    Program(
      "bash",
      running: { (process: Process) throws(Unsimulated) in
        try run(process, flavour: process.node.isContainer ? .busybox : .bash)
      }),
    Program(
      "sh",
      running: { (process: Process) throws(Unsimulated) in
        try run(process, flavour: process.node.isContainer ? .busybox : .dash)
      }),
    Program("dash", running: { (process: Process) throws(Unsimulated) in try run(process, flavour: .dash) }),
    Program(
      "ash", running: { (process: Process) throws(Unsimulated) in try run(process, flavour: .busybox) }),
  ]

  /// A shell with this program's arguments. Other folders give containers a shell of another flavour with it.
  package static func run(_ process: Process, flavour: ShellFlavour) throws(Unsimulated) {
    var arguments = process.arguments[...]
    var flags: [Character] = []
    var longOptions: [String] = []
    while let first = arguments.first, first.hasPrefix("-"), first != "-", first != "--" {
      arguments.removeFirst()
      if first.hasPrefix("--") {
        guard first == "--login" || first == "--norc" || first == "--noprofile" else {
          throw Unsimulated("\(process.name) \(first)")
        }
        continue
      }
      if first.hasSuffix("o"), let name = arguments.popFirst() { longOptions.append(name) }
      for flag in first.dropFirst() where flag != "o" {
        guard "cexulisf".contains(flag) else { throw Unsimulated("\(process.name) -\(flag)") }
        flags.append(flag)
      }
    }
    if flags.contains("c") {
      guard let text = arguments.popFirst() else {
        process.writeError("\(process.name): -c: option requires an argument\n")
        return process.exit(2)
      }
      let name = arguments.popFirst() ?? process.name
      start(
        process, flavour: flavour, name: name, text: text, arguments: arguments, flags: flags,
        longOptions: longOptions)
    } else if let path = arguments.popFirst() {
      let files = process.node.files
      guard let text = files.readText(FileSystem.resolve(path, in: process.workingDirectory)) else {
        process.writeError("\(process.name): \(path): No such file or directory\n")
        return process.exit(127)
      }
      start(
        process, flavour: flavour, name: path, text: text, arguments: arguments, flags: flags,
        longOptions: longOptions)
    } else {
      readCommands(process, flavour: flavour, flags: flags)
    }
  }

  /// An executable file whose commands a shell runs.
  static func script(at path: String, name: String) -> Program {
    Program(
      name,
      running: { (process: Process) throws(Unsimulated) in
        let text = process.node.files.readText(path) ?? ""
        let firstLine = text.prefix { $0 != "\n" }
        if firstLine.hasPrefix("#!"), !firstLine.hasSuffix("sh"), !firstLine.hasSuffix("sh -e") {
          throw Unsimulated("the script \(name): only shell scripts run")
        }
        let flavour: ShellFlavour =
          process.node.isContainer
          ? .busybox : firstLine.hasSuffix("bash") || !firstLine.hasPrefix("#!") ? .bash : .dash
        let flags: [Character] = firstLine.hasSuffix(" -e") ? ["e"] : []
        start(
          process, flavour: flavour, name: name, text: text, arguments: process.arguments[...], flags: flags)
      })
  }

  private static func start(
    _ process: Process, flavour: ShellFlavour, name: String, text: String, arguments: ArraySlice<String>,
    flags: [Character], longOptions: [String] = []
  ) {
    let shell = Shell(process: process, flavour: flavour, name: name)
    shell.positional = Array(arguments)
    shell.options.exitsOnError = flags.contains("e")
    shell.options.tracesCommands = flags.contains("x")
    shell.options.refusesUnset = flags.contains("u")
    shell.options.disablesGlobbing = flags.contains("f")
    if flags.contains("c") {
      shell.syntaxErrorOrigin = "-c: "
      if flavour == .busybox { shell.handleSignals() }
    }
    for name in longOptions where shell.setOptions(["-o", name]) != 0 { return process.exit(2) }
    shell.evaluate(text) { _ in shell.finish() }
  }

  /// Commands from standard input, read to its end first.
  private static func readCommands(_ process: Process, flavour: ShellFlavour, flags: [Character]) {
    var bytes: [UInt8] = []
    process.input.onReadable = {
      bytes += process.input.read()
      guard process.input.isEnded, process.isRunning else { return }
      process.input.onReadable = nil
      let text = String(decoding: bytes, as: UTF8.self)
      start(process, flavour: flavour, name: process.name, text: text, arguments: [], flags: flags)
    }
  }
}
