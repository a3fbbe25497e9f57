import Linux
import NetLanguage
import Simulation

extension Explainer {
  /// Why an expectation does not hold.
  func explanation(of expectation: Expectation, _ network: Network) -> Explanation? {
    let packets = journeys.filter { $0.isIPv4 }
    switch expectation.claim {
    case .exit, .outputIs, .outputContains, .outputMatches, .outputIsEmpty: return failure() ?? passage()
    case .path(let nodes): return way(of: packets.first, nodes.map { $0.value })
    case .replyPath(let nodes): return way(of: PacketJourney.reply(in: packets), nodes.map { $0.value })
    case .seen(let node, _, _, _): return failure() ?? translation(at: node.value)
    case .hits(let node, let table, let chain, let rule):
      return comparison(at: node.value, table.value, chain.value, rule.value)
    case .skips(let node, let table, let chain, let rule):
      return match(at: node.value, table.value, chain.value, rule.value)
    case .dropped(let node, _, _): return failure() ?? passage(at: node.value) ?? passage()
    case .reaches, .rewritten: return nil
    }
  }

  private func way(of journey: PacketJourney?, _ wanted: [String]) -> Explanation? {
    guard let journey else { return failure() }
    return failure(of: journey.packet) ?? divergence(of: journey.packet, from: wanted)
  }

  /// What the rules of table nat at a node did to the first packet that came there.
  private func translation(at node: String) -> Explanation? {
    let transit = transits.first { $0.journey.steps.contains { $0.node == node } }
    guard let transit, var explanation = passage(at: node) else { return passage() }
    for visit in visits(of: transit) where visit.node == node && visit.visit.table == "nat" {
      guard visit.visit.origin != nil else { continue }
      explanation.cause = "nat"
      addMiss(visit, &explanation)
    }
    return explanation
  }

  /// A rule that was to match, and did not.
  private func comparison(
    at node: String, _ table: String, _ chain: String, _ part: String
  ) -> Explanation? {
    let visits = transits.flatMap { self.visits(of: $0) }.filter {
      $0.node == node && $0.visit.table == table && $0.visit.chain == chain
    }
    if let miss = visits.first(where: { $0.visit.text.containsText(part) && $0.visit.mismatch != nil }) {
      var explanation = Explanation("mismatch", miss.words)
      explanation.point(to: miss.visit.origin, Phrase("the rule that does not match", "没有匹配的规则"))
      return explanation
    }
    guard let taken = visits.last(where: { $0.visit.verdict != nil && $0.visit.verdict != "CONTINUE" }) else {
      return failure() ?? passage(at: node)
    }
    let visit = taken.visit
    var explanation = Explanation(
      "rule-order",
      Phrase(
        "rule \(visit.number) of \(table) \(chain) had decided before: \(visit.text)",
        "\(table) \(chain) 第 \(visit.number) 条规则先作了决定：\(visit.text)"))
    explanation.point(to: visit.origin, Phrase("this rule decided", "这条规则作了决定"))
    if let rules = namespace(node).flatMap({ namespace in
      Table.Name(table).flatMap { namespace.netfilter.table($0).chain(named: chain) }?.rules
    }), let wanted = rules.first(where: { $0.specification.text(in: chain).containsText(part) }) {
      explanation.point(to: wanted.origin, Phrase("this rule was not looked at", "这条规则没有被检查"))
    }
    return explanation
  }

  /// A rule that was not to match, and did.
  private func match(at node: String, _ table: String, _ chain: String, _ part: String) -> Explanation? {
    for transit in transits {
      for visit in visits(of: transit)
      where visit.node == node && visit.visit.table == table && visit.visit.chain == chain
        && visit.visit.verdict != nil && visit.visit.text.containsText(part)
      {
        var explanation = Explanation(
          "match",
          Phrase(
            "\(transit.words.english) meets every condition of it", "\(transit.words.chinese)满足它的全部条件"))
        explanation.point(to: visit.visit.origin, Phrase("the rule that matched", "匹配的规则"))
        return explanation
      }
    }
    return nil
  }
}

extension Explainer.Visit {
  /// What a rule wanted, and what it found.
  var words: Phrase {
    let condition = visit.mismatch?.condition ?? ""
    let found = visit.mismatch?.found ?? ""
    return Phrase(
      "rule \(visit.number) of \(visit.table) \(visit.chain) at \(node) (\(visit.text)) does not match: "
        + "it wants \(condition), and the packet has \(found)",
      "\(node) 的 \(visit.table) \(visit.chain) 第 \(visit.number) 条规则（\(visit.text)）不匹配："
        + "要求 \(condition)，而包是 \(found)")
  }
}
