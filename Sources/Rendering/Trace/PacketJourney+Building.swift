import Packets
import Simulation

extension PacketJourney {
  /// Nil when there is nothing to tell.
  init?(number: Int, steps: [TraceStep], wiring: Wiring) {
    guard let first = steps.first else { return nil }
    let copies = Copies(steps, wiring: wiring)
    let main = copies.main
    identity = first.packet
    self.number = number
    cause = first.cause
    started = first.time
    origin = first.node
    let shown = main.first?.before ?? first.before
    label = PacketLabel(of: shown)
    isARP = shown.etherType == EthernetPayload.arpType
    self.first = shown
    last = main.last?.after ?? first.after
    direction = .request
    end = Self.end(of: main)
    self.copies = copies.others.map(Self.end(of:))
    stops = Self.stops(of: main, wiring: wiring)
    awaited = Self.awaited(in: main)
  }

  private static func awaited(in steps: [TraceStep]) -> String? {
    for step in steps.reversed() {
      switch step.event {
      case .resolving(let nextHop, _): return nextHop.description
      case .dropped(.neighbourFailed): continue
      default: return nil
      }
    }
    return nil
  }

  private static func end(of steps: [TraceStep]) -> End {
    for step in steps.reversed() {
      switch step.event {
      case .delivered(let to): return .delivered(node: step.node, to: to)
      case .dropped(let reason): return .dropped(node: step.node, reason: reason)
      default: continue
      }
    }
    return .underway
  }

  private static func stops(of steps: [TraceStep], wiring: Wiring) -> [Stop] {
    var stops: [Stop] = []
    var pending: [TraceStep] = []
    for step in steps {
      pending.append(step)
      guard !wiring.isSwitch(step.node), let kind = kind(of: step) else { continue }
      var switches: [String] = []
      if case .arrives(let here) = kind, let there = stops.last(where: { $0.station != nil })?.station {
        switches = wiring.peer(from: there, to: here)?.switches ?? []
      }
      stops.append(
        Stop(
          number: 0, node: step.node, time: step.time, kind: kind, frame: step.after, steps: pending,
          switches: switches))
      pending = []
    }
    if !stops.isEmpty { stops[stops.count - 1].steps += pending }
    return stops
  }

  private static func kind(of step: TraceStep) -> Stop.Kind? {
    switch step.event {
    case .received(let interface): return .arrives(Station(step.node, interface))
    case .transmitted(let interface): return .leaves(Station(step.node, interface))
    case .dropped(let reason): return .dropped(reason)
    case .translated(let translation):
      let field: HeaderChange.Field = translation.manipulation == .source ? .source : .destination
      let changes = HeaderChange.between(step.before, step.after)
      guard let change = changes.first(where: { $0.field == field }) ?? changes.first else { return nil }
      return .rewritten(Rewrite(node: step.node, change: change, translation: translation))
    default: return nil
    }
  }
}
