import Simulation
import Testing
import Tools

/// `iptables -L` in its forms.
@Suite struct IPTablesListTests {
  private func host() throws -> RuleHost {
    let host = RuleHost()
    try host.iptables("-A INPUT -i eth0 -s 10.0.0.0/24 -p icmp -c 3 4284 -j ACCEPT")
    try host.iptables("-A INPUT ! -s 10.0.0.0/8 -p tcp -m tcp --dport 22 -j DROP")
    return host
  }

  @Test func withoutNumbersPortsAndAddressesHaveNames() throws {
    #expect(
      try host().output("-L INPUT") == """
        Chain INPUT (policy ACCEPT)
        target     prot opt source               destination
        ACCEPT     icmp --  10.0.0.0/24          anywhere
        DROP       tcp  -- !10.0.0.0/8           anywhere             tcp dpt:ssh

        """)
  }

  @Test func verboseListsShowCountersAndInterfaces() throws {
    #expect(
      try host().output("-vnL INPUT --line-numbers") == """
        Chain INPUT (policy ACCEPT 0 packets, 0 bytes)
        num   pkts bytes target     prot opt in     out     source               destination
        1        3  4284 ACCEPT     icmp --  eth0   *       10.0.0.0/24          0.0.0.0/0
        2        0     0 DROP       tcp  --  *      *      !10.0.0.0/8           0.0.0.0/0            tcp dpt:22

        """)
  }

  @Test(
    arguments: [
      ("99999 99999", "99999 99999"), ("123456 12345678901", " 123K   12G"),
      ("100000 9999499", " 100K 9999K"),
      ("9999500 9999500000", "  10M   10G"),
    ])
  func largeCountersAreRounded(_ counters: String, _ columns: String) throws {
    let host = RuleHost()
    try host.iptables("-A OUTPUT -c \(counters) -j ACCEPT")
    #expect(try host.output("-vnL OUTPUT").contains("\n\(columns) ACCEPT"))
  }

  @Test func userChainsAreSortedAndCountTheirReferences() throws {
    let host = RuleHost()
    for line in ["-N pings", "-N inner", "-A pings -j inner", "-A INPUT -p icmp -g pings"] {
      try host.iptables(line)
    }
    let text = try host.output("-nL")
    #expect(text.contains("Chain inner (1 references)\n"))
    #expect(text.contains("pings      icmp --  0.0.0.0/0            0.0.0.0/0           [goto]\n"))
    #expect(text.firstRange(of: "Chain inner")!.lowerBound < text.firstRange(of: "Chain pings")!.lowerBound)
  }

  @Test func eachChainIsAListingWhoseRowsNameTheirRule() throws {
    let listings = try host().iptables("-nL").listings
    #expect(listings.map(\.kind) == ["rules", "rules", "rules"])
    #expect(listings[0].rows.map(\.rule) == ["filter/INPUT/1", "filter/INPUT/2"])
  }
}
