import Linux
import Packets
import Simulation

/// Why packets came where they were not to come.
extension Explainer {
  /// How the line's first packet came through: what let it pass, what sent it where it went, and who took it.
  func passage(at node: String? = nil) -> Explanation? {
    let candidates = transits.filter { transit in
      node == nil || transit.journey.steps.contains { $0.node == node }
    }
    return candidates.first.map { passage(of: $0, at: node) }
  }

  /// How one packet came through, or how far.
  func passage(of packet: PacketIdentity) -> Explanation? {
    transits.first { $0.journey.packet == packet }.map { passage(of: $0, at: nil) }
  }

  private func passage(of transit: Transit, at node: String?) -> Explanation {
    let nodes = transit.journey.nodes(switches: Set(network.switches.map { $0.name }))
    var explanation = Explanation(
      "passed",
      Phrase(
        "\(transit.words.english) goes \(nodes.joined(separator: " → ")) and is let through",
        "\(transit.words.chinese)经过 \(nodes.joined(separator: " → "))，一路放行"))
    addVerdicts(on: transit, at: node, &explanation)
    addTranslations(of: transit, at: node, &explanation)
    if case .delivered(let end) = transit.ending { addReceiver(transit, at: end, &explanation) }
    addRoutes(of: transit, &explanation)
    return explanation
  }

  /// Rules of the filter table that accepted the packet, and those that might have dropped it.
  private func addVerdicts(on transit: Transit, at node: String?, _ explanation: inout Explanation) {
    let visits = visits(of: transit).filter {
      ($0.visit.table == "filter" || $0.visit.table == "mangle") && (node == nil || $0.node == node)
    }
    for accepted in visits where accepted.visit.verdict == "ACCEPT" && accepted.visit.origin != nil {
      let visit = accepted.visit
      explanation.cause = "accepted"
      explanation.add(
        Phrase(
          "rule \(visit.number) of \(visit.table) \(visit.chain) at \(accepted.node) accepts it: \(visit.text)",
          "\(accepted.node) 的 \(visit.table) \(visit.chain) 第 \(visit.number) 条规则接受它：\(visit.text)"))
      explanation.point(
        to: visit.origin, Phrase("this rule accepts the packet", "这条规则接受该包"))
    }
    for rule in overtaken
    where rule.packet == transit.journey.packet && (node == nil || rule.node == node)
      && rule.table == "filter"
    {
      explanation.cause = rule.winner == 0 ? "wrong-chain" : "rule-order"
      explanation.add(
        rule.winner == 0
          ? Phrase(
            "rule \(rule.number) of filter \(rule.chain) (\(rule.text)) fits, but this packet never comes to "
              + rule.chain,
            "filter \(rule.chain) 第 \(rule.number) 条规则（\(rule.text)）符合，但这个包不经过 \(rule.chain)")
          : Phrase(
            "wrong order: rule \(rule.number) (\(rule.text)) stands behind rule \(rule.winner)",
            "顺序不对：第 \(rule.number) 条规则（\(rule.text)）排在第 \(rule.winner) 条之后"))
      explanation.point(
        to: rule.origin, Phrase("this rule never sees the packet", "这条规则见不到该包"))
    }
    let misses = visits.filter {
      $0.visit.mismatch != nil && $0.visit.origin != nil
        && ($0.visit.text.hasTarget("DROP") || $0.visit.text.hasTarget("REJECT"))
    }
    let least = misses.map { $0.visit.mismatch!.unmet }.min() ?? 0
    for miss in misses.filter({ $0.visit.mismatch!.unmet == least }).prefix(2) { addMiss(miss, &explanation) }
  }

  private func addReceiver(_ transit: Transit, at step: TraceStep, _ explanation: inout Explanation) {
    guard case .delivered(let receiver) = step.event else { return }
    explanation.add(
      Phrase("\(step.node) takes it: \(receiver)", "由 \(step.node) 接收：\(receiver)"))
    guard let port = step.after.ipv4?.destinationPort else { return }
    let kind: SocketSummary.Kind = step.after.ipv4?.udp == nil ? .tcp : .udp
    for socket in namespace(step.node)?.sockets.all ?? []
    where socket.isService && socket.localPort == port && socket.kind == kind {
      explanation.point(
        to: socket.origin, Phrase("the service at \(step.node)", "\(step.node) 上的服务"))
    }
  }

