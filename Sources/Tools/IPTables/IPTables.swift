package import Linux
package import Simulation

/// `iptables`, `iptables-save` and `iptables-restore`, as iptables 1.8.9 on nf_tables prints them.
package enum IPTables {
  package static let version = "iptables v1.8.9 (nf_tables)"

  /// What a command did: its exit status, its text, and the rows behind it.
  package struct Outcome {
    package var status = 0
    package var output = ""
    package var error = ""
    package var listings: [Listing] = []
  }

  /// Carries out a command without a process, as Docker does. The arguments are the words behind `iptables`.
  package static func run(
    arguments: [String], in namespace: NetworkNamespace, program: String = "iptables"
  ) throws(Unsimulated) -> Outcome {
    var execution = IPTablesExecution(namespace: namespace)
    do throws(IPTablesFailure) {
      try execution.run(try IPTablesCommandParser.parse(arguments, in: namespace))
    } catch {
      if case .unsimulated(let missing) = error.kind { throw missing }
      execution.outcome.status = error.status
      execution.outcome.error += error.message(program: program)
    }
    return execution.outcome
  }

  package static let programs: [Program] =
    ["iptables", "iptables-nft"].map { command($0) }
    + ["iptables-save", "iptables-nft-save"].map { save($0) }
    + ["iptables-restore", "iptables-nft-restore"].map { restore($0) }
    + ["ip6tables", "ip6tables-save", "ip6tables-restore"].map { missing($0, "since it has no IPv6") }
    // They have tables of their own beside those of nf_tables.
    + ["iptables-legacy", "iptables-legacy-save", "iptables-legacy-restore"].map {
      missing($0, "only iptables on nf_tables")
    }

  private static func command(_ name: String) -> Program {
    Program(name) { (process: Process) throws(Unsimulated) -> Int in
      let outcome = try run(arguments: process.arguments, in: process.namespace, program: "iptables")
      process.finish(outcome)
      return outcome.status
    }
  }

  private static func missing(_ name: String, _ reason: String) -> Program {
    Program(name) { (_: Process) throws(Unsimulated) -> Int in
      throw Unsimulated("\(name), \(reason)")
    }
  }

  private static func save(_ name: String) -> Program {
    Program(name) { (process: Process) throws(Unsimulated) -> Int in
      let outcome = try IPTablesSave.run(arguments: process.arguments, in: process.namespace)
      if let path = outcome.path {
        let place = FileSystem.resolve(path, in: process.workingDirectory)
        process.node.files.write(place, outcome.outcome.output)
        return outcome.outcome.status
      }
      process.finish(outcome.outcome)
      return outcome.outcome.status
    }
  }

  private static func restore(_ name: String) -> Program {
    Program(
      name,
      running: { (process: Process) throws(Unsimulated) in
        try IPTablesRestore.start(process)
      })
  }
}

extension Process {
  /// Writes what a command said.
  func finish(_ outcome: IPTables.Outcome) {
    if !outcome.output.isEmpty { write(outcome.output) }
    if !outcome.error.isEmpty { writeError(outcome.error) }
    for listing in outcome.listings { list(listing) }
  }
}
