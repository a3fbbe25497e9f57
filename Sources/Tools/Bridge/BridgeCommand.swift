import Linux
import Packets
import Simulation

/// `bridge` (bridge(8), iproute2 6.1).
enum BridgeCommand {
  static func run(_ process: Process) throws(CommandStop) -> Int {
    var words = WordReader(process.arguments)
    var context = IPContext(process: process, namespace: process.namespace, options: IPOptions())
    while let word = words.peek, word.hasPrefix("-") {
      words.skip()
      let option = word.hasPrefix("--") ? String(word.dropFirst()) : word
      if option.abbreviates("-stats") || option.abbreviates("-statistics") {
        context.options.statistics += 1
      } else if option.abbreviates("-details") {
        context.options.hasDetails = true
      } else if option.abbreviates("-oneline") {
        context.options.isOneLine = true
      } else if option.abbreviates("-netns") {
        context.namespace = try context.machine.openNamespace(words.next())
      } else if option == "-V" || option == "-Version" {
        process.write("bridge utility, 6.1.0\n")
        return 0
      } else if option == "-4" || option == "-6" || option.hasSuffix("=never") {
        continue
      } else {
        throw .unsimulated("bridge \(word)")
      }
    }
    guard let object = words.take() else { throw CommandStop(status: 255, message: BridgeUsage.general) }
    let objects = ["link", "fdb", "mdb", "vlan", "vni", "monitor", "help"]
    switch objects.first(where: { object.abbreviates($0) }) {
    case "link": return try BridgeLink(context).run(words)
    case "fdb": return try BridgeFDB(context).run(words)
    case "vlan": return try BridgeVLAN(context).run(words)
    case let name?: throw .unsimulated("bridge \(name)")
    case nil:
      throw CommandStop(status: 255, message: "Object \"\(object)\" is unknown, try \"bridge help\".\n")
    }
  }

  static func unknown(_ word: String, _ object: String) -> CommandStop {
    CommandStop(status: 255, message: "Command \"\(word)\" is unknown, try \"bridge \(object) help\".\n")
  }
}

/// `bridge link`: the ports of bridges.
struct BridgeLink {
  let context: IPContext

  init(_ context: IPContext) { self.context = context }

  func run(_ words: WordReader) throws(CommandStop) -> Int {
    var words = words
    guard let command = words.take() else { return try show(words) }
    switch ["show", "lst", "list", "set", "help"].first(where: { command.abbreviates($0) }) {
    case "show", "lst", "list": return try show(words)
    case "set": return try set(words)
    case "help": throw CommandStop(status: 255, message: BridgeUsage.link)
    default: throw BridgeCommand.unknown(command, "link")
    }
  }

  private func show(_ words: WordReader) throws(CommandStop) -> Int {
    var words = words
    var only: NetworkDevice?
    while let word = words.take() {
      guard word == "dev" else { throw .unsimulated("bridge link show \(word)") }
      only = try context.device(words.next())
    }
    var text = ""
    for device in context.namespace.devices where only == nil || only === device {
      guard let port = device.port else { continue }
      text += line(device, port)
    }
    context.process.write(text)
    return 0
  }

  private func line(_ device: NetworkDevice, _ port: BridgePort) -> String {
    var name = device.name
    if let partner = device.partner {
      // Looked up by its index in this namespace, whoever has it here.
      let shown = context.namespace.device(index: partner.index)?.name ?? "if\(partner.index)"
      name += "@" + (partner.namespace === device.namespace ? partner.name : shown)
    }
    var text = "\(device.index): \(name): <\(device.flagNames.joined(separator: ","))> mtu \(device.mtu) "
    text +=
      "master \(port.bridge.device.name) state \(port.stateName) priority \(port.priority) cost \(port.cost) "
    if context.options.hasDetails {
      func word(_ isOn: Bool) -> String { isOn ? "on" : "off" }
      text += context.options.isOneLine ? "\\" : "\n"
      text += "    hairpin \(word(port.isHairpin)) guard off root_block off fastleave off "
      text +=
        "learning \(word(port.isLearning)) flood \(word(port.isFlooding)) mcast_flood on bcast_flood on "
      text +=
        "mcast_router 1 mcast_to_unicast off neigh_suppress off vlan_tunnel off isolated off locked off "
    }
    return text + "\n"
  }

  private func set(_ words: WordReader) throws(CommandStop) -> Int {
    var words = words
    var device: NetworkDevice?
    var changes: [(BridgePort) -> Void] = []
    while let word = words.take() {
      let value = try words.next()
      switch word {
      case "dev": device = try context.device(value)
      case "hairpin", "learning", "flood":
        let isOn = try IPValue.isOn(value, word)
        changes.append { port in
          switch word {
          case "hairpin": port.isHairpin = isOn
          case "learning": port.isLearning = isOn
          default: port.isFlooding = isOn
          }
        }
      case "cost", "priority":
        guard let number = IPValue.number(value) else { throw IPValue.invalid(value, "invalid \(word)") }
        changes.append { if word == "cost" { $0.cost = number } else { $0.priority = number } }
      case "state":
        guard ["0", "3", "disabled", "forwarding"].contains(value) else {
          throw .unsimulated("bridge link set … state \(value)")
        }
        changes.append { $0.isDisabled = value == "0" || value == "disabled" }
      default: throw .unsimulated("bridge link set … \(word)")
      }
    }
    guard let device else { throw CommandStop(status: 255, message: "Device is a required argument.\n") }
    guard let port = device.port else { throw IPContext.refused(.notSupported) }
    for change in changes { change(port) }
    return 0
  }
}
