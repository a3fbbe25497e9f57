import Linux
import Packets
import Simulation

/// `bridge fdb`: which station is behind which port.
struct BridgeFDB {
  private let context: IPContext
  private var device: NetworkDevice?
  private var bridge: NetworkDevice?
  private var address: MACAddress?
  private var isMaster = false
  /// What an entry is to be when nothing is said: the bridge's own.
  private var state = "permanent"
  private var vlan: UInt16?

  init(_ context: IPContext) { self.context = context }

  func run(_ words: WordReader) throws(CommandStop) -> Int {
    var words = words
    var query = self
    guard let command = words.take() else { return try query.show(words) }
    let names = ["add", "append", "replace", "delete", "get", "show", "lst", "list", "flush", "help"]
    switch names.first(where: { command.abbreviates($0) }) {
    case "show", "lst", "list": return try query.show(words)
    case "add": return try query.add(words, mustBeNew: true)
    case "append", "replace": return try query.add(words, mustBeNew: false)
    case "delete": return try query.delete(words)
    case "get": return try query.get(words)
    case "flush": return try query.flush(words)
    case "help": throw CommandStop(status: 255, message: BridgeUsage.fdb)
    case let name?: throw .unsimulated("bridge fdb \(name)")
    case nil: throw BridgeCommand.unknown(command, "fdb")
    }
  }

  // MARK: - Showing

  private mutating func show(_ words: WordReader) throws(CommandStop) -> Int {
    var words = words
    var onlyDynamic = false
    var wanted: String?
    while let word = words.take() {
      switch word {
      case "dev", "brport": device = try context.device(words.next())
      case "br":
        let name = try words.next()
        guard let found = context.namespace.device(named: name) else {
          throw CommandStop(status: 255, message: "Cannot find bridge device \"\(name)\"\n")
        }
        bridge = found
      case "vlan": vlan = IPValue.number(try words.next(), in: 1...4094).map { UInt16($0) }
      case "dynamic": onlyDynamic = true
      case "state": wanted = try words.next()
      // Words that it does not know it passes over.
      default: break
      }
    }
    var text = ""
    var rows: [Listing.Row] = []
    for candidate in context.namespace.devices where !candidate.isLoopback {
      if let device, device !== candidate { continue }
      if let bridge, candidate !== bridge, candidate.port?.bridge.device !== bridge { continue }
      for entry in entries(of: candidate) where !onlyDynamic || entry.state.isEmpty {
        if let vlan, entry.vlan != vlan { continue }
        if let wanted, entry.state != wanted { continue }
        text += line(entry, candidate)
        rows.append(
          Listing.Row(["\(entry.address)", candidate.name, entry.master ?? "", entry.state]))
      }
    }
    context.process.write(text)
    context.process.list(
      Listing(kind: "fdb", columns: ["station", "port", "bridge", "state"], rows: rows))
    return 0
  }

  private struct Entry {
    var address: MACAddress
    var vlan: UInt16 = 0
    var master: String?
    var state: String
    var age: Int?
  }

  /// What the bridge knows of a port first, then what the interface itself takes in.
  private func entries(of device: NetworkDevice) -> [Entry] {
    var entries: [Entry] = []
    if let port = device.port {
      let master = port.bridge.device.name
      let now = context.network.clock.now
      for (key, entry) in port.bridge.database.sorted(now: now) where entry.port == port.number {
        entries.append(
          Entry(
            address: key.address, vlan: key.vlan, master: master,
            state: entry.isLocal ? "permanent" : entry.isStatic ? "static" : "",
            age: (now - entry.seen).seconds))
      }
      if port.bridge.isVLANAware {
        for membership in port.memberships.reversed() {
          entries.append(
            Entry(
              address: device.hardware, vlan: membership.identifier, master: master, state: "permanent",
              age: 0))
        }
      }
      entries.append(Entry(address: device.hardware, master: master, state: "permanent", age: 0))
    }
    for address in device.hardwareGroups { entries.append(Entry(address: address, state: "permanent")) }
    // A bridge's own address, unless it has it from one of its ports (net/bridge/br_fdb.c, br_fdb_change_mac_address).
    if let bridge = device.bridge, device.hasBeenUp,
      !bridge.ports.contains(where: { $0.device.hardware == device.hardware })
    {
      entries.append(Entry(address: device.hardware, master: device.name, state: "permanent", age: 0))
    }
    return entries
  }

