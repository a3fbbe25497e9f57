package import Packets
package import Simulation

/// The routing policy database of a namespace: rules that choose tables, and the tables.
package final class RoutingPolicy {
  private var tables: [UInt32: RoutingTable] = [:]
  package private(set) var rules: [RoutingRule]
  /// Only the three rules that every namespace starts with: then the tables are asked directly.
  private var isPlain = true
  /// The rules were touched, now or before: from then on the tables `local` and `main` are apart, as
  /// `ip route get` shows (net/ipv4/fib_rules.c, fib_unmerge).
  package private(set) var hasCustomRules = false
  private let kept = KeptAnswers()
  private let changes = ChangeCounter()
  /// Grows whenever a route, a rule or an interface's state changes: a kept route is good while it is the same.
  package var generation: Int { changes.count }
  func noteChange() { changes.count += 1 }
  /// Told of each route that goes.
  var onRemoval: ((Route) -> Void)? {
    get { changes.onRemoval }
    set { changes.onRemoval = newValue }
  }
  /// Path MTUs learnt from "fragmentation needed", by destination.
  package var exceptions = PathMTUCache()

  private static let initialRules = [
    RoutingRule(priority: 0, action: .lookup(table: RoutingTable.local)),
    RoutingRule(priority: 32766, action: .lookup(table: RoutingTable.main)),
    RoutingRule(priority: 32767, action: .lookup(table: RoutingTable.default)),
  ]

  /// One of those that the kernel makes itself: it is never taken for one that somebody adds (net/core/fib_rules.c,
  /// rule_exists).
  package static func isInitial(_ rule: RoutingRule) -> Bool { initialRules.contains(rule) }

  package init() {
    rules = Self.initialRules
    for rule in rules {
      if case .lookup(let identifier) = rule.action {
        tables[identifier] = RoutingTable(identifier: identifier, changes: changes)
      }
    }
  }

  package enum Result {
    /// A route out of the host.
    case unicast(Route)
    /// The destination is the host itself.
    case local(Route)
    case broadcast(Route)
    case blackhole(Route?)
    case unreachable(Route?)
    case prohibit(Route?)
    /// No route at all: the network is unreachable.
    case none

    /// There is no way on.
    package var isRefusal: Bool {
      switch self {
      case .unicast, .local, .broadcast: false
      case .blackhole, .unreachable, .prohibit, .none: true
      }
    }

    package var route: Route? {
      switch self {
      case .unicast(let route), .local(let route), .broadcast(let route): route
      case .blackhole(let route), .unreachable(let route), .prohibit(let route): route
      case .none: nil
      }
    }
  }

  package var local: RoutingTable { tables[RoutingTable.local]! }
  package var main: RoutingTable { tables[RoutingTable.main]! }

  package func table(_ identifier: UInt32) -> RoutingTable? { tables[identifier] }

  /// The table, made when it is not there yet.
  package func makeTable(_ identifier: UInt32) -> RoutingTable {
    if let table = tables[identifier] { return table }
    let table = RoutingTable(identifier: identifier, changes: changes)
    tables[identifier] = table
    return table
  }

  /// By identifier.
  package var allTables: [RoutingTable] { tables.values.sorted { $0.identifier < $1.identifier } }

  package func add(_ rule: RoutingRule) {
    let place = rules.firstIndex { $0.priority > rule.priority } ?? rules.count
    rules.insert(rule, at: place)
    if case .lookup(let identifier) = rule.action { _ = makeTable(identifier) }
    noteRules()
  }

  package func removeRule(at index: Int) {
    rules.remove(at: index)
    noteRules()
  }

  private func noteRules() {
    noteChange()
    hasCustomRules = true
    isPlain = rules == Self.initialRules
  }

  /// The route of a packet, and the table it stands in.
  package func lookup(_ flow: Flow) -> Result { find(flow).result }

  package func find(_ flow: Flow) -> (result: Result, table: UInt32) {
    guard isPlain, flow.output == nil, flow.scope == .universe else { return askTables(flow) }
    return find(flow.destination)
  }

  /// Where the rules are the plain ones and nothing else is asked for, the answer hangs on the destination alone.
  private func find(_ destination: IPv4Address) -> (result: Result, table: UInt32) {
    if let answer = kept.answer(for: destination, generation: generation) { return answer }
    let answer = askTables(Flow(destination: destination))
    kept.keep(answer, for: destination, generation: generation)
    return answer
  }

  /// The kind of route that table `local` has for an address; nil when it has none.
  func localKind(of address: IPv4Address) -> RouteKind? {
    if isPlain, let (result, table) = kept.answer(for: address, generation: generation) {
      return table == RoutingTable.local ? result.route?.kind : nil
    }
    return local.lookup(address) { _ in true }?.kind
  }

  /// It is the broadcast address of a network on this interface.
  func isBroadcast(_ address: IPv4Address, on device: NetworkDevice) -> Bool {
    guard localKind(of: address) != nil else { return false }
    return local.routes(to: IPv4Prefix(address, length: 32)).contains {
      $0.kind == .broadcast && $0.device === device
    }
  }

  private func askTables(_ flow: Flow) -> (result: Result, table: UInt32) {
    // The priority at which a `goto` goes on.
    var resume: UInt32 = 0
    for rule in rules where rule.priority >= resume && rule.matches(flow) {
      switch rule.action {
      case .proceed: continue
      // One whose target is not there does nothing (fib_rules_lookup).
      case .goto(let priority):
        if rules.contains(where: { $0.priority == priority }) { resume = priority }
      case .blackhole: return (.blackhole(nil), 0)
      // fib4_rule_action answers ENETUNREACH, where a route of this kind answers EHOSTUNREACH.
      case .unreachable: return (.none, 0)
      case .prohibit: return (.prohibit(nil), 0)
      case .lookup(let identifier):
        guard let found = ask(tables[identifier], flow) else { continue }
        if let limit = rule.suppressPrefixLength, let route = found.route, route.prefix.length <= limit {
          continue
        }
        if let group = rule.suppressGroup, let device = found.route?.device, device.group == group {
          continue
        }
        return (found, identifier)
      }
    }
    return (.none, 0)
  }

  /// Nil when the table has no answer, and the next rule is asked.
  private func ask(_ table: RoutingTable?, _ flow: Flow) -> Result? {
    guard let table, !table.isEmpty else { return nil }
    let route = table.lookup(flow.destination) { route in
      guard route.scope >= flow.scope else { return false }
      guard route.typeOfService == 0 || route.typeOfService == flow.typeOfService else { return false }
      guard let device = route.device else { return true }
      guard route.kind == .unicast || route.kind == .multicast else {
        return flow.output == nil || flow.output === device
      }
      return device.mayCarry(flow) || route.alternatives.contains { $0.device.mayCarry(flow) }
    }
    guard let route else { return nil }
    switch route.kind {
    case .unicast, .multicast: return .unicast(route)
    case .local: return .local(route)
    case .broadcast: return .broadcast(route)
    case .blackhole: return .blackhole(route)
    case .unreachable: return .unreachable(route)
    case .prohibit: return .prohibit(route)
    case .throw: return nil
    }
  }
}

