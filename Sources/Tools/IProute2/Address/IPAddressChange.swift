import Linux
import Packets

/// `ip address add`, `change`, `replace` and `delete` (ip/ipaddress.c, ipaddr_modify).
struct IPAddressChange {
  enum Operation { case add, change, replace, delete }

  private let context: IPContext
  private let operation: Operation
  private var local: IPv4Prefix?
  private var localWord = ""
  private var hasLength = false
  private var peer: IPv4Prefix?
  private var broadcastWord: String?
  private var label: String?
  private var scope: RouteScope?
  private var deviceName: String?

  init(_ context: IPContext, _ operation: Operation) {
    self.context = context
    self.operation = operation
  }

  mutating func read(_ words: inout WordReader) throws(CommandStop) {
    while let word = words.take() {
      switch word {
      case "peer", "remote":
        if peer != nil { throw IPValue.duplicate("peer", try words.next()) }
        peer = try IPValue.prefix(words.next())
      case _ where word.count > 1 && word.abbreviates("broadcast") || word == "brd":
        let value = try words.next()
        if broadcastWord != nil { throw IPValue.duplicate("broadcast", value) }
        if value != "+", value != "-" { _ = try IPValue.address(value, family: "inet") }
        broadcastWord = value
      case "scope":
        let value = try words.next()
        guard let found = IPValue.scope(value) else { throw IPValue.invalid(value, "invalid scope value.") }
        scope = found
      case "dev": deviceName = try words.next()
      case "label": label = try words.next()
      case "valid_lft", "preferred_lft":
        let value = try words.next()
        guard value == "forever" else { throw .unsimulated("ip address … \(word) \(value)") }
      case "metric", "priority", "preference", "anycast", "home", "nodad", "mngtmpaddr", "noprefixroute",
        "autojoin", "optimistic", "proto":
        throw .unsimulated("ip address … \(word)")
      default: try readLocal(word == "local" ? words.next() : word)
      }
    }
  }

  private mutating func readLocal(_ word: String) throws(CommandStop) {
    if "help".hasPrefix(word), word.count > 1 { throw .unsimulated("ip address help") }
    if local != nil { throw IPValue.duplicate("local", word) }
    local = try IPValue.prefix(word)
    localWord = word
    hasLength = word.contains("/")
  }

  func run(_ words: WordReader) throws(CommandStop) -> Int {
    var change = self
    var words = words
    try change.read(&words)
    return try change.carryOut()
  }

  private func carryOut() throws(CommandStop) -> Int {
    guard let deviceName else {
      throw CommandStop(
        status: 1, message: "Not enough information: \"dev\" argument is required.\n")
    }
    if let label, !label.hasPrefix(deviceName), operation != .delete, label.utf8.count >= 16 {
      throw CommandStop(status: 1, message: "\"label\" is too long\n")
    }
    guard let device = context.namespace.device(named: deviceName) else {
      throw CommandStop(status: 1, message: "Cannot find device \"\(deviceName)\"\n")
    }
    guard let local else { throw .unsimulated("ip address without an address") }
    var whole = local
    // The length of `ADDRESS peer PREFIX` is the peer's.
    if let peer { whole = IPv4Prefix(local.address, length: peer.length) }
    if operation == .delete { return try delete(whole, on: device) }
    let address = InterfaceAddress(
      whole, peer: peer, broadcast: broadcast(of: whole), scope: scope ?? usualScope(whole),
      label: label ?? device.name)
    return try insert(address, on: device)
  }

  private func usualScope(_ local: IPv4Prefix) -> RouteScope { local.address.isLoopback ? .host : .universe }

  private func broadcast(of local: IPv4Prefix) -> IPv4Address? {
    guard let broadcastWord else { return nil }
    let target = peer ?? local
    switch broadcastWord {
    case "+" where local.length <= 30: return target.broadcast
    case "-" where local.length <= 30: return target.network.address
    default: return IPv4Address(broadcastWord) ?? IPValue.shortAddress(broadcastWord[...])
    }
  }

  private func insert(_ address: InterfaceAddress, on device: NetworkDevice) throws(CommandStop) -> Int {
    let present = device.addresses.contains {
      $0.local == address.local && $0.connected == address.connected
    }
    switch operation {
    case .change where !present: throw IPContext.refused(.noSuchFile)
    case .change: return 0
    case .replace where present: return 0
    default:
      try context.ask { () throws(KernelError) in try context.namespace.add(address, to: device) }
      return 0
    }
  }

  private func delete(_ local: IPv4Prefix, on device: NetworkDevice) throws(CommandStop) -> Int {
    if !hasLength, peer == nil {
      context.process.writeError(
        """
        Warning: Executing wildcard deletion to stay compatible with old scripts.
                 Explicitly specify the prefix length (\(localWord)/32) to avoid this warning.
                 This special behaviour is likely to disappear in further releases,
                 fix your scripts!

        """)
    }
    let found = device.addresses.first { present in
      guard present.address == local.address else { return false }
      if let label, label != present.label { return false }
      if let peer { return present.connected == peer.network && present.peer == peer }
      return !hasLength || present.peer == nil && present.local.length == local.length
        || present.peer.map { $0.length == local.length && $0.address == local.address } ?? false
    }
    guard let found else {
      throw IPContext.refused(KernelError.addressNotAvailable.explained("ipv4: Address not found"))
    }
    context.namespace.remove(found, from: device)
    return 0
  }
}
