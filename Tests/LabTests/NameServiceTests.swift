import Lab
import Testing

/// A client, a name server and a web server on one switch.
private let lan = """
  host c dns=10.0.0.53 search=lan
  host ns
  host web
  switch s
  link c:eth0 10.0.0.2/24 -- s
  link ns:eth0 10.0.0.53/24 -- s
  link web:eth0 10.0.0.80/24 -- s
  serve web 80/tcp "hello"

  """

@Suite struct NameServiceTests {
  @Test("A declared name server answers for names, aliases, domains and addresses")
  func entries() {
    let result = run(
      lan + """
        serve ns dns web.lan=10.0.0.80 www.lan=web.lan *.apps.lan=10.0.0.81
        c# dig +short www.lan
        c# dig +short a.b.apps.lan
        c# dig +short -x 10.0.0.80
        c# curl -s http://www/
        """)
    #expect(result.failures == [])
    #expect(result.outputs == ["web.lan.\n10.0.0.80\n", "10.0.0.81\n", "web.lan.\n", "hello\n"])
  }

  @Test("Without a server behind it, what it does not know does not exist")
  func unknown() {
    let result = run(
      lan + """
        serve ns dns web.lan=10.0.0.80
        c# ping -c1 nothere.example
        expect exit 2
        expect output is "ping: nothere.example: Name or service not known"
        """)
    #expect(result.failures == [])
  }

  @Test("forward= asks another server for everything else")
  func forwarding() {
    let result = run(
      lan + """
        serve web dns deep.example=10.0.0.99
        serve ns dns web.lan=10.0.0.80 forward=10.0.0.80
        c# dig +short deep.example
        c# dig +short web.lan
        """)
    #expect(result.outputs == ["10.0.0.99\n", "10.0.0.80\n"])
  }

  @Test("dns= and search= of a host are in its /etc/resolv.conf; other hosts have an empty one")
  func resolverFile() {
    let result = run(lan + "c# cat /etc/resolv.conf\nns# cat /etc/resolv.conf")
    #expect(result.outputs == ["search lan\nnameserver 10.0.0.53\n", ""])
  }

  @Test("A second server on the same port is a failure that says so")
  func portTaken() {
    let result = run(lan + "serve ns dns a.lan=10.0.0.1\nserve ns dns b.lan=10.0.0.1")
    #expect(result.failureIdentifiers == ["port-taken"])
  }

  @Test("A silent server costs five seconds, twice, and then the name is not known for now")
  func patience() {
    let result = run(
      lan + """
        web# iptables -A INPUT -p udp --dport 53 -j DROP
        c# echo nameserver 10.0.0.80 > /etc/resolv.conf
        c# date +%s; ping -c1 web.lan; date +%s
        """)
    let words = result.outputs[2].split(separator: "\n").map(String.init)
    #expect(words.count == 3 && Int(words[2])! - Int(words[0])! == 10)
    #expect(words[1] == "ping: web.lan: Temporary failure in name resolution")
  }

  @Test("A second server of /etc/resolv.conf is asked when the first one refuses")
  func secondServer() {
    let result = run(
      lan + """
        serve ns dns web.lan=10.0.0.80
        c# printf 'nameserver 10.0.0.80\\nnameserver 10.0.0.53\\n' > /etc/resolv.conf
        c# getent hosts web.lan
        """)
    #expect(result.outputs.last == "10.0.0.80       web.lan\n")
  }

  @Test("ndots decides whether a name is asked for as it is first")
  func dots() {
    let result = run(
      lan + """
        serve ns dns db.web=10.0.0.1 db.web.lan=10.0.0.2
        c# getent hosts db.web
        c# echo options ndots:2 >> /etc/resolv.conf
        c# getent hosts db.web
        """)
    #expect(result.outputs == ["10.0.0.1        db.web\n", "", "10.0.0.2        db.web.lan\n"])
  }

  @Test("An option of /etc/resolv.conf that is not simulated is named")
  func missingOption() {
    let result = run(lan + "c# echo options rotate >> /etc/resolv.conf\nc# getent hosts web.lan")
    #expect(
      result.failures.contains {
        $0.summary == "netnote does not simulate the option rotate of /etc/resolv.conf"
      })
  }

  @Test("An answer that is too large for UDP comes over TCP")
  func truncation() {
    let records = (1...60).map { "--host-record=many.lan,10.0.1.\($0)" }.joined(separator: " ")
    let result = run(
      lan + """
        ns# dnsmasq --no-resolv --no-round-robin --local=/lan/ \(records)
        c# dig many.lan +noedns +short | head -n 2
        c# dig many.lan +noedns +noall +stats | grep -c '(TCP)'
        """)
    #expect(result.outputs[1] == ";; Truncated, retrying in TCP mode.\n10.0.1.1\n")
    #expect(result.outputs[2] == "1\n")
  }

  @Test(
    "What is not simulated is named",
    arguments: [
      ("dig +trace web.lan", "dig +trace"), ("dig web.lan axfr", "zone transfers (dig AXFR)"),
      ("nslookup -debug web.lan", "nslookup -debug"), ("host -l lan", "host -l"),
      ("dnsmasq --dnssec", "dnsmasq --dnssec"), ("dnsmasq --enable-tftp", "dnsmasq --enable-tftp"),
    ])
  func missing(_ command: String, _ feature: String) {
    let result = run(lan + "c# \(command)")
    #expect(result.failures.contains { $0.summary == "netnote does not simulate \(feature)" })
  }
}
