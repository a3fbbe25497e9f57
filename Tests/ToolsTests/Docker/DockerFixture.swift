import Linux
import Simulation

@testable import Tools

/// A host with Docker, and a way to type commands on it.
final class DockerHost {
  let system = System(network: Network())
  let machine: Machine

  init(_ version: String? = nil, forwards: Bool = false) {
    machine = system.addMachine(name: "h", operatingSystem: .linux)
    machine.node.namespace.isForwarding = forwards
    system.images["web"] = DeclaredImage(name: "web", port: 8080, isUDP: false, text: "hello", origin: nil)
    let engine = DockerEngine(machine: machine, version: version)
    machine.engine = engine
    engine.start()
  }

  /// What a line prints, on both streams, and its status.
  @discardableResult
  func run(_ line: String, on name: String? = nil) -> (output: String, status: Int) {
    let node = name.flatMap { system.node(named: $0) } ?? machine.node!
    let session = node.console ?? ShellSession()
    node.console = session
    let output = Pipe()
    var text: [UInt8] = []
    output.onReadable = { [unowned(unsafe) output] in text += output.read() }
    var status: Int?
    session.run(line: line, on: node, output: output) { status = $0 }
    while status == nil, system.unsimulated == nil, system.network.clock.step() {}
    return (String(decoding: text, as: UTF8.self), status ?? -1)
  }

  func output(_ line: String, on name: String? = nil) -> String { run(line, on: name).output }

  /// The rules of a table, as `iptables -S` lists them, without policies and chains.
  func rules(_ table: String) -> [String] {
    output("iptables -t \(table) -S").split(separator: "\n").map(String.init).filter { $0.hasPrefix("-A") }
  }
}
