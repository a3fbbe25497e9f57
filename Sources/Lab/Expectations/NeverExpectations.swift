import NetLanguage
import Packets
import Simulation

/// A console line of a cell that rules something out.
struct WatchedLine {
  let statement: Statement
  let steps: [TraceStep]
  let explainer: Explainer?
}

/// `expect never …`: the first packet of the cell that does what none may do is the counterexample.
extension Lab {
  func checkNever(_ expectation: Expectation, at range: SourceRange, in file: String?) -> [Failure] {
    for line in watched {
      let journeys = PacketJourney.all(in: line.steps)
      for (index, journey) in journeys.enumerated() where journey.isIPv4 {
        guard let step = offence(expectation.claim, of: journey) else { continue }
        let failure = Failure(
          "expect-never", at: range, "a packet does what none may do",
          details: ["packet \(index + 1) of: \(line.statement.text)"] + story(of: journey, to: step),
          related: [
            Failure.Related(
              origin: Origin(line: line.statement.range.start.line, file: file),
              Phrase("the packet is sent here", "数据包在这里发出"))
          ])
        let explanation =
          line.explainer?.failure(of: journey.packet) ?? line.explainer?.passage(of: journey.packet)
        return [failure.explained(by: explanation)]
      }
    }
    return []
  }

  /// The step by which a packet does it.
  private func offence(_ claim: Expectation.Claim, of journey: PacketJourney) -> TraceStep? {
    journey.relevant.first { step in
      switch claim {
      case .reaches(let node):
        return step.node == node.value && journey.first.node != node.value
      case .rewritten(let node):
        guard step.node == node.value, case .translated = step.event else { return false }
        return step.before != step.after
      case .seen(let node, let interface, let source, let destination):
        guard step.node == node.value, step.interface == interface.value, let packet = step.after.ipv4 else {
          return false
        }
        return source.matches(packet.source, packet.ports?.source)
          && destination.matches(packet.destination, packet.ports?.destination)
      case .hits(let node, let table, let chain, let rule):
        guard step.node == node.value, case .rule(let visit) = step.event else { return false }
        return visit.verdict != nil && visit.table == table.value && visit.chain == chain.value
          && visit.text.containsText(rule.value)
      case .dropped(let node, let table, let chain):
        guard step.node == node.value, case .dropped(let reason) = step.event else { return false }
        guard let table, let chain else { return reason != .otherHost }
        return reason.isBy(table: table.value, chain: chain.value)
      default: return false
      }
    }
  }

  /// The packet's way up to the step, a line for each thing that matters.
  private func story(of journey: PacketJourney, to last: TraceStep) -> [String] {
    var lines: [String] = []
    for step in journey.relevant where step.time <= last.time {
      guard let words = step.words else { continue }
      lines.append("  \(step.node): \(words)")
      if step == last { break }
    }
    return lines
  }
}

extension TraceStep {
  /// What happened, in a few words; nil for what only passes by.
  fileprivate var words: String? {
    switch event {
    case .created(let who): "made by \(who), \(after.ipv4?.addressText ?? "")"
    case .received(let interface): "comes in by \(interface)"
    case .rule(let visit):
      visit.verdict.map { "rule \(visit.number) of \(visit.table) \(visit.chain): \($0)" }
    case .translated where before != after: "rewritten to \(after.ipv4?.addressText ?? "")"
    case .routed(let decision) where !decision.route.isEmpty: "routed by \(decision.route)"
    case .delivered(let who): "delivered to \(who)"
    case .dropped(let reason): "dropped: \(reason.text)"
    default: nil
    }
  }
}
