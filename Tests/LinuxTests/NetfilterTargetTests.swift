import Linux
import Packets
import Simulation
import Testing

/// What matches look at and what targets do.
@Suite struct NetfilterTargetTests {
  @Test func rejectAnswersWithAnICMPError() throws {
    let hosts = try FilteredHosts()
    try hosts.add(.reject(.administrativelyProhibited))
    hosts.ping()
    #expect(hosts.answers.map { $0.icmp?.type } == [3])
    #expect(hosts.answers.map { $0.icmp?.code } == [13])
  }

  @Test func rejectWithAResetAcknowledgesTheSyn() throws {
    let hosts = try FilteredHosts()
    try hosts.add(.reject(.reset)) { $0.proto = ProtocolCondition(.tcp) }
    hosts.knock(83)
    let reset = try #require(hosts.answers.first?.tcp)
    #expect(reset.flags == [.rst, .ack])
    #expect(reset.acknowledgement == 100)
    #expect((reset.sourcePort, reset.destinationPort) == (83, 40000))
  }

  @Test func aLimitLetsABurstThroughAndFillsWithTime() throws {
    let hosts = try FilteredHosts()
    let limit = try hosts.add(.accept, [.limit(LimitMatch(rate: 1, unit: .second, burst: 2))])
    for _ in 0..<4 { hosts.ping() }
    #expect(limit.counters.packets == 2)
    hosts.hosts.run(.seconds(1))
    for _ in 0..<4 { hosts.ping() }
    #expect(limit.counters.packets == 3)
  }

  @Test func everyThirdPacketIsChosen() throws {
    let hosts = try FilteredHosts()
    let chosen = try hosts.add(.none, [.statistic(.nth(every: 3, packet: 0, isInverted: false))])
    for _ in 0..<7 { hosts.ping() }
    #expect(chosen.counters.packets == 3)
  }

  @Test func aRecentListCountsHits() throws {
    let hosts = try FilteredHosts()
    try hosts.add(.none, [.recent(RecentMatch(.set))])
    var check = RecentMatch(.check)
    check.hitCount = 3
    check.seconds = 60
    let third = try hosts.add(.drop, [.recent(check)])
    for _ in 0..<4 { hosts.ping() }
    #expect(third.counters.packets == 2)
    #expect(hosts.answers.count == 2)
  }

  @Test func theMarkThatOneTableSetsAnotherSees() throws {
    let hosts = try FilteredHosts()
    try hosts.add(.mark(MarkOperation(value: 5, mask: .max)), to: "PREROUTING", of: .mangle)
    let seen = try hosts.add(.accept, [.mark(MarkCondition(value: 5, mask: .max, isInverted: false))])
    hosts.ping()
    #expect(seen.counters.packets == 1)
  }

  @Test func logWritesALineToTheKernelsLog() throws {
    let hosts = try FilteredHosts()
    var options = LogOptions()
    options.prefix = "ping: "
    try hosts.add(.log(options))
    hosts.ping(ttl: 9)
    let line = try #require(hosts.b.kernelLog.lines.first?.text)
    #expect(
      line.hasPrefix(
        "ping: IN=eth0 OUT= MAC=52:54:00:00:01:01:52:54:00:00:00:01:08:00 SRC=10.0.0.1 DST=10.0.0.2 LEN=84 TOS=0x00 PREC=0x00 TTL=9 ID="
      ))
    #expect(line.hasSuffix("PROTO=ICMP TYPE=8 CODE=0 ID=7 SEQ=1 "))
  }

  @Test func addressTypesComeFromTheLocalTable() throws {
    let hosts = try FilteredHosts()
    var match = AddressTypeMatch()
    match.destination = .local
    let local = try hosts.add(.none, [.addressType(match)])
    match.destination = .broadcast
    let broadcast = try hosts.add(.none, [.addressType(match)])
    hosts.ping()
    #expect(local.counters.packets == 1)
    #expect(broadcast.counters.packets == 0)
  }

  @Test func natDecidesForAConnectionsFirstPacketOnly() throws {
    let hosts = try FilteredHosts()
    let redirect = try hosts.add(.redirect(NATRange()), to: "PREROUTING", of: .nat)
    for _ in 0..<3 { hosts.ping() }
    #expect(hosts.answers.count == 3)
    #expect(redirect.counters.packets == 1)
  }
}
