import Linux
import Packets
import Simulation
import Testing

/// The matches and targets that few rules have.
@Suite struct UncommonMatchTests {
  @Test func aQuotaLetsSoManyOctetsThrough() throws {
    let hosts = try FilteredHosts()
    let quota = try hosts.add(.accept, [.uncommon(.quota(200, isInverted: false))])
    for _ in 0..<4 { hosts.ping() }
    // Echo requests of 84 octets.
    #expect(quota.counters.packets == 2)
  }

  @Test func aHashLimitCountsEveryAddressByItself() throws {
    let hosts = try FilteredHosts()
    let rate = HashLimitMatch.Rate.packets(LimitMatch(rate: 1, unit: .minute, burst: 2))
    var match = HashLimitMatch(name: "ping", rate: rate, isAbove: true)
    match.mode = .sourceAddress
    let above = try hosts.add(.drop, [.uncommon(.hashLimit(match))])
    for _ in 0..<5 { hosts.ping() }
    #expect(above.counters.packets == 3)
    #expect(hosts.answers.count == 2)
    #expect(hosts.netfilter.hashLimitNames == ["ping"])
  }

  @Test func aTextIsLookedForInTheWholePacket() throws {
    let hosts = try FilteredHosts()
    func match(_ octets: [UInt8]) -> Match {
      .uncommon(
        .content(ContentMatch(pattern: octets, isHexadecimal: true, isInverted: false, algorithm: "bm")))
    }
    let addresses = try hosts.add(.none, [match([10, 0, 0, 1, 10, 0, 0, 2])])
    let other = try hosts.add(.none, [match([10, 0, 0, 9])])
    hosts.ping()
    #expect(addresses.counters.packets == 1)
    #expect(other.counters.packets == 0)
  }

  @Test func wordsOfThePacketAreCompared() throws {
    let hosts = try FilteredHosts()
    func words(_ offset: UInt32, _ mask: UInt32, _ value: UInt32) -> Match {
      let test = WordsMatch.Test(offset: offset, steps: [.init(.and, mask)], values: [value...value])
      return .uncommon(.words(WordsMatch(tests: [test], isInverted: false)))
    }
    // The protocol is the tenth octet.
    let icmp = try hosts.add(.none, [words(6, 0xFF, 1)])
    let tcp = try hosts.add(.none, [words(6, 0xFF, 6)])
    hosts.ping()
    #expect((icmp.counters.packets, tcp.counters.packets) == (1, 0))
  }

  @Test func officeHoursBeginAtTheirHour() throws {
    let hosts = try FilteredHosts()
    var office = TimeMatch()
    (office.dayStart, office.dayStop, office.weekdays) = (9 * 3600, 17 * 3600, 0b0011_1110)
    let rule = try hosts.add(.none, [.uncommon(.time(office))])
    hosts.ping()
    #expect(rule.counters.packets == 0)
    hosts.hosts.run(.seconds(10 * 3600))
    hosts.ping()
    #expect(rule.counters.packets == 1)
  }

  @Test func aQueueThatNobodyReadsLosesPacketsUnlessTheyMayBypassIt() throws {
    let hosts = try FilteredHosts()
    var queue = QueueOptions()
    queue.mayBypass = true
    try hosts.add(.uncommon(.queue(queue)))
    hosts.ping()
    #expect(hosts.answers.count == 1)
    let other = try FilteredHosts()
    try other.add(.uncommon(.queue(QueueOptions())))
    other.ping()
    #expect(other.answers.isEmpty)
  }

  @Test func connectionsOfAZoneAreApart() throws {
    let hosts = try FilteredHosts()
    var tracking = TrackingOptions()
    tracking.zone = 7
    try hosts.add(.uncommon(.track(tracking)), to: "PREROUTING", of: .raw)
    hosts.knock(80)
    #expect(hosts.netfilter.tracker.connections.map { $0.original.zone } == [7])
  }

  @Test func theKernelTakesSomeMatchesOnlyWhereTheyMakeSense() throws {
    let hosts = try FilteredHosts()
    #expect(throws: Netfilter.ChangeError.invalid) {
      try hosts.add(.none, [.uncommon(.reversePath(ReversePathMatch()))])
    }
    #expect(throws: Netfilter.ChangeError.invalid) {
      try hosts.add(.none, [.uncommon(.segmentSize(1...500, isInverted: false))])
    }
  }
}
