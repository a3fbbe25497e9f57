import Packets
import Simulation

/// A packet's way through the tables of a hook.
extension Netfilter {
  /// Takes a packet through a hook: raw, connection tracking, mangle, nat, filter, in Linux's order
  /// (include/uapi/linux/netfilter_ipv4.h, enum nf_ip_hook_priorities). The packet may be rewritten.
  func evaluate(
    _ hook: Hook, _ buffer: SocketBuffer, input: NetworkDevice?, output: NetworkDevice?
  ) -> Verdict {
    let context = HookContext(namespace, hook, buffer, input: input, output: output)
    switch hook {
    case .preRouting:
      guard pass(raw, context), track(context), pass(mangle, context), translate(context) else {
        return .drop
      }
    case .input:
      guard pass(mangle, context), pass(filter, context), pass(security, context), translate(context),
        confirm(context)
      else { return .drop }
    case .forward:
      guard pass(mangle, context), pass(filter, context), pass(security, context) else { return .drop }
    case .output:
      guard pass(raw, context), track(context), pass(mangle, context), translate(context),
        pass(filter, context), pass(security, context)
      else { return .drop }
    case .postRouting:
      guard pass(mangle, context), translate(context), confirm(context) else { return .drop }
    }
    return .accept
  }

  private func track(_ context: HookContext) -> Bool {
    !tracksConnections || tracker.track(context.buffer, at: context.hook) == .accept
  }

  private func confirm(_ context: HookContext) -> Bool {
    !tracksConnections || tracker.confirm(context.buffer, at: context.hook) == .accept
  }

  private func pass(_ table: Table, _ context: HookContext) -> Bool {
    guard let chain = table.chain(at: context.hook) else { return true }
    guard chain.isPresent else {
      if context.isRecording { recordMisplaced(chain, table, context) }
      return true
    }
    return traverse(chain, table, context) != .drop
  }

  /// The nat table is asked about a connection's first packet only; NAT then rewrites every packet. The kernel
  /// translates while there is a chain of table nat (nf_nat_inet_fn).
  private func translate(_ context: HookContext) -> Bool {
    guard tracksConnections, nat.builtInChains.contains(where: { $0.isPresent }) else { return true }
    let buffer = context.buffer
    let manipulation = context.hook.manipulation
    var author = Translation.Author.connectionTracking
    if tracker.needsNATRules(buffer, manipulation) {
      if let chain = nat.chain(at: context.hook), chain.isPresent {
        switch traverse(chain, nat, context) {
        case .drop: return false
        case .translated(let rule): author = rule
        case .accept, .returned: break
        }
      }
      if tracker.needsNATRules(buffer, manipulation),
        !tracker.setUpNullBinding(buffer, manipulation, at: context.hook)
      {
        return false
      }
    }
    return tracker.applyNAT(buffer, manipulation, at: context.hook, author: author)
  }
}

extension Hook {
  /// What NAT may rewrite here (HOOK2MANIP).
  var manipulation: Translation.Manipulation {
    self == .preRouting || self == .output ? .destination : .source
  }
}

/// What a walk through a chain ended with.
enum Outcome: Equatable {
  case accept, drop
  /// The end of the chain, or RETURN.
  case returned
  /// A rule has decided how the connection is translated.
  case translated(Translation.Author)
}

extension Netfilter {
  /// A built-in chain, and its policy at the end.
  private func traverse(_ chain: Chain, _ table: Table, _ context: HookContext) -> Outcome {
    let context = context.refreshed
    let outcome = walk(chain, table, context)
    guard outcome == .returned else { return outcome }
    if chain.countsPolicy { chain.counters.count(context.buffer.ip.totalLength) }
    if context.isRecording { recordPolicy(chain, table, context) }
    return chain.policy == .accept ? .accept : .drop
  }

  private func walk(_ chain: Chain, _ table: Table, _ context: HookContext) -> Outcome {
    var candidates = chain.candidates(for: context)
    while let index = candidates.next() {
      let rule = chain.rules[index]
      if let failure = rule.failure(context, self) {
        if context.isRecording { recordMismatch(failure, rule, index, chain, table, context) }
        continue
      }
      rule.counters.count(context.buffer.ip.totalLength)
      switch carryOut(rule, index, chain, table, context) {
      case .next: break
      case .end(let outcome):
        if context.isRecording, let decision = rule.specification.target.decision {
          recordOvertaken(by: index, decision, chain, table, context)
        }
        return outcome
      case .jump(let other):
        let outcome = walk(other, table, context)
        guard outcome == .returned else { return outcome }
      case .goto(let other): return walk(other, table, context)
      }
    }
    return .returned
  }

  private enum Continuation {
    case next
    case end(Outcome)
    case jump(Chain)
    case goto(Chain)
  }

  /// What a rule that matched does.
  private func carryOut(
    _ rule: Rule, _ index: Int, _ chain: Chain, _ table: Table, _ context: HookContext
  ) -> Continuation {
    func record(_ verdict: @autoclosure () -> String) {
      if context.isRecording { recordVisit(rule, verdict(), index, chain, table, context) }
    }
    switch rule.specification.target {
    case .accept:
      record("ACCEPT")
      return .end(.accept)
    case .drop:
      record("DROP")
      recordDrop(index, chain, table, context)
      return .end(.drop)
    case .return:
      record("RETURN")
      return .end(.returned)
    case .jump(let name):
      record("JUMP " + name)
      return rule.destination.map { .jump($0) } ?? .next
    case .goto(let name):
      record("GOTO " + name)
      return rule.destination.map { .goto($0) } ?? .next
    case .reject(let kind):
      record("DROP")
      recordDrop(index, chain, table, context)
      reject(context.buffer, with: kind, at: context.hook)
      return .end(.drop)
    case .sourceNAT, .destinationNAT, .masquerade, .redirect, .netmap:
      record("ACCEPT")
      guard setUp(rule.specification.target, context) else { return .end(.drop) }
      return .end(.translated(.rule(chain: chain.name, number: index + 1)))
    case .uncommon(.queue(let options)):
      record("QUEUE")
      guard !options.mayBypass else { return .end(.accept) }
      recordDrop(index, chain, table, context)
      return .end(.drop)
    default:
      let before = context.isRecording ? context.buffer.frame : nil
      let goesOn = apply(rule.specification.target, context)
      if context.isRecording {
        recordVisit(
          rule, goesOn ? "CONTINUE" : "DROP", index, chain, table, context, before: before)
      }
      guard !goesOn else { return .next }
      recordDrop(index, chain, table, context)
      return .end(.drop)
    }
  }
}
