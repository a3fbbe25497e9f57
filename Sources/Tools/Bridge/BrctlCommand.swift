import Linux
import Packets
import Simulation

/// `brctl` (brctl(8), bridge-utils 1.7).
enum BrctlCommand {
  private struct Command {
    let name: String
    let operands: String
    let count: Int
    let purpose: String
    let run: (Process, [String]) throws(CommandStop) -> Void

    /// Its operands and what it does, in columns.
    var explanation: String { operands + (operands.utf8.count < 16 ? "\t\t" : "\t") + purpose }
  }

  static func run(_ process: Process) throws(CommandStop) -> Int {
    guard let name = process.arguments.first else { throw CommandStop(status: 1, message: usage) }
    if name == "--help" || name == "-h" {
      process.write(usage)
      return 0
    }
    if name == "-V" || name == "--version" {
      process.write("bridge-utils, 1.7\n")
      return 0
    }
    guard let command = commands.first(where: { $0.name == name }) else {
      throw CommandStop(status: 1, message: "never heard of command [\(name)]\n" + usage)
    }
    let operands = Array(process.arguments.dropFirst())
    guard operands.count >= command.count else {
      throw CommandStop(
        status: 1,
        message: "Incorrect number of arguments for command\n"
          + "Usage: brctl \(command.name) \(command.explanation)\n")
    }
    try command.run(process, operands)
    return 0
  }

  private static var usage: String {
    commands.reduce("Usage: brctl [commands]\ncommands:\n") { text, command in
      text + "\t\(command.name.padded(to: 10))\t\(command.explanation)\n"
    }
  }

  nonisolated(unsafe) private static let commands: [Command] = [
    Command(name: "addbr", operands: "<bridge>", count: 1, purpose: "add bridge", run: addBridge),
    Command(name: "delbr", operands: "<bridge>", count: 1, purpose: "delete bridge", run: deleteBridge),
    Command(
      name: "addif", operands: "<bridge> <device>", count: 2, purpose: "add interface to bridge",
      run: addInterfaces),
    Command(
      name: "delif", operands: "<bridge> <device>", count: 2, purpose: "delete interface from bridge",
      run: deleteInterfaces),
    Command(
      name: "hairpin", operands: "<bridge> <port> {on|off}", count: 3, purpose: "turn hairpin on/off",
      run: setHairpin),
    Command(
      name: "setageing", operands: "<bridge> <time>", count: 2, purpose: "set ageing time",
      run: { (process, words) throws(CommandStop) in
        try setTime(process, words, "ageing") { $0.database.ageing = $1 }
      }),
    Command(
      name: "setbridgeprio", operands: "<bridge> <prio>", count: 2, purpose: "set bridge priority",
      run: setBridgePriority),
    Command(
      name: "setfd", operands: "<bridge> <time>", count: 2, purpose: "set bridge forward delay",
      run: { (process, words) throws(CommandStop) in
        try setTime(process, words, "forward delay") { $0.forwardDelay = $1 }
      }),
    Command(
      name: "sethello", operands: "<bridge> <time>", count: 2, purpose: "set hello time",
      run: { (process, words) throws(CommandStop) in
        try setTime(process, words, "hello timer") { $0.helloTime = $1 }
      }),
    Command(
      name: "setmaxage", operands: "<bridge> <time>", count: 2, purpose: "set max message age",
      run: { (process, words) throws(CommandStop) in
        try setTime(process, words, "max age") { $0.maximumAge = $1 }
      }),
    Command(
      name: "setpathcost", operands: "<bridge> <port> <cost>", count: 3, purpose: "set path cost",
      run: { (process, words) throws(CommandStop) in
        try setPort(process, words) { $0.cost = $1 }
      }),
    Command(
      name: "setportprio", operands: "<bridge> <port> <prio>", count: 3, purpose: "set port priority",
      run: { (process, words) throws(CommandStop) in
        try setPort(process, words) { $0.priority = $1 }
      }),
    Command(name: "show", operands: "[ <bridge> ]", count: 0, purpose: "show a list of bridges", run: show),
    Command(
      name: "showmacs", operands: "<bridge>", count: 1, purpose: "show a list of mac addrs",
      run: showAddresses),
    Command(
      name: "showstp", operands: "<bridge>", count: 1, purpose: "show bridge stp info",
      run: { (process, words) throws(CommandStop) in try SpanningTreePrinter.print(process, words[0]) }),
    Command(
      name: "stp", operands: "<bridge> {on|off}", count: 2, purpose: "turn stp on/off", run: setSpanningTree),
  ]

  // MARK: - Bridges and ports

  static func bridge(_ process: Process, _ name: String) throws(CommandStop) -> Bridge {
    guard let bridge = process.namespace.device(named: name)?.bridge else {
      throw failure("bridge \(name) does not exist!")
    }
    return bridge
  }

  private static func failure(_ message: String) -> CommandStop {
    CommandStop(status: 1, message: message + "\n")
  }

  private static func addBridge(_ process: Process, _ words: [String]) throws(CommandStop) {
    let name = words[0]
    guard process.namespace.device(named: name) == nil else {
      throw failure("device \(name) already exists; can't create bridge with the same name")
    }
    let random = process.system.network.random.next() >> 16
    process.namespace.addDevice(
      name: String(name.prefix(15)), kind: .bridge,
      hardware: MACAddress(bits: random & ~0x0100_0000_0000 | 0x0200_0000_0000))
  }

  private static func deleteBridge(_ process: Process, _ words: [String]) throws(CommandStop) {
    let name = words[0]
    guard let device = process.namespace.device(named: name), device.bridge != nil else {
      throw failure("bridge \(name) doesn't exist; can't delete it")
    }
    guard !device.isAdministrativelyUp else {
      throw failure("bridge \(name) is still up; can't delete it")
    }
    process.namespace.delete(device)
  }

