import Linux
import Packets
import Simulation

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
  private var validFor: Int?
  private var preferredFor: Int?
  private var routeMetric: Int?
  private var hasNoPrefixRoute = false

  init(_ context: IPContext, _ operation: Operation) {
    self.context = context
    self.operation = operation
  }

  private static let keywords = Keywords(
    """
    peer remote broadcast* brd anycast scope dev label metric* priority* preference* valid_lft preferred_lft home
    nodad mngtmpaddr noprefixroute autojoin optimistic local help*
    """)

  mutating func read(_ words: inout WordReader) throws(CommandStop) {
    while let word = words.take() {
      switch Self.keywords.name(of: word) {
      case "peer", "remote":
        if peer != nil { throw IPValue.duplicate("peer", try words.next()) }
        peer = try IPValue.prefix(words.next())
      case "broadcast", "brd":
        let value = try words.next()
        if broadcastWord != nil { throw IPValue.duplicate("broadcast", value) }
        if value != "+", value != "-" { _ = try IPValue.address(value, family: "inet") }
        broadcastWord = value
      case "anycast": _ = try IPValue.address(words.next(), family: "inet")
      case "scope":
        let value = try words.next()
        guard let found = IPValue.scope(value) else { throw IPValue.invalid(value, "invalid scope value.") }
        scope = found
      case "dev": deviceName = try words.next()
      case "label": label = try words.next()
      case "metric", "priority", "preference":
        let value = try words.next()
        guard let number = IPValue.number(value) else {
          throw IPValue.invalid(value, "\"metric\" value is invalid\n")
        }
        routeMetric = number
      case "valid_lft": validFor = try lifetime(&words, "valid_lft value", isValid: true)
      case "preferred_lft": preferredFor = try lifetime(&words, "preferred_lft value", isValid: false)
      case "noprefixroute": hasNoPrefixRoute = true
      case "home", "nodad", "mngtmpaddr", "optimistic":
        context.process.writeError("Warning: \(word) option can be set only for IPv6 addresses\n")
      case "autojoin":
        throw CommandStop(status: 1, message: "autojoin needs multicast address\n")
      case "help": throw CommandStop(status: 255, message: IPUsage.address)
      case "local": try readLocal(words.next())
      default: try readLocal(word)
      }
    }
  }

  /// Seconds; nil for ever.
  private func lifetime(_ words: inout WordReader, _ reason: String, isValid: Bool) throws(CommandStop)
    -> Int?
  {
    let value = try words.next()
    if value == "forever" { return nil }
    guard let seconds = IPValue.number(value) else { throw IPValue.invalid(value, reason) }
    if isValid, seconds == 0 { throw CommandStop(status: 1, message: "valid_lft is zero\n") }
    return seconds
  }

  private mutating func readLocal(_ word: String) throws(CommandStop) {
    if local != nil { throw IPValue.garbage(word, after: "local") }
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
    if let validFor, preferredFor.map({ $0 > validFor }) ?? true {
      throw CommandStop(status: 1, message: "preferred_lft is greater than valid_lft\n")
    }
    guard let device = context.namespace.device(named: deviceName) else {
      throw CommandStop(status: 1, message: "Cannot find device \"\(deviceName)\"\n")
    }
    guard let local else { throw IPContext.refused(.notSupported) }
    if let label, label.utf8.count >= 16 {
      throw IPContext.refused(KernelError.outOfRange.explained("Attribute failed policy validation"))
    }
    var whole = local
    // The length of `ADDRESS peer PREFIX` is the peer's.
    if let peer { whole = IPv4Prefix(local.address, length: peer.length) }
    if operation == .delete { return try delete(whole, on: device) }
    guard !whole.address.isAny else { return 0 }
    var address = InterfaceAddress(
      whole, peer: peer, broadcast: broadcast(of: whole), scope: scope ?? usualScope(whole),
      label: label ?? device.name)
    let now = context.namespace.clock.now
    address.expires = validFor.map { now + .seconds($0) }
    address.preferredUntil = (preferredFor ?? validFor).map { now + .seconds($0) }
    address.routeMetric = routeMetric ?? 0
    address.hasNoPrefixRoute = hasNoPrefixRoute
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
    let isPresent = device.addresses.contains {
      $0.local == address.local && $0.connected == address.connected
    }
    guard operation != .add, isPresent else {
      try context.ask { () throws(KernelError) in try context.namespace.add(address, to: device) }
      return 0
    }
    // Of an address that is there only the lifetimes and the metric change (inet_rtm_newaddr).
    context.namespace.setEnd(
      address.expires, preferredUntil: address.preferredUntil, of: address.local, on: device)
    if let routeMetric { context.namespace.setRouteMetric(routeMetric, of: address.local, on: device) }
    return 0
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
