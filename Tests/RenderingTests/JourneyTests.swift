import Lab
import Simulation
import Testing

@testable import Rendering

@Suite struct JourneyTests {
  let journey = Journey(SeedStory.steps(), in: SeedStory.topology)

  @Test func packetsAreNamedAfterWhatTheyAreFor() {
    let story = journey.packets.filter { !$0.isARP }.map(\.label.short)
    #expect(
      story == ["SYN", "SYN-ACK", "ACK", "GET / HTTP/1.1", "ACK", "HTTP 200 OK", "FIN", "FIN", "ACK"])
    #expect(journey.packets.first?.label.short == "who has 192.168.40.180?")
  }

  @Test func requestAndReplyAreToldApartThroughTheRewriting() {
    #expect(journey.conversations.filter { !$0.isARP }.count == 1)
    #expect(journey.request?.label.short == "SYN")
    #expect(journey.reply?.label.short == "SYN-ACK")
    let directions = journey.packets.filter { !$0.isARP }.map(\.direction)
    #expect(directions == [.request, .reply, .request, .request, .reply, .reply, .reply, .request, .reply])
  }

  @Test func aQuestionAndAnswerOfARPAreOneConversation() {
    #expect(journey.conversations.filter(\.isARP).map(\.packets.count) == [2, 2])
  }

  @Test func columnsFollowTheWay() {
    #expect(
      journey.stations.map(\.name) == [
        "win11:VMnet8", "centos:ens33", "centos:docker0", "centos:veth1b62ff4", "web:eth0",
      ])
  }

  @Test func theStoryBeginsWithNumberOne() {
    #expect(journey.request?.stops.map(\.number) == [1, 2, 3, 4, 5, 6])
    #expect(journey.reply?.stops.map(\.number) == [7, 8, 9, 10, 11, 12])
  }

  @Test func rewritingsSayWhoDidIt() throws {
    let first = try #require(journey.request?.rewrites.first)
    #expect(first.node == "centos")
    #expect((first.change.old, first.change.new) == ("192.168.40.180:80", "172.17.0.2:8080"))
    #expect(Language.english.author(first.translation) == "nat DOCKER rule 2")
    let back = try #require(journey.reply?.rewrites.first)
    #expect((back.change.old, back.change.new) == ("172.17.0.2:8080", "192.168.40.180:80"))
    #expect(Language.chinese.author(back.translation) == "连接跟踪")
  }

  @Test func everyStepBelongsToOneStop() {
    let told = journey.packets.flatMap(\.stops).reduce(0) { $0 + $1.steps.count }
    #expect(told == SeedStory.steps().count)
  }

  @Test func theSwitchInBetweenIsKnown() {
    #expect(journey.request?.stops[1].switches == ["vmnet8"])
  }

  @Test func aDropEndsThePacket() {
    let dropped = Journey(SeedStory.dropped(), in: SeedStory.topology)
    #expect(
      dropped.request?.end
        == .dropped(node: "centos", reason: .rule(table: "filter", chain: "DOCKER-USER", number: 1)))
    #expect(dropped.reply == nil)
  }

  @Test func nothingSentIsNothingTold() {
    let empty = Journey([], in: SeedStory.topology)
    #expect(empty.isEmpty)
    #expect(Language.english.caption(empty) == "No packet was sent.")
  }

  @Test func captionsStateTheConclusionInTheNotesLanguage() {
    #expect(
      Language.chinese.caption(journey).contains("目的地址在 centos 被 nat 表 DOCKER 链第 2 条规则改为 172.17.0.2:8080"))
    #expect(
      Language.english.caption(journey).contains(
        "the destination is changed to 172.17.0.2:8080 at centos by nat DOCKER rule 2"))
    let dropped = Journey(SeedStory.dropped(), in: SeedStory.topology)
    #expect(Language.chinese.caption(dropped).contains("在 centos 被 filter 表 DOCKER-USER 链第 1 条规则丢弃"))
  }
}
