import Simulation

/// What a packet went through, apart from when and under which numbers: later packets of a connection often go
/// through exactly the same, and then a page says so instead of repeating it.
struct StepLikeness: Hashable {
  private struct Passage: Hashable {
    let node: String
    let events: [TraceEvent]
    let state: ConnectionState?
  }

  private let passages: [Passage]
  private let endpoints: String

  init(_ packet: PacketJourney, _ rows: [StepRow]) {
    endpoints = packet.endpoints.text
    passages = rows.map { row in
      switch row.content {
      case .step(let step): Passage(node: row.node, events: [step.event], state: row.state)
      case .passed(let visits): Passage(node: row.node, events: visits.map { .rule($0) }, state: row.state)
      }
    }
  }
}

extension StepLikeness {
  /// Packets between the same ends are few: to compare them costs less than to hash everything that happened to them.
  func hash(into hasher: inout Hasher) {
    hasher.combine(endpoints)
    hasher.combine(passages.count)
  }
}

extension Journey {
  /// The packets in the order of their stops, each with its rows, and the first packet that went through the same.
  var packetsWithRows: [(packet: PacketJourney, rows: [StepRow], like: PacketJourney?)] {
    var first: [StepLikeness: PacketJourney] = [:]
    return packetsByStop.map { packet in
      let rows = StepRow.rows(of: packet)
      let likeness = StepLikeness(packet, rows)
      let like = first[likeness]
      if like == nil { first[likeness] = packet }
      return (packet, rows, like)
    }
  }
}
