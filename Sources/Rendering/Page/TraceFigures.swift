package import Lab
package import Simulation

/// A trace's figures, or the network's picture, ready to stand in a page.
package struct TraceFigures {
  private let topology: Topology
  private let journey: Journey
  private let language: Language
  private let prefix: String
  private let isTruncated: Bool
  private let chains: [VisitedChain]
  private let capture: String?
  private let hits: RuleHits
  private let heading: String?

  /// `prefix` keeps the ids of several figures on a page apart. `heading` is what the note's author says of it.
  package init(
    _ steps: [TraceStep], in topology: Topology, language: Language, prefix: String,
    isTruncated: Bool = false,
    chains: [VisitedChain] = [], capture: String? = nil, heading: String? = nil
  ) {
    (self.capture, self.heading) = (capture, heading)
    var hits = RuleHits()
    hits.add(steps)
    (self.chains, self.hits) = (chains, hits)
    (self.topology, self.language, self.prefix, self.isTruncated) = (topology, language, prefix, isTruncated)
    journey = Journey(steps, in: topology)
  }

  package var html: Markup {
    guard !journey.isEmpty else {
      return element("p", ["class": "output quiet"]) { language.caption(journey) }
    }
    let rules = RulesForm(journey, chains: chains, hits: hits, language: language, prefix: prefix)
    let map = MapLayout(topology, journey: journey, language: language)
    return element("figure", ["class": "wide trace", "id": prefix, "data-words": playerWords]) {
      Self.scrollingMap(map, prefix: prefix, journey: journey, language: language)
      element("figcaption") {
        if let heading { element("p", ["class": "heading"]) { heading } }
        language.caption(journey)
        legend
      }
      element("h4", ["class": "form-title"]) { language.say("Packet by packet", "逐包时序") }
      Ladder(journey, language: language, prefix: prefix).html
      if !rules.isEmpty {
        element("h4", ["class": "form-title"]) { language.say("Rule by rule", "逐条规则") }
        rules.html
      }
      element("h4", ["class": "form-title"]) { language.say("Step by step", "逐步明细") }
      StepsTable(journey, language: language, prefix: prefix).html
      element("h4", ["class": "form-title"]) { language.say("Bit by bit", "逐位：首部与字节") }
      BytesForm(journey, language: language, capture: capture).html
      if isTruncated {
        element("p", ["class": "status"]) {
          language.say("The trace was longer than could be kept.", "跟踪过长，只保留了前一部分。")
        }
      }
    }
  }

  /// Play, pause, back, forth, the group's name, and what stands there before the first step.
  private var playerWords: String {
    language.say(
      "Play|Pause|One step back|One step on|Play the packet's way|Play the packet's way, or go step by step (← →, space)",
      "播放|暂停|上一步|下一步|播放包的路径|播放包的路径，或逐步查看（← → 键，空格）")
  }

  private static func scrollingMap(
    _ map: MapLayout, prefix: String, journey: Journey?, language: Language
  ) -> Markup {
    let title =
      language.say("The network", "网络图")
      + (journey == nil ? "" : language.say(" and the packet's path", "与包的路径"))
    let description = journey.map(language.caption) ?? title
    return element(
      "div", ["class": "map-scroll", "role": "region", "tabindex": "0", "aria-label": title]
    ) {
      map.svg(prefix: prefix, title: title, description: description)
    }
  }

  private var legend: Markup {
    element("div", ["class": "legend"]) {
      element("span") {
        Self.sample("var(--request)", dashes: nil)
        Markup(" " + language.say("request", "请求"))
      }
      if let reply = journey.reply, !reply.isOwnReport {
        element("span") {
          Self.sample("var(--reply)", dashes: "7 4")
          Markup(" " + language.role(of: reply))
        }
      }
      element("span") {
        element("span", ["class": "stop"]) { "1" }
        Markup(" " + language.say("the step's number, the same in every form", "步骤编号，各种图示一致"))
      }
    }
  }

  private static func sample(_ colour: String, dashes: String?) -> Markup {
    element("svg", ["width": "36", "height": "8", "aria-hidden": "true"]) {
      element(
        "path", ["d": "M0 4H36", "stroke": colour, "stroke-width": "2.4", "stroke-dasharray": dashes])
    }
  }

  /// The network's picture without a trace.
  package static func network(
    _ topology: Topology, language: Language, prefix: String, caption: String? = nil
  ) -> Markup {
    let hosts = topology.nodes.filter { $0.kind == .host || $0.kind == .windows }.count
    let switches = topology.nodes.filter { $0.kind == .switchNode }.count
    let containers = topology.nodes.filter { $0.kind == .container }.count
    return element("figure", ["class": "wide network", "id": prefix]) {
      scrollingMap(MapLayout(topology, language: language), prefix: prefix, journey: nil, language: language)
      element("figcaption") {
        caption ?? language.caption(hosts: hosts, switches: switches, containers: containers)
      }
    }
  }
}
