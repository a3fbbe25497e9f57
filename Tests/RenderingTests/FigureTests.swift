import Lab
import Simulation
import Testing

@testable import Rendering

@Suite struct FigureTests {
  private func figure(_ language: Language = .english, prefix: String = "c1") -> String {
    TraceFigures(SeedStory.steps(), in: SeedStory.topology, language: language, prefix: prefix).html.source
  }

  @Test func theFormsAgreeOnTheNumbers() {
    let journey = Journey(SeedStory.steps(), in: SeedStory.topology)
    let ladder = Ladder(journey, language: .english, prefix: "c1").html.source
    let steps = StepsTable(journey, language: .english, prefix: "c1").html.source
    let text = TraceText(journey, language: .english).text
    for stop in journey.packets.flatMap(\.stops) {
      #expect(ladder.contains("href=#c1-s\(stop.number)>\(stop.number)</a>"))
      #expect(steps.contains("id=c1-s\(stop.number)>"))
    }
    #expect(text.contains("3: centos destination 192.168.40.180:80 → 172.17.0.2:8080 (nat DOCKER rule 2)"))
  }

  @Test func everyRuleLookedAtIsInTheTable() {
    let journey = Journey(SeedStory.steps(), in: SeedStory.topology)
    let steps = StepsTable(journey, language: .english, prefix: "c1").html.source
    var visits = 0
    for step in SeedStory.steps() {
      guard case .rule(let visit) = step.event else { continue }
      visits += 1
      #expect(steps.contains(Markup.escaped(visit.text)))
    }
    #expect(visits > 20)
    #expect(steps.contains(": not -i docker0, the packet is in ens33"))
  }

  @Test func whatWasRewrittenIsStruckAndBoldAndSpoken() {
    #expect(
      figure().contains(
        "<del>192.168.40.180:80</del><span class=\"unseen\"> changed to </span> <ins>172.17.0.2:8080</ins>"))
    #expect(figure(.chinese).contains("<span class=\"unseen\"> 改为 </span>"))
  }

  @Test func idsBelongToTheFigure() {
    let (one, other) = (figure(prefix: "a"), figure(prefix: "b"))
    func ids(_ html: String) -> [Substring] {
      html.split(separator: " id=").dropFirst().map { $0.prefix { $0 != ">" && $0 != " " } }
    }
    #expect(Set(ids(one)).count == ids(one).count)
    #expect(ids(one).count > 20)
    #expect(Set(ids(one)).isDisjoint(with: ids(other)))
  }

  @Test func theAuthorsCaptionStandsBeforeTheFiguresOwn() {
    let figure = TraceFigures(
      SeedStory.steps(), in: SeedStory.topology, language: .english, prefix: "c1", heading: "Two <rewrites>"
    ).html.source
    #expect(figure.contains("<figcaption><p class=\"heading\">Two &lt;rewrites&gt;</p>The request"))
  }

  @Test func figuresAreTheSameBytesEachTime() {
    #expect(figure() == figure())
  }

  @Test func namesFromOutsideAreEscaped() {
    var topology = SeedStory.topology
    topology.nodes[0].services = ["<script>alert(1)</script>"]
    let html = TraceFigures.network(topology, language: .english, prefix: "x").source
    #expect(!html.contains("<script"))
    #expect(html.contains("&lt;script&gt;"))
  }

  @Test func longExchangesFold() {
    let journey = Journey(SeedStory.steps(), in: SeedStory.topology)
    let html = Ladder(journey, language: .english, prefix: "x").html.source
    #expect(html.contains("<summary>3 more packets</summary>"))
    #expect(html.contains("<summary>ARP first: 2 packets: who has 172.17.0.2?</summary>"))
  }

  @Test func rulesThatTracedPacketsHitAreCounted() {
    var hits = RuleHits()
    hits.add(SeedStory.steps())
    let listing = Listing(
      kind: "rules", title: "Chain DOCKER (2 references)", columns: ["target", "prot"],
      rows: [.init(["RETURN", "all"], rule: "nat/DOCKER/1"), .init(["DNAT", "tcp"], rule: "nat/DOCKER/2")])
    let html = ListingTable(listing, at: "centos", hits: hits, language: .english).html.source
    #expect(html.contains("<tr><td>RETURN</td><td>all</td><td class=\"hits\"></td></tr>"))
    #expect(html.contains("<tr class=\"hit\"><td>DNAT</td><td>tcp</td><td class=\"hits\">● 1 hit</td></tr>"))
  }

  @Test func aPageAsksNothingOfAnywhere() {
    var frame = PageFrame(title: "T", language: .chinese, content: Markup(trusted: figure(.chinese)))
    frame.description = "\"quoted\" & <sharp>"
    let html = frame.html
    for attribute in ["src=\"http", "href=\"http", "url(http", "@import", "src=\"//", "href=\"//"] {
      #expect(!html.contains(attribute))
    }
    #expect(html.hasPrefix("<!DOCTYPE html>\n<html lang=\"zh-CN\">"))
    #expect(html.contains("content=\"&quot;quoted&quot; &amp; &lt;sharp&gt;\""))
    #expect(html.utf8.count < 300_000)
  }
}
