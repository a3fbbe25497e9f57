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
    options: while let word = words.peek, word.hasPrefix("-") {
      words.skip()
      switch word {
      case "--": break options
      case "-t", "--target":
        guard let value = words.take() else {
          throw failure("option requires an argument -- 't'", hint: true)
        }
        identifier = try self.identifier(value)
      case "-n", "--net": entersNetwork = true
      case "-a", "--all": entersNetwork = true
      case "-m", "--mount", "-u", "--uts", "-i", "--ipc", "-p", "--pid", "-r", "-F", "-C", "-w", "--root":
        break
      case "-V", "--version":
        process.write("nsenter from util-linux 2.38.1\n")
        return 0
      case _ where word.hasPrefix("--target="): identifier = try self.identifier(String(word.dropFirst(9)))
      case _ where word.hasPrefix("-t"): identifier = try self.identifier(String(word.dropFirst(2)))
      case _ where word.hasPrefix("--net="): (entersNetwork, file) = (true, String(word.dropFirst(6)))
      case _ where word.hasPrefix("-n"): (entersNetwork, file) = (true, String(word.dropFirst(2)))
      case _ where word.hasPrefix("--"): throw failure("unrecognized option '\(word)'", hint: true)
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

  private static func identifier(_ word: String) throws(CommandStop) -> Int {
    guard let number = Int(word) else { throw failure("failed to parse pid: '\(word)'") }
    return number
  }

  private static func failure(_ text: String, hint: Bool = false) -> CommandStop {
    CommandStop(
      status: 1,
      message: "nsenter: \(text)\n" + (hint ? "Try 'nsenter --help' for more information.\n" : ""))
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
      throw failure("neither filename nor target pid supplied for ns/net")
    }
    if number == 1 { return machine.node.namespace }
    if let number, let found = machine.process(number) { return found.namespace }
    if let number { path = "/proc/\(number)/ns/net" }
    throw CommandStop(
      status: 1, message: "nsenter: cannot open \(path): No such file or directory\n")
  }
}
