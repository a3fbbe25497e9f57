import Linux

/// `bridge link`: the ports of bridges (bridge/link.c).
struct BridgeLink {
  let context: IPContext

  init(_ context: IPContext) { self.context = context }

  func run(_ words: WordReader) throws(CommandStop) -> Int {
    var words = words
    guard let command = words.take() else { return try show(words) }
    switch ["set", "show", "lst", "list", "help"].first(where: { command.abbreviates($0) }) {
    case "show", "lst", "list": return try show(words)
    case "set": return try set(words)
    case "help": throw CommandStop(status: 255, message: BridgeUsage.link)
    default: throw BridgeCommand.unknown(command, "link")
    }
  }

  // MARK: - Showing

  /// Words that it does not know it passes over, as bridge(8) does.
  private func show(_ words: WordReader) throws(CommandStop) -> Int {
    var words = words
    var only: NetworkDevice?
    while let word = words.take() {
      guard word == "dev" else { continue }
      only = try context.device(words.next(), status: 255)
    }
    let out = IPPrinter(process: context.process, options: context.options)
    out.beginArray()
    for device in context.namespace.devices where only == nil || only === device {
      guard let port = device.port else { continue }
      out.beginObject()
      print(device, port, out)
      out.endObject()
    }
    out.endArray()
    out.finish()
    return 0
  }

  private func print(_ device: NetworkDevice, _ port: BridgePort, _ out: IPPrinter) {
    out.number("ifindex", device.index, "\(device.index): ")
    printName(of: device, out)
    out.words("<")
    out.beginArray("flags")
    for (place, flag) in device.flagNames.enumerated() {
      out.element(flag, (place == 0 ? "" : ",") + flag)
    }
    out.endArray()
    out.words("> ")
    out.number("mtu", device.mtu, "mtu \(device.mtu) ")
    let master = port.bridge.device.name
    out.string("master", master, "master \(master) ")
    out.string("state", port.stateName, "state \(port.stateName) ")
    out.number("priority", port.priority, "priority \(port.priority) ")
    out.number("cost", port.cost, "cost \(port.cost) ")
    if context.options.hasDetails { printDetails(of: port, out) }
    out.words("\n")
  }

  /// The other end is looked up by its index in this namespace, whoever has it here; one with the same index is not
  /// shown (net/bridge/br_netlink.c, br_fill_ifinfo).
  private func printName(of device: NetworkDevice, _ out: IPPrinter) {
    var suffix = ""
    if let index = device.partner?.index, index != device.index {
      let name = context.namespace.device(index: index)?.name ?? "if\(index)"
      out.string("link", name, "")
      suffix = "@" + name
    }
    out.string("ifname", device.name, device.name + suffix + ": ")
  }

  private func printDetails(of port: BridgePort, _ out: IPPrinter) {
    out.newline()
    out.words("    ")
    for name in PortFlag.names {
      if name == "mcast_to_unicast" { out.number("mcast_router", 1, "mcast_router 1 ") }
      let isOn = PortFlag.value(name, of: port)
      out.boolean(name, isOn, "\(name) \(isOn ? "on" : "off") ")
    }
  }

  // MARK: - Changing

  private static let states = ["disabled", "listening", "learning", "forwarding", "blocking"]

  private func set(_ words: WordReader) throws(CommandStop) -> Int {
    var words = words
    var name: String?
    var flags: [(PortFlag, Bool)] = []
    var cost: Int?
    var priority: Int?
    var state: Int?
    while let word = words.take() {
      if let flag = PortFlag(word) {
        flags.append((flag, try BridgeOptions.isOn(words.next(), word, status: 234)))
        continue
      }
      switch word {
      case "dev": name = try words.next()
      case "cost": cost = IPValue.number(try words.next()) ?? 0
      case "priority": priority = IPValue.number(try words.next()) ?? 0
      case "state": state = try self.state(words.next())
      case "master", "nobackup_port": break
      case "learning_sync": _ = try BridgeOptions.isOn(words.next(), word, status: 234)
      case "self", "hwmode", "backup_port", "mcast_router":
        throw .unsimulated("bridge link set … \(word)")
      default: throw CommandStop(status: 255, message: BridgeUsage.link)
      }
    }
    guard let name else { throw CommandStop(status: 255, message: "Device is a required argument.\n") }
    guard let device = context.namespace.device(named: name) else {
      throw CommandStop(status: 255, message: "Cannot find bridge device \"\(name)\"\n")
    }
    guard let port = device.port else { throw refused(.notSupported) }
    for (flag, isOn) in flags { try flag.set(isOn, port) }
    if let state { try setState(state, of: port) }
    // What is no number counts as 0, which leaves the cost as it is (strtoul).
    if let cost, cost > 0 {
      guard cost < 65536 else { throw refused(.outOfRange) }
      port.cost = cost
    }
    if let priority {
      guard priority < 64 else { throw refused(.outOfRange) }
      port.priority = priority
    }
    return 0
  }

  private func state(_ value: String) throws(CommandStop) -> Int {
    if let number = IPValue.number(value, in: 0...255) { return number }
    guard let state = Self.states.firstIndex(of: value.lowercased()) else {
      throw CommandStop(status: 255, message: "Error: invalid STP port state\n")
    }
    return state
  }

  private func setState(_ state: Int, of port: BridgePort) throws(CommandStop) {
    do throws(CommandStop) {
      try BridgeOptions.setState(state, of: port)
    } catch {
      guard error.missing == nil else { throw error }
      throw CommandStop(status: 255, message: error.message)
    }
  }

  /// The status of bridge(8) when the kernel refuses.
  private func refused(_ error: KernelError) -> CommandStop {
    CommandStop(status: 255, message: IPContext.refused(error).message)
  }
}
