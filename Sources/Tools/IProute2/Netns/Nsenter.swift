import Linux

/// `nsenter` (nsenter(1), util-linux 2.38): only the network namespace matters here.
package enum Nsenter {
  package static let program = Program(
    "nsenter",
    running: { process throws(Unsimulated) in
      let status = try process.carryOut { () throws(CommandStop) in try start(process) }
      if status != IPCommand.stillRunning { process.exit(status) }
    })

  private static func start(_ process: Process) throws(CommandStop) -> Int {
    var words = WordReader(process.arguments)
    var identifier: Int?
    var entersNetwork = false
    var file: String?
    while let word = words.peek, word.hasPrefix("-") {
      words.skip()
      switch word {
      case "-t", "--target": identifier = Int(words.take() ?? "")
      case "-n", "--net": entersNetwork = true
      case "-a", "--all": entersNetwork = true
      case "-m", "--mount", "-u", "--uts", "-i", "--ipc", "-p", "--pid", "-r", "-F", "-C", "-w", "--root":
        break
      case "-V", "--version":
        process.write("nsenter from util-linux 2.38.1\n")
        return 0
      case _ where word.hasPrefix("--target="): identifier = Int(word.dropFirst(9))
      case _ where word.hasPrefix("-t"): identifier = Int(word.dropFirst(2))
      case _ where word.hasPrefix("--net="): (entersNetwork, file) = (true, String(word.dropFirst(6)))
      case _ where word.hasPrefix("-n"): (entersNetwork, file) = (true, String(word.dropFirst(2)))
      default: throw .unsimulated("nsenter \(word)")
      }
    }
    var namespace = process.namespace
    if entersNetwork { namespace = try self.namespace(file, identifier, process) }
    let command = words.isAtEnd ? ["bash"] : words.rest
    try NamespaceEntry.become(command, in: namespace, process) { missing in
      CommandStop(
        status: 127, message: "nsenter: failed to execute \(missing): No such file or directory\n")
    }
    return IPCommand.stillRunning
  }

  private static func namespace(_ file: String?, _ identifier: Int?, _ process: Process)
    throws(CommandStop) -> NetworkNamespace
  {
    let machine = process.node.machine
    var path = file ?? ""
    var number = identifier
    if let file {
      for directory in ["/run/netns/", "/var/run/netns/"] where file.hasPrefix(directory) {
        if let found = machine.namedNamespace(String(file.dropFirst(directory.count))) { return found }
      }
      let parts = file.split(separator: "/")
      number = parts.count == 4 && parts[0] == "proc" && parts[2] == "ns" ? Int(parts[1]) : nil
    } else if identifier == nil {
      throw CommandStop(status: 1, message: "nsenter: no target PID specified for --net\n")
    }
    if number == 1 { return machine.node.namespace }
    if let number, let found = machine.process(number) { return found.namespace }
    if let number { path = "/proc/\(number)/ns/net" }
    throw CommandStop(
      status: 1, message: "nsenter: cannot open \(path): No such file or directory\n")
  }
}
