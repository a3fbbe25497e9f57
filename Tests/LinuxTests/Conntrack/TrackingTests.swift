import Packets
import Simulation
import Testing

@testable import Linux

@Suite struct TrackingTests {
  let lab = TrackingLab()

  @Test func aFirstPacketIsNewAndItsAnswerEstablished() {
    #expect(lab.pass(.udp()).connectionState == .new)
    let answer = lab.pass(IPv4Packet.udp().answered)
    #expect(answer.connectionState == .established)
    #expect(answer.isReply)
    #expect(lab.pass(.udp()).connectionState == .established)
  }

  @Test func aSecondPacketBeforeAnyAnswerIsNewToo() {
    lab.pass(.udp())
    #expect(lab.pass(.udp()).connectionState == .new)
    #expect(lab.tracker.count == 1)
  }

  @Test func anEntryThatIsNotConfirmedLeavesNoTrace() {
    _ = lab.tracker.track(lab.buffer(.udp()), at: .preRouting)
    #expect(lab.tracker.count == 0)
  }

  @Test func untrackedPacketsAreLeftAlone() {
    let buffer = lab.buffer(.udp())
    buffer.connectionState = .untracked
    _ = lab.tracker.track(buffer, at: .preRouting)
    #expect(buffer.connection == nil)
    #expect(buffer.connectionState == .untracked)
  }

  @Test func aPacketThatHasAConnectionIsNotTrackedAgainOverLoopback() throws {
    let buffer = lab.pass(.udp())
    let connection = try #require(buffer.connection)
    lab.tracker.kill(connection)
    _ = lab.tracker.track(buffer, at: .preRouting)
    #expect(buffer.connection === connection)
  }

  // MARK: UDP

  @Test func unansweredUDPLivesThirtySeconds() {
    lab.pass(.udp())
    lab.wait(.seconds(29))
    #expect(lab.only?.remaining(at: lab.network.clock.now) == .seconds(1))
    lab.wait(.seconds(1))
    #expect(lab.tracker.count == 0)
  }

  @Test func udpAnsweredAtOnceIsNeitherUnrepliedNorAssured() {
    lab.pass(.udp())
    lab.pass(IPv4Packet.udp().answered)
    #expect(lab.only?.status.contains(.seenReply) == true)
    #expect(lab.only?.status.contains(.assured) == false)
    #expect(lab.only?.remaining(at: lab.network.clock.now) == .seconds(30))
  }

  @Test func udpThatGoesOnForMoreThanTwoSecondsIsAnAssuredStream() {
    lab.pass(.udp())
    lab.pass(IPv4Packet.udp().answered)
    lab.wait(.milliseconds(2001))
    lab.pass(.udp())
    #expect(lab.only?.status.contains(.assured) == true)
    #expect(lab.only?.remaining(at: lab.network.clock.now) == .seconds(120))
  }

  // MARK: ICMP

  @Test func anEchoReplyBelongsToItsRequest() {
    #expect(lab.pass(.echo()).connectionState == .new)
    #expect(lab.pass(IPv4Packet.echo().answered).connectionState == .established)
    #expect(lab.only?.reply.icmpType == 0)
  }

  @Test func anEchoReplyThatNobodyAskedForIsInvalid() {
    #expect(lab.pass(.echo(isReply: true)).connectionState == .invalid)
    #expect(lab.tracker.count == 0)
  }

  @Test func aReportIsRelatedToTheConnectionOfThePacketItQuotes() {
    lab.pass(.udp())
    let report = lab.pass(.report(.portUnreachable, from: TrackingLab.server, about: .udp()))
    #expect(report.connectionState == .related)
    #expect(report.isReply)
    #expect(lab.only?.status.contains(.seenReply) == false)
  }

  @Test func aReportAboutAnUnknownPacketIsInvalid() {
    let report = lab.pass(.report(.portUnreachable, from: TrackingLab.server, about: .udp()))
    #expect(report.connectionState == .invalid)
  }

  @Test func theKernelsOwnAnswerBelongsToThePacketsConnection() {
    let packet = lab.buffer(.udp())
    _ = lab.tracker.track(packet, at: .preRouting)
    let report = lab.buffer(.report(.portUnreachable, from: TrackingLab.router, about: packet.ip))
    lab.tracker.relate(report, to: packet)
    #expect(report.connectionState == .related)
    #expect(lab.tracker.confirm(report, at: .postRouting) == .accept)
    #expect(lab.tracker.count == 0, "a report does not confirm the connection it is about")
  }

  // MARK: The table

  @Test func aFullTableDropsNewFlowsUnlessOneIsNotAssured() {
    lab.namespace.settings.conntrack.maximum = 1
    lab.pass(.udp())
    lab.tracker.connections[0].status.insert(.assured)
    #expect(lab.tracker.track(lab.buffer(.udp(TrackingLab.client, 6000)), at: .preRouting) == .drop)
    lab.tracker.connections[0].status.remove(.assured)
    #expect(lab.tracker.track(lab.buffer(.udp(TrackingLab.client, 6000)), at: .preRouting) == .accept)
    #expect(lab.tracker.statistics.earlyDrops == 1)
  }

  @Test func packetsAreCountedOnlyWhileAccountingIsOn() {
    lab.pass(.udp())
    #expect(lab.only?.counters == nil)
    lab.tracker.flush()
    lab.namespace.settings.conntrack.isAccounting = true
    lab.pass(.udp())
    lab.pass(IPv4Packet.udp().answered)
    #expect(lab.only?.counters?.original.packets == 1)
    #expect(lab.only?.counters?.reply.bytes == 28)
  }

  @Test func aProtocolWithoutPortsIsTrackedByItsAddresses() {
    let gre = IPv4Packet(
      source: TrackingLab.client, destination: TrackingLab.server, timeToLive: 64,
      payload: .raw(IPProtocol(99), [1, 2, 3, 4]))
    #expect(lab.pass(gre).connectionState == .new)
    #expect(lab.only?.remaining(at: lab.network.clock.now) == .seconds(600))
  }

  @Test func watchersHearOfAPacketOnceItHasPassed() {
    var events: [ConnectionEvent] = []
    let watcher = ConnectionWatcher { event, _, _ in events.append(event) }
    lab.tracker.attach(watcher)
    lab.pass(.udp())
    lab.pass(IPv4Packet.udp().answered)
    #expect(events == [.new, .update])
    lab.wait(.seconds(31))
    #expect(events == [.new, .update, .destroy], "an entry that is watched ends on time")
  }
}
