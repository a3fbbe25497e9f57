import Simulation

/// A trace for the terminal: the ladder and the steps in plain text.
package struct TraceText {
  private let journey: Journey
  private let language: Language
  private let columns: [Station]
  private let width: Int
  private static let indent = "  "

  package init(_ journey: Journey, language: Language) {
    (self.journey, self.language, columns) = (journey, language, journey.stations)
    width =
      2 + (columns.map { max(DisplayWidth.columns($0.interface), DisplayWidth.columns($0.node)) }.max() ?? 8)
  }

  package var text: String {
    ([language.caption(journey), ""] + ladder + [""] + steps).joined(separator: "\n") + "\n"
  }

  /// A column for each interface; an arrow for each packet, with the numbers of its stops.
  package var ladder: [String] {
    var lines = [
      nodeLine, Self.indent + columns.map { DisplayWidth.centred($0.interface, in: width) }.joined(),
    ]
    for packet in journey.packetsInTime {
      lines.append(
        "\(packet.label.proto) \(packet.label.short)  \(packet.endpoints.text)  "
          + packet.sent.milliseconds(digits: 3) + " ms")
      let row = LadderModel(single: packet, of: journey)
      for hops in row.lines { lines += arrow(hops) }
      for stop in packet.stops {
        if let note = note(stop, of: packet) { lines.append(Self.indent + "  " + note) }
      }
    }
    return lines.map(Self.trimmed)
  }

  private var nodeLine: String {
    var line = Self.indent
    for group in LadderModel(journey).groups {
      line += DisplayWidth.centred(group.node, in: width * group.stations.count)
    }
    return line
  }

  /// `|---1--->|` over the columns that the hops cross.
  private func arrow(_ hops: [LadderModel.Hop]) -> [String] {
    var cells = Array(repeating: Character(" "), count: width * columns.count)
    for column in columns.indices { cells[column * width + width / 2] = "|" }
    func centre(_ column: Int) -> Int { min(max(column, 0), columns.count - 1) * width + width / 2 }
    func write(_ text: String, at position: Int) {
      for (offset, character) in text.enumerated() where cells.indices.contains(position + offset) {
        cells[position + offset] = character
      }
    }
    for hop in hops {
      let (from, to) = (centre(hop.fromColumn), centre(hop.toColumn))
      guard from != to else { continue }
      for place in (min(from, to) + 1)..<max(from, to) { cells[place] = "-" }
      if hop.to == nil {
        write("x", at: (from + to) / 2)
      } else {
        // A leftward head stands behind the number that the arrow leads to.
        let digits = String(hop.to?.number ?? 0).count
        write(to > from ? ">" : "<", at: to > from ? to - 1 : to + digits)
      }
    }
    for hop in hops {
      write(String(hop.from.number), at: centre(hop.fromColumn))
      if let stop = hop.to { write(String(stop.number), at: centre(hop.toColumn)) }
    }
    return [Self.indent + String(cells)]
  }

  private func note(_ stop: Stop, of packet: PacketJourney) -> String? {
    switch stop.kind {
    case .rewritten(let rewrite):
      "\(stop.number): \(rewrite.node) \(language.manipulated(rewrite.change.field)) "
        + "\(rewrite.change.old) → \(rewrite.change.new) (\(language.author(rewrite.translation)))"
    case .dropped(let reason): "\(stop.number): ✕ \(stop.node) \(language.reason(reason, of: packet))"
    case .arrives, .leaves: nil
    }
  }

  /// The steps, packet by packet, in columns.
  package var steps: [String] {
    var lines: [String] = []
    for (packet, rows, like) in journey.packetsWithRows {
      lines.append("\(packet.label.proto) \(packet.label.short)  \(packet.endpoints.text)")
      if let like { lines.append(Self.indent + language.sameSteps(as: like)) }
      lines += Self.aligned(
        (like == nil ? rows : rows.filter { $0.number != nil }).map { cells($0, of: packet) })
    }
    return lines
  }

  private func cells(_ row: StepRow, of packet: PacketJourney) -> [String] {
    let number = row.number.map(String.init) ?? ""
    switch row.content {
    case .passed(let visits):
      let missed = visits.map { "\($0.table) \($0.chain) \($0.number)" }.joined(separator: ", ")
      return [number, row.node, "", "", language.say("no match: ", "不匹配：") + missed]
    case .step(let step):
      let cells = StepCells(step, of: packet, language)
      let changes = HeaderChange.between(step.before, step.after).map { "\($0.old) → \($0.new)" }
      return [
        number, row.node, cells.hook, cells.chain,
        ([cells.rule ?? cells.event, cells.verdict] + changes + [row.state.map { "[\($0.name)]" } ?? ""])
          .filter { !$0.isEmpty }.joined(separator: "  "),
      ]
    }
  }

  /// Columns as wide as their widest cell; the last is left as it is.
  static func aligned(_ rows: [[String]]) -> [String] {
    guard let count = rows.map(\.count).max() else { return [] }
    let widths = (0..<count).map { column in rows.map { DisplayWidth.columns($0[column]) }.max() ?? 0 }
    return rows.map { row in
      trimmed(indent + zip(row, widths).map { DisplayWidth.padded($0, to: $1) }.joined(separator: "  "))
    }
  }

  private static func trimmed(_ line: String) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return line
  }
}
