import Packets
import Simulation

/// What a walk through rules leaves in a trace. Nothing here runs unless one is recorded.
extension Netfilter {
  func recordVisit(
    _ rule: Rule, _ verdict: String?, _ index: Int, _ chain: Chain, _ table: Table, _ context: HookContext,
    mismatch: RuleVisit.Mismatch? = nil, before: EthernetFrame? = nil
  ) {
    let visit = RuleVisit(
      hook: context.hook, table: table.name.text, chain: chain.name, number: index + 1,
      text: rule.text(in: chain.name), verdict: verdict, mismatch: mismatch,
      origin: rule.origin)
    namespace.network.trace(
      context.buffer, at: namespace.name, .rule(visit), before: before ?? context.buffer.frame)
  }

  func recordMismatch(
    _ failure: Rule.Failure, _ rule: Rule, _ index: Int, _ chain: Chain, _ table: Table,
    _ context: HookContext
  ) {
    var mismatch = rule.specification.mismatch(failure, context)
    if namespace.network.recorder.isExplaining { mismatch.unmet = rule.unmetConditions(context, self) }
    recordVisit(rule, nil, index, chain, table, context, mismatch: mismatch)
  }

  /// Behind a rule that decided may stand one that would have decided something else, and never saw the packet.
  func recordOvertaken(
    by index: Int, _ verdict: String, _ chain: Chain, _ table: Table, _ context: HookContext
  ) {
    guard namespace.network.recorder.isExplaining else { return }
    for later in chain.rules.indices.dropFirst(index + 1) {
      let rule = chain.rules[later]
      guard rule.unmetConditions(context, self) == 0, let other = rule.specification.target.decision,
        other != verdict
      else { continue }
      // A RETURN for everything says no more than the end of the chain does: nobody meant it to come first.
      guard rule.text(in: chain.name) != "-A \(chain.name) -j RETURN" else { continue }
      namespace.network.recorder.record(
        OvertakenRule(
          packet: context.buffer.identity, node: namespace.name, table: table.name.text, chain: chain.name,
          winner: index + 1, number: later + 1, text: rule.text(in: chain.name),
          verdict: other, origin: rule.origin))
      return
    }
  }

  /// At the end of a built-in chain: rules that fit, but stand in a chain that such packets do not come to (INPUT is
  /// for packets to the host itself, FORWARD for those through it).
  func recordMisplaced(_ chain: Chain, _ table: Table, _ context: HookContext) {
    guard namespace.network.recorder.isExplaining, let hook = chain.hook, table.name == .filter else {
      return
    }
    let verdict = chain.policy == .accept ? "ACCEPT" : "DROP"
    for other in table.builtInChains where other.hook != hook {
      for (index, rule) in other.rules.enumerated() {
        guard let decision = rule.specification.target.decision, decision != verdict, decision != "RETURN",
          rule.specification.isSelective, rule.unmetConditions(context, self) == 0
        else { continue }
        namespace.network.recorder.record(
          OvertakenRule(
            packet: context.buffer.identity, node: namespace.name, table: table.name.text, chain: other.name,
            winner: 0, number: index + 1, text: rule.text(in: other.name), verdict: decision,
            origin: rule.origin))
        break
      }
    }
  }

  func recordDrop(_ index: Int, _ chain: Chain, _ table: Table, _ context: HookContext) {
    guard context.isRecording else { return }
    namespace.drop(
      context.buffer, .rule(table: table.name.text, chain: chain.name, number: index + 1))
  }

  func recordPolicy(_ chain: Chain, _ table: Table, _ context: HookContext) {
    recordMisplaced(chain, table, context)
    let verdict = chain.policy == .accept ? "ACCEPT" : "DROP"
    namespace.trace(
      context.buffer,
      .policy(hook: context.hook, table: table.name.text, chain: chain.name, verdict: verdict))
    if chain.policy == .drop {
      namespace.drop(context.buffer, .policy(table: table.name.text, chain: chain.name))
    }
  }
}
