import Linux
import Packets
import Simulation

@testable import Tools

/// Two hosts with a router between them: a 10.0.1.1 – 10.0.1.254 r 10.0.2.254 – 10.0.2.1 b.
final class NetworkFixture {
  let system = System(network: Network())
  private var sessions: [String: ShellSession] = [:]
  private(set) var status = -1

  init(windows: Bool = false) {
    for name in ["a", "r", "b"] {
      let isWindows = windows && name == "a"
      _ = system.addMachine(name: name, operatingSystem: isWindows ? .windows : .linux)
      sessions[name] = ShellSession()
    }
    namespace("r").settings.all.forwarding = 1
    namespace("r").settings.default.forwarding = 1
    connect("a", "10.0.1.1/24", "r", "eth1", "10.0.1.254/24")
    connect("b", "10.0.2.1/24", "r", "eth2", "10.0.2.254/24")
    run("a", "ip route add default via 10.0.1.254")
    run("b", "ip route add default via 10.0.2.254")
  }

  func namespace(_ name: String) -> NetworkNamespace { system.node(named: name)!.namespace }

  private func connect(_ host: String, _ address: String, _ router: String, _ port: String, _ gateway: String)
  {
    let left = add("eth0", address, to: namespace(host))
    let right = add(port, gateway, to: namespace(router))
    _ = system.network.connect(left, right, properties: Cable.Properties())
    left.namespace.bringUp(left)
    right.namespace.bringUp(right)
  }

  private var cards: UInt8 = 0

  private func add(_ name: String, _ address: String, to namespace: NetworkNamespace) -> NetworkDevice {
    cards += 1
    let device = namespace.addDevice(
      name: name, kind: .ethernet, hardware: MACAddress(0x52, 0x54, 0, 0, 0, cards))
    let prefix = IPv4Prefix(address)!
    do {
      try namespace.add(InterfaceAddress(prefix, broadcast: prefix.broadcast, label: name), to: device)
    } catch {
      preconditionFailure("\(name) refuses \(address)")
    }
    return device
  }

  /// Runs a console line on a host to its end and gives what it printed.
  @discardableResult
  func run(_ host: String, _ line: String) -> String {
    let output = Pipe()
    output.isTerminal = true
    var isDone = false
    system.beginLine()
    sessions[host]!.run(line: line, on: system.node(named: host)!, output: output) { [self] in
      status = $0
      isDone = true
    }
    while !isDone, system.network.clock.step() {}
    return String(decoding: output.read(), as: UTF8.self)
  }
}
