import Testing

@testable import Tools

/// Volumes, files of the host in a container, and `docker cp`.
@Suite struct VolumeTests {
  @Test func aVolumeOutlivesItsContainer() {
    let host = DockerHost()
    host.run("docker run --rm -v data:/d alpine sh -c 'echo kept > /d/f'")
    #expect(host.output("docker run --rm -v data:/e alpine cat /e/f") == "kept\n")
    #expect(host.output("docker volume ls -q") == "data\n")
  }

  @Test func aVolumeInUseStays() {
    let host = DockerHost()
    let identifier = host.output("docker run -d --name box -v data:/d alpine sleep 600").dropLast()
    let refused = host.run("docker volume rm data")
    #expect(
      refused.output == "Error response from daemon: remove data: volume is in use - [\(identifier)]\n")
    #expect(refused.status == 1)
    #expect(host.output("docker rm -f box; docker volume rm data") == "box\ndata\n")
  }

  @Test func volumesWithoutANameGoWithTheirContainer() {
    let host = DockerHost()
    host.run("docker run --rm -v /d alpine true")
    #expect(host.output("docker volume ls -q") == "")
    host.run("docker run --name box -v /d alpine true")
    #expect(host.output("docker volume ls -q | wc -l") == "1\n")
    #expect(host.output("docker rm -v box; docker volume ls -q") == "box\n")
  }

  @Test func theHostsFilesAreSeenInside() {
    let host = DockerHost()
    host.run("mkdir /srv/x; echo one > /srv/x/f; docker run -d --name box -v /srv/x:/d:ro alpine sleep 600")
    #expect(host.output("docker exec box cat /d/f") == "one\n")
    #expect(host.output("echo two > /srv/x/f; docker exec box cat /d/f") == "two\n")
    #expect(
      host.output("docker exec box sh -c 'echo three > /d/f'")
        == "sh: can't create /d/f: Read-only file system\n")
  }

  @Test(arguments: [
    ("-v /tmp:/t:bad", "invalid mode: bad."),
    (
      "-v /srv/x:nota",
      "invalid volume specification: '/srv/x:nota': invalid mount config for type \"bind\": invalid mount path: "
        + "'nota' mount path must be absolute."
    ),
    (
      "-v relative/x:/y",
      "create relative/x: \"relative/x\" includes invalid characters for a local volume name, only "
        + "\"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed. If you intended to pass a host directory, use absolute path."
    ), ("--memory 1m", "Minimum memory limit allowed is 6MB."),
  ])
  func badWishesAreRefused(_ flags: String, _ text: String) {
    let result = DockerHost().run("docker run --rm \(flags) alpine true")
    #expect(result.output == "docker: Error response from daemon: \(text)\nSee 'docker run --help'.\n")
    #expect(result.status == 125)
  }

  @Test func filesAreCopiedBothWays() {
    let host = DockerHost()
    host.run("docker run -d --name box alpine sleep 600; echo hi > /tmp/f")
    #expect(host.run("docker cp /tmp/f box:/etc").status == 0)
    #expect(host.output("docker exec box cat /etc/f") == "hi\n")
    host.run("docker cp box:/etc/f /tmp/back")
    #expect(host.output("cat /tmp/back") == "hi\n")
    #expect(host.output("docker cp box:/no /tmp") == "Error: No such container:path: box:/no\n")
    #expect(host.output("docker cp /a /b") == "must specify at least one container source\n")
  }

  @Test func limitsAreShown() {
    let host = DockerHost()
    host.run("docker run -d --name box --memory 64m --cpus 0.5 alpine sleep 600")
    let format = "{{.HostConfig.Memory}} {{.HostConfig.MemorySwap}} {{.HostConfig.NanoCpus}}"
    #expect(host.output("docker inspect -f '\(format)' box") == "67108864 134217728 500000000\n")
    host.run("docker update --restart always box")
    #expect(host.output("docker inspect -f '{{.HostConfig.RestartPolicy.Name}}' box") == "always\n")
  }
}