  private static func addInterfaces(_ process: Process, _ words: [String]) throws(CommandStop) {
    let name = words[0]
    for port in words.dropFirst() {
      guard let device = process.namespace.device(named: port) else {
        throw failure("interface \(port) does not exist!")
      }
      guard let master = process.namespace.device(named: name), master.bridge != nil else {
        throw failure("bridge \(name) does not exist!")
      }
      guard device.port == nil else {
        throw failure("device \(port) is already a member of a bridge; can't add it to bridge \(name).")
      }
      do throws(KernelError) { try device.enslave(to: master) } catch {
        throw failure(
          device.bridge != nil
            ? "device \(port) is a bridge device itself; can't add a bridge device to a bridge device."
            : "can't add \(port) to bridge \(name): \(error.text)")
      }
    }
  }

  private static func deleteInterfaces(_ process: Process, _ words: [String]) throws(CommandStop) {
    for port in words.dropFirst() {
      guard let device = process.namespace.device(named: port) else {
        throw failure("interface \(port) does not exist!")
      }
      let bridge = try bridge(process, words[0])
      guard let found = device.port, found.bridge === bridge else {
        throw failure("device \(port) is not a port of \(words[0])")
      }
      bridge.remove(found)
    }
  }

  // MARK: - Settings

  private static func setTime(
    _ process: Process, _ words: [String], _ what: String, _ set: (Bridge, Nanoseconds) -> Void
  ) throws(CommandStop) {
    guard let seconds = Int(words[1]), seconds >= 0 else { throw failure("bad \(what) value") }
    set(try bridge(process, words[0]), .seconds(seconds))
  }

  private static func setBridgePriority(_ process: Process, _ words: [String]) throws(CommandStop) {
    guard let priority = Int(words[1]), (0...65535).contains(priority) else { throw failure("bad priority") }
    try bridge(process, words[0]).priority = priority
  }

  private static func setPort(
    _ process: Process, _ words: [String], _ set: (BridgePort, Int) -> Void
  ) throws(CommandStop) {
    let bridge = try bridge(process, words[0])
    guard let number = Int(words[2]) else { throw failure("bad value") }
    guard let port = bridge.ports.first(where: { $0.device.name == words[1] }) else {
      throw failure("interface \(words[1]) does not exist!")
    }
    set(port, number)
  }

  private static func isOn(_ word: String) throws(CommandStop) -> Bool {
    switch word {
    case "on", "yes", "1": return true
    case "off", "no", "0": return false
    default: throw failure("expect on/off for argument")
    }
  }

  private static func setHairpin(_ process: Process, _ words: [String]) throws(CommandStop) {
    let isOn = try isOn(words[2])
    try setPort(process, [words[0], words[1], "0"]) { port, _ in port.isHairpin = isOn }
  }

  private static func setSpanningTree(_ process: Process, _ words: [String]) throws(CommandStop) {
    let isOn = try isOn(words[1])
    guard let bridge = process.namespace.device(named: words[0])?.bridge else {
      throw failure("set stp status failed: No such device")
    }
    bridge.isSpanningTreeOn = isOn
  }

  // MARK: - Showing

  private static func show(_ process: Process, _ words: [String]) throws(CommandStop) {
    var bridges = process.namespace.devices.filter { $0.bridge != nil }.sorted { $0.name < $1.name }
    if !words.isEmpty {
      bridges = []
      for word in words {
        guard let device = process.namespace.device(named: word) else {
          throw failure("bridge \(word) does not exist!")
        }
        guard device.bridge != nil else { throw failure("device \(word) is not a bridge!") }
        bridges.append(device)
      }
    }
    guard !bridges.isEmpty else { return }
    process.write("bridge name\tbridge id\t\tSTP enabled\tinterfaces\n")
    for device in bridges {
      guard let bridge = device.bridge else { continue }
      process.write("\(device.name)\t\t\(bridge.identifier)\t\(bridge.isSpanningTreeOn ? "yes" : "no")\t\t")
      let names = bridge.ports.map { $0.device.name }.sorted()
      process.write(names.joined(separator: "\n\t\t\t\t\t\t\t") + "\n")
    }
  }

  private static func showAddresses(_ process: Process, _ words: [String]) throws(CommandStop) {
    guard let bridge = process.namespace.device(named: words[0])?.bridge else {
      throw failure("read of forward table failed: No such device")
    }
    let now = process.clock.now
    var lines: [(address: MACAddress, text: String)] = []
    for port in bridge.ports {
      lines.append((port.device.hardware, line(port.number, port.device.hardware, isLocal: true, age: .zero)))
    }
    for (key, entry) in bridge.database.sorted(now: now) {
      lines.append(
        (
          key.address,
          line(entry.port, key.address, isLocal: false, age: entry.isStatic ? .zero : now - entry.seen)
        ))
    }
    process.write("port no\tmac addr\t\tis local?\tageing timer\n")
    for line in lines.sorted(by: { $0.address < $1.address }) { process.write(line.text) }
  }

  private static func line(_ port: Int, _ address: MACAddress, isLocal: Bool, age: Nanoseconds) -> String {
    let seconds = "\(age.seconds).\(String(age.centiseconds % 100).zeroPadded(to: 2))".leftPadded(to: 7)
    return "\(String(port).leftPadded(to: 3))\t\(address)\t\(isLocal ? "yes" : "no")\t\t\(seconds)\n"
  }
}

extension Bridge {
  /// Priority and address as brctl prints a bridge identifier.
  var identifier: String {
    BridgeIdentifier(priority: priority, address: device.hardware).text
  }
}
