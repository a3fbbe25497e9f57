package import Linux
package import Simulation

/// Everything a note's commands can touch: the network and the machines on it.
package final class System {
  package let network: Network
  /// In the order of their declaration.
  package private(set) var machines: [Machine] = []
  private var machinesByName: [String: Machine] = [:]
  /// Container images that the note declared, by name.
  package var images: [String: DeclaredImage] = [:]
  /// The rows that the commands of the current console line listed.
  package var listings: [Listing] = []
  /// The first thing of the current console line that the simulator lacks.
  package private(set) var unsimulated: Unsimulated?

  package init(network: Network) { self.network = network }

  package func addMachine(name: String, operatingSystem: Machine.OperatingSystem) -> Machine {
    let machine = Machine(
      name: name, number: machines.count + 1, operatingSystem: operatingSystem, system: self)
    machines.append(machine)
    if machinesByName[name] == nil { machinesByName[name] = machine }
    return machine
  }

  package func machine(named name: String) -> Machine? { machinesByName[name] }

  /// The host or container of this name.
  package func node(named name: String) -> Node? {
    if let machine = machine(named: name) { return machine.node }
    for machine in machines {
      if let container = machine.engine?.node(named: name) { return container }
    }
    return nil
  }

  package func reportUnsimulated(_ missing: Unsimulated) { unsimulated = unsimulated ?? missing }

  package func beginLine() { (listings, unsimulated) = ([], nil) }

  /// Starts a program, which takes the pipes over: it closes them when it ends. An identifier is given when the
  /// program takes the place of a shell (execve(2)).
  @discardableResult
  package func start(
    _ program: Program, arguments: [String], on node: Node, namespace: NetworkNamespace? = nil,
    parent: Process? = nil, environment: [String: String] = [:], workingDirectory: String = "/root",
    input: Pipe, output: Pipe, error: Pipe, identifier: Int? = nil
  ) -> Process {
    let process = Process(
      identifier: identifier ?? node.machine.nextProcessIdentifier(), name: program.name,
      arguments: arguments,
      node: node, namespace: namespace ?? node.namespace, parent: parent, environment: environment,
      workingDirectory: workingDirectory, input: input, output: output, error: error)
    node.machine.processes.append(process)
    do throws(Unsimulated) {
      try program.main(process)
    } catch {
      process.fail(error)
    }
    return process
  }
}

/// `image NAME serves PORT/PROTO "TEXT"`.
package struct DeclaredImage: Hashable, Sendable {
  package var name: String
  package var port: UInt16
  package var isUDP: Bool
  package var text: String
  package var origin: Origin?

  package init(name: String, port: UInt16, isUDP: Bool, text: String, origin: Origin?) {
    self.name = name
    self.port = port
    self.isUDP = isUDP
    self.text = text
    self.origin = origin
  }
}
