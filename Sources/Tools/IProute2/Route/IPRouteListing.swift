import Linux
import Packets
import Simulation

/// `ip route show` and `ip route flush` (ip/iproute.c, iproute_list_flush_or_save).
struct IPRouteListing {
  private let context: IPContext
  private var root: IPv4Prefix?
  private var match: IPv4Prefix?
  private var isExact = false
  private var via: IPv4Prefix?
  private var source: IPv4Prefix?
  private var device: NetworkDevice?
  private var deviceName: String?
  private var typeOfService: Int?
  private var proto: String?
  private var scope: RouteScope?
  private var kind: RouteKind?
  private var metric: Int?
  private var table: UInt32 = RoutingTable.main
  private var hasTable = false
  private var isAll = false
  private var isCache = false

  init(_ context: IPContext) { self.context = context }

  // MARK: - Filters

  private static let keywords = Keywords(
    """
    table* vrf* cached* cloned* tos dsfield* protocol* scope* type* dev oif iif mark metric* priority* preference via
    src realms* from* nhid
    """)

  private mutating func read(_ words: WordReader) throws(CommandStop) {
    var words = words
    while let word = words.take() {
      let key = Self.keywords.name(of: word)
      switch key {
      case "table": try readTable(words.next())
      case "cached", "cloned": isCache = true
      case "dev", "oif", "iif": deviceName = try words.next()
      case "via":
        let value = try words.next()
        via = try IPValue.prefix(value == "inet" ? words.next() : value)
      case "src": source = try IPValue.prefix(words.next())
      case "protocol":
        let value = try words.next()
        guard value != "all" else { continue }
        guard let found = IPRoute.proto(value) else {
          throw IPValue.invalid(value, "invalid \"protocol\"\n")
        }
        proto = found
      case "scope":
        let value = try words.next()
        guard value != "all" else { continue }
        guard let found = IPValue.scope(value) else { throw IPValue.invalid(value, "invalid \"scope\"\n") }
        scope = found
      case "type":
        let value = try words.next()
        guard let found = IPRoute.kind(value) else {
          throw IPValue.invalid(value, "node type value is invalid\n")
        }
        kind = found
      case "metric", "priority", "preference": metric = try number(&words, "\"metric\" value is invalid\n")
      case "tos", "dsfield": typeOfService = try number(&words, "TOS value is invalid\n")
      case let key?: throw .unsimulated("ip route show \(key)")
      case nil: try readDestination(word, &words)
      }
    }
    guard let deviceName else { return }
    device = try context.device(deviceName)
  }

  private func number(_ words: inout WordReader, _ reason: String) throws(CommandStop) -> Int {
    let value = try words.next()
    guard let number = IPValue.number(value) else { throw IPValue.invalid(value, reason) }
    return number
  }

  private mutating func readTable(_ value: String) throws(CommandStop) {
    hasTable = true
    switch value {
    case "all": isAll = true
    case "cache": isCache = true
    default:
      guard let found = context.tableNames.identifier(value) else {
        throw IPValue.invalid(value, "table id value is invalid\n")
      }
      (table, isAll) = (found, found == 0)
    }
  }

  private mutating func readDestination(_ word: String, _ words: inout WordReader) throws(CommandStop) {
    var word = word == "to" ? try words.next() : word
    switch Keywords("root* match*").name(of: word) {
    case "root":
      root = try IPValue.prefix(words.next())
    case "match":
      match = try IPValue.prefix(words.next())
    default:
      if word.abbreviates("exact") { word = try words.next() }
      if word.abbreviates("help") { throw CommandStop(status: 255, message: IPUsage.route) }
      if let found = IPRoute.kind(word) {
        kind = found
        return
      }
      if word == "cache" {
        isCache = true
        return
      }
      let prefix = try IPValue.prefix(word)
      (root, match, isExact) = (prefix, prefix, true)
    }
  }

