import Linux
import Packets
import Simulation
import Testing

/// How rules are walked, what they count, and what they leave in a trace.
@Suite struct NetfilterTests {
  @Test func withoutRulesPacketsPassWithoutALook() throws {
    let hosts = try FilteredHosts()
    #expect(!hosts.netfilter.isActive)
    try hosts.add(.accept)
    #expect(hosts.netfilter.isActive)
  }

  @Test func theFirstRuleThatMatchesDecides() throws {
    let hosts = try FilteredHosts()
    let accept = try hosts.add(.accept)
    let drop = try hosts.add(.drop)
    hosts.ping()
    #expect(hosts.answers.count == 1)
    #expect(accept.counters == Counters(packets: 1, bytes: 84))
    #expect(drop.counters == Counters())
  }

  @Test func aWalkJumpsReturnsAndGoesTo() throws {
    let hosts = try FilteredHosts()
    hosts.netfilter.addChain(named: "pings", to: hosts.netfilter.filter)
    hosts.netfilter.addChain(named: "inner", to: hosts.netfilter.filter)
    try hosts.add(.return, to: "inner")
    try hosts.add(.jump("inner"), to: "pings")
    try hosts.add(.none, to: "pings", [.comment("after inner")])
    try hosts.add(.jump("pings"))
    try hosts.add(.goto("pings"))
    try hosts.add(.drop)
    let visits = hosts.traced { hosts.ping() }.compactMap(\.visit)
    #expect(
      visits == [
        "INPUT/1 JUMP pings", "pings/1 JUMP inner", "inner/1 RETURN", "pings/2 CONTINUE",
        "INPUT/2 GOTO pings",
        "pings/1 JUMP inner", "inner/1 RETURN", "pings/2 CONTINUE",
      ])
    #expect(hosts.answers.count == 1, "goto does not come back; the policy accepts")
  }

  @Test func policiesCountOnlyOnceTheyWereSet() throws {
    let hosts = try FilteredHosts()
    try hosts.add(.none)
    hosts.ping()
    #expect(hosts.chain("INPUT").counters == Counters())
    hosts.netfilter.setPolicy(.drop, of: hosts.chain("INPUT"), in: hosts.netfilter.filter)
    let events = hosts.traced { hosts.ping() }
    #expect(hosts.chain("INPUT").counters == Counters(packets: 1, bytes: 84))
    #expect(events.contains(.policy(hook: .input, table: "filter", chain: "INPUT", verdict: "DROP")))
    #expect(events.contains(.dropped(.policy(table: "filter", chain: "INPUT"))))
  }

  @Test func tablesAreWalkedInTheirOrder() throws {
    let hosts = try FilteredHosts()
    for table in [Table.Name.filter, .mangle] { try hosts.add(.none, to: "INPUT", of: table) }
    for table in [Table.Name.mangle, .raw] { try hosts.add(.none, to: "PREROUTING", of: table) }
    let events = hosts.traced { hosts.ping() }
    let order = events.compactMap { event -> String? in
      guard case .rule(let visit) = event else { return nil }
      return visit.table + " " + visit.hook.name
    }
    #expect(order == ["raw PREROUTING", "mangle PREROUTING", "mangle INPUT", "filter INPUT"])
  }

  @Test func aMissedRuleSaysWhichConditionFailed() throws {
    let hosts = try FilteredHosts()
    try hosts.add(.accept) { $0.input = InterfaceCondition("eth0", isInverted: true) }
    try hosts.add(.accept, [.tcp(TCPMatch())]) { $0.proto = ProtocolCondition(.tcp) }
    let mismatches = hosts.traced { hosts.ping() }.compactMap { event -> RuleVisit.Mismatch? in
      guard case .rule(let visit) = event else { return nil }
      return visit.mismatch
    }
    #expect(
      mismatches == [
        .init(condition: "! -i eth0", found: "in eth0"), .init(condition: "-p tcp", found: "icmp"),
      ])
  }

  @Test func connectionsAreTrackedOnlyWhereARuleNeedsIt() throws {
    let hosts = try FilteredHosts()
    try hosts.add(.accept)
    #expect(!hosts.netfilter.tracksConnections)
    try hosts.add(.drop, [.conntrack([ConntrackCondition(.state(.invalid))])])
    #expect(hosts.netfilter.tracksConnections)
    hosts.netfilter.flush(hosts.chain("INPUT"))
    #expect(!hosts.netfilter.tracksConnections)
  }
}
