import Linux
import Packets
import Simulation

extension Explainer {
  struct Visit {
    let node: String
    let visit: RuleVisit
    let step: TraceStep
  }

  /// The rules that were compared with a packet, in order.
  func visits(of transit: Transit) -> [Visit] {
    transit.journey.steps.compactMap { step in
      guard case .rule(let visit) = step.event else { return nil }
      return Visit(node: step.node, visit: visit, step: step)
    }
  }

  func explainRule(
    _ table: String, _ chain: String, _ number: Int, at step: TraceStep, of transit: Transit
  ) -> Explanation {
    let visits = visits(of: transit).filter { $0.node == step.node && $0.visit.table == table }
    let decisive = visits.last { $0.visit.chain == chain && $0.visit.number == number }
    let text = decisive?.visit.text ?? ""
    var explanation = dropped(
      "rule", transit, at: step,
      Phrase(
        "rule \(number) of \(table) \(chain) says \(text)", "\(table) 表 \(chain) 链第 \(number) 条规则 \(text)"))
    explanation.point(
      to: decisive?.visit.origin,
      Phrase("rule \(number) of \(table) \(chain) is added here", "\(table) \(chain) 的第 \(number) 条规则在这里添加"))
    for rule in overtaken(of: transit, at: step.node, table, chain) where rule.winner == number {
      explanation.cause = "rule-order"
      explanation.add(
        Phrase(
          "wrong order: rule \(rule.number), which would decide \(rule.verdict), stands behind it: \(rule.text)",
          "顺序不对：会 \(rule.verdict) 的第 \(rule.number) 条规则排在它后面：\(rule.text)"))
      explanation.point(
        to: rule.origin,
        Phrase("rule \(rule.number), too late", "第 \(rule.number) 条规则，来得太晚"))
    }
    let hook = decisive?.visit.hook
    addNearMisses(visits.filter { $0.visit.hook == hook }, transit, &explanation)
    addMarks(decisive, transit, at: step, &explanation)
    addContainers(transit, &explanation)
    return explanation
  }

  func explainPolicy(
    _ table: String, _ chain: String, at step: TraceStep, of transit: Transit
  ) -> Explanation {
    var explanation = dropped(
      "policy", transit, at: step,
      Phrase(
        "no rule of \(table) \(chain) takes it, and the chain's policy is DROP",
        "\(table) 表 \(chain) 链没有规则接受它，而默认策略是 DROP"))
    let visits = visits(of: transit).filter {
      $0.node == step.node && $0.visit.table == table && $0.visit.hook.name == chain
    }
    addNearMisses(visits, transit, &explanation)
    addMisplaced(transit, at: step.node, table, chain, &explanation)
    addRemovedRules(transit, at: step.node, table, &explanation)
    if let namespace = namespace(step.node), let name = Table.Name(table),
      let built = namespace.netfilter.table(name).chain(named: chain)
    {
      explanation.point(
        to: network.provenance.origin(of: .policy, built),
        Phrase("the policy of \(table) \(chain) is set here", "\(table) \(chain) 的默认策略在这里设置"))
    }
    addContainers(transit, &explanation)
    return explanation
  }

  private func overtaken(
    of transit: Transit, at node: String, _ table: String, _ chain: String
  ) -> [OvertakenRule] {
    overtaken.filter {
      $0.packet == transit.journey.packet && $0.node == node && $0.table == table && $0.chain == chain
    }
  }

  // MARK: - Rules that would have let it pass

  /// Rules that would have let the packet pass, but for a condition or two.
  private func addNearMisses(_ visits: [Visit], _ transit: Transit, _ explanation: inout Explanation) {
    let misses = visits.filter { $0.visit.mismatch != nil && $0.visit.origin != nil && $0.visit.letsPass }
    let least = misses.map { $0.visit.mismatch!.unmet }.min() ?? 0
    for miss in misses.filter({ $0.visit.mismatch!.unmet == least }).prefix(3) {
      addMiss(miss, &explanation)
      addTranslation(before: miss, transit, &explanation)
    }
  }

