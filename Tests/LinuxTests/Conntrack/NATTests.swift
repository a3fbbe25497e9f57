import Packets
import Simulation
import Testing

@testable import Linux

@Suite struct NATTests {
  let lab = TrackingLab()
  let snat = NATRange(addresses: TrackingLab.router...TrackingLab.router)

  @Test func sourceNATRewritesBothDirections() {
    let sent = lab.forward(.udp(), snat: snat)
    #expect(sent.ip == .udp(TrackingLab.router))
    let back = lab.forward(sent.ip.answered)
    #expect(back.ip == IPv4Packet.udp().answered)
    #expect(lab.only?.status.contains(.sourceNAT) == true)
  }

  @Test func destinationNATRewritesBothDirections() {
    let inside = IPv4Address(10, 0, 0, 7)
    let dnat = NATRange(addresses: inside...inside, ports: 8080...8080)
    let sent = lab.forward(.tcp(.syn, 1, from: TrackingLab.server, to: TrackingLab.router), dnat: dnat)
    #expect(sent.ip.destination == inside)
    #expect(sent.ip.destinationPort == 8080)
    var answer = sent.ip.answered
    if case .tcp(var segment) = answer.payload {
      (segment.flags, segment.acknowledgement) = ([.syn, .ack], 2)
      answer.payload = .tcp(segment)
    }
    let back = lab.forward(answer)
    #expect(back.ip.source == TrackingLab.router)
    #expect(back.ip.sourcePort == 80)
  }

  @Test func destinationNATToAPortRangeTakesItsFirstPort() {
    let inside = IPv4Address(10, 0, 0, 7)
    let sent = lab.forward(.udp(), dnat: NATRange(addresses: inside...inside, ports: 7000...7009))
    #expect(sent.ip.destinationPort == 7000)
  }

  @Test func rulesAreAskedForTheFirstPacketOnly() {
    let sent = lab.forward(.udp(), snat: snat)
    let second = lab.buffer(.udp())
    _ = lab.tracker.track(second, at: .preRouting)
    #expect(!lab.tracker.needsNATRules(second, .source))
    let answer = lab.buffer(sent.ip.answered)
    _ = lab.tracker.track(answer, at: .preRouting)
    #expect(!lab.tracker.needsNATRules(answer, .destination))
  }

  @Test func aSourcePortIsKeptWhileItIsFree() {
    #expect(lab.forward(.udp(), snat: snat).ip.sourcePort == 5000)
    let other = lab.forward(.udp(IPv4Address(10, 0, 0, 2)), snat: snat)
    #expect(other.ip.source == TrackingLab.router)
    #expect(other.ip.sourcePort != 5000)
    #expect((other.ip.sourcePort ?? 0) >= 1024)
  }

  @Test(arguments: [(UInt16(300), UInt16(1)...511), (UInt16(700), 600...1023), (UInt16(2000), 1024...65_535)])
  func aClashingPortStaysInItsClass(_ port: UInt16, _ ports: ClosedRange<UInt16>) throws {
    lab.forward(.udp(TrackingLab.client, port), snat: snat)
    let other = lab.forward(.udp(IPv4Address(10, 0, 0, 2), port), snat: snat)
    let chosen = try #require(other.ip.sourcePort)
    #expect(chosen != port)
    #expect(ports.contains(chosen))
  }

  @Test func aFlowWithoutARuleGivesWayToo() {
    lab.forward(.udp(), snat: snat)
    let own = lab.forward(.udp(TrackingLab.router))
    #expect(own.ip.source == TrackingLab.router)
    #expect(own.ip.sourcePort != 5000)
  }

  @Test func aPortRangeIsKeptTo() {
    let range = NATRange(addresses: TrackingLab.router...TrackingLab.router, ports: 7000...7001)
    let ports = (1...2).map { lab.forward(.udp(IPv4Address(10, 0, 0, $0)), snat: range).ip.sourcePort ?? 0 }
    #expect(ports.sorted() == [7000, 7001])
  }

  @Test func whenEveryPortIsTakenTheFlowIsDropped() {
    let range = NATRange(addresses: TrackingLab.router...TrackingLab.router, ports: 7000...7000)
    lab.forward(.udp(), snat: range)
    lab.forward(.udp(IPv4Address(10, 0, 0, 2)), snat: range)
    #expect(lab.tracker.count == 1)
    #expect(lab.tracker.statistics.insertFailed == 1)
  }

