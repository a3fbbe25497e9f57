import Linux
import Simulation
import Testing

@testable import Tools

@Suite struct DockerLifecycleTests {
  @Test func aPausedContainerTakesConnectionsAndAnswersNobody() {
    let host = DockerHost()
    host.run("docker run -d --name web web")
    host.run("docker pause web")
    #expect(host.output("docker ps --format '{{.Status}}'").hasSuffix("(Paused)\n"))
    #expect(host.run("curl -s -m 1 http://172.17.0.2:8080/").status == 28)
    host.run("docker unpause web")
    #expect(host.output("curl -s http://172.17.0.2:8080/") == "hello\n")
  }

  @Test func whatCameWhileItWasPausedIsAnsweredAfterwards() {
    let host = DockerHost()
    host.run("docker run -d --name web web")
    host.run("docker pause web")
    #expect(
      host.output("(sleep 1; docker unpause web) & curl -s -m 5 http://172.17.0.2:8080/").holds("hello"))
  }

  @Test(
    "A shell stays for as long as somebody could type to it",
    arguments: [("-d", "exited"), ("-dt", "running"), ("-di", "running"), ("-itd", "running")])
  func aShellWaitsForItsTerminal(_ flags: String, _ state: String) {
    let host = DockerHost()
    host.run("docker run \(flags) --name box busybox; sleep 1")
    #expect(host.output("docker ps -a --format '{{.State}}'") == state + "\n")
  }

  @Test func logsAreCutAndDated() {
    let host = DockerHost()
    host.run("docker run --name box busybox sh -c 'echo one; echo two'")
    #expect(host.output("docker logs --tail 1 box") == "two\n")
    #expect(host.output("docker logs -t box | cut -c1-11,31-") == "2024-01-01T one\n2024-01-01T two\n")
    host.run("sleep 5")
    #expect(host.output("docker logs --since 2s box") == "")
  }

  @Test func inputIsPassedOnWhereItIsAskedFor() {
    let host = DockerHost()
    #expect(host.output("echo data | docker run -i --rm busybox cat") == "data\n")
    #expect(host.output("echo data | docker run --rm busybox cat") == "")
  }

  @Test func aLinkedContainerKnowsPortsByItsEnvironment() {
    let host = DockerHost()
    host.run("docker run -d --name db web")
    host.run("docker run -d --name app --link db:data-base busybox sleep 60")
    #expect(
      host.output("docker exec app env | grep PORT= | sort")
        == "DATA_BASE_PORT=tcp://172.17.0.2:8080\nDATA_BASE_PORT_8080_TCP_PORT=8080\n")
    #expect(host.output("docker ps --no-trunc --format '{{.Names}}'") == "app\napp/data-base,db\n")
  }

  @Test func aContainerOnTheHostsNetworkHasTheHostsName() {
    #expect(DockerHost().output("docker run --rm --network host busybox hostname") == "h\n")
  }

  @Test func dockerProxyIsAProcessOfTheHost() {
    let host = DockerHost()
    host.run("docker run -d -p 80:8080 web")
    #expect(
      host.output("ps -e -o args= | grep proxy")
        == "/usr/sbin/docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 80 -container-ip 172.17.0.2 "
        + "-container-port 8080\n")
    #expect(host.output("pgrep -c docker-proxy") == "1\n")
    #expect(host.output("ss -tlnp").holds("docker-proxy\",pid=") && host.output("ss -tlnp").holds("fd=4))"))
  }

  @Test func topShowsTheProcessesOfOneContainer() {
    let host = DockerHost()
    host.run("docker run -d --name box busybox sleep 60; docker run -d --name web web")
    #expect(host.output("docker top box -o pid,cmd | tail -n 1").hasSuffix("sleep 60\n"))
    #expect(
      host.output("docker top box -o comm")
        == "Error response from daemon: Couldn't find PID field in ps output\n")
  }

  @Test func namesThatNobodyKnowsAreLeftWithoutAnAnswer() {
    let host = DockerHost()
    host.run("docker network create net; docker run -d --name box --network net busybox sleep 600")
    #expect(
      host.output("dig +tries=1 +time=1 nosuch | grep -v '^$'", on: "box").holds(
        "no servers could be reached"))
    #expect(host.output("dig +short box", on: "box") == "172.18.0.2\n")
  }
}
