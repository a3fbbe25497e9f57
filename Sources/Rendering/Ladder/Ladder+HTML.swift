import Packets
import Simulation

/// The ladder as HTML: a list of packets, each a list of hops. Wide pages lay the hops out in columns; narrow ones
/// show the lists as they are.
package struct Ladder {
  private let model: LadderModel
  private let language: Language
  private let prefix: String

  /// `prefix` is that of the table of steps, to which the badges lead.
  package init(_ journey: Journey, language: Language, prefix: String) {
    (model, self.language, self.prefix) = (LadderModel(journey), language, prefix)
  }

  package var html: Markup {
    let isNarrow = model.columns.count > 7
    return element(
      "div",
      [
        "class": (isNarrow ? "ladder many" : "ladder") + " n-\(LadderGrid.columns(model.columns.count))",
        "role": "region", "tabindex": "0", "aria-label": language.say("Packets in time order", "按时间排列的包"),
      ]
    ) {
      head
      for section in model.sections {
        switch section {
        case .open(let rows): list(rows)
        case .folded(let rows): fold(rows)
        }
      }
    }
  }

  private var head: Markup {
    element("div", ["class": "ladder-head", "aria-hidden": "true"]) {
      var column = 1
      for group in model.groups {
        let start = column
        let _ = column += 2 * group.stations.count
        element(
          "div",
          ["class": "ladder-node " + LadderGrid.place(start, start + 2 * group.stations.count)]
        ) { group.node }
      }
      for (index, station) in model.columns.enumerated() {
        element(
          "div", ["class": "ladder-interface " + LadderGrid.place(2 * index + 1, 2 * index + 3)]
        ) { station.interface }
      }
    }
  }

  private func list(_ rows: [LadderModel.Row]) -> Markup {
    element("ol", ["class": "packets"]) {
      for row in rows { self.row(row) }
    }
  }

  private func fold(_ rows: [LadderModel.Row]) -> Markup {
    element("details", ["class": "fold"]) {
      element("summary") { summary(rows) }
      list(rows)
    }
  }

  private func summary(_ rows: [LadderModel.Row]) -> String {
    let count = language.say(rows.count == 1 ? "1 packet" : "\(rows.count) packets", "\(rows.count) 个包")
    if rows.allSatisfy(\.packet.isARP) {
      let labels = rows.map(\.packet.label.short)
      guard let question = labels.first(where: { $0.hasPrefix("who has") }) else {
        return language.say("ARP: ", "ARP：") + (labels.first ?? count)
      }
      return language.say("ARP first: \(count): ", "先用 ARP 询问 MAC 地址：\(count)：") + question
    }
    return language.say(
      rows.count == 1 ? "1 more packet" : "\(rows.count) more packets", "另外 \(rows.count) 个包")
  }

  private func row(_ row: LadderModel.Row) -> Markup {
    let packet = row.packet
    let direction = packet.direction == .reply ? "reply" : "request"
    return element("li", ["class": "packet " + direction]) {
      element("div", ["class": "packet-head"]) {
        element("span", ["class": "packet-kind"]) { packet.label.short }
        Markup(" ")
        element("span", ["class": "packet-meta"]) { meta(packet) }
      }
      if !row.before.isEmpty { before(row) }
      for (index, line) in row.lines.enumerated() {
        self.line(line, of: packet, isFirst: index == 0)
      }
      if case .delivered(let node, let to) = packet.end { end(row, at: node, to: language.receiver(to)) }
    }
  }

  /// A time to live that hardly any host sets out with was set on purpose.
  private func meta(_ packet: PacketJourney) -> String {
    let lifetime = packet.first.ipv4.flatMap { $0.timeToLive < 32 ? "TTL \($0.timeToLive)" : nil }
    return [
      packet.label.proto, language.role(of: packet), lifetime, packet.sent.milliseconds(digits: 3) + " ms",
    ]
    .compactMap { $0 }.joined(separator: " · ")
  }

  /// What happened to the packet before it first left an interface, at the column of that.
  private func before(_ row: LadderModel.Row) -> Markup {
    let column = row.beforeColumn ?? 0
    return element("ol", ["class": "hops"]) {
      element("li", ["class": "hop self " + LadderGrid.place(2 * column + 1, 2 * column + 3)]) {
        element("span", ["class": "hop-way"]) { row.packet.origin }
        element("span", ["class": "hop-text"]) {
          for stop in row.before { note(stop, of: row.packet) }
        }
      }
    }
  }

  /// Under the column where the packet came to its end, with as much room as there is towards the middle.
  private func end(_ row: LadderModel.Row, at node: String, to receiver: String) -> Markup {
    let count = model.columns.count
    let column = row.endColumn ?? 0
    let isLeft = 2 * column + 1 < count
    let place =
      isLeft ? LadderGrid.place(2 * column + 1, 2 * count + 1) : LadderGrid.place(1, 2 * column + 3)
    return element("div", ["class": "hops"]) {
      element("p", ["class": "packet-end " + (isLeft ? "left " : "right ") + place]) {
        language.say("✓ reaches \(receiver) on \(node)", "✓ 到达 \(node) 的\(language.space(receiver))")
      }
    }
  }

  private func line(_ hops: [LadderModel.Hop], of packet: PacketJourney, isFirst: Bool) -> Markup {
    element("ol", ["class": "hops"]) {
      for (index, hop) in hops.enumerated() {
        self.hop(hop, of: packet, showsAddresses: isFirst && index == 0, isStart: index == 0)
      }
    }
  }

  private func hop(
    _ hop: LadderModel.Hop, of packet: PacketJourney, showsAddresses: Bool, isStart: Bool
  ) -> Markup {
    let goesLeft = hop.toColumn < hop.fromColumn
    let (low, high) = (min(hop.fromColumn, hop.toColumn), max(hop.fromColumn, hop.toColumn))
    let end = min(2 * high + 2, 2 * model.columns.count + 1)
    let start = max(1, 2 * low + 2)
    let classes = [
      "hop", goesLeft ? "left" : "right", hop.to == nil ? "ends" : nil, low == high ? "self" : nil,
      low == high ? LadderGrid.place(2 * low + 1, 2 * low + 3) : LadderGrid.place(start, end),
    ]
    var text = Markup(trusted: "<span class=hop-way>\(Markup.escaped(way(hop, isStart: isStart)))</span>")
    if showsAddresses { text += addresses(hop.from) }
    for stop in hop.between { text += note(stop, of: packet) }
    var arrow = isStart ? badge(hop.from) : .empty
    if let to = hop.to { arrow += badge(to) }
    // A page has hundreds of hops: the tags and quotes that HTML lets a writer leave out are left out.
    return Markup(
      trusted: "<li class=\"\(classes.compactMap { $0 }.joined(separator: " "))\">"
        + "<span class=hop-text>\(text.source)</span><span class=hop-arrow>\(arrow.source)</span>")
  }

  private func way(_ hop: LadderModel.Hop, isStart: Bool) -> String {
    let via = hop.switches.isEmpty ? "" : language.say(" via ", "，经 ") + hop.switches.joined(separator: "、")
    guard let to = hop.to?.station else { return hop.from.station?.name ?? "" }
    return (isStart ? hop.from.station?.name ?? "" : "") + " → " + to.name + via
  }

  private func addresses(_ stop: Stop) -> Markup {
    let endpoints = Endpoints(of: stop.frame)
    let (source, destination) = (Markup.escaped(endpoints.source), Markup.escaped(endpoints.destination))
    return Markup(
      trusted: "<span class=hop-addresses><span class=nowrap>\(source)</span> → "
        + "<span class=nowrap>\(destination)</span></span>")
  }

  private func note(_ stop: Stop, of packet: PacketJourney) -> Markup {
    switch stop.kind {
    case .rewritten(let rewrite):
      element("span", ["class": "hop-rewrite"]) {
        badge(stop)
        Markup(" " + language.manipulated(rewrite.change.field) + " ")
        ChangeMarkup.html(rewrite.change, language)
        Markup(" ")
        element("span", ["class": "author"]) { language.author(rewrite.translation) }
      }
    case .dropped(let reason):
      element("span", ["class": "hop-drop"]) {
        badge(stop)
        Markup(" ✕ " + language.reason(reason, of: packet))
      }
    case .leaves, .arrives: .empty
    }
  }

  private func badge(_ stop: Stop) -> Markup {
    Markup(trusted: "<a class=stop href=#\(prefix)-s\(stop.number)>\(stop.number)</a>")
  }
}

/// A field that changed: the old value struck out, the new one bold; spoken as "changed from … to …".
enum ChangeMarkup {
  static func html(_ change: HeaderChange, _ language: Language) -> Markup {
    element("span", ["class": "change"]) {
      element("del") { change.old }
      element("span", ["class": "unseen"]) { language.say(" changed to ", " 改为 ") }
      Markup(" ")
      element("ins") { change.new }
    }
  }
}
