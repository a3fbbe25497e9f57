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

  package static func rows(of packet: PacketJourney) -> [StepRow] {
    var rows: [StepRow] = []
    var passed = Passed()
    for stop in packet.stops {
      let own = stop.steps.lastIndex { isStop($0, stop.kind) }
      for (index, step) in stop.steps.enumerated() {
        if case .rule(let visit) = step.event, visit.verdict == nil {
          if let first = passed.first, first.node != step.node { passed.end(&rows) }
          passed.add(visit, step)
        } else {
          passed.end(&rows)
          rows.append(
            StepRow(
              number: index == own ? stop.number : nil, time: step.time, node: step.node,
              content: .step(step), state: step.state))
        }
      }
    }
    passed.end(&rows)
    return rows
  }

  /// Rules in a row that did not match, until another step ends them.
  private struct Passed {
    private(set) var first: TraceStep?
    private var visits: [RuleVisit] = []

    mutating func add(_ visit: RuleVisit, _ step: TraceStep) {
      if first == nil { first = step }
      visits.append(visit)
    }

    mutating func end(_ rows: inout [StepRow]) {
      guard let first else { return }
      rows.append(
        StepRow(
          number: nil, time: first.time, node: first.node, content: .passed(visits), state: first.state))
      self = Passed()
    }
  }

  private static func isStop(_ step: TraceStep, _ kind: Stop.Kind) -> Bool {
    switch (step.event, kind) {
    case (.received, .arrives), (.transmitted, .leaves), (.translated, .rewritten), (.dropped, .dropped): true
    default: false
    }
  }
}
