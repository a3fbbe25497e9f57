/// A table at a moment, to go back to when a later command of a transaction fails.
package struct TableSnapshot {
  private struct State {
    let chain: Chain
    let name: String
    let rules: [(rule: Rule, specification: RuleSpecification)]
    let policy: Netfilter.Verdict
    let counters: Counters
    let countsPolicy: Bool
    let isPresent: Bool
  }

  private let table: Table
  private let states: [State]
  private let userChains: [Chain]
  private let wasUsed: Bool

  package init(_ table: Table) {
    self.table = table
    userChains = table.userChains
    wasUsed = table.wasUsed
    states = table.chains.map {
      State(
        chain: $0, name: $0.name, rules: $0.rules.map { ($0, $0.specification) }, policy: $0.policy,
        counters: $0.counters, countsPolicy: $0.countsPolicy, isPresent: $0.isPresent)
    }
  }

  /// Puts everything back.
  package func restore(in netfilter: Netfilter) {
    table.userChains = userChains
    table.wasUsed = wasUsed
    for state in states {
      let chain = state.chain
      chain.name = state.name
      chain.removeAllRules()
      for (index, entry) in state.rules.enumerated() {
        entry.rule.specification = entry.specification
        chain.insert(entry.rule, at: index)
      }
      chain.policy = state.policy
      chain.counters = state.counters
      chain.countsPolicy = state.countsPolicy
      chain.isPresent = state.isPresent
    }
    netfilter.rulesChanged()
  }
}
