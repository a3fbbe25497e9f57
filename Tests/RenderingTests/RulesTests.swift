import Lab
import Simulation
import Testing

@testable import Rendering

@Suite struct RulesTests {
  private var rows: [RulesModel.Row] {
    let journey = Journey(SeedStory.steps(), in: SeedStory.topology)
    return journey.request.map { RulesModel($0, chains: SeedStory.chains).traversals.first?.rows ?? [] } ?? []
  }

  @Test func aJumpHoldsTheChainThatItLedTo() throws {
    let jump = try #require(rows.first)
    #expect(jump.state == .matched("JUMP DOCKER"))
    #expect(jump.jump.map(\.state) == [.lookedAt, .ended("DNAT"), .notReached])
  }

  @Test func aRuleThatDoesNotMatchSaysWhy() throws {
    #expect(rows.first?.jump.first?.mismatch?.condition == "-i docker0")
  }

  @Test func aPolicyBehindAnEndIsNotReached() {
    #expect(rows.last?.isPolicy == true)
    #expect(rows.last?.state == .notReached)
  }

  @Test func matchesLeadToTheirStep() {
    let journey = Journey(SeedStory.steps(), in: SeedStory.topology)
    let rules = RulesForm(
      journey, chains: SeedStory.chains, hits: RuleHits(), language: .english, prefix: "c1"
    ).html.source
    let steps = StepsTable(journey, language: .english, prefix: "c1").html.source
    #expect(rules.contains("href=\"#c1-r2\"><code>-A DOCKER ! -i docker0"))
    #expect(steps.contains("id=c1-r2>"))
    #expect(rules.contains("ended here: DNAT"))
  }

  @Test func longRunsOfUnreachedRulesFold() {
    var chains = SeedStory.chains
    chains[1].rules += (1...6).map { "-A DOCKER -p tcp --dport \(1000 + $0) -j RETURN" }
    let journey = Journey(SeedStory.steps(), in: SeedStory.topology)
    let html = RulesForm(journey, chains: chains, hits: RuleHits(), language: .chinese, prefix: "c1").html
      .source
    #expect(html.contains("<summary>· 7 条规则未到达</summary>"))
  }
}
