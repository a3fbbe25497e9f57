import Linux
import Testing

@testable import Tools

@Suite struct DockerRulesTests {
  @Test func aStartedDaemonTurnsForwardingOnAndDropsByDefault() {
    let host = DockerHost()
    #expect(host.machine.node.namespace.isForwarding)
    #expect(host.output("iptables -S FORWARD | head -n 1") == "-P FORWARD DROP\n")
  }

  @Test func whereForwardingWasOnThePolicyStays() {
    #expect(DockerHost(forwards: true).output("iptables -S FORWARD | head -n 1") == "-P FORWARD ACCEPT\n")
  }

  @Test func severalPortsOfAContainerAppearHighestFirst() {
    let host = DockerHost()
    host.run("docker run -d --name web -p 83:8080 -p 84:8080/tcp -p 53:53/udp web")
    #expect(
      host.rules("nat").filter { $0.contains("DNAT") } == [
        "-A DOCKER ! -i docker0 -p tcp -m tcp --dport 84 -j DNAT --to-destination 172.17.0.2:8080",
        "-A DOCKER ! -i docker0 -p tcp -m tcp --dport 83 -j DNAT --to-destination 172.17.0.2:8080",
        "-A DOCKER ! -i docker0 -p udp -m udp --dport 53 -j DNAT --to-destination 172.17.0.2:53",
      ])
  }

  @Test(
    "Rules come with a container's port and go with it",
    arguments: ["docker stop web", "docker kill web", "docker rm -f web"])
  func rulesGoWithTheContainer(_ end: String) {
    let host = DockerHost()
    let before = host.rules("nat") + host.rules("filter")
    host.run("docker run -d --name web -p 80:8080 web")
    #expect(host.rules("nat") + host.rules("filter") != before)
    host.run(end)
    #expect(host.rules("nat") + host.rules("filter") == before)
  }

  @Test func theNewestNetworkComesFirstBelowTheTwoJumps() {
    let host = DockerHost()
    host.run("docker network create -o com.docker.network.bridge.name=br1 one")
    #expect(
      host.rules("filter").filter { $0.hasPrefix("-A FORWARD") } == [
        "-A FORWARD -j DOCKER-USER", "-A FORWARD -j DOCKER-ISOLATION-STAGE-1",
        "-A FORWARD -o br1 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
        "-A FORWARD -o br1 -j DOCKER",
        "-A FORWARD -i br1 ! -o br1 -j ACCEPT", "-A FORWARD -i br1 -o br1 -j ACCEPT",
        "-A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
        "-A FORWARD -o docker0 -j DOCKER", "-A FORWARD -i docker0 ! -o docker0 -j ACCEPT",
        "-A FORWARD -i docker0 -o docker0 -j ACCEPT",
      ])
  }

  @Test func anInternalNetworkHasItsDropsAndNoNAT() {
    let host = DockerHost()
    let before = host.rules("nat")
    host.run(
      "docker network create --internal --subnet 10.9.0.0/24 -o com.docker.network.bridge.name=br1 inner")
    #expect(host.rules("nat") == before)
    #expect(
      host.rules("filter").filter { $0.contains("br1") } == [
        "-A FORWARD -i br1 -o br1 -j ACCEPT", "-A DOCKER-ISOLATION-STAGE-1 ! -s 10.9.0.0/24 -o br1 -j DROP",
        "-A DOCKER-ISOLATION-STAGE-1 ! -d 10.9.0.0/24 -i br1 -j DROP",
      ])
  }

  @Test func from28EveryNetworkEndsWithItsOwnDrop() {
    let host = DockerHost("28", forwards: true)
    host.run("docker network create -o com.docker.network.bridge.name=bridge1 --subnet 192.0.2.0/24 bridge1")
    host.run("docker run -d --network bridge1 -p 8080:80 --name c1 busybox sleep 99")
    #expect(
      host.rules("filter").filter { $0.hasPrefix("-A DOCKER ") } == [
        "-A DOCKER -d 192.0.2.2/32 ! -i bridge1 -o bridge1 -p tcp -m tcp --dport 80 -j ACCEPT",
        "-A DOCKER ! -i docker0 -o docker0 -j DROP", "-A DOCKER ! -i bridge1 -o bridge1 -j DROP",
      ])
    #expect(host.rules("raw") == ["-A PREROUTING -d 192.0.2.2/32 ! -i bridge1 -j DROP"])
  }

  @Test func from29ThereAreNoIsolationStages() {
    let host = DockerHost("29", forwards: true)
    #expect(!host.output("iptables -S").contains("ISOLATION"))
    #expect(!host.output("iptables -t nat -S").contains("RETURN"))
    #expect(host.rules("filter").contains("-A DOCKER-FORWARD -j DOCKER-INTERNAL"))
  }

  @Test(
    "A version takes the rules of its time",
    arguments: [("20.10", true), ("27", true), ("28.0.1", false), ("28.5.2", false)])
  func versions(_ version: String, _ returnsFromStages: Bool) {
    let rules = DockerHost(version, forwards: true).rules("filter")
    #expect(rules.contains("-A DOCKER-ISOLATION-STAGE-1 -j RETURN") == returnsFromStages)
    #expect(rules.contains("-A DOCKER-FORWARD -j DOCKER-CT") != returnsFromStages)
  }
}
