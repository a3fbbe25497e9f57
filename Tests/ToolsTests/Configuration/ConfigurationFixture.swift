import Linux
import Packets
import Simulation

@testable import Tools

/// Two Linux hosts, `a` (10.0.0.1/24) and `b` (10.0.0.2/24), joined by a cable between their `eth0`.
final class Pair {
  let system = System(network: Network())
  let a: Node
  let b: Node

  init() throws {
    a = system.addMachine(name: "a", operatingSystem: .linux).node
    b = system.addMachine(name: "b", operatingSystem: .linux).node
    let cards = [(a, UInt8(1)), (b, UInt8(2))].map { node, number in
      node.namespace.addDevice(
        name: "eth0", kind: .ethernet, hardware: MACAddress(0x52, 0x54, 0, 0, number, 1))
    }
    _ = system.network.connect(cards[0], cards[1], properties: Cable.Properties())
    for (place, node) in [a, b].enumerated() {
      let local = IPv4Prefix(IPv4Address(10, 0, 0, UInt8(place + 1)), length: 24)
      try node.namespace.add(
        InterfaceAddress(local, broadcast: local.broadcast, label: "eth0"), to: cards[place])
      node.namespace.bringUp(cards[place])
    }
  }

  /// Runs a command line of plain words; its output and errors together, and its status.
  @discardableResult
  func run(_ line: String, on node: Node? = nil) -> (output: String, status: Int?) {
    let words = line.split(separator: " ").map(String.init)
    guard let program = ProgramTable.program(named: words[0]) else { return ("no program \(words[0])", nil) }
    let output = Pipe()
    output.addWriter()
    let process = system.start(
      program, arguments: Array(words.dropFirst()), on: node ?? a, input: Pipe(text: ""), output: output,
      error: output)
    while process.isRunning, system.network.clock.step() {}
    return (String(decoding: output.read(), as: UTF8.self), process.exitStatus)
  }
}