  func addMiss(_ miss: Visit, _ explanation: inout Explanation) {
    let visit = miss.visit
    guard let mismatch = visit.mismatch else { return }
    explanation.add(miss.words)
    explanation.point(
      to: visit.origin,
      Phrase(
        "this rule wants \(mismatch.condition), and the packet has \(mismatch.found)",
        "这条规则要求 \(mismatch.condition)，而包是 \(mismatch.found)"))
  }

  /// What a rule sees behind NAT is not what the sender wrote.
  private func addTranslation(before miss: Visit, _ transit: Transit, _ explanation: inout Explanation) {
    guard let condition = miss.visit.mismatch?.condition,
      condition.containsText("-d") || condition.containsText("-s")
    else { return }
    for step in transit.journey.steps where step.node == miss.node && step.time <= miss.step.time {
      guard case .translated(let translation) = step.event, step.before != step.after,
        case .rule(let chain, let number) = translation.author
      else { continue }
      let visit = visits(of: transit).last {
        $0.node == step.node && $0.visit.table == "nat" && $0.visit.chain == chain
          && $0.visit.number == number
      }
      explanation.add(
        Phrase(
          "rule \(number) of nat \(chain) had rewritten it to \(step.after.ipv4?.addressText ?? "") before",
          "此前 nat \(chain) 第 \(number) 条规则已把它改写为 \(step.after.ipv4?.addressText ?? "")"))
      explanation.point(to: visit?.visit.origin, Phrase("it is rewritten here", "在这里被改写"))
    }
  }

  /// A rule that fits, in a chain that such packets never come to.
  private func addMisplaced(
    _ transit: Transit, at node: String, _ table: String, _ chain: String, _ explanation: inout Explanation
  ) {
    for rule in overtaken
    where rule.packet == transit.journey.packet && rule.node == node && rule.table == table
      && rule.winner == 0
    {
      explanation.cause = "wrong-chain"
      explanation.add(
        Phrase(
          "rule \(rule.number) of \(table) \(rule.chain) (\(rule.text)) fits, but this packet comes to \(chain), "
            + "not to \(rule.chain)",
          "\(table) \(rule.chain) 第 \(rule.number) 条规则（\(rule.text)）符合，但这个包走 \(chain)，不经过 \(rule.chain)"))
      explanation.point(
        to: rule.origin,
        Phrase("this rule stands in \(rule.chain)", "这条规则在 \(rule.chain) 链中"))
    }
  }

  /// Rules that were there once.
  private func addRemovedRules(
    _ transit: Transit, at node: String, _ table: String, _ explanation: inout Explanation
  ) {
    for removal in network.removals.reversed() where removal.namespace.name == node {
      guard case .rule(let rule, let chain, let name) = removal.thing, name.text == table,
        rule.origin != removal.origin
      else { continue }
      explanation.add(
        Phrase(
          "the rule \(rule.specification.text(in: chain)) was taken away before",
          "规则 \(rule.specification.text(in: chain)) 已被删除"))
      explanation.point(
        to: removal.origin, Phrase("a rule of \(chain) is taken away here", "这里删除了 \(chain) 的规则"))
      return
    }
  }

  /// A rule that goes by a mark is decided where the mark is set.
  private func addMarks(
    _ decisive: Visit?, _ transit: Transit, at step: TraceStep, _ explanation: inout Explanation
  ) {
    guard let decisive, decisive.visit.text.containsText("mark") else { return }
    for visit in visits(of: transit)
    where visit.node == step.node && visit.visit.verdict == "CONTINUE" && visit.visit.text.hasTarget("MARK") {
      explanation.point(to: visit.visit.origin, Phrase("the mark is set here", "标记在这里设置"))
    }
  }
}

extension RuleVisit {
  /// What the rule does to packets that meet it is not to end them.
  var letsPass: Bool {
    !text.hasTarget("DROP") && !text.hasTarget("REJECT") && !text.hasTarget("LOG")
      && !text.hasTarget("MARK") && text.containsText(" -j ")
  }
}
