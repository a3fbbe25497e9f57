import Linux
import NetLanguage
import Packets
import Simulation
import Tools

/// Expectations about packets.
extension Lab {
  func checkTrace(_ expectation: Expectation, of line: LineResult, at range: SourceRange) -> [Failure] {
    let journeys = self.journeys ?? PacketJourney.all(in: line.trace).filter { $0.isIPv4 }
    self.journeys = journeys
    switch expectation.claim {
    case .path(let nodes):
      return checkPath(journeys.first, nodes, expectation, range, whose: "first packet")
    case .replyPath(let nodes):
      return checkPath(reply(in: journeys), nodes, expectation, range, whose: "first packet back")
    case .seen(let node, let interface, let source, let destination):
      return checkSeen(journeys, node.value, interface.value, source, destination, expectation, range)
    case .hits(let node, let table, let chain, let rule):
      let visits = visits(journeys, node.value, table.value, chain.value, rule.value)
      return verdict(visits.contains { $0.verdict != nil }, expectation, range, "expect-hits") {
        explainVisits(journeys, visits, node.value, table.value, chain.value, rule.value)
      }
    case .skips(let node, let table, let chain, let rule):
      let matched = visits(journeys, node.value, table.value, chain.value, rule.value).filter {
        $0.verdict != nil
      }
      return verdict(matched.isEmpty, expectation, range, "expect-skips") {
        matched.map { "a packet matched rule \($0.number) of \($0.table) \($0.chain): \($0.text)" }
      }
    case .dropped(let node, let table, let chain):
      return checkDropped(journeys, node.value, table?.value, chain?.value, expectation, range)
    default: return []
    }
  }

  // MARK: - Paths

  private func checkPath(
    _ journey: PacketJourney?, _ nodes: [Located<String>], _ expectation: Expectation, _ range: SourceRange,
    whose: String
  ) -> [Failure] {
    guard let journey else {
      let failure = Failure(
        "expect-path", at: range, "there is no \(whose)", details: ["the command caused no such packet"])
      return [failure.explained(by: explainer?.failure())]
    }
    let wanted = nodes.map { $0.value }
    let seen = journey.nodes(switches: switchNames)
    return verdict(seen == wanted, expectation, range, "expect-path") {
      [
        "expected the \(whose) to go \(wanted.joined(separator: " → "))",
        "it went \(seen.joined(separator: " → "))",
      ] + ending(journey)
    }
  }

  var switchNames: Set<String> { Set(network.switches.map { $0.name }) }

  /// The first packet that answers the first.
  func reply(in journeys: [PacketJourney]) -> PacketJourney? { PacketJourney.reply(in: journeys) }

  private func ending(_ journey: PacketJourney) -> [String] {
    guard let (step, reason) = journey.drop else { return [] }
    return ["it was dropped at \(step.node): \(reason.text)"]
  }

  // MARK: - Places

  private func checkSeen(
    _ journeys: [PacketJourney], _ node: String, _ interface: String, _ source: Expectation.Endpoint,
    _ destination: Expectation.Endpoint, _ expectation: Expectation, _ range: SourceRange
  ) -> [Failure] {
    var seen: [String] = []
    var holds = false
    for step in journeys.lazy.flatMap({ $0.steps }) where step.node == node && step.interface == interface {
      guard let packet = step.after.ipv4 else { continue }
      let ports = packet.ports
      holds =
        holds
        || source.matches(packet.source, ports?.source)
          && destination.matches(packet.destination, ports?.destination)
      let text = packet.addressText
      if !seen.contains(text) { seen.append(text) }
    }
    return verdict(holds, expectation, range, "expect-seen") {
      ["expected a packet \(source.text.value) > \(destination.text.value) on \(node):\(interface)"]
        + (seen.isEmpty ? ["no traced packet came by there"] : ["seen there:"] + seen.map { "  " + $0 })
    }
  }

  // MARK: - Rules

  private func visits(
    _ journeys: [PacketJourney], _ node: String, _ table: String, _ chain: String, _ part: String
  ) -> [RuleVisit] {
    journeys.lazy.flatMap { $0.steps }.compactMap { step in
      guard step.node == node, case .rule(let visit) = step.event, visit.table == table,
        visit.chain == chain, visit.text.containsText(part)
      else { return nil }
      return visit
    }
  }

  private func explainVisits(
    _ journeys: [PacketJourney], _ visits: [RuleVisit], _ node: String, _ table: String, _ chain: String,
    _ part: String
  ) -> [String] {
    if let visit = visits.first, let mismatch = visit.mismatch {
      return [
        "rule \(visit.number) of \(table) \(chain) was looked at, but did not match: \(visit.text)",
        "it wants \(mismatch.condition); the packet had \(mismatch.found)",
      ]
    }
    let looked = journeys.lazy.flatMap { $0.steps }.contains { step in
      if step.node == node, case .rule(let visit) = step.event {
        return visit.table == table && visit.chain == chain
      }
      return false
    }
    return [
      looked
        ? "no rule of \(table) \(chain) at \(node) that was looked at has \"\(part)\" in it"
        : "no traced packet came to chain \(chain) of table \(table) at \(node)"
    ]
  }

  // MARK: - Drops

  private func checkDropped(
    _ journeys: [PacketJourney], _ node: String, _ table: String?, _ chain: String?,
    _ expectation: Expectation, _ range: SourceRange
  ) -> [Failure] {
    let drops = journeys.compactMap { $0.drop }
    let holds = drops.contains { drop in
      guard drop.step.node == node else { return false }
      guard let table, let chain else { return true }
      return drop.reason.isBy(table: table, chain: chain)
    }
    return verdict(holds, expectation, range, "expect-dropped") {
      drops.isEmpty
        ? ["no traced packet was dropped"]
        : drops.map { "a packet was dropped at \($0.step.node): \($0.reason.text)" }
    }
  }
}

extension Expectation.Endpoint {
  func matches(_ address: IPv4Address, _ port: UInt16?) -> Bool {
    (self.address == nil || self.address == address.bits)
      && (self.port == nil || self.port == port.map(Int.init))
  }
}

extension TraceStep {
  /// The interface that the step is about, where there is one.
  var interface: String? {
    switch event {
    case .received(let interface), .transmitted(let interface): interface
    default: nil
    }
  }
}

extension IPv4Packet {
  /// `SOURCE:PORT > DESTINATION:PORT`, without ports where there are none.
  package var addressText: String {
    guard let ports else { return "\(source) > \(destination)" }
    return "\(source):\(ports.source) > \(destination):\(ports.destination)"
  }
}
