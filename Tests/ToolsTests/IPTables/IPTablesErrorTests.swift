import Testing
import Tools

/// What iptables 1.8.9 says to bad input, with its exit status.
@Suite struct IPTablesErrorTests {
  @Test(
    "A wrong word ends with status 2 and the advice to read the help",
    arguments: [
      ("-A INPUT -j NOSUCH", "Chain 'NOSUCH' does not exist"),
      ("-A INPUT -p tcp --dport 70000 -j ACCEPT", "invalid port/service `70000' specified"),
      ("-A INPUT --dport 80 -j ACCEPT", "unknown option \"--dport\""),
      ("-A INPUT -p nosuch -j ACCEPT", "unknown protocol \"nosuch\" specified"),
      ("-A INPUT -s 10.0.0.0/33 -j ACCEPT", "invalid mask `33' specified"),
      ("-A INPUT -s nosuchhost -j ACCEPT", "host/network `nosuchhost' not found"),
      ("-A INPUT -o eth0 -j ACCEPT", "Can't use -o with INPUT\n"),
      ("-t nat -A PREROUTING -p tcp -j DNAT", "DNAT: option \"--to-destination\" must be specified\n"),
      (
        "-t nat -A PREROUTING -j REDIRECT --to-ports 80",
        "Need TCP, UDP, SCTP or DCCP with port specification"
      ),
      ("-A INPUT -m nosuch", "Couldn't load match `nosuch':No such file or directory\n"),
      ("-A INPUT -m conntrack --ctstate OPEN", "Bad ctstate \"OPEN\""),
      ("-A", "option \"-A\" requires an argument"),
      ("-Q INPUT", "unknown option \"-Q\""),
      ("-A INPUT -p tcp -m multiport --dports 1,2,x", "invalid port/service `x' specified"),
      ("-A INPUT -L", "Cannot use -L with -A"),
      ("-S -n", "Illegal option `-n' with this command"),
      ("-A INPUT ! -j ACCEPT", "cannot have ! before -j"),
      ("-A INPUT -p tcp --dport ! 80", "invalid port/service `!' specified"),
      ("-A INPUT -j LOG --log-level warn", "log level \"warn\" unknown\n"),
      ("-A INPUT -j LOG --log-prefix ''", "Argument must have a minimum length of 1 characters\n"),
      ("-t mangle -A INPUT -m tos --tos foo", "Symbolic name \"foo\" is unknown"),
      ("-N ACCEPT", "chain name may not clash with target name"),
      ("-A INPUT -p icmp --icmp-type echo", "Ambiguous ICMP type `echo': `echo-reply' or `echo-request'?"),
    ])
  func syntax(_ line: String, _ message: String) throws {
    let outcome = try RuleHost().iptables(line)
    #expect(outcome.status == 2)
    #expect(
      outcome.error == "iptables v1.8.9 (nf_tables): \(message)\n"
        + "Try `iptables -h' or 'iptables --help' for more information.\n")
  }

  @Test(
    "What is missing ends with status 1",
    arguments: [
      ("-A NOSUCH -j ACCEPT", "No chain/target/match by that name."),
      ("-D INPUT 1", "No chain/target/match by that name."),
      ("-D INPUT -s 10.0.0.1 -j ACCEPT", "Bad rule (does a matching rule exist in that chain?)."),
      ("-I INPUT 5 -j ACCEPT", "Index of insertion too big."),
      ("-N INPUT", "Chain already exists."),
      ("-P INPUT REJECT", "Bad policy name. Run `dmesg' for more information."),
    ])
  func missing(_ line: String, _ message: String) throws {
    let outcome = try RuleHost().iptables(line)
    #expect(outcome.status == 1)
    #expect(outcome.error == "iptables: \(message)\n")
  }

  @Test(
    "What the kernel refuses ends with status 4",
    arguments: [
      (
        "-t nat -A PREROUTING -j SNAT --to-source 10.0.0.1",
        "RULE_APPEND failed (Invalid argument): rule in chain PREROUTING"
      ),
      (
        "-A INPUT -p udp -j REJECT --reject-with tcp-reset",
        "RULE_APPEND failed (Invalid argument): rule in chain INPUT"
      ),
      ("-I INPUT -j INPUT", "RULE_INSERT failed (Operation not supported): rule in chain INPUT"),
    ])
  func refused(_ line: String, _ message: String) throws {
    let outcome = try RuleHost().iptables(line)
    #expect(outcome.status == 4)
    #expect(outcome.error == "iptables v1.8.9 (nf_tables):  \(message)\n")
  }

  @Test func aChainThatRulesLeadToCannotBeDeleted() throws {
    let host = RuleHost()
    for line in ["-N two", "-A INPUT -j two"] { try host.iptables(line) }
    #expect(
      try host.output("-X two")
        == "iptables v1.8.9 (nf_tables):  CHAIN_DEL failed (Device or resource busy): chain two\n")
    try host.iptables("-F INPUT")
    #expect(try host.iptables("-X two").status == 0)
  }

  @Test func aCircleOfChainsIsRefusedOnceABuiltInChainLeadsToIt() throws {
    let host = RuleHost()
    for line in ["-N one", "-N two", "-A one -j two"] { try host.iptables(line) }
    #expect(try host.iptables("-A two -j one").status == 0)
    #expect(
      try host.output("-A INPUT -j one")
        == "iptables v1.8.9 (nf_tables):  RULE_APPEND failed (Too many links): rule in chain INPUT\n")
    #expect(try host.output("-S INPUT") == "-P INPUT ACCEPT\n")
  }

  @Test func aChainTakesNoTargetThatItsCallerCannotUse() throws {
    let host = RuleHost()
    for line in ["-N ours", "-A PREROUTING -j ours"] { try host.iptables("-t nat " + line) }
    #expect(
      try host.output("-t nat -A ours -j MASQUERADE")
        == "iptables v1.8.9 (nf_tables):  RULE_APPEND failed (Invalid argument): rule in chain ours\n")
    #expect(try host.iptables("-t nat -A ours -j REDIRECT").status == 0)
  }

  @Test(
    "Options that exclude each other are both named",
    arguments: [
      ("-j MARK --set-mark 1 --or-mark 2", "MARK: option \"--set-mark\"", "--or-mark"),
      ("-m dscp --dscp 1 --dscp-class EF", "dscp: option \"--dscp\"", "--dscp-class"),
      ("-m recent --set --update", "recent: option \"--set\"", "--update"),
      (
        "-p tcp -m multiport --dports 80 --sports 1", "multiport: option \"--source-ports\"",
        "--destination-ports"
      ),
    ])
  func exclusive(_ line: String, _ first: String, _ second: String) throws {
    let outcome = try RuleHost().iptables("-A INPUT " + line)
    #expect(outcome.status == 2)
    #expect(outcome.error.contains("\(first) cannot be used together with \"\(second)\"."))
  }

  @Test func whatIsNotSimulatedIsNeverGuessed() {
    #expect(throws: Unsimulated.self) { try RuleHost().iptables("-A INPUT -m policy --dir in --pol none") }
    #expect(throws: Unsimulated.self) { try RuleHost().iptables("-A INPUT -j TEE --gateway 10.0.0.2") }
  }
}
