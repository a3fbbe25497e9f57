import Notebook
import Testing

@testable import Garden

@Suite struct NoteFactsTests {
  private func facts(_ text: String) throws -> NoteFacts {
    NoteFacts(NoteRunner().run(try Note(path: "n.md", text: text)))
  }

  private let router = """
    ```net
    #| label: setup
    host pc
    host gw forward
    host web
    link pc:eth0 10.0.0.2/24 -- gw:eth0 10.0.0.1/24
    link gw:eth1 192.0.2.1/24 -- web:eth0 192.0.2.80/24
    serve web 80/tcp "hello"
    pc# ip route add default via 10.0.0.1
    gw# iptables -t nat -A POSTROUTING -o eth1 -j MASQUERADE
    gw# iptables -A FORWARD -p udp -j DROP
    ```

    """

  @Test func aRuleThatRewroteAPacketIsAFactOfItsCell() throws {
    let facts = try facts(router + "```net\n#| label: visit\ntrace pc# curl -s http://192.0.2.80/\n```\n")
    #expect(facts.facts.first { $0.name == "MASQUERADE" }?.places == ["visit"])
    #expect(facts.names(.chain).contains("nat POSTROUTING"))
    #expect(facts.names(.port).contains("80/tcp"))
  }

  @Test func aRuleThatNoPacketMetIsNone() throws {
    let facts = try facts(router + "```net\ntrace pc# curl -s http://192.0.2.80/\n```\n")
    #expect(!facts.names(.target).contains("DROP"))
    #expect(try self.facts(router).names(.target).isEmpty)
  }

  @Test func addressesOfInterfacesAndPacketsAreFacts() throws {
    #expect(Set(try facts(router).names(.address)).isSuperset(of: ["10.0.0.1", "10.0.0.2", "192.0.2.80"]))
  }

  @Test(arguments: [
    ("iptables -t nat -L", ["iptables"]), ("sudo ip netns exec red ping -c1 10.0.0.1", ["ip", "ping"]),
    ("docker exec -it web curl http://x/", ["docker", "curl"]),
    ("ip a | grep -c 'a;b' && A=1 /bin/echo x", ["ip", "grep", "echo"]),
    ("", []),
  ])
  func theProgramsOfALineAreFound(line: String, names: [String]) {
    #expect(CommandNames.found(in: line) == names)
  }

  @Test func theTargetOfARuleIsTheWordBehindItsFlag() {
    #expect(
      FactCollector.target(of: #"-A INPUT -m comment --comment "a -j b" -j REJECT --reject-with x"#)
        == "REJECT")
    #expect(FactCollector.target(of: "-A INPUT -p tcp") == nil)
  }
}