  /// The decisions that chose the way, those by connected networks left out.
  func addRoutes(of transit: Transit, _ explanation: inout Explanation) {
    for step in transit.journey.steps {
      guard case .routed(let decision) = step.event, decision.nextHop != nil else { continue }
      explanation.add(
        Phrase(
          "\(step.node) sends it by \(decision.route) of table \(decision.table)",
          "\(step.node) 按表 \(decision.table) 的 \(decision.route) 发送"))
      explanation.point(
        to: decision.origin,
        Phrase("\(step.node) sends it this way", "\(step.node) 由此发送"))
      addPolicyRules(of: step, decision, transit, &explanation)
    }
  }

  /// Rules of the routing policy that did not choose, at a host that has any.
  private func addPolicyRules(
    of step: TraceStep, _ decision: RouteDecision, _ transit: Transit, _ explanation: inout Explanation
  ) {
    guard let namespace = namespace(step.node) else { return }
    for rule in namespace.routing.rules where rule.origin != nil {
      guard case .lookup(let table) = rule.action, RoutingTable.name(of: table) != decision.table else {
        continue
      }
      let mark = rule.mark.map { "fwmark \($0)" }
      let from = rule.from.length > 0 ? "from \(rule.from)" : nil
      let to = rule.to.length > 0 ? "to \(rule.to)" : nil
      let words = [from, to, mark, rule.inputInterface.map { "iif \($0)" }].compactMap { $0 }
      explanation.cause = "policy-rule"
      explanation.add(
        Phrase(
          "the rule \(words.joined(separator: " ")) lookup \(RoutingTable.name(of: table)) did not choose",
          "策略规则 \(words.joined(separator: " ")) lookup \(RoutingTable.name(of: table)) 没有选中它"))
      explanation.point(
        to: rule.origin, Phrase("this rule did not take the packet", "这条规则没有选中该包"))
      guard rule.mark != nil else { continue }
      for visit in visits(of: transit)
      where visit.node == step.node && visit.visit.text.hasTarget("MARK") {
        if visit.visit.mismatch != nil { addMiss(visit, &explanation) }
        explanation.point(
          to: visit.visit.origin, Phrase("this rule sets the mark", "这条规则设置标记"))
      }
    }
  }

  // MARK: - Ways

  /// Why a packet went another way than it should have: the decisions on it from the last node that is right.
  func divergence(of packet: PacketIdentity, from wanted: [String]) -> Explanation? {
    guard let transit = transits.first(where: { $0.journey.packet == packet }) else { return nil }
    let seen = transit.journey.nodes(switches: Set(network.switches.map { $0.name }))
    var right = 0
    while right < min(seen.count, wanted.count), seen[right] == wanted[right] { right += 1 }
    guard right > 0 else { return passage() }
    let node = seen[right - 1]
    var explanation = Explanation(
      "other-way",
      right < seen.count
        ? Phrase(
          "\(transit.words.english) goes from \(node) to \(seen[right])"
            + (right < wanted.count ? ", not to \(wanted[right])" : ""),
          "\(transit.words.chinese)从 \(node) 到了 \(seen[right])"
            + (right < wanted.count ? "，而不是 \(wanted[right])" : ""))
        : Phrase("\(transit.words.english) ends at \(node)", "\(transit.words.chinese)止于 \(node)"))
    for step in transit.journey.steps where step.node == node {
      switch step.event {
      case .routed(let decision):
        explanation.add(
          Phrase(
            "\(node) routes it by \(decision.route) (table \(decision.table))",
            "\(node) 的路由是 \(decision.route)（表 \(decision.table)）"))
        addPolicyRules(of: step, decision, transit, &explanation)
        explanation.point(
          to: decision.origin, Phrase("\(node) sends it this way", "\(node) 由此发送"))
      default: break
      }
    }
    addTranslations(of: transit, at: node, &explanation)
    if case .delivered(let end) = transit.ending { addReceiver(transit, at: end, &explanation) }
    return explanation
  }
}
