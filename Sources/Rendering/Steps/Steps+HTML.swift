import Simulation

/// The canonical form of a trace: packet by packet, every step and every rule looked at.
package struct StepsTable {
  private let journey: Journey
  private let language: Language
  private let prefix: String

  package init(_ journey: Journey, language: Language, prefix: String) {
    (self.journey, self.language, self.prefix) = (journey, language, prefix)
  }

  package var html: Markup {
    element("div", ["class": "steps"]) {
      for (packet, rows, like) in journey.packetsWithRows {
        let isOpen = packet.identity == journey.request?.identity
        element("details", ["open": isOpen ? "" : nil]) {
          element("summary") { summary(packet) }
          if let like {
            element("p", ["class": "like"]) { language.sameSteps(as: like) }
            stops(rows, of: packet)
          } else {
            table(packet, rows)
          }
        }
      }
    }
  }

  private func summary(_ packet: PacketJourney) -> Markup {
    element("span", ["class": "packet-kind"]) { packet.label.short }
      + Markup(
        " \(packet.label.proto) \(packet.endpoints.text) · "
          + language.say("steps", "步骤")
          + " \(packet.stops.first?.number ?? 0)–\(packet.stops.last?.number ?? 0)")
  }

  private var headings: [String] {
    [
      language.say("No.", "序号"), language.say("Time", "时间"), language.say("Place", "位置"),
      language.say("Hook", "钩子"), language.say("Table / chain", "表 / 链"),
      language.say("Rule or event", "规则或事件"),
      language.say("Verdict", "判决"), language.say("Packet: before → after", "包：之前 → 之后"),
      language.say("State", "连接状态"),
    ]
  }

  /// Tables are the bulk of a page: tags that HTML lets a writer leave out are left out, and so are a time, a
  /// place, a connection's state and addresses that are those of the rows above.
  private func table(_ packet: PacketJourney, _ rows: [StepRow]) -> Markup {
    let label = language.say("Steps of ", "步骤：") + packet.label.short
    return element("div", ["class": "scroll", "role": "region", "tabindex": "0", "aria-label": label]) {
      var source = "<table><thead><tr>"
      for heading in headings { source += "<th>" + Markup.escaped(heading) }
      source += "<tbody>"
      let isRequest = packet.identity == journey.request?.identity
      var matches = 0
      var above: StepRow?
      var endpoints = ""
      for row in rows {
        source += self.row(row, of: packet, above, isRequest: isRequest, &matches, &endpoints)
        above = row
      }
      return Markup(trusted: source + "</table>")
    }
  }

  private func row(
    _ row: StepRow, of packet: PacketJourney, _ above: StepRow?, isRequest: Bool, _ matches: inout Int,
    _ endpoints: inout String
  ) -> String {
    let number = row.number.map { "<th id=\(prefix)-s\($0)><span class=stop>\($0)</span>" }
    let time = row.time == above?.time ? "" : row.time.milliseconds(digits: 3)
    let place = row.node == above?.node ? "" : Markup.escaped(row.node)
    let lead = "\(number ?? "<td>")<td>\(time)<td>\(place)"
    switch row.content {
    case .passed(let visits): return "<tr class=passed>" + lead + passed(visits).source
    case .step(let step):
      var identifier = ""
      if isRequest, case .rule = step.event {
        matches += 1
        identifier = " id=\(prefix)-r\(matches)"
      }
      let kind = kind(of: step, row).map { " class=\($0)" } ?? ""
      return "<tr\(kind)\(identifier)>" + lead + cells(step, row, of: packet, above, &endpoints)
    }
  }

  /// The stops of a packet whose steps need no telling.
  private func stops(_ rows: [StepRow], of packet: PacketJourney) -> Markup {
    var source = "<ol>"
    for row in rows {
      guard let number = row.number, case .step(let step) = row.content else { continue }
      source += "<li id=\(prefix)-s\(number)><span class=stop>\(number)</span> "
      source += Markup.escaped(row.node + language.colon + StepCells(step, of: packet, language).event)
    }
    return Markup(trusted: source + "</ol>")
  }

  private func kind(of step: TraceStep, _ row: StepRow) -> String? {
    switch step.event {
    case .translated: "rewritten"
    case .dropped: "dropped"
    case .delivered: "delivered"
    default: nil
    }
  }

  /// The six cells behind time and place; empty ones at the end are left out.
  private func cells(
    _ step: TraceStep, _ row: StepRow, of packet: PacketJourney, _ above: StepRow?,
    _ endpoints: inout String
  ) -> String {
    let cells = StepCells(step, of: packet, language)
    let rule = cells.rule.map { rule in element("code") { rule }.source } ?? Markup.escaped(cells.event)
    var texts = [
      Markup.escaped(cells.hook), Markup.escaped(cells.chain), rule, Markup.escaped(cells.verdict),
      headers(step, &endpoints).source,
      row.state == above?.state ? "" : row.state?.name ?? "–",
    ]
    // Rows with a colour keep all their cells.
    while texts.last == "", kind(of: step, row) == nil { texts.removeLast() }
    return texts.map { "<td>" + $0 }.joined()
  }

  private func passed(_ visits: [RuleVisit]) -> Markup {
    Markup(trusted: "<td colspan=6>")
      + element("details") {
        element("summary") {
          language.say(
            visits.count == 1 ? "1 rule looked at, no match" : "\(visits.count) rules looked at, no match",
            "看过 \(visits.count) 条规则，均不匹配")
        }
        element("ul") {
          for visit in visits { Markup(trusted: "<li>") + missed(visit) }
        }
      }
  }

  private func missed(_ visit: RuleVisit) -> Markup {
    Markup("\(visit.hook.name) \(visit.table) / \(visit.chain) \(visit.number) ")
      + element("code") { visit.text }
      + Markup(
        visit.mismatch.map {
          language.say(": not ", "：不满足 ") + $0.condition + language.say(", the packet is ", "，包为 ") + $0.found
        } ?? "")
  }

  private func headers(_ step: TraceStep, _ endpoints: inout String) -> Markup {
    let changes = HeaderChange.between(step.before, step.after)
    guard changes.isEmpty else {
      return changes.reduce(.empty) { text, change in
        text + Markup((text.isEmpty ? "" : " ") + language.manipulated(change.field) + " ")
          + ChangeMarkup.html(change, language)
      }
    }
    switch step.event {
    case .created, .received, .transmitted, .delivered:
      let text = Endpoints(of: step.after).text
      defer { endpoints = text }
      return text == endpoints ? .empty : Markup(text)
    default: return .empty
    }
  }
}
