import Testing

@testable import Tools

/// What Engine 20.10 says when somebody has taken its chains away.
@Suite struct MissingChainTests {
  private static let noChain = "iptables: No chain/target/match by that name.\n (exit status 1)"

  private func host(without table: String) -> DockerHost {
    let host = DockerHost()
    host.run("iptables -t \(table) -F; iptables -t \(table) -X")
    return host
  }

  @Test(arguments: [
    (
      "nat",
      "-t nat -A DOCKER -p tcp -d 0/0 --dport 80 -j DNAT --to-destination 172.17.0.2:8080 ! -i docker0"
    ), ("filter", "-t filter -A DOCKER ! -i docker0 -o docker0 -p tcp -d 172.17.0.2 --dport 8080 -j ACCEPT"),
  ])
  func aPortIsNotPublished(_ table: String, _ words: String) {
    let host = host(without: table)
    let result = host.run("docker run -d --name web -p 80:8080 web")
    #expect(result.output.hasSuffix(":  (iptables failed: iptables --wait \(words): \(Self.noChain)).\n"))
    #expect(result.status == 125)
    #expect(host.output("docker ps -a --format '{{.State}}'; ss -Htln") == "created\n")
  }

  @Test func aContainerWithoutPortsNeedsNoChains() {
    #expect(host(without: "nat").run("docker run -d web").status == 0)
  }

  @Test(arguments: [
    ("nat", "", "Failed to Setup IP tables: Unable to enable SKIP DNAT rule:  (iptables failed: "),
    ("filter", "", "Failed to program FILTER chain: iptables failed: iptables --wait -I FORWARD -o br-"),
    (
      "filter", "--internal",
      "Failed to Setup IP tables: Unable to enable DROP INCOMING rule:  (iptables failed: iptables --wait -I "
        + "DOCKER-ISOLATION-STAGE-1 -i br-"
    ),
  ])
  func aNetworkIsNotMade(_ table: String, _ flags: String, _ text: String) {
    let host = host(without: table)
    let result = host.run("docker network create \(flags) n1")
    #expect(result.output.hasPrefix("Error response from daemon: " + text))
    #expect(result.status == 1)
    #expect(host.output("docker network ls -q --filter name=n1") == "")
  }

  @Test func freePortsAreThoseOfTheDaemonsStart() {
    let host = DockerHost()
    host.run("sysctl -w net.ipv4.ip_local_port_range='40000 40009'; docker run -d --name web -P web")
    #expect(host.output("docker port web 8080") == "0.0.0.0:32768\n")
  }
}
