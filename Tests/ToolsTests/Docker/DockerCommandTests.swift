import Linux
import Simulation
import Testing

@testable import Tools

@Suite struct DockerCommandTests {
  @Test func addressesAreTheLowestFree() {
    let host = DockerHost()
    for name in ["c1", "c2", "c3"] { host.run("docker run -d --name \(name) web") }
    host.run("docker rm -f c2")
    host.run("docker run -d --name c4 web")
    let format = "{{.Name}} {{.NetworkSettings.IPAddress}} {{.NetworkSettings.MacAddress}}"
    #expect(
      host.output("docker inspect -f '\(format)' c3 c4")
        == "/c3 172.17.0.4 02:42:ac:11:00:04\n/c4 172.17.0.3 02:42:ac:11:00:03\n")
  }

  @Test func psShowsPortsByContainerPort() {
    let host = DockerHost()
    host.run("docker run -d --name web -p 80:8080 -p 127.0.0.1:8443:443 web")
    #expect(
      host.output("docker ps --format 'table {{.Names}}\\t{{.Image}}\\t{{.Ports}}'")
        == "NAMES     IMAGE     PORTS\nweb       web       127.0.0.1:8443->443/tcp, 0.0.0.0:80->8080/tcp\n")
  }

  @Test func aPortIsGivenOutOnce() {
    let host = DockerHost()
    host.run("docker run -d --name one -p 80:8080 web")
    let second = host.run("docker run -d --name two -p 80:8080 web")
    #expect(second.status == 125)
    #expect(second.output.hasSuffix("Bind for 0.0.0.0:80 failed: port is already allocated.\n"))
    #expect(host.output("docker ps -a --format '{{.Names}} {{.Status}}'").hasPrefix("two Created\n"))
  }

  @Test(
    "Bad `-p` words are refused in Docker's words",
    arguments: [
      ("99999:80", "Invalid hostPort: 99999."), ("80:abc", "Invalid containerPort: abc."),
      ("80:80/foo", "Invalid proto: foo."), ("foo:80:80", "Invalid ip address: foo."),
      ("1:2:3:4", "Invalid ip address 1:2: address 1:2:: too many colons in address."),
      (
        "8000-8003:9000-9002",
        "Invalid ranges specified for container and host Ports: 9000-9002 and 8000-8003."
      ),
    ])
  func refusesPorts(_ words: String, _ text: String) {
    let result = DockerHost().run("docker run -d -p \(words) web")
    #expect(result.output == "docker: \(text)\nSee 'docker run --help'.\n")
    #expect(result.status == 125)
  }

  @Test(
    "Mistakes are answered as docker answers them",
    arguments: [
      ("docker foo", "docker: 'foo' is not a docker command.\nSee 'docker --help'\n", 1),
      ("docker ps --bogus", "unknown flag: --bogus\nSee 'docker ps --help'.\n", 125),
      ("docker run -Z web", "unknown shorthand flag: 'Z' in -Z\nSee 'docker run --help'.\n", 125),
      ("docker inspect nosuch", "[]\nError: No such object: nosuch\n", 1),
      ("docker stop nosuch", "Error response from daemon: No such container: nosuch\n", 1),
      ("docker rm nosuch", "Error: No such container: nosuch\n", 1),
      (
        "docker network rm bridge",
        "Error response from daemon: bridge is a pre-defined network and cannot be removed\n", 1
      ),
      (
        "docker network create bridge",
        "Error response from daemon: operation is not permitted on predefined bridge network\n", 1
      ),
    ])
  func answersMistakes(_ line: String, _ text: String, _ status: Int) {
    let host = DockerHost()
    host.run("docker run -d --name there web")
    let result = host.run(line)
    #expect(result.output == text)
    #expect(result.status == status)
  }

  @Test func aProgramThatAContainerLacksIsNotFound() {
    let host = DockerHost()
    host.run("docker run -d --name box busybox sleep 600")
    let result = host.run("docker exec box nosuch")
    #expect(
      result.output
        == "OCI runtime exec failed: exec failed: unable to start container process: exec: \"nosuch\": "
        + "executable file not found in $PATH: unknown\n")
    #expect(result.status == 126)
  }

  @Test func aForegroundRunPrintsAndEndsAsItsProgram() {
    let result = DockerHost().run("docker run --rm busybox sh -c 'echo in; exit 3'")
    #expect(result.output == "in\n")
    #expect(result.status == 3)
  }

  @Test func publishedPortsMoveWhenTheirNetworkIsLeft() {
    let host = DockerHost()
    host.run("docker network create alpha; docker network create beta")
    host.run("docker run -d --name web --network alpha -p 80:8080 web; docker network connect beta web")
    host.run("docker network disconnect alpha web")
    #expect(host.output("docker port web") == "8080/tcp -> 0.0.0.0:80\n")
    #expect(host.rules("nat").last?.hasSuffix("-j DNAT --to-destination 172.19.0.2:8080") == true)
  }

  @Test func sleepAsTheFirstProcessIsKilledAfterTenSeconds() {
    let host = DockerHost()
    host.run("docker run -d --name box busybox sleep 600")
    let before = host.system.network.clock.now
    host.run("docker stop box")
    #expect((host.system.network.clock.now - before).seconds == 10)
    #expect(host.output("docker inspect -f '{{.State.ExitCode}}' box") == "137\n")
  }
}
