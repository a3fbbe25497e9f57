/// The ladder before it is drawn: columns for interfaces, and for each packet the hops between them.
struct LadderModel {
  struct Group {
    var node: String
    var stations: [Station]
  }
  struct Hop {
    var from: Stop
    /// Nil where the packet ends inside the node.
    var to: Stop?
    var fromColumn: Int
    var toColumn: Int
    /// What was rewritten, or why it was dropped, between the two.
    var between: [Stop]
    var switches: [String]
  }
  struct Row {
    var packet: PacketJourney
    /// Hops that go one way share a line; where the packet turns back, a new one begins.
    var lines: [[Hop]]
    /// Rewritten or dropped before the packet first left an interface.
    var before: [Stop]
    /// Where that was: the column of the interface that it left by, or the first of its host; nil for a host that has none.
    var beforeColumn: Int?
    /// The column of the last interface that it came to.
    var endColumn: Int?
  }
  /// Rows that stand in the open, or fold behind a summary.
  enum Section {
    case open([Row])
    case folded([Row])
  }

  var groups: [Group] = []
  var columns: [Station]
  var sections: [Section] = []

  /// More packets than this fold away but for the first.
  static let longest = 8

  init(_ journey: Journey) {
    columns = journey.stations
    for station in columns {
      if groups.last?.node == station.node {
        groups[groups.count - 1].stations.append(station)
      } else {
        groups.append(Group(node: station.node, stations: [station]))
      }
    }
    let rows = journey.packetsInTime.map(row)
    let hasStory = rows.contains { !$0.packet.isARP }
    let story = rows.indices.filter { !rows[$0].packet.isARP || !hasStory }
    let folded =
      story.count > Self.longest ? Set(story.dropFirst(Self.longest - 2)) : Set<Int>()
    for (index, row) in rows.enumerated() {
      let isFolded = folded.contains(index) || (row.packet.isARP && hasStory)
      switch (sections.last, isFolded) {
      case (.open(let rows), false): sections[sections.count - 1] = .open(rows + [row])
      case (.folded(let rows), true): sections[sections.count - 1] = .folded(rows + [row])
      default: sections.append(isFolded ? .folded([row]) : .open([row]))
      }
    }
  }

  /// One packet's row in the columns of its journey.
  init(single packet: PacketJourney, of journey: Journey) {
    columns = journey.stations
    sections = [.open([row(packet)])]
  }

  /// The hops of a ladder that was made of a single packet.
  var lines: [[Hop]] { if case .open(let rows) = sections.first { rows.first?.lines ?? [] } else { [] } }

  private func row(_ packet: PacketJourney) -> Row {
    var hops: [Hop] = []
    var between: [Stop] = []
    var before: [Stop] = []
    var last: Stop?
    for stop in packet.stops {
      guard let station = stop.station, let column = columns.firstIndex(of: station) else {
        between.append(stop)
        continue
      }
      if let from = last, let here = from.station, let fromColumn = columns.firstIndex(of: here) {
        hops.append(
          Hop(
            from: from, to: stop, fromColumn: fromColumn, toColumn: column, between: between,
            switches: stop.switches))
      } else {
        before = between
      }
      between = []
      last = stop
    }
    if let from = last, let station = from.station, let column = columns.firstIndex(of: station) {
      if !between.isEmpty || hops.isEmpty {
        let onwards = (hops.last.map { $0.toColumn < $0.fromColumn } ?? false) ? column - 1 : column + 1
        hops.append(
          Hop(from: from, to: nil, fromColumn: column, toColumn: onwards, between: between, switches: []))
      }
    } else {
      before = between
    }
    let crossed = packet.stations.compactMap { columns.firstIndex(of: $0) }
    return Row(
      packet: packet, lines: Self.lines(hops), before: before,
      beforeColumn: crossed.first ?? columns.firstIndex { $0.node == packet.origin }, endColumn: crossed.last)
  }

  private static func lines(_ hops: [Hop]) -> [[Hop]] {
    var lines: [[Hop]] = []
    for hop in hops {
      let goesRight = hop.toColumn > hop.fromColumn
      if let previous = lines.last?.last, (previous.toColumn > previous.fromColumn) == goesRight,
        previous.toColumn != previous.fromColumn, hop.toColumn != hop.fromColumn
      {
        lines[lines.count - 1].append(hop)
      } else {
        lines.append([hop])
      }
    }
    return lines
  }
}