  private func line(_ entry: Entry, _ owner: NetworkDevice) -> String {
    var text = "\(entry.address) "
    if device == nil { text += "dev \(owner.name) " }
    if entry.vlan > 0 { text += "vlan \(entry.vlan) " }
    if context.options.statistics > 0, let age = entry.age { text += "used \(age)/\(age) " }
    if let master = entry.master { text += "master \(master) " } else { text += "self " }
    return text + entry.state + "\n"
  }

  /// `bridge fdb get ADDRESS br BRIDGE`
  private mutating func get(_ words: WordReader) throws(CommandStop) -> Int {
    var words = words
    var wanted: MACAddress?
    while let word = words.take() {
      switch word {
      case "br":
        bridge = try context.device(words.next(), status: 255)
      case "dev", "brport": device = try context.device(words.next(), status: 255)
      case "vlan": vlan = IPValue.number(try words.next(), in: 1...4094).map { UInt16($0) }
      case "self", "master", "dynamic", "to": break
      default: wanted = MACAddress(word)
      }
    }
    guard let wanted else { throw CommandStop(status: 255, message: "No address specified\n") }
    let places = context.namespace.devices.filter { candidate in
      candidate === bridge || candidate === device || candidate.port?.bridge.device === bridge
    }
    device = nil
    for place in places {
      guard let entry = entries(of: place).first(where: { $0.address == wanted && $0.master != nil }) else {
        continue
      }
      context.process.write(line(entry, place))
      return 0
    }
    throw CommandStop(status: 254, message: "Error: Fdb entry not found.\n")
  }

  // MARK: - Changing

  private mutating func read(_ words: WordReader) throws(CommandStop) {
    var words = words
    var addressWord: String?
    while let word = words.take() {
      switch word {
      case "dev": device = try context.device(words.next())
      case "master": isMaster = true
      case "self": break
      case "permanent", "local": state = "permanent"
      case "static", "temp": state = "static"
      case "dynamic": state = "dynamic"
      case "vlan": vlan = IPValue.number(try words.next(), in: 1...4094).map { UInt16($0) }
      default:
        if word.contains(":") || addressWord == nil {
          addressWord = word
        } else {
          throw .unsimulated("bridge fdb … \(word)")
        }
      }
    }
    guard device != nil, let addressWord else {
      throw CommandStop(status: 255, message: "Device and address are required arguments.\n")
    }
    guard let found = MACAddress(addressWord) else {
      throw CommandStop(status: 255, message: "Invalid mac address \(addressWord)\n")
    }
    address = found
  }

  /// The port, its bridge, and the VLAN that the entry is for.
  private func target() throws(CommandStop) -> (BridgePort, UInt16, MACAddress) {
    guard isMaster else { throw .unsimulated("bridge fdb … self") }
    guard let port = device?.port, let address else { throw IPContext.refused(.notSupported) }
    return (port, vlan ?? (port.bridge.isVLANAware ? 1 : 0), address)
  }

  private mutating func add(_ words: WordReader, mustBeNew: Bool) throws(CommandStop) -> Int {
    try read(words)
    let (port, vlan, address) = try target()
    let now = context.network.clock.now
    let isKnown = port.bridge.database.port(of: address, vlan: vlan, now: now) != nil
    if mustBeNew, isKnown { throw IPContext.refused(.exists) }
    if state == "dynamic" {
      _ = port.bridge.database.remove(address, vlan: vlan)
      port.bridge.database.learn(address, vlan: vlan, port: port.number, now: now)
    } else {
      port.bridge.database.add(
        address, vlan: vlan, port: port.number, isLocal: state == "permanent", now: now)
    }
    return 0
  }

  /// `bridge fdb flush dev BRIDGE`: all but the bridge's own addresses go.
  private mutating func flush(_ words: WordReader) throws(CommandStop) -> Int {
    var words = words
    while let word = words.take() {
      guard word == "dev" else { throw .unsimulated("bridge fdb flush … \(word)") }
      let name = try words.next()
      guard let found = context.namespace.device(named: name) else {
        throw CommandStop(status: 255, message: "Cannot find bridge device \"\(name)\"\n")
      }
      device = found
    }
    guard let device else {
      throw CommandStop(status: 255, message: "Device is a required argument.\n")
    }
    guard let bridge = device.bridge else { throw .unsimulated("bridge fdb flush of a port") }
    bridge.database.removeAll()
    return 0
  }

  private mutating func delete(_ words: WordReader) throws(CommandStop) -> Int {
    try read(words)
    let (port, vlan, address) = try target()
    guard port.bridge.database.remove(address, vlan: vlan) else { throw IPContext.refused(.noSuchFile) }
    return 0
  }
}
