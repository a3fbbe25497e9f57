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
      text: rule.specification.text(in: chain.name), verdict: verdict, mismatch: mismatch,
      origin: rule.origin)
    namespace.network.trace(
      context.buffer, at: namespace.name, .rule(visit), before: before ?? context.buffer.frame)
  }

  func recordMismatch(
    _ failure: Rule.Failure, _ rule: Rule, _ index: Int, _ chain: Chain, _ table: Table,
    _ context: HookContext
  ) {
    recordVisit(
      rule, nil, index, chain, table, context,
      mismatch: rule.specification.mismatch(failure, context))
  }

  func recordDrop(_ index: Int, _ chain: Chain, _ table: Table, _ context: HookContext) {
    guard context.isRecording else { return }
    namespace.drop(
      context.buffer, .rule(table: table.name.text, chain: chain.name, number: index + 1))
  }

  func recordPolicy(_ chain: Chain, _ table: Table, _ context: HookContext) {
    let verdict = chain.policy == .accept ? "ACCEPT" : "DROP"
    namespace.trace(
      context.buffer,
      .policy(hook: context.hook, table: table.name.text, chain: chain.name, verdict: verdict))
    if chain.policy == .drop {
      namespace.drop(context.buffer, .policy(table: table.name.text, chain: chain.name))
    }
  }
}
