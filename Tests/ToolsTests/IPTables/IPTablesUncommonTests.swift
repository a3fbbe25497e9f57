import Testing
import Tools

/// How iptables reads and prints the matches and targets that few rules have.
@Suite struct IPTablesUncommonTests {
  @Test(
    "A rule is printed in its normal form",
    arguments: [
      (
        "-p tcp -m connlimit --connlimit-above 3",
        "-p tcp -m connlimit --connlimit-above 3 --connlimit-mask 32 --connlimit-saddr"
      ),
      (
        "-m hashlimit --hashlimit-upto 10/sec --hashlimit-mode srcip,dstport --hashlimit-name b",
        "-m hashlimit --hashlimit-upto 10/sec --hashlimit-burst 5 --hashlimit-mode srcip,dstport "
          + "--hashlimit-name b"
      ),
      (
        "-m string --algo bm --hex-string '|0a 0d|abc' -j DROP",
        "-m string --hex-string \"|0a0d616263|\" --algo bm -j DROP"
      ),
      (
        "-m time --monthdays 1,15 ! --weekdays Mo",
        "-m time --monthdays 1,15 --weekdays Tue,Wed,Thu,Fri,Sat,Sun --datestop 2038-01-19T03:14:07"
      ),
      (
        "-m connbytes --connbytes 1000: --connbytes-mode packets --connbytes-dir original",
        "-m connbytes --connbytes 1000 --connbytes-mode packets --connbytes-dir original"
      ),
      ("-m u32 --u32 '6&0xFF=1:5,7 && 4=1'", "-m u32 --u32 \"0x6&0xff=0x1:0x5,0x7&&0x4=0x1\""),
      ("-p tcp -m ecn ! --ecn-tcp-cwr", "-p tcp -m ecn ! --ecn-tcp-cwr"),
      ("-j NFLOG --nflog-prefix 'in: ' --nflog-group 5", "-j NFLOG --nflog-prefix \"in: \" --nflog-group 5"),
      (
        "-j NFQUEUE --queue-balance 0:3 --queue-bypass", "-j NFQUEUE --queue-balance 0:3 --queue-bypass"
      ),
    ])
  func normalForm(_ words: String, _ text: String) throws {
    let host = RuleHost()
    #expect(try host.iptables("-A INPUT " + words).status == 0)
    #expect(try host.iptables("-S INPUT").output == "-P INPUT ACCEPT\n-A INPUT \(text)\n")
  }

  @Test(
    "Wrong words are complained about in libxtables' words",
    arguments: [
      ("-m connlimit --connlimit-mask 24", "You must specify \"--connlimit-above\" or \"--connlimit-upto\"."),
      ("-m hashlimit --hashlimit-above 5/min", "hashlimit: option \"--hashlimit-name\" must be specified\n"),
      ("-m string --algo bm", "STRING match: You must specify `--string' or `--hex-string'"),
      ("-m time --weekdays Foo", "Foo is not a valid day specifier"),
      ("-m u32 --u32 foo", "u32: at char 0: not a number or out of range"),
      ("-j AUDIT --type foo", "Bad action type value \"foo\""),
    ])
  func complaints(_ words: String, _ message: String) throws {
    let outcome = try RuleHost().iptables("-A INPUT " + words)
    #expect(outcome.status == 2)
    #expect(outcome.error.hasPrefix("iptables v1.8.9 (nf_tables): \(message)\n"))
  }

  @Test func helpKnowsTheExtensionsThatWereNamed() throws {
    let help = try RuleHost().iptables("-m limit -h").output
    #expect(help.hasPrefix("iptables v1.8.9 (nf_tables)\n\nUsage: iptables -[ACD] chain"))
    #expect(help.contains("\nlimit match options:\n"))
    #expect(try !RuleHost().iptables("-h").output.contains("limit match options"))
  }
}
