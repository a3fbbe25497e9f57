package import Simulation

/// The sets of a namespace (ipset(8)), for `-m set` and `-j SET`.
package final class IPSets {
  package private(set) var sets: [IPSet] = []

  init() {}

  package func named(_ name: String) -> IPSet? { sets.first { $0.name == name } }
  package func insert(_ set: IPSet) { sets.append(set) }
  package func remove(_ set: IPSet) { sets.removeAll { $0 === set } }
  package func rename(_ set: IPSet, to name: String) { set.name = name }

  /// Two sets change their elements; what refers to either by name meets the other's from now on.
  package func swap(_ first: IPSet, _ second: IPSet) { first.exchange(with: second) }

  /// The lists that a set is a member of.
  package func lists(of set: IPSet, at now: Nanoseconds) -> Int {
    sets.filter { list in
      list.kind == .list && list.entries(at: now).contains { $0.element.setName == set.name }
    }.count
  }
}

extension Netfilter {
  /// Rules and lists that use a set: it can be neither destroyed nor renamed.
  package func references(to set: IPSet) -> Int {
    var count = sets.lists(of: set, at: namespace.clock.now)
    for table in tables {
      for chain in table.chains {
        for rule in chain.rules { count += rule.specification.references(toSet: set.name) }
      }
    }
    return count
  }
}

extension RuleSpecification {
  fileprivate func references(toSet name: String) -> Int {
    var count = 0
    for match in matches {
      if case .set(let match) = match, match.name == name { count += 1 }
    }
    switch target {
    case .addToSet(let operation), .removeFromSet(let operation): count += operation.name == name ? 1 : 0
    default: break
    }
    return count
  }
}
