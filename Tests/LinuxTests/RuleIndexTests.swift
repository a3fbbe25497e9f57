import Linux
import Packets
import Simulation
import Testing

/// Long chains are searched by an index, except where a trace shows every rule: both must give the same.
@Suite struct RuleIndexTests {
  @Test(arguments: 1...8) func anIndexMeetsTheRulesThatAWalkMeets(seed: UInt64) throws {
    let (indexed, walked) = (try FilteredHosts(), try FilteredHosts())
    for hosts in [indexed, walked] {
      var generator = SeededGenerator(seed: seed)
      for _ in 0..<300 {
        let rule = Self.rule(&generator)
        try hosts.add(rule.target, rule.matches) { $0 = rule }
      }
    }
    for port in UInt16(1)...60 { indexed.knock(port % 12) }
    let events = walked.traced { for port in UInt16(1)...60 { walked.knock(port % 12) } }
    indexed.ping()
    _ = walked.traced { walked.ping() }
    let counters = { (hosts: FilteredHosts) in hosts.chain("INPUT").rules.map { $0.counters } }
    #expect(counters(indexed) == counters(walked))
    #expect(counters(indexed).contains { $0.packets > 0 })
    #expect(
      events.contains { $0.visit?.hasSuffix("-") ?? false }, "the walk looks at rules that do not match")
  }

  @Test func aChangedRuleIsFound() throws {
    let hosts = try FilteredHosts()
    for port in UInt16(1)...40 { try hosts.add(.none, [.tcp(Self.tcp(port))]) { $0.proto = .init(.tcp) } }
    hosts.knock(7)
    let chain = hosts.chain("INPUT")
    #expect(chain.rules.map { $0.counters.packets }.reduce(0, +) == 1)
    let added = try hosts.add(.none, [.tcp(Self.tcp(7))]) { $0.proto = .init(.tcp) }
    hosts.netfilter.removeRule(at: 6, of: chain, in: hosts.netfilter.filter)
    hosts.knock(7)
    #expect(added.counters.packets == 1)
  }

  private static func tcp(_ port: UInt16) -> TCPMatch {
    var match = TCPMatch()
    match.destination = PortCondition(port...port)
    return match
  }

  /// Conditions of all kinds, about half of which a packet from a to b meets; most rules only count.
  private static func rule(_ generator: inout SeededGenerator) -> RuleSpecification {
    var rule = RuleSpecification()
    let isInverted = generator.number(below: 4) == 0
    switch generator.number(below: 6) {
    case 0:
      rule.source = AddressCondition(
        IPv4Address(10, 0, 0, UInt8(generator.number(below: 3))), mask: ~0, isInverted: isInverted)
    case 1:
      rule.destination = AddressCondition(
        IPv4Address(10, 0, UInt8(generator.number(below: 2)), 0), mask: 0xFFFF_FF00, isInverted: isInverted)
    case 2:
      rule.proto = ProtocolCondition(generator.number(below: 2) == 0 ? .tcp : .icmp, isInverted: isInverted)
    case 3:
      rule.input = InterfaceCondition(
        ["eth0", "eth1", "eth+", "lo"][generator.number(below: 4)], isInverted: isInverted)
    case 4:
      rule.matches = [.limit(LimitMatch(rate: 1, unit: .hour, burst: 3))]
      fallthrough
    default:
      rule.proto = ProtocolCondition(.tcp)
      rule.matches.append(.tcp(tcp(UInt16(generator.number(below: 12)))))
    }
    if generator.number(below: 60) == 0 { rule.target = .return }
    return rule
  }
}
