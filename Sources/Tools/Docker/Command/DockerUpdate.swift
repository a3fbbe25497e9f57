import Simulation

/// `docker update`, `docker login`.
enum DockerUpdate {
  static let subcommands: [DockerSubcommand] = [
    DockerSubcommand(
      "update", "[OPTIONS] CONTAINER [CONTAINER...]", "Update configuration of one or more containers",
      flags: """
        ~blkio-weight# ~cpu-period# ~cpu-quota# ~cpu-rt-period# ~cpu-rt-runtime# cpu-shares/c# cpus= cpuset-cpus= \
        ~cpuset-mems= ~kernel-memory= memory/m= memory-reservation= memory-swap= pids-limit# restart=
        """, arguments: 1...Int.max, run: update),
    DockerSubcommand(
      "login", "[OPTIONS] [SERVER]",
      "Log in to a Docker registry.\nIf no server is specified, the default is "
        + "defined by the daemon.", flags: "password/p= password-stdin username/u=", arguments: 0...1,
      run: login),
  ]

  private static func update(_ call: DockerCall) throws(Unsimulated) {
    guard !call.flags.values.isEmpty else {
      call.printError("you must provide one or more flags when using this command")
      return call.process.exit(1)
    }
    var wishes = ContainerLimits()
    wishes.sharedMemory = 0
    do throws(DockerError) {
      try wishes.read(call.flags)
    } catch {
      call.process.writeError(call.words.badFlag(error.text, subcommands[0]))
      return call.process.exit(125)
    }
    let policy = call.flags.text("restart").map { $0.split(separator: ":", maxSplits: 1).map(String.init) }
    if let name = policy?.first, !["no", "always", "unless-stopped", "on-failure"].contains(name) {
      return try call.fail(DockerError("invalid restart policy '\(name)'"))
    }
    var problems: [String] = []
    for name in call.arguments {
      do throws(DockerError) {
        let container = try call.engine.container(name)
        try set(wishes, on: container)
        if let policy {
          container.configuration.restartPolicy = policy.first ?? "no"
          container.configuration.restartLimit = policy.count > 1 ? Int(policy[1]) ?? 0 : 0
        }
        call.print(name)
      } catch {
        problems.append("Error response from daemon: \(error.text)")
      }
    }
    call.process.exit(call.end(problems))
  }

  /// (moby, container/container_unix.go, UpdateContainer)
  private static func set(_ wishes: ContainerLimits, on container: DockerContainer) throws(DockerError) {
    var limits = container.configuration.limits
    guard wishes.memory <= limits.memoryAndSwap || wishes.memoryAndSwap != 0 else {
      throw DockerError(
        "Cannot update container \(container.identifier): Memory limit should be smaller than already set "
          + "memoryswap limit, update the memoryswap at the same time")
    }
    if wishes.memory != 0 { limits.memory = wishes.memory }
    if wishes.memoryAndSwap != 0 { limits.memoryAndSwap = wishes.memoryAndSwap }
    if wishes.memoryReservation != 0 { limits.memoryReservation = wishes.memoryReservation }
    if wishes.processors != 0 { limits.processors = wishes.processors }
    if wishes.processorShares != 0 { limits.processorShares = wishes.processorShares }
    if !wishes.processorSet.isEmpty { limits.processorSet = wishes.processorSet }
    if let processes = wishes.processes { limits.processes = processes }
    container.configuration.limits = limits
  }

  /// Where nobody can type a password, the client does not ask for one.
  private static func login(_ call: DockerCall) throws(Unsimulated) {
    guard !call.process.input.isTerminal, !call.flags.has("password-stdin"),
      call.flags.text("password") == nil
    else { throw Unsimulated("docker login") }
    call.printError("Error: Cannot perform an interactive login from a non TTY device")
    call.process.exit(1)
  }
}
