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
  private var isStatic = true
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
    case let name?: throw .unsimulated("bridge fdb \(name)")
    case nil: throw BridgeCommand.unknown(command, "fdb")
    }
  }

  // MARK: - Showing

  private mutating func show(_ words: WordReader) throws(CommandStop) -> Int {
    var words = words
    var onlyDynamic = false
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
      case "permanent", "static", "state": throw .unsimulated("bridge fdb show \(word)")
      default: throw .unsimulated("bridge fdb show \(word)")
      }
    }
    var text = ""
    var rows: [Listing.Row] = []
    for candidate in context.namespace.devices where !candidate.isLoopback {
      if let device, device !== candidate { continue }
      if let bridge, candidate !== bridge, candidate.port?.bridge.device !== bridge { continue }
      for entry in entries(of: candidate) where !onlyDynamic || entry.state.isEmpty {
        if let vlan, entry.vlan != vlan { continue }
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
            address: key.address, vlan: key.vlan, master: master, state: entry.isStatic ? "static" : "",
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
    for address in groups(of: device) { entries.append(Entry(address: address, state: "permanent")) }
    // A bridge's own address, unless it has it from one of its ports (net/bridge/br_fdb.c, br_fdb_change_mac_address).
    if let bridge = device.bridge, device.hasBeenUp,
      !bridge.ports.contains(where: { $0.device.hardware == device.hardware })
    {
      entries.append(Entry(address: device.hardware, master: device.name, state: "permanent", age: 0))
    }
    return entries
  }

  /// The groups that every interface listens to: IPv6's and, once it is up, IPv4's all-nodes address; a bridge that
  /// snoops also those of the snoopers (RFC 4286).
  private func groups(of device: NetworkDevice) -> [MACAddress] {
    let allNodes6 = MACAddress(0x33, 0x33, 0, 0, 0, 1)
    let allNodes4 = MACAddress(0x01, 0x00, 0x5E, 0, 0, 1)
    guard device.hasBeenUp else { return [allNodes6] }
    guard device.kind == .bridge else { return [allNodes6, allNodes4] }
    return [
      allNodes6, MACAddress(0x01, 0x00, 0x5E, 0, 0, 0x6A), MACAddress(0x33, 0x33, 0, 0, 0, 0x6A), allNodes4,
    ]
  }

  private func line(_ entry: Entry, _ owner: NetworkDevice) -> String {
    var text = "\(entry.address) "
    if device == nil { text += "dev \(owner.name) " }
    if entry.vlan > 0 { text += "vlan \(entry.vlan) " }
    if context.options.statistics > 0, let age = entry.age { text += "used \(age)/\(age) " }
    if let master = entry.master { text += "master \(master) " } else { text += "self " }
    return text + entry.state + "\n"
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
      case "static", "permanent", "local": isStatic = true
      case "dynamic": isStatic = false
      case "vlan": vlan = IPValue.number(try words.next(), in: 1...4094).map { UInt16($0) }
      default:
        if word.contains(":") || addressWord == nil, word.count > 2 {
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
    if isStatic {
      port.bridge.database.add(address, vlan: vlan, port: port.number, now: now)
    } else {
      _ = port.bridge.database.remove(address, vlan: vlan)
      port.bridge.database.learn(address, vlan: vlan, port: port.number, now: now)
    }
    return 0
  }

  private mutating func delete(_ words: WordReader) throws(CommandStop) -> Int {
    try read(words)
    let (port, vlan, address) = try target()
    guard port.bridge.database.remove(address, vlan: vlan) else { throw IPContext.refused(.noSuchFile) }
    return 0
  }
}
