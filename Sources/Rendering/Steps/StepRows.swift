package import Simulation

/// The rows of the table of steps. The HTML table and the terminal's list are both made of them.
package struct StepRow: Hashable, Sendable {
  package enum Content: Hashable, Sendable {
    case step(TraceStep)
    /// Rules in a row that did not match.
    case passed([RuleVisit])
  }
  /// The stop's number where this step is the stop, as `7`; the steps before it on the way there are not numbered.
  package var number: Int?
  package var time: Nanoseconds
  package var node: String
  package var content: Content
  package var state: ConnectionState?
  /// Whose step it is.
  package var packet: PacketJourney

  package static func rows(of packet: PacketJourney) -> [StepRow] {
    var rows: [StepRow] = []
    for stop in packet.stops {
      let own = stop.steps.lastIndex { isStop($0, stop.kind) }
      for (index, step) in stop.steps.enumerated() {
        if case .rule(let visit) = step.event, visit.verdict == nil {
          if case .passed(let visits) = rows.last?.content, rows.last?.node == step.node {
            rows[rows.count - 1].content = .passed(visits + [visit])
          } else {
            rows.append(
              StepRow(
                number: nil, time: step.time, node: step.node, content: .passed([visit]), state: step.state,
                packet: packet))
          }
          continue
        }
        rows.append(
          StepRow(
            number: index == own ? stop.number : nil, time: step.time, node: step.node, content: .step(step),
            state: step.state, packet: packet))
      }
    }
    return rows
  }

  private static func isStop(_ step: TraceStep, _ kind: Stop.Kind) -> Bool {
    switch (step.event, kind) {
    case (.received, .arrives), (.transmitted, .leaves), (.translated, .rewritten), (.dropped, .dropped): true
    default: false
    }
  }
}
