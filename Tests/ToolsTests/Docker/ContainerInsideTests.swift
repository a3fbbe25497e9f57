import Testing

@testable import Tools

/// What the programs inside of a container find there.
@Suite struct ContainerInsideTests {
  private func box(_ flags: String = "", version: String? = nil) -> DockerHost {
    let host = DockerHost(version)
    host.run("docker run -d --name box \(flags) alpine sleep 600")
    return host
  }

  @Test func processesHaveNumbersOfTheirOwn() {
    let host = box()
    #expect(host.output("docker exec box sh -c 'echo $$'") == "7\n")
    #expect(
      host.output("docker exec box ps") == """
        PID   USER     COMMAND
            1 root     sleep 600
           13 root     ps

        """)
  }

  @Test func theFirstProcessHearsOnlyWhatItAskedFor() {
    let host = box()
    #expect(host.run("docker exec box kill -9 1").status == 0)
    #expect(host.output("docker inspect -f '{{.State.Status}}' box") == "running\n")
    host.run("docker run -d --name ready alpine sh -c 'trap \"exit 5\" TERM; while true; do sleep 1; done'")
    host.run("docker exec ready kill 1; sleep 2")
    #expect(host.output("docker inspect -f '{{.State.Status}} {{.State.ExitCode}}' ready") == "exited 5\n")
  }

  @Test(arguments: [
    ("kill 999", "kill: can't kill pid 999: No such process\n"),
    ("kill", "kill: you need to specify whom to kill\n"),
    ("kill x", "kill: invalid number 'x'\n"), ("killall nobody", "killall: nobody: no process killed\n"),
    ("sh -c 'kill 999'", "sh: can't kill pid 999: No such process\n"),
  ])
  func killComplainsAsBusyboxDoes(_ command: String, _ text: String) {
    let result = box().run("docker exec box " + command)
    #expect(result.output == text)
    #expect(result.status == 1)
  }

  @Test func settingsAreReadOnlyUnlessPrivileged() {
    let path = "/proc/sys/net/ipv4/ip_forward"
    let refused = box().run("docker exec box sh -c 'echo 0 > \(path)'")
    #expect(refused.output == "sh: can't create \(path): Read-only file system\n")
    #expect(refused.status == 1)
    let host = box("--privileged")
    #expect(host.run("docker exec box sh -c 'echo 0 > \(path); cat \(path)'").output == "0\n")
  }

  @Test func theHostsFileHasTheWholeNameAndTheBareOne() {
    let host = box("-h web.corp.example")
    #expect(host.output("docker exec box tail -n 1 /etc/hosts") == "172.17.0.2\tweb.corp.example web\n")
  }

  @Test func linksFollowAnAddressThatChanges() {
    let host = DockerHost()
    host.run("docker run -d --name db web")
    host.run("docker run -d --name app --link db alpine sleep 600")
    host.run("docker stop -t 0 db; docker run -d --name thief web; docker start db")
    #expect(host.output("docker exec app grep db /etc/hosts").hasPrefix("172.17.0.4\t"))
  }

  @Test(
    "What nobody knows: silence from 20.10, SERVFAIL from 28 on",
    arguments: [(nil, false), ("28", true), ("29", true)])
  func unknownNames(_ version: String?, _ isAnswered: Bool) {
    let host = DockerHost(version)
    host.run("docker network create n1; docker run -d --name box --network n1 alpine sleep 600")
    let output = host.output("dig +noall +comments nosuch +time=1 +tries=1", on: "box")
    #expect(output.contains("status: SERVFAIL") == isAnswered)
    #expect(output.contains("timed out") != isAnswered)
  }

  @Test func namesAreAnsweredOverConnectionsToo() {
    let host = DockerHost()
    host.run("docker network create n1; docker run -d --name box --network n1 alpine sleep 600")
    #expect(host.output("dig +tcp +short box", on: "box") == "172.18.0.2\n")
  }
}
