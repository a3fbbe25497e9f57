import Packets
import Simulation
import Testing

@testable import Linux

@Suite struct TCPTrackingTests {
  let lab = TrackingLab()

  private var state: TCPTracking.State? { lab.only?.tcp?.state }
  private var life: Int? { lab.only?.remaining(at: lab.network.clock.now).seconds }

  private func shakeHands() {
    lab.pass(.tcp(.syn, 100))
    lab.pass(.tcpBack([.syn, .ack], 900, 101))
    lab.pass(.tcp(.ack, 101, 901))
  }

  @Test func aHandshakeGoesThroughItsStates() {
    lab.pass(.tcp(.syn, 100))
    #expect(state == .synSent)
    #expect(life == 120)
    lab.pass(.tcpBack([.syn, .ack], 900, 101))
    #expect(state == .synReceived)
    #expect(life == 60)
    lab.pass(.tcp(.ack, 101, 901))
    #expect(state == .established)
    #expect(life == 432_000)
    #expect(lab.only?.status.contains(.assured) == true)
  }

  @Test func closingGoesThroughItsStates() {
    shakeHands()
    lab.pass(.tcp([.fin, .ack], 101, 901))
    #expect(state == .finWait)
    lab.pass(.tcpBack(.ack, 901, 102))
    #expect(state == .closeWait)
    #expect(life == 60)
    lab.pass(.tcpBack([.fin, .ack], 901, 102))
    #expect(state == .lastAck)
    lab.pass(.tcp(.ack, 102, 902))
    #expect(state == .timeWait)
    #expect(life == 120)
  }

  @Test func unacknowledgedDataLivesFiveMinutes() {
    shakeHands()
    lab.pass(.tcp([.psh, .ack], 101, 901, length: 10))
    #expect(life == 300)
    lab.pass(.tcpBack(.ack, 901, 111))
    #expect(life == 432_000)
  }

  @Test func aRepeatedSYNDoesNotProlongTheEntry() {
    lab.pass(.tcp(.syn, 100))
    lab.wait(.seconds(3))
    lab.pass(.tcp(.syn, 100))
    #expect(life == 117)
  }

  @Test func aResetInAnswerToASYNEndsTheEntry() {
    lab.pass(.tcp(.syn, 100))
    let reset = lab.pass(.tcpBack([.rst, .ack], 0, 101))
    #expect(reset.connectionState == .established)
    #expect(lab.tracker.count == 0)
  }

  @Test func aResetOfAnEstablishedConnectionClosesIt() {
    shakeHands()
    lab.pass(.tcpBack([.rst, .ack], 901, 101))
    #expect(state == .close)
    #expect(life == 10)
  }

  @Test func aResetBehindTheWindowIsInvalid() {
    shakeHands()
    #expect(lab.pass(.tcpBack(.rst, 800)).connectionState == .invalid)
    #expect(state == .established)
  }

  @Test func aSegmentFarBeyondTheWindowIsInvalid() {
    shakeHands()
    #expect(lab.pass(.tcp(.ack, 50_101, 901, length: 10)).connectionState == .invalid)
    lab.namespace.settings.conntrack.isLiberal = true
    #expect(lab.pass(.tcp(.ack, 50_101, 901, length: 10)).connectionState == .established)
  }

  @Test(arguments: [TCPFlags.fin, [.syn, .fin], [], [.syn, .rst]])
  func flagsWithoutASenseAreInvalid(_ flags: TCPFlags) {
    #expect(lab.pass(.tcp(flags, 100)).connectionState == .invalid)
    #expect(lab.tracker.count == 0)
  }

  @Test func aConnectionIsPickedUpHalfWayUnlessToldNotTo() {
    lab.pass(.tcp(.ack, 5000, 7000, length: 10))
    #expect(state == .established)
    #expect(life == 300)
    lab.pass(.tcpBack(.ack, 7000, 5010))
    lab.pass(.tcp(.ack, 5010, 7000))
    #expect(lab.only?.status.contains(.assured) == true)
    lab.tracker.flush()
    lab.namespace.settings.conntrack.isLoose = false
    #expect(lab.pass(.tcp(.ack, 5000, 7000)).connectionState == .invalid)
  }

  @Test func aSYNACKThatNobodyAskedForIsInvalid() {
    #expect(lab.pass(.tcpBack([.syn, .ack], 900, 101)).connectionState == .invalid)
  }

  @Test func aClosedConnectionOpensAnew() throws {
    shakeHands()
    lab.pass(.tcp([.fin, .ack], 101, 901))
    lab.pass(.tcpBack([.fin, .ack], 901, 102))
    lab.pass(.tcp(.ack, 102, 902))
    let old = try #require(lab.only)
    let syn = lab.pass(.tcp(.syn, 9000))
    #expect(syn.connectionState == .new)
    #expect(lab.only !== old)
    #expect(state == .synSent)
  }

  @Test func afterAPauseWindowsAreLearntAnew() {
    shakeHands()
    lab.tracker.forgetWindows()
    #expect(lab.pass(.tcp(.ack, 900_101, 901, length: 10)).connectionState == .established)
  }
}
