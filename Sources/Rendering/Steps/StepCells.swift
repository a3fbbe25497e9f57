import Simulation

/// A step's words, column by column.
struct StepCells {
  var hook = ""
  var chain = ""
  var rule: String?
  var event: String
  var verdict = ""

  init(_ step: TraceStep, of packet: PacketJourney, _ language: Language) {
    event = language.event(step.event, of: packet)
    switch step.event {
    case .rule(let visit):
      hook = visit.hook.name
      chain = "\(visit.table) / \(visit.chain) \(visit.number)"
      rule = visit.text
      verdict = visit.verdict ?? ""
    case .entered(let hook, _, _): self.hook = hook.name
    case .policy(let hook, let table, let chain, let verdict):
      self.hook = hook.name
      self.chain = "\(table) / \(chain)"
      self.verdict = verdict
    case .translated(let translation):
      hook = translation.hook.name
      event += language.colon + language.author(translation)
    case .delivered: verdict = "✓"
    case .dropped: verdict = "✕"
    default: break
    }
  }
}
