import Linux
import Packets
import Simulation

/// `brctl showstp` (brctl/brctl_disp.c).
struct SpanningTreePrinter {
  private let now: Nanoseconds
  private var text = ""

  static func print(_ process: Process, _ name: String) throws(CommandStop) {
    let bridge = try BrctlCommand.bridge(process, name)
    var printer = SpanningTreePrinter(now: process.clock.now)
    printer.add(bridge, name)
    for port in bridge.ports.sorted(by: { $0.device.name < $1.device.name }) { printer.add(port) }
    process.write(printer.text)
  }

  private init(now: Nanoseconds) { self.now = now }

  private func rest(_ timer: TreeTimer) -> String { timer.remaining(at: now).bridgeTime }

  private mutating func add(_ bridge: Bridge, _ name: String) {
    let tree = bridge.tree
    text += "\(name)\n bridge id\t\t\(bridge.identifier)\n designated root\t\(tree.designatedRoot.text)\n"
    text += " root port\t\t\(String(tree.rootPort).leftPadded(to: 4))"
    text += "\t\t\tpath cost\t\t\(String(tree.rootPathCost).leftPadded(to: 4))\n"
    text += " max age\t\t\(tree.maximumAge.bridgeTime)"
    text += "\t\t\tbridge max age\t\t\(bridge.maximumAge.bridgeTime)\n"
    text += " hello time\t\t\(tree.helloTime.bridgeTime)"
    text += "\t\t\tbridge hello time\t\(bridge.helloTime.bridgeTime)\n"
    text += " forward delay\t\t\(tree.forwardDelay.bridgeTime)"
    text += "\t\t\tbridge forward delay\t\(bridge.forwardDelay.bridgeTime)\n"
    text += " ageing time\t\t\(bridge.database.ageing.bridgeTime)\n"
    text +=
      " hello timer\t\t\(rest(tree.helloTimer))\t\t\ttcn timer\t\t\(rest(tree.changeNotificationTimer))\n"
    // When the kernel will look for old stations next is not simulated: they are old at once.
    text += " topology change timer\t\(rest(tree.topologyChangeTimer))\t\t\tgc timer\t\t"
    text += "\(Nanoseconds.zero.bridgeTime)\n"
    addFlags([
      ("TOPOLOGY_CHANGE", tree.isTopologyChange), ("TOPOLOGY_CHANGE_DETECTED", tree.hasDetectedChange),
    ])
    text += "\n\n"
  }

  private mutating func add(_ port: BridgePort) {
    let tree = port.tree
    func hexadecimal(_ number: Int) -> String { String(number, radix: 16).zeroPadded(to: 4) }
    text += "\(port.device.name) (\(port.number))\n"
    text += " port id\t\t\(hexadecimal(port.identifierBits))"
    text += "\t\t\tstate\t\t\(port.stateName.leftPadded(to: 15))\n"
    text += " designated root\t\(tree.root.text)\tpath cost\t\t\(String(port.cost).leftPadded(to: 4))\n"
    text += " designated bridge\t\(tree.bridge.text)\tmessage age timer\t\(rest(tree.messageAgeTimer))\n"
    text += " designated port\t\(hexadecimal(tree.port))"
    text += "\t\t\tforward delay timer\t\(rest(tree.forwardDelayTimer))\n"
    text +=
      " designated cost\t\(String(tree.cost).leftPadded(to: 4))\t\t\thold timer\t\t\(rest(tree.holdTimer))\n"
    addFlags([
      ("CONFIG_PENDING", tree.hasConfigurationPending), ("TOPOLOGY_CHANGE_ACK", tree.acknowledgesChange),
    ])
    if port.isHairpin { text += " hairpin mode\t\t   1\n" }
    text += "\n"
  }

  private mutating func addFlags(_ flags: [(name: String, isOn: Bool)]) {
    text += " flags\t\t\t" + flags.reduce("") { $0 + ($1.isOn ? $1.name + " " : "") } + "\n"
  }
}