  private func fits(_ route: Route) -> Bool {
    if isExact, let root { if route.prefix != root.network || root != root.network { return false } }
    if let root, root.length > route.prefix.length || !root.contains(route.prefix.address) { return false }
    if let match, match.length < route.prefix.length || !route.prefix.contains(match.address) { return false }
    // The gateways of a route with several are not compared.
    if let via {
      guard route.alternatives.isEmpty, let gateway = route.gateway, via.contains(gateway) else {
        return false
      }
    }
    if let source {
      guard let preferred = route.preferredSource, source.contains(preferred) else { return false }
    }
    if let device, route.device !== device || !route.alternatives.isEmpty { return false }
    if let proto, route.proto != proto { return false }
    if let scope, route.scope != scope { return false }
    if let kind, route.kind != kind { return false }
    if let metric, route.metric != metric { return false }
    if let typeOfService, Int(route.typeOfService) != typeOfService { return false }
    return true
  }

  /// The tables to look at. The one that is asked for by number must be there.
  private func tables(_ verb: String) throws(CommandStop) -> [RoutingTable] {
    let routing = context.namespace.routing
    if isAll {
      let others = routing.allTables.filter { $0 !== routing.local && $0 !== routing.main }
      return others + [routing.main, routing.local]
    }
    guard let found = routing.table(table) else {
      throw CommandStop(
        status: 2, message: "Error: ipv4: FIB table does not exist.\n\(verb) terminated\n")
    }
    return [found]
  }

  // MARK: - Showing

  func show(_ words: WordReader) throws(CommandStop) -> Int {
    var listing = self
    try listing.read(words)
    if listing.isCache {
      RouteExceptionListing(context: context).print()
      return 0
    }
    try listing.print()
    return 0
  }

  private func print() throws(CommandStop) {
    let out = IPPrinter(process: context.process, options: context.options)
    let printer = RoutePrinter(
      out: out, options: context.options, hidesTable: !isAll,
      hides: RoutePrinter.Hidden(
        gateway: via?.length == 32, device: device != nil, proto: proto != nil, scope: scope != nil,
        kind: kind != nil, source: source?.length == 32, metric: metric != nil,
        typeOfService: typeOfService != nil))
    var rows: [Listing.Row] = []
    out.beginArray()
    for table in try tables("Dump") {
      for route in table.all where fits(route) {
        out.beginObject()
        printer.print(route, in: table.identifier)
        out.endObject()
        rows.append(row(route, in: table))
      }
    }
    out.endArray()
    out.finish()
    context.process.list(
      Listing(
        kind: "routes", columns: ["destination", "gateway", "interface", "source", "metric", "table"],
        rows: rows))
  }

  private func row(_ route: Route, in table: RoutingTable) -> Listing.Row {
    let destination = route.prefix.length == 0 ? "default" : "\(route.prefix)"
    return Listing.Row(
      [
        route.kind == .unicast ? destination : "\(route.kind.name) \(destination)",
        route.gateway.map { "\($0)" } ?? "", route.device?.name ?? "",
        route.preferredSource.map { "\($0)" } ?? "", String(route.metric), table.name,
      ], origin: route.origin)
  }

  // MARK: - Flushing

  func flush(_ words: WordReader) throws(CommandStop) -> Int {
    guard !words.isAtEnd else {
      throw CommandStop(status: 1, message: "\"ip route flush\" requires arguments.\n")
    }
    var listing = self
    try listing.read(words)
    guard !listing.isCache else {
      context.namespace.routing.exceptions.removeAll()
      return 0
    }
    var count = 0
    for table in try listing.tables("Flush") {
      for route in table.all where listing.fits(route) {
        table.remove(route)
        count += 1
      }
    }
    report(count)
    return 0
  }

  private func report(_ count: Int) {
    guard context.options.statistics > 0 else { return }
    guard count > 0 else { return context.process.write("Nothing to flush.\n") }
    context.process.write(
      "\n*** Round 1, deleting \(count) entries ***\n*** Flush is complete after 1 round ***\n")
  }
}
