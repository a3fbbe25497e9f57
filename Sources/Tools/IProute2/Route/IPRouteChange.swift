import Linux
import Packets

/// `ip route add`, `replace`, `change`, `append`, `prepend` and `delete` (ip/iproute.c, iproute_modify).
struct IPRouteChange {
  private let context: IPContext
  private var kind: RouteKind?
  private var prefix: IPv4Prefix?
  private var gateway: IPv4Address?
  private var deviceName: String?
  private var source: IPv4Address?
  private var metric: Int?
  private var metrics = RouteMetrics()
  private var typeOfService: UInt8 = 0
  private var realms: (from: UInt16, to: UInt16) = (0, 0)
  private var scope: RouteScope?
  private var proto: String?
  private var table: UInt32?
  private var isOnLink = false
  private var hops: [RouteRequest.Hop] = []

  init(_ context: IPContext) { self.context = context }

  func apply(_ operation: RouteOperation, _ words: WordReader) throws(CommandStop) -> Int {
    var change = self
    try change.read(words)
    let request = try change.request()
    try context.ask { () throws(KernelError) in try context.namespace.apply(operation, request) }
    return 0
  }

  func delete(_ words: WordReader) throws(CommandStop) -> Int {
    var change = self
    try change.read(words)
    let selector = try change.selector()
    try context.ask { () throws(KernelError) in try context.namespace.deleteRoute(selector) }
    return 0
  }

  // MARK: - Reading

  private static let keywords = Keywords(
    """
    src as via from tos dsfield* expires metric* priority* preference scope mtu hoplimit advmss reordering* rtt
    rto_min window* cwnd* initcwnd* initrwnd* features* quickack* congctl* rttvar* ssthresh* realms* onlink nexthop
    nhid protocol* table* vrf* dev oif pref* encap ttl-propagate fastopen_no_cookie*
    """)

  private mutating func read(_ words: WordReader) throws(CommandStop) {
    if words.isAtEnd { throw CommandStop(status: 255, message: IPUsage.route) }
    var words = words
    while let word = words.take() {
      let key = Self.keywords.name(of: word)
      if let key, let kind = RouteMetrics.Kind.named(key) {
        try MetricReader.read(kind, &words, into: &metrics)
        continue
      }
      switch key {
      case "src": source = try IPValue.address(words.next())
      case "via": gateway = try readGateway(&words)
      case "dev", "oif": deviceName = try words.next()
      case "metric", "priority", "preference":
        metric = try number(&words, "\"metric\" value is invalid\n")
      case "scope":
        let value = try words.next()
        guard let found = IPValue.scope(value) else {
          throw IPValue.invalid(value, "invalid \"scope\" value\n")
        }
        scope = found
      case "protocol":
        let value = try words.next()
        guard let found = IPRoute.proto(value) else {
          throw IPValue.invalid(value, "\"protocol\" value is invalid\n")
        }
        proto = found
      case "table":
        let value = try words.next()
        guard let found = context.tableNames.identifier(value) else {
          throw IPValue.invalid(value, "\"table\" value is invalid\n")
        }
        table = found
      case "tos", "dsfield":
        typeOfService = UInt8(truncatingIfNeeded: try number(&words, "\"tos\" value is invalid\n"))
      case "realms": realms = try readRealms(words.next())
      case "onlink": isOnLink = true
      case "nexthop": hops.append(try readHop(&words))
      case let key?: throw .unsimulated("ip route … \(key)")
      case nil: try readDestination(word, &words)
      }
    }
    if prefix == nil { throw CommandStop(status: 255, message: IPUsage.route) }
  }

  /// `TO` or `FROM/TO`.
  private func readRealms(_ value: String) throws(CommandStop) -> (from: UInt16, to: UInt16) {
    let parts = value.split(separator: "/", maxSplits: 1).map { IPValue.number(String($0), in: 0...65535) }
    guard let last = parts.last ?? nil, let first = parts.first ?? nil else {
      throw IPValue.invalid(value, "\"realm\" value is invalid\n")
    }
    return (parts.count == 2 ? UInt16(first) : 0, UInt16(last))
  }

  private mutating func readDestination(_ word: String, _ words: inout WordReader) throws(CommandStop) {
    var word = word == "to" ? try words.next() : word
    if let found = IPRoute.kind(word) {
      kind = found
      word = try words.next()
    } else if word == "multicast" || word == "nat" || word == "anycast" {
      throw .unsimulated("ip route add \(word)")
    }
    if word.abbreviates("help") { throw CommandStop(status: 255, message: IPUsage.route) }
    if prefix != nil { throw IPValue.garbage(word, after: "to") }
    prefix = try IPValue.prefix(word)
  }

  private func readGateway(_ words: inout WordReader) throws(CommandStop) -> IPv4Address {
    let word = try words.next()
    if word == "inet6" { throw .unsimulated("IPv6") }
    return try IPValue.address(word == "inet" ? words.next() : word)
  }

  private func number(_ words: inout WordReader, _ reason: String) throws(CommandStop) -> Int {
    let word = try words.next()
    guard let number = IPValue.number(word) else { throw IPValue.invalid(word, reason) }
    return number
  }

  private func readHop(_ words: inout WordReader) throws(CommandStop) -> RouteRequest.Hop {
    var hop = RouteRequest.Hop()
    while let word = words.peek, word != "nexthop" {
      words.skip()
      switch word {
      case "via": hop.gateway = try readGateway(&words)
      case "dev": hop.device = try context.device(words.next())
      case "weight":
        let value = try words.next()
        guard let weight = IPValue.number(value, in: 1...256) else {
          throw IPValue.invalid(value, "\"weight\" is invalid")
        }
        hop.weight = weight
      case "onlink": hop.isOnLink = true
      default: throw .unsimulated("ip route … nexthop … \(word)")
      }
    }
    return hop
  }

  // MARK: - Requests

  private func chosenTable() -> UInt32 {
    if let table, table != 0 { return table }
    return kind == .local || kind == .broadcast ? RoutingTable.local : RoutingTable.main
  }

  private func request() throws(CommandStop) -> RouteRequest {
    let device = try deviceName.map { (name) throws(CommandStop) in try context.device(name) }
    // With nothing but a device or gateway, iproute2 means the default route.
    var request = RouteRequest(prefix: prefix ?? .everything)
    request.kind = kind ?? .unicast
    request.gateway = gateway
    request.device = device
    request.source = source
    request.metric = metric
    request.metrics = metrics
    request.typeOfService = typeOfService
    request.realms = realms
    request.isOnLink = isOnLink
    request.proto = proto ?? "boot"
    request.table = chosenTable()
    request.hops = hops
    let isDirect = request.kind == .unicast && gateway == nil && hops.isEmpty
    request.scope =
      scope ?? (request.kind == .local ? .host : request.kind == .broadcast || isDirect ? .link : .universe)
    return request
  }

  private func selector() throws(CommandStop) -> NetworkNamespace.RouteSelector {
    var selector = NetworkNamespace.RouteSelector(prefix: prefix ?? .everything)
    selector.kind = kind
    selector.gateway = gateway ?? hops.first?.gateway
    selector.device = try deviceName.map { (name) throws(CommandStop) in try context.device(name) }
    selector.source = source
    selector.metric = metric
    selector.scope = scope ?? (kind == .local ? .host : kind == .broadcast ? .link : nil)
    selector.proto = proto
    selector.table = chosenTable()
    selector.typeOfService = typeOfService
    return selector
  }
}
