package import Simulation

/// A rule in its chain: what it says, what it has counted, and where it came from.
package final class Rule {
  package internal(set) var specification: RuleSpecification {
    didSet { normalForm = nil }
  }
  package internal(set) var counters: Counters
  /// The statement that made it.
  package let origin: Origin?
  /// Where `-j` and `-g` lead, when it is a user's chain.
  var destination: Chain?
  /// What matches remember from packet to packet (limit, statistic), by their place; empty when none does.
  var memories: [MatchMemory]
  /// Kept from the first time that somebody asks: a trace does for every packet that passes.
  private var normalForm: (chain: String, text: String)?

  init(_ specification: RuleSpecification, counters: Counters, destination: Chain?, origin: Origin?) {
    self.specification = specification
    self.counters = counters
    self.destination = destination
    self.origin = origin
    let remembers = specification.matches.contains { $0.remembers }
    memories = remembers ? specification.matches.map { MatchMemory($0) } : []
  }

  /// As `iptables -S` prints it, in a chain of this name.
  package func text(in chain: String) -> String {
    if let normalForm, normalForm.chain == chain { return normalForm.text }
    let text = specification.text(in: chain)
    normalForm = (chain, text)
    return text
  }
}

/// A chain of rules: built in, with a hook and a policy, or made by a user.
package final class Chain {
  package internal(set) var name: String
  /// Of built-in chains.
  package let hook: Hook?
  /// Of a user's chain: the order in which they were made.
  package internal(set) var serial = 0
  package private(set) var rules: [Rule] = [] {
    didSet { index = nil }
  }
  /// Made when a packet comes to a long chain, and anew after every change.
  private var index: RuleIndex?
  /// Rules that need connection tracking.
  private(set) var trackingRules = 0
  /// What becomes of a packet at the end of a built-in chain.
  package internal(set) var policy: Netfilter.Verdict = .accept
  package internal(set) var counters = Counters()
  /// The policy counts only after `-P` or `-Z` (nft: a base chain without counters).
  var countsPolicy = false
  /// nf_tables makes a built-in chain with the first command that changes it.
  package internal(set) var isPresent: Bool

  init(name: String, hook: Hook?) {
    self.name = name
    self.hook = hook
    isPresent = hook == nil
  }

  package var isBuiltIn: Bool { hook != nil }

  func insert(_ rule: Rule, at index: Int) {
    rules.insert(rule, at: index)
    if rule.specification.needsTracking { trackingRules += 1 }
  }

  func remove(at index: Int) {
    if rules.remove(at: index).specification.needsTracking { trackingRules -= 1 }
  }

  func removeAllRules() { (rules, trackingRules) = ([], 0) }

  /// The rules that a packet has to be compared with. A trace shows every rule that the kernel looks at.
  func candidates(for context: HookContext) -> RuleCandidates {
    guard rules.count >= RuleIndex.leastRules, !context.isRecording else {
      return RuleCandidates(all: rules.count)
    }
    if let index { return index.candidates(for: context) }
    let made = RuleIndex(rules)
    index = made
    return made.candidates(for: context)
  }

  /// There is nothing for a packet to do here.
  var isIdle: Bool { rules.isEmpty && policy == .accept && !countsPolicy }
}
