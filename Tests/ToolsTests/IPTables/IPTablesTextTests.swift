import Testing
import Tools

/// The normal form of rules: as `iptables -S` prints what was typed.
@Suite struct IPTablesTextTests {
  @Test(
    arguments: [
      ("-d 10.0.2.1 -p tcp --dport 80 -j ACCEPT", "-d 10.0.2.1/32 -p tcp -m tcp --dport 80 -j ACCEPT"),
      ("-p icmp -i eth0 -s 10.0.0.0/24", "-s 10.0.0.0/24 -i eth0 -p icmp"),
      ("! -s 10.0.0.0/255.0.0.0 ! -i eth+", "! -s 10.0.0.0/8 ! -i eth+"),
      ("-p tcp --syn --dport 8004:8006", "-p tcp -m tcp --dport 8004:8006 --tcp-flags FIN,SYN,RST,ACK SYN"),
      ("-m state --state NEW,INVALID", "-m state --state INVALID,NEW"),
      ("-p icmp --icmp-type echo-request", "-p icmp -m icmp --icmp-type 8"),
      ("-m limit --limit 120/minute", "-m limit --limit 2/sec"),
      ("-m conntrack --ctdir REPLY --ctstate NEW", "-m conntrack --ctstate NEW --ctdir REPLY"),
      ("-m comment --comment 'two words'", "-m comment --comment \"two words\""),
      ("-m recent --set", "-m recent --set --name DEFAULT --mask 255.255.255.255 --rsource"),
      (
        "-m statistic --mode random --probability 0.5",
        "-m statistic --mode random --probability 0.50000000000"
      ),
      ("-j MARK --set-mark 5", "-j MARK --set-xmark 0x5/0xffffffff"),
      ("-j LOG --log-prefix 'a: ' --log-level 4", "-j LOG --log-prefix \"a: \""),
      ("-p tcp -j REJECT", "-p tcp -j REJECT --reject-with icmp-port-unreachable"),
    ])
  func aRuleIsPrintedInItsNormalForm(_ typed: String, _ printed: String) throws {
    let host = RuleHost()
    try host.iptables("-A INPUT " + typed)
    #expect(try host.output("-S INPUT") == "-P INPUT ACCEPT\n-A INPUT \(printed)\n")
    #expect(try host.iptables("-C INPUT " + printed.replacing("\"", with: "'")).status == 0)
  }

  @Test func listsOfAddressesBecomeSeveralRules() throws {
    let host = RuleHost()
    try host.iptables("-A INPUT -s 10.0.0.1,10.0.0.2 -j DROP")
    #expect(
      try host.output("-S INPUT")
        == "-P INPUT ACCEPT\n-A INPUT -s 10.0.0.1/32 -j DROP\n-A INPUT -s 10.0.0.2/32 -j DROP\n")
  }

  @Test func renamedChainsKeepTheirReferences() throws {
    let host = RuleHost()
    for line in ["-N one", "-A INPUT -j one", "-E one two"] { try host.iptables(line) }
    #expect(
      try host.output("-S")
        == "-P INPUT ACCEPT\n-P FORWARD ACCEPT\n-P OUTPUT ACCEPT\n-N two\n-A INPUT -j two\n")
  }
}
