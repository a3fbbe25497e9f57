import Linux

/// `unshare -n COMMAND` (unshare(1), util-linux 2.38): a command in a new network namespace, which ends with it.
enum Unshare {
  static let program = Program(
    "unshare",
    running: { process throws(Unsimulated) in
      let status = try process.carryOut { () throws(CommandStop) in try start(process) }
      if status != IPCommand.stillRunning { process.exit(status) }
    })

  private static func start(_ process: Process) throws(CommandStop) -> Int {
    var words = WordReader(process.arguments)
    var leavesNetwork = false
    options: while let word = words.peek, word.hasPrefix("-") {
      words.skip()
      switch word {
      case "--": break options
      case "-n", "--net": leavesNetwork = true
      // Users, files, names and processes are one for all here.
      case "-m", "--mount", "-u", "--uts", "-i", "--ipc", "-r", "--map-root-user", "-U", "--user": break
      case "-V", "--version":
        process.write("unshare from util-linux 2.38.1\n")
        return 0
      case _ where word.hasPrefix("--"):
        throw CommandStop(
          status: 1,
          message: "unshare: unrecognized option '\(word)'\nTry 'unshare --help' for more information.\n")
      default: throw .unsimulated("unshare \(word)")
      }
    }
    let command = words.isAtEnd ? ["bash"] : words.rest
    let machine = process.node.machine
    let namespace = leavesNetwork ? machine.makeNamelessNamespace() : process.namespace
    try NamespaceEntry.become(command, in: namespace, process) { missing in
      CommandStop(
        status: 127, message: "unshare: failed to execute \(missing): No such file or directory\n")
    }
    return IPCommand.stillRunning
  }
}