extension NetworkDevice {
  /// Routes by this interface count for a packet (fib_trie.c, fib_lookup_good_nhc).
  fileprivate func mayCarry(_ flow: Flow) -> Bool {
    isAdministrativelyUp && (flow.output == nil || flow.output === self)
      && (hasCarrier
        || settings.ignoresRoutesWithoutCarrier == 0
          && namespace.settings.all.ignoresRoutesWithoutCarrier == 0)
  }
}

/// What is known of single destinations beyond their routes: path MTUs (RFC 1191), which expire after ten minutes, and
/// the gateways that redirects named (RFC 1122, section 3.2.2.2), for five (net/ipv4/route.c, fib_nh_exception).
package struct PathMTUCache {
  package struct Entry: Hashable, Sendable {
    package var mtu: Int?
    package var gateway: IPv4Address?
    package var expires: Nanoseconds
  }
  private var entries: [IPv4Address: Entry] = [:]
  package static let lifetime = Nanoseconds.seconds(600)
  private static let redirectLifetime = Nanoseconds.seconds(300)

  package init() {}

  package mutating func learn(_ mtu: Int, to destination: IPv4Address, now: Nanoseconds) {
    let gateway = entry(for: destination, now: now)?.gateway
    entries[destination] = Entry(mtu: mtu, gateway: gateway, expires: now + Self.lifetime)
  }

  mutating func learn(gateway: IPv4Address, to destination: IPv4Address, now: Nanoseconds) {
    let mtu = entry(for: destination, now: now)?.mtu
    entries[destination] = Entry(mtu: mtu, gateway: gateway, expires: now + Self.redirectLifetime)
  }

  package func entry(for destination: IPv4Address, now: Nanoseconds) -> Entry? {
    guard !entries.isEmpty, let entry = entries[destination], entry.expires > now else { return nil }
    return entry
  }

  package mutating func removeAll() { entries.removeAll() }

  mutating func forget(_ prefix: IPv4Prefix) {
    guard !entries.isEmpty else { return }
    entries = entries.filter { !prefix.contains($0.key) }
  }

  /// What is known now, by address.
  package func all(now: Nanoseconds) -> [(destination: IPv4Address, entry: Entry)] {
    entries.filter { $0.value.expires > now }.map { (destination: $0.key, entry: $0.value) }
      .sorted { $0.destination < $1.destination }
  }
}
