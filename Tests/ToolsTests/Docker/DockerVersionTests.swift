import Linux
import Simulation
import Testing

@testable import Tools

/// What depends on the release that a note declares.
@Suite struct DockerVersionTests {
  @Test(
    "A version means the newest release of its kind that is known",
    arguments: [
      (nil, "20.10.24+dfsg1"), ("20.10", "20.10.24+dfsg1"), ("28", "28.5.2"), ("28.0", "28.0.1"),
      ("28.0.0", "28.0.0"), ("29", "29.7.2"),
    ] as [(String?, String)])
  func versionsHaveReleases(_ version: String?, _ release: String) {
    #expect(DockerHost(version).output("docker version -f '{{.Server.Version}}'") == release + "\n")
  }

  @Test func theEngineSaysWhatItIsAndWarnsOfWhatIsOff() {
    let host = DockerHost()
    host.run("docker run -d --name web nginx")
    let text = host.output("docker info")
    #expect(text.contains(" Containers: 1\n  Running: 1\n") && text.contains("\n Kernel Version: 6.18.0\n"))
    #expect(text.hasSuffix("\n Live Restore Enabled: false\n\n"))
    let warned = host.output("sysctl -q -w net.ipv4.ip_forward=0; docker info 2>&1 | tail -n 1")
    #expect(warned == "WARNING: IPv4 forwarding is disabled\n")
  }

  @Test func aReleaseWhoseTextIsNotKnownIsRefused() {
    let host = DockerHost("27")
    host.run("docker version")
    #expect(host.system.unsimulated?.feature.hasPrefix("docker version of Engine 27") == true)
  }

  @Test(
    "Clients from 28 on complain in words of their own",
    arguments: [
      (
        "docker run",
        "docker: 'docker run' requires at least 1 argument\n\nUsage:  docker run [OPTIONS] IMAGE [COMMAND] [ARG...]\n\n"
          + "See 'docker run --help' for more information\n"
      ),
      (
        "docker ps --nosuch",
        "unknown flag: --nosuch\n\nUsage:  docker ps [OPTIONS]\n\nRun 'docker ps --help' for more information\n"
      ),
      (
        "docker nosuch",
        "docker: unknown command: docker nosuch\n\nRun 'docker --help' for more information\n"
      ),
      ("docker exec nosuch ls", "Error response from daemon: No such container: nosuch\n"),
      ("docker inspect nosuch", "[]\nerror: no such object: nosuch\n"),
      ("docker network rm nosuch", "Error response from daemon: network nosuch not found\n"),
      (
        "docker run UPPER",
        "docker: invalid reference format: repository name (library/UPPER) must be lowercase\n\n"
          + "Run 'docker run --help' for more information\n"
      ),
    ])
  func modernWords(_ line: String, _ text: String) {
    #expect(DockerHost("28").output(line) == text)
  }

  @Test func aPortThatIsTakenIsToldWithoutAFullStop() {
    let host = DockerHost("29")
    host.run("docker run -d --name one -p 80:8080 web")
    let text = host.output("docker run -d --name two -p 80:8080 web")
    #expect(text.holds("daemon: failed to set up container networking: driver failed programming"))
    #expect(text.hasSuffix("port is already allocated\n\nRun 'docker run --help' for more information\n"))
  }

  @Test func release2800KeepsItsNetworksInASet() {
    let host = DockerHost("28.0.0")
    let network = "docker network create --subnet 10.9.0.0/24 net; docker network create --internal inside"
    host.run(network)
    let members = "ipset list docker-ext-bridges-v4 | sed '1,/Members/d' | sort"
    #expect(host.output(members) == "10.9.0.0/24\n172.17.0.0/16\n")
    host.run("docker network rm net")
    #expect(host.output(members) == "172.17.0.0/16\n")
  }
}
