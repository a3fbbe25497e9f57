import Linux
import Packets
import Simulation

/// `ip neighbour` (ip-neighbour(8)).
enum IPNeighbour {
  static func run(_ words: WordReader, _ context: IPContext) throws(CommandStop) -> Int {
    var words = words
    guard let command = words.take() else { return try IPNeighbourListing(context).show(words) }
    let names = ["add", "change", "chg", "replace", "delete", "get", "show", "lst", "list", "flush", "help"]
    switch names.first(where: { command.abbreviates($0) }) {
    case "add": return try IPNeighbourChange(context).apply(.add, words)
    case "change", "chg": return try IPNeighbourChange(context).apply(.change, words)
    case "replace": return try IPNeighbourChange(context).apply(.replace, words)
    case "delete": return try IPNeighbourChange(context).apply(.delete, words)
    case "get": return try IPNeighbourListing(context).get(words)
    case "show", "lst", "list": return try IPNeighbourListing(context).show(words)
    case "flush": return try IPNeighbourListing(context).flush(words)
    case let name?: throw .unsimulated("ip neighbour \(name)")
    case nil: throw context.unknownCommand(command, "neigh")
    }
  }

  /// A state's name as it is typed (nud_state_a2n).
  static func state(_ word: String) -> Neighbour.State? {
    let states: [Neighbour.State] = [
      .permanent, .reachable, .noARP, .stale, .incomplete, .delay, .probe, .failed,
    ]
    return states.first { word.lowercased().abbreviates($0.name.lowercased()) }
  }
}

/// `ip neighbour add`, `change`, `replace` and `delete` (net/core/neighbour.c, neigh_add).
struct IPNeighbourChange {
  enum Operation { case add, change, replace, delete }

  let context: IPContext

  init(_ context: IPContext) { self.context = context }

  func apply(_ operation: Operation, _ words: WordReader) throws(CommandStop) -> Int {
    var words = words
    var hardware: String?
    var state: Neighbour.State?
    var isProxy = false
    var deviceName: String?
    var target: IPv4Address?
    while let word = words.take() {
      switch word {
      case "lladdr":
        hardware = try words.next()
      case "nud":
        let value = try words.next()
        guard let found = IPNeighbour.state(value) else { throw IPValue.invalid(value, "nud state is bad") }
        state = found
      case "proxy":
        isProxy = true
        target = try address(words.next())
      case "dev": deviceName = try words.next()
      case "router", "extern_learn", "managed", "use", "protocol": throw .unsimulated("ip neigh … \(word)")
      case "help": throw .unsimulated("ip neighbour help")
      default:
        let value = word == "to" ? try words.next() : word
        if target != nil { throw IPValue.duplicate("address", value) }
        target = try address(value)
      }
    }
    guard let deviceName, let target else {
      throw CommandStop(status: 255, message: "Device and destination are required arguments.\n")
    }
    let device = try context.device(deviceName)
    if isProxy { return try changeProxy(operation, target, device) }
    let link = try hardware.map { (word) throws(CommandStop) in try self.link(word) }
    try change(operation, target, device, link, state)
    return 0
  }

  private func address(_ word: String) throws(CommandStop) -> IPv4Address {
    if word.contains(":") { throw .unsimulated("IPv6") }
    guard let address = IPValue.shortAddress(word[...]) else {
      throw CommandStop(
        status: 1, message: "Error: any valid address is expected rather than \"\(word)\".\n")
    }
    return address
  }

  private func link(_ word: String) throws(CommandStop) -> MACAddress {
    for part in word.split(separator: ":", omittingEmptySubsequences: false)
    where UInt8(part, radix: 16) == nil {
      throw CommandStop(status: 1, message: "\"\(part)\" is invalid lladdr.\n")
    }
    guard let address = MACAddress(word), word.contains(":") else {
      throw IPContext.refused(KernelError.invalidArgument.explained("Invalid link address"))
    }
    return address
  }

  private func changeProxy(_ operation: Operation, _ address: IPv4Address, _ device: NetworkDevice)
    throws(CommandStop) -> Int
  {
    let table = context.namespace.neighbours!
    guard operation == .delete else {
      table.addProxy(address, on: device)
      return 0
    }
    guard table.removeProxy(address, on: device) else { throw IPContext.refused(.noSuchFile) }
    return 0
  }

  private func change(
    _ operation: Operation, _ address: IPv4Address, _ device: NetworkDevice, _ hardware: MACAddress?,
    _ state: Neighbour.State?
  ) throws(CommandStop) {
    let table = context.namespace.neighbours!
    let present = table.entry(address, on: device)
    switch operation {
    case .delete:
      guard let present else { throw IPContext.refused(.noSuchFile) }
      table.remove(present)
      return
    case .add where present != nil: throw IPContext.refused(.exists)
    case .change where present == nil: throw IPContext.refused(.noSuchFile)
    default: break
    }
    let state = state ?? .permanent
    guard hardware != nil || present?.hardware != nil || state == .failed || state == .incomplete else {
      throw IPContext.refused(KernelError.invalidArgument.explained("No link layer address given"))
    }
    table.set(address, on: device, hardware: hardware ?? present?.hardware, state: state)
  }
}
