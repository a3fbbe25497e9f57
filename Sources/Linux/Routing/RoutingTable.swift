package import Packets

/// A routing table: the longest prefix wins, then the lowest metric, then the oldest (net/ipv4/fib_trie.c).
///
/// Routes are kept by prefix length, so that a look-up asks at most one hash table for each length in use.
package final class RoutingTable {
  /// From 1 to 2^32-1: 255 is `local`, 254 `main`, 253 `default` (/etc/iproute2/rt_tables).
  package let identifier: UInt32
  private var routes: [[UInt32: [Route]]] = Array(repeating: [:], count: 33)
  /// Prefix lengths in use, longest first.
  private var lengths: [Int] = []
  private let changes: ChangeCounter

  package static let local: UInt32 = 255
  package static let main: UInt32 = 254
  package static let `default`: UInt32 = 253

  init(identifier: UInt32, changes: ChangeCounter) {
    self.identifier = identifier
    self.changes = changes
  }

  package var name: String { Self.name(of: identifier) }

  package static func name(of identifier: UInt32) -> String {
    switch identifier {
    case local: "local"
    case main: "main"
    case `default`: "default"
    case 0: "unspec"
    default: String(identifier)
    }
  }

  package var isEmpty: Bool { lengths.isEmpty }

  /// The best route that the test takes.
  package func lookup(_ destination: IPv4Address, where suits: (Route) -> Bool) -> Route? {
    for length in lengths {
      let key = destination.bits & IPv4Prefix.maskBits(length)
      guard let candidates = routes[length][key] else { continue }
      for route in candidates where suits(route) { return route }
    }
    return nil
  }

  /// All routes to exactly this prefix, preferred first.
  package func routes(to prefix: IPv4Prefix) -> [Route] {
    routes[prefix.length][prefix.network.address.bits] ?? []
  }

  /// In the order of `ip route`: by address, then the longer prefix first, then by metric (fib_trie.c, fib_table_dump).
  package var all: [Route] {
    var all: [Route] = []
    for length in lengths {
      for (_, group) in routes[length] { all += group }
    }
    // Routes of one prefix stand in one group, whose order must stay: sort by prefix only.
    let order = Dictionary(
      uniqueKeysWithValues: all.enumerated().map { (ObjectIdentifier($1), $0) })
    return all.sorted { left, right in
      let a = (left.prefix.address, -left.prefix.length)
      let b = (right.prefix.address, -right.prefix.length)
      guard a == b else { return a < b }
      return order[ObjectIdentifier(left)]! < order[ObjectIdentifier(right)]!
    }
  }

  /// Behind the routes of the same prefix with the same or a lower metric; before them with `first`.
  package func insert(_ route: Route, first: Bool = false) {
    changes.count += 1
    let key = route.prefix.network.address.bits
    var group = routes[route.prefix.length][key] ?? []
    // A higher type of service first, then a lower metric (fib_find_alias).
    let place = group.firstIndex {
      guard $0.typeOfService == route.typeOfService else { return $0.typeOfService < route.typeOfService }
      return first ? $0.metric >= route.metric : $0.metric > route.metric
    }
    group.insert(route, at: place ?? group.count)
    routes[route.prefix.length][key] = group
    if !lengths.contains(route.prefix.length) {
      lengths.append(route.prefix.length)
      lengths.sort(by: >)
    }
  }

  package func remove(_ route: Route) {
    changes.count += 1
    let key = route.prefix.network.address.bits
    guard var group = routes[route.prefix.length][key] else { return }
    changes.onRemoval?(route)
    group.removeAll { $0 === route }
    routes[route.prefix.length][key] = group.isEmpty ? nil : group
    if routes[route.prefix.length].isEmpty { lengths.removeAll { $0 == route.prefix.length } }
  }

  package func replace(_ old: Route, with new: Route) {
    changes.count += 1
    let key = old.prefix.network.address.bits
    guard var group = routes[old.prefix.length][key],
      let place = group.firstIndex(where: { $0 === old })
    else { return }
    changes.onRemoval?(old)
    group[place] = new
    routes[old.prefix.length][key] = group
  }

  package func removeAll(where goes: (Route) -> Bool) {
    for route in all where goes(route) { remove(route) }
  }
}

/// Counts the changes of a namespace's routing, so that a socket knows when the route it keeps is out of date.
final class ChangeCounter {
  var count = 0
  /// Told of each route that goes.
  var onRemoval: ((Route) -> Void)?
}
