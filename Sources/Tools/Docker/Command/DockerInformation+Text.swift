import Linux

extension DockerInformation {
  /// The simulated machine: what `nproc` says of it, and as much memory as a small server has.
  private static let (processors, memory) = (1, "2GiB")

  /// `docker info` as Engine 20.10 prints it (docker/cli, command/system/info.go).
  static func text(of engine: DockerEngine, _ release: EngineRelease) -> String {
    func count(_ states: DockerContainer.State...) -> Int {
      engine.containers.count { states.contains($0.state) }
    }
    return """
      Client:
       Context:    default
       Debug Mode: false

      Server:
       Containers: \(engine.containers.count)
        Running: \(count(.running))
        Paused: \(count(.paused))
        Stopped: \(count(.created, .exited, .restarting))
       Images: \(Set(engine.images.map { $0.identifier }).count)
       Server Version: \(release.version)
       Storage Driver: \(DockerEngine.storageDriver)
       Logging Driver: json-file
       Cgroup Driver: cgroupfs
       Cgroup Version: 1
       Plugins:
        Volume: local
        Network: bridge host ipvlan macvlan null overlay
        Log: awslogs fluentd gcplogs gelf journald json-file local logentries splunk syslog
       Swarm: inactive
       Runtimes: io.containerd.runc.v2 io.containerd.runtime.v1.linux runc
       Default Runtime: runc
       Init Binary: docker-init
       containerd version: \(release.containerd.commit)
       runc version: \(release.runc.commit)
       init version: \(release.initializer.commit)
       Security Options:
        seccomp
         Profile: default
       Kernel Version: \(KernelRelease.text)
       Operating System: Debian GNU/Linux 12 (bookworm)
       OSType: linux
       Architecture: x86_64
       CPUs: \(processors)
       Total Memory: \(memory)
       Name: \(hostName(of: engine))
       ID: \(identity(of: engine))
       Docker Root Dir: /var/lib/docker
       Debug Mode: false
       Registry: https://index.docker.io/v1/
       Labels:
       Experimental: false
       Insecure Registries:
        127.0.0.0/8
       Live Restore Enabled: false


      """
  }

  static func hostName(of engine: DockerEngine) -> String {
    let line = engine.machine.node.files.readText("/etc/hostname")?.split(separator: "\n").first
    return line.map { String($0) } ?? engine.machine.name
  }

  /// Twelve groups of four letters and digits, as a real engine makes them of its key; here of the machine's name.
  private static func identity(of engine: DockerEngine) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for octet in engine.machine.name.utf8 { hash = (hash ^ UInt64(octet)) &* 0x100_0000_01B3 }
    let groups = (0..<12).map { _ -> String in
      hash = hash &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return String((0..<4).map { alphabet[Int(hash >> UInt64(40 + 5 * $0) & 31)] })
    }
    return groups.joined(separator: ":")
  }
}