  /// Addresses that Linux 6.18 gave to 10.0.1.1 to 10.0.1.5, one after the other.
  @Test(
    arguments: [(NATRange.Flags(), [6, 8, 4, 5, 8]), (.persistent, [6, 8, 6, 8, 6])]
      as [(NATRange.Flags, [UInt8])])
  func clientsAreSpreadOverAddresses(_ flags: NATRange.Flags, _ expected: [UInt8]) {
    var range = NATRange(addresses: IPv4Address(198, 51, 100, 1)...IPv4Address(198, 51, 100, 8))
    range.flags = flags
    let sources = (1...5).map { lab.forward(.udp(IPv4Address(10, 0, 1, $0)), snat: range).ip.source }
    #expect(sources == expected.map { IPv4Address(198, 51, 100, $0) })
  }

  @Test func anEchoIdentifierThatClashesIsChangedAndChangedBack() throws {
    lab.forward(.echo(), snat: snat)
    let other = IPv4Address(10, 0, 0, 2)
    let sent = lab.forward(.echo(other), snat: snat)
    guard case .icmp(.echoRequest(let echo)) = sent.ip.payload else {
      Issue.record("not an echo request")
      return
    }
    #expect(echo.identifier != 7)
    let back = lab.forward(sent.ip.answered)
    #expect(back.ip == IPv4Packet.echo(other).answered)
  }

  @Test func aReportIsTranslatedInsideAndOutsideBeforeItIsRouted() {
    let sent = lab.forward(.udp(), snat: snat)
    let report = lab.buffer(.report(.hostUnreachable, from: IPv4Address(203, 0, 113, 9), about: sent.ip))
    _ = lab.tracker.track(report, at: .preRouting)
    #expect(lab.tracker.applyNAT(report, .destination, at: .preRouting, author: .connectionTracking))
    #expect(report.connectionState == .related)
    #expect(report.ip.destination == TrackingLab.client)
    guard case .icmp(.error(_, let quoted)) = report.ip.payload else {
      Issue.record("not a report")
      return
    }
    #expect(quoted.packet == .udp())
  }

  @Test func aRedirectAboutATranslatedFlowIsDropped() {
    let sent = lab.forward(.udp(), snat: snat)
    let redirect = ICMPError.redirect(code: 1, gateway: TrackingLab.router)
    let report = lab.buffer(.report(redirect, from: TrackingLab.server, about: sent.ip))
    _ = lab.tracker.track(report, at: .preRouting)
    #expect(!lab.tracker.applyNAT(report, .destination, at: .preRouting, author: .connectionTracking))
  }

  // MARK: Masquerade

  @Test func masqueradeTakesTheAddressOfTheInterface() {
    #expect(lab.forward(.udp(), masquerades: true).ip.source == TrackingLab.router)
  }

  @Test func masqueradeWithoutAnAddressDrops() {
    let bare = lab.namespace.addDevice(name: "bare", kind: .dummy, hardware: .zero)
    lab.namespace.remove(lab.wan.addresses[0], from: lab.wan)
    let buffer = lab.buffer(.udp())
    _ = lab.tracker.track(buffer, at: .preRouting)
    #expect(!lab.tracker.setUpMasquerade(buffer, NATRange(), on: bare, at: .postRouting))
  }

  @Test func masqueradedFlowsEndWithTheirInterfaceAndTranslatedOnesStay() {
    lab.forward(.udp(), masquerades: true)
    lab.forward(.udp(TrackingLab.client, 6000), snat: snat)
    lab.namespace.bringDown(lab.wan)
    #expect(lab.only?.original.sourcePort == 6000)
  }

  @Test func masqueradedFlowsEndWithTheirAddress() {
    lab.forward(.udp(), masquerades: true)
    lab.namespace.remove(lab.wan.addresses[0], from: lab.wan)
    #expect(lab.tracker.count == 0)
  }

  @Test func aMasqueradedFlowThatChangesItsInterfaceIsDroppedAndForgotten() {
    lab.forward(.udp(), masquerades: true)
    let buffer = lab.buffer(.udp())
    _ = lab.tracker.track(buffer, at: .preRouting)
    buffer.outputDevice = lab.namespace.loopback
    #expect(!lab.tracker.applyNAT(buffer, .source, at: .postRouting, author: .connectionTracking))
    #expect(lab.tracker.count == 0)
  }

  // MARK: Traces

  @Test func aTranslationIsTracedWithThePacketBeforeAndAfter() throws {
    lab.network.recorder.isRecording = true
    lab.forward(.udp(), snat: snat)
    let steps = lab.network.recorder.take()
    #expect(steps.first?.event == .tracked(isNew: true, reply: false))
    let step = try #require(steps.last)
    #expect(
      step.event
        == .translated(Translation(manipulation: .source, author: .connectionTracking, hook: .postRouting)))
    #expect(step.before.ipv4?.source == TrackingLab.client)
    #expect(step.after.ipv4?.source == TrackingLab.router)
  }
}
