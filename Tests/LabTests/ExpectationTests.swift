import Lab
import NetLanguage
import Testing

/// A router between two hosts, with forwarding on.
private let router = """
  host a
  host r forward
  host b
  link a:eth0 10.0.1.1/24 -- r:eth1 10.0.1.254/24
  link r:eth2 10.0.2.254/24 -- b:eth0 10.0.2.1/24
  a# ip route add default via 10.0.1.254
  b# ip route add default via 10.0.2.254

  """

@Suite struct ExpectationTests {
  @Test("Expectations that hold say nothing")
  func holding() {
    let result = run(
      router + """
        trace a# ping -c 1 10.0.2.1
        expect exit 0
        expect output contains "1 received"
        expect output not contains "error"
        expect output matches /icmp_seq=1 ttl=63/
        expect path a r b
        expect reply path b r a
        expect r:eth2 10.0.1.1 > 10.0.2.1
        """)
    #expect(result.failures == [])
  }

  @Test("A redirect that the router sends on the way is not the packet back")
  func redirect() {
    let result = run(
      """
      host a
      host r forward
      host b
      switch lan
      link a:eth0 10.0.0.1/24 -- lan
      link r:eth0 10.0.0.254/24 -- lan
      link b:eth0 10.0.0.2/24 -- lan
      a# ip route add 10.9.9.9/32 via 10.0.0.254
      b# ip addr add 10.9.9.9/32 dev lo
      r# ip route add 10.9.9.9/32 via 10.0.0.2
      trace a# ping -c 1 10.9.9.9
      expect r:eth0 10.0.0.254 > 10.0.0.1
      expect path a r b
      expect reply path b a
      """)
    #expect(result.failures == [])
  }

  @Test("A wrong path is told with the way the packet took")
  func wrongPath() {
    let result = run(router + "trace a# ping -c 1 10.0.2.1\nexpect path a b")
    #expect(result.failureIdentifiers == ["expect-path"])
    #expect(result.failures.first?.details == ["expected the first packet to go a → b", "it went a → r → b"])
    #expect(result.failures.first?.range.start.line == 9)
  }

  @Test("A dropped packet says where it ended and why")
  func dropped() {
    let result = run(
      router + """
        r# sysctl -qw net.ipv4.ip_forward=0
        trace a# ping -c 1 -W 1 10.0.2.1
        expect exit 1
        expect path a r b
        expect dropped at r
        expect dropped at b
        """)
    #expect(result.failureIdentifiers == ["expect-path", "expect-dropped"])
    #expect(
      result.failures.first?.details.last
        == "it was dropped at r: it is for somebody else, and ip_forward is 0")
  }

  @Test("A rule that was looked at in vain names the condition that failed")
  func ruleNotMatched() {
    let result = run(
      router + """
        r# iptables -A FORWARD -i eth2 -p icmp -j DROP
        trace a# ping -c 1 -W 1 10.0.2.1
        expect exit 1
        expect r hits filter FORWARD "-p tcp"
        expect r skips filter FORWARD "-i eth2"
        """)
    #expect(result.failureIdentifiers == ["expect-hits", "expect-skips"])
  }

  @Test("An expectation about packets needs a traced line")
  func untraced() {
    let result = run(twoHosts + "a# true\nexpect exit 0")
    #expect(result.failures == [])
  }

  @Test("A negated expectation fails when it holds")
  func negated() {
    let result = run(twoHosts + "a# echo hello\nexpect output not is \"hello\"")
    #expect(result.failureIdentifiers == ["expect-output"])
  }
}
