import Lab
import Simulation

/// The copies of a packet that bridges and switches flooded, each with the way that led to it. Steps carry no copy's
/// number: a step belongs to the copy that was last at its node, or at the far end of its cable.
struct Copies {
  /// The copy that got furthest: delivered if any was, else the one that met its end for a reason of its own.
  private(set) var main: [TraceStep] = []
  private(set) var others: [[TraceStep]] = []

  private struct Branch {
    var steps: [TraceStep]
    /// Where the copy is: after a transmission, at the interface it left by.
    var station: Station?
    var node: String
    var isOnCable = false
    var isEnded = false
    /// It was passed on: the copies after it tell the rest.
    var isSuperseded = false
  }

  init(_ steps: [TraceStep], wiring: Wiring) {
    var branches: [Branch] = []
    for step in steps {
      switch step.event {
      case .received(let interface) where !wiring.isSwitch(step.node):
        Self.arrive(step, at: Station(step.node, interface), &branches, wiring)
      case .transmitted(let interface) where !wiring.isSwitch(step.node):
        Self.leave(step, by: Station(step.node, interface), &branches, wiring)
      default:
        Self.happen(step, &branches)
      }
    }
    let ends = branches.filter { !$0.isSuperseded }
    guard let best = ends.indices.max(by: { Self.rank(ends[$0]) < Self.rank(ends[$1]) }) else { return }
    main = ends[best].steps
    others = ends.indices.filter { $0 != best }.map { ends[$0].steps }
  }

  private static func happen(_ step: TraceStep, _ branches: inout [Branch]) {
    let here = branches.indices.last {
      branches[$0].node == step.node && !branches[$0].isEnded && !branches[$0].isSuperseded
    }
    let place = here ?? branches.indices.last { !branches[$0].isSuperseded && !branches[$0].isEnded }
    guard let place else {
      branches.append(Branch(steps: [step], station: nil, node: step.node))
      return
    }
    branches[place].steps.append(step)
    if case .bridged = step.event { return }
    switch step.event {
    case .delivered, .dropped: branches[place].isEnded = true
    default: break
    }
  }

  private static func leave(
    _ step: TraceStep, by station: Station, _ branches: inout [Branch], _ wiring: Wiring
  ) {
    // The copy that is inside this node; when it has already left by another port, a flood made one more.
    if let inside = branches.indices.last(where: {
      branches[$0].node == step.node && !branches[$0].isOnCable && !branches[$0].isEnded
        && !branches[$0].isSuperseded
    }) {
      branches[inside].steps.append(step)
      branches[inside].station = station
      // A bridge's own interface and the loopback lead nowhere but back into the node.
      branches[inside].isOnCable = wiring.isJoined(station)
      return
    }
    let steps = branches.last { $0.node == step.node }.map(beforeLeaving) ?? []
    branches.append(
      Branch(steps: steps + [step], station: station, node: step.node, isOnCable: wiring.isJoined(station)))
  }

  private static func arrive(
    _ step: TraceStep, at station: Station, _ branches: inout [Branch], _ wiring: Wiring
  ) {
    let sender = branches.indices.last { index in
      guard branches[index].isOnCable, let left = branches[index].station else { return false }
      return wiring.peer(from: left, to: station) != nil
    }
    // A bridge hands the frame to its own interface: the copy stays in the node.
    let inside = branches.indices.last {
      branches[$0].node == step.node && !branches[$0].isEnded && !branches[$0].isSuperseded
    }
    let origin =
      sender ?? inside ?? branches.indices.last { branches[$0].isOnCable && !branches[$0].isSuperseded }
      ?? branches.indices.last
    guard let origin else {
      branches.append(Branch(steps: [step], station: station, node: step.node))
      return
    }
    let hasLeft = sender == nil && origin == inside && branches[origin].isOnCable
    let past = hasLeft ? beforeLeaving(branches[origin]) : branches[origin].steps
    if !hasLeft { branches[origin].isSuperseded = true }
    branches.append(Branch(steps: past + [step], station: station, node: step.node))
  }

  /// A copy's way up to where it was passed to the ports of its node.
  private static func beforeLeaving(_ branch: Branch) -> [TraceStep] {
    var steps = branch.steps
    if let last = steps.lastIndex(where: { $0.node != branch.node || !isTransmission($0) }) {
      steps.removeSubrange((last + 1)...)
    }
    return steps
  }

  private static func isTransmission(_ step: TraceStep) -> Bool {
    if case .transmitted = step.event { true } else { false }
  }

  /// Delivered beats a drop that has a reason, which beats a copy that was merely not for its receiver.
  private static func rank(_ branch: Branch) -> Int {
    for step in branch.steps.reversed() {
      switch step.event {
      case .delivered: return 3
      case .dropped(.otherHost), .dropped(.notForUs): return 0
      case .dropped: return 2
      default: continue
      }
    }
    return 1
  }
}
