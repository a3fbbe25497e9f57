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
            element("p", ["class": "like"]) { sameAs(like) }
            table(packet, rows.filter { $0.number != nil })
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

  private func sameAs(_ like: PacketJourney) -> String {
    let range = "\(like.stops.first?.number ?? 0)–\(like.stops.last?.number ?? 0)"
    return language.say(
      "It meets the same rules, with the same answers, as \(like.label.short) (steps \(range)); its own stops:",
      "遇到的规则和结果与 \(like.label.short)（步骤 \(range)）完全相同；它自己的各站：")
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

  private func table(_ packet: PacketJourney, _ rows: [StepRow]) -> Markup {
    let caption =
      language.say("Steps of the packet ", "包的步骤：") + packet.label.short + " " + packet.endpoints.text
    return element("div", ["class": "scroll", "role": "region", "tabindex": "0", "aria-label": caption]) {
      element("table") {
        element("caption", ["class": "unseen"]) { caption }
        element("thead") {
          element("tr") {
            for heading in headings { element("th", ["scope": "col"]) { heading } }
          }
        }
        element("tbody") {
          for row in rows { self.row(row) }
        }
      }
    }
  }

  private func row(_ row: StepRow) -> Markup {
    switch row.content {
    case .passed(let visits): passed(visits, row)
    case .step(let step): self.step(step, row)
    }
  }

  private func passed(_ visits: [RuleVisit], _ row: StepRow) -> Markup {
    element("tr", ["class": "passed"]) {
      lead(row)
      element("td", ["colspan": "6"]) {
        element("details") {
          element("summary") {
            language.say(
              visits.count == 1 ? "1 rule looked at, no match" : "\(visits.count) rules looked at, no match",
              "看过 \(visits.count) 条规则，均不匹配")
          }
          element("ul") {
            for visit in visits { element("li") { missed(visit) } }
          }
        }
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

  private func lead(_ row: StepRow) -> Markup {
    element("th", ["scope": "row", "id": row.number.map { "\(prefix)-s\($0)" }]) {
      if let number = row.number { element("span", ["class": "stop"]) { String(number) } }
    }
      + element("td", ["class": "time"]) { row.time.milliseconds(digits: 3) }
      + element("td") { row.node }
  }

  private func step(_ step: TraceStep, _ row: StepRow) -> Markup {
    let cells = StepCells(step, language)
    let kind: String? =
      switch step.event {
      case .translated: "rewritten"
      case .dropped: "dropped"
      case .delivered: "delivered"
      default: row.number == nil ? nil : "stop-row"
      }
    return element("tr", ["class": kind]) {
      lead(row)
      element("td") { cells.hook }
      element("td") { cells.chain }
      element("td", ["class": "rule"]) {
        if let rule = cells.rule { element("code") { rule } } else { Markup(cells.event) }
      }
      element("td", ["class": "verdict"]) { cells.verdict }
      element("td", ["class": "headers"]) { headers(step) }
      element("td") { row.state?.name ?? "" }
    }
  }

  private func headers(_ step: TraceStep) -> Markup {
    let changes = HeaderChange.between(step.before, step.after)
    guard changes.isEmpty else {
      return element("span") {
        for change in changes {
          Markup(language.manipulated(change.field) + " ")
          ChangeMarkup.html(change, language)
          Markup(" ")
        }
      }
    }
    switch step.event {
    case .created, .received, .transmitted, .delivered: return Markup(Endpoints(of: step.after).text)
    default: return .empty
    }
  }
}
