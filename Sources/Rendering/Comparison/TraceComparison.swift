import Lab
import Simulation

/// Two traces of one command, aligned: what both went through stands once, what only one did stands on its side.
package struct TraceComparison: Hashable, Sendable {
  package enum Row: Hashable, Sendable {
    case both(String)
    /// What differs: nil where that side has nothing to set against the other.
    case parted(String?, String?)
  }

  /// Of the request, then of its answer.
  package private(set) var parts: [[Row]] = []

  package init(_ left: Journey, _ right: Journey, language: Language) {
    for (one, other) in [(left.request, right.request), (left.reply, right.reply)] {
      guard one != nil || other != nil else { continue }
      parts.append(
        Self.aligned(Self.milestones(of: one, language), Self.milestones(of: other, language)))
    }
  }

  /// Nothing differs.
  package var isSame: Bool {
    parts.allSatisfy { $0.allSatisfy { if case .both = $0 { true } else { false } } }
  }

  /// What decides a packet's way, in words that do not depend on numbers of steps and rules.
  static func milestones(of packet: PacketJourney?, _ language: Language) -> [String] {
    guard let packet else { return [] }
    return packet.stops.flatMap(\.steps).compactMap { step in
      words(step, language).map { step.node + language.colon + $0 }
    }
  }

  private static func words(_ step: TraceStep, _ language: Language) -> String? {
    switch step.event {
    case .created, .tracked, .entered, .bridged, .timeToLiveDecremented: nil
    case .rule(let visit): visit.verdict.map { "\(visit.table) \(visit.text) ⇒ \($0)" }
    case .policy(_, let table, let chain, let verdict): "\(table) -P \(chain) \(verdict)"
    case .translated:
      HeaderChange.between(step.before, step.after).first.map { change in
        language.manipulated(change.field) + " \(change.old) → \(change.new)"
      }
    case .dropped(.rule(let table, let chain, _)): "✕ \(table) \(chain)"
    case .dropped(let reason): "✕ " + language.reason(reason)
    case .delivered(let to): "✓ " + language.event(.delivered(to: to))
    case .received, .transmitted, .routed, .resolving, .fragmented: language.event(step.event)
    }
  }

  /// The shortest difference of two lists (E. W. Myers, 1986), as rows.
  private static func aligned(_ left: [String], _ right: [String]) -> [Row] {
    let difference = right.difference(from: left)
    var (gone, came): (Set<Int>, Set<Int>) = ([], [])
    for change in difference {
      switch change {
      case .remove(let offset, _, _): gone.insert(offset)
      case .insert(let offset, _, _): came.insert(offset)
      }
    }
    var rows: [Row] = []
    var (here, there) = (0, 0)
    while here < left.count || there < right.count {
      let (isGone, isCome) = (gone.contains(here), came.contains(there))
      guard isGone || isCome else {
        rows.append(.both(left[here]))
        (here, there) = (here + 1, there + 1)
        continue
      }
      rows.append(.parted(isGone ? left[here] : nil, isCome ? right[there] : nil))
      (here, there) = (here + (isGone ? 1 : 0), there + (isCome ? 1 : 0))
    }
    return rows
  }
}
