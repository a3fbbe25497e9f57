import Linux
import Simulation

/// A chain that traced packets came through, with all its rules: also those that no packet was held against.
package struct VisitedChain: Hashable, Sendable {
  package var node: String
  /// `raw`, `mangle`, `nat` or `filter`.
  package var table: String
  package var chain: String
  /// `ACCEPT` or `DROP`; nil for a user's chain, whose end leads back.
  package var policy: String?
  /// As `iptables -S` prints them.
  package var rules: [String]

  package init(node: String, table: String, chain: String, policy: String?, rules: [String]) {
    (self.node, self.table, self.chain, self.policy, self.rules) = (node, table, chain, policy, rules)
  }

  /// More rules than this are not listed: nobody reads them in a figure.
  static let longest = 500
}

extension Lab {
  /// The chains that a trace's packets visited, in the order of the first visits, as they stand now.
  func visitedChains(_ steps: [TraceStep]) -> [VisitedChain] {
    var seen: Set<VisitedChain> = []
    var chains: [VisitedChain] = []
    var last = (node: "", table: "", chain: "")
    for step in steps {
      let place: (node: String, table: String, chain: String)
      switch step.event {
      case .rule(let visit): place = (step.node, visit.table, visit.chain)
      case .policy(_, let table, let chain, _): place = (step.node, table, chain)
      default: continue
      }
      // A packet is held against one rule of a chain after the other.
      if place == last { continue }
      last = place
      let key = VisitedChain(
        node: place.node, table: place.table, chain: place.chain, policy: nil, rules: [])
      guard seen.insert(key).inserted, let chain = chain(key) else { continue }
      chains.append(chain)
    }
    return chains
  }

  private func chain(_ place: VisitedChain) -> VisitedChain? {
    guard let namespace = network.namespaces.last(where: { $0.name == place.node }),
      let name = Table.Name(place.table),
      let chain = namespace.netfilter.table(name).chain(named: place.chain)
    else { return nil }
    var result = place
    if chain.isBuiltIn { result.policy = chain.policy == .accept ? "ACCEPT" : "DROP" }
    result.rules = chain.rules.prefix(VisitedChain.longest).map { $0.text(in: chain.name) }
    return result
  }
}
