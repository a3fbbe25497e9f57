import Linux
import Packets
import Simulation

@testable import Tools

/// Two hosts on a cable, `a` 10.0.0.1 and `b` 10.0.0.2, each with a console.
final class TwoConsoles {
  let system = System(network: Network())
  let a: Machine
  let b: Machine
  private var sessions: [ShellSession] = []
  private(set) var status = -1

  init() throws {
    a = system.addMachine(name: "a", operatingSystem: .linux)
    b = system.addMachine(name: "b", operatingSystem: .linux)
    sessions = [ShellSession(), ShellSession()]
    let ends = [a, b].enumerated().map { number, machine in
      machine.node.namespace.addDevice(
        name: "eth0", kind: .ethernet, hardware: MACAddress(bits: 0x5254_0000_0001 + UInt64(number) << 8))
    }
    _ = system.network.connect(ends[0], ends[1], properties: Cable.Properties())
    for (number, end) in ends.enumerated() {
      end.namespace.bringUp(end)
      let address = IPv4Prefix(IPv4Address(10, 0, 0, UInt8(number + 1)), length: 24)
      try end.namespace.add(InterfaceAddress(address, label: "eth0"), to: end)
    }
  }

  func onA(_ line: String) -> String { run(line, a, sessions[0]) }
  @discardableResult
  func onB(_ line: String) -> String { run(line, b, sessions[1]) }

  private func run(_ line: String, _ machine: Machine, _ session: ShellSession) -> String {
    let output = Pipe()
    var isDone = false
    system.beginLine()
    session.run(line: line, on: machine.node, output: output) { [self] in
      status = $0
      isDone = true
    }
    while !isDone, system.network.clock.step() {}
    if let missing = system.unsimulated { return "not simulated: \(missing.feature)" }
    return String(decoding: output.read(), as: UTF8.self)
  }
}
