import Linux
import Packets
import Simulation

/// Commands for containers that exist: start, stop, kill, rm …
enum DockerContainerCommands {
  static let subcommands: [DockerSubcommand] = [
    DockerSubcommand(
      "start", "[OPTIONS] CONTAINER [CONTAINER...]", "Start one or more stopped containers",
      flags: "attach/a interactive/i ~checkpoint= ~checkpoint-dir= ~detach-keys=", arguments: 1...Int.max,
      run: start),
    DockerSubcommand(
      "stop", "[OPTIONS] CONTAINER [CONTAINER...]", "Stop one or more running containers", flags: "time/t#",
      arguments: 1...Int.max, run: { (call: DockerCall) throws(Unsimulated) in stop(call, restarts: false) }),
    DockerSubcommand(
      "restart", "[OPTIONS] CONTAINER [CONTAINER...]", "Restart one or more containers", flags: "time/t#",
      arguments: 1...Int.max, run: { (call: DockerCall) throws(Unsimulated) in stop(call, restarts: true) }),
    DockerSubcommand(
      "kill", "[OPTIONS] CONTAINER [CONTAINER...]", "Kill one or more running containers", flags: "signal/s=",
      arguments: 1...Int.max, run: kill),
    DockerSubcommand(
      "rm", "[OPTIONS] CONTAINER [CONTAINER...]", "Remove one or more containers",
      flags: "force/f volumes/v ~link/l",
      arguments: 1...Int.max, run: remove),
    DockerSubcommand(
      "pause", "CONTAINER [CONTAINER...]", "Pause all processes within one or more containers",
      arguments: 1...Int.max,
      run: { (call: DockerCall) throws(Unsimulated) in try pause(call, true) }),
    DockerSubcommand(
      "unpause", "CONTAINER [CONTAINER...]", "Unpause all processes within one or more containers",
      arguments: 1...Int.max, run: { (call: DockerCall) throws(Unsimulated) in try pause(call, false) }),
    DockerSubcommand(
      "container prune", "[OPTIONS]", "Remove all stopped containers", flags: "~filter* force/f",
      arguments: 0...0,
      run: prune),
    DockerSubcommand("rename", "CONTAINER NEW_NAME", "Rename a container", arguments: 2...2, run: rename),
    DockerSubcommand(
      "wait", "CONTAINER [CONTAINER...]",
      "Block until one or more containers stop, then print their exit codes",
      arguments: 1...Int.max,
      run: { (call: DockerCall) throws(Unsimulated) in wait(call, call.arguments[...], []) }),
    DockerSubcommand(
      "logs", "[OPTIONS] CONTAINER", "Fetch the logs of a container",
      flags: "~details follow/f since= tail/n= timestamps/t until=", arguments: 1...1, run: logs),
    DockerSubcommand(
      "port", "CONTAINER [PRIVATE_PORT[/PROTO]]",
      "List port mappings or a specific mapping for the container",
      arguments: 1...2, run: DockerPort.run),
    DockerSubcommand(
      "top", "CONTAINER [ps OPTIONS]", "Display the running processes of a container", arguments: 1...Int.max,
      stopsAtArgument: true,
      run: DockerTop.run),
  ]

  private static func start(_ call: DockerCall) throws(Unsimulated) {
    if call.flags.has("interactive") { throw Unsimulated("docker start --interactive") }
    if call.flags.has("attach") { return try startAttached(call) }
    var failed: [String] = []
    for name in call.arguments {
      do throws(DockerError) {
        try call.engine.start(try call.engine.container(name))
        call.print(name)
      } catch {
        if error.kind == .notSimulated { throw Unsimulated(error.text) }
        call.printError("Error response from daemon: \(error.text)")
        failed.append(name)
      }
    }
    if !failed.isEmpty {
      call.printError("Error: failed to start containers: \(failed.joined(separator: ", "))")
    }
    call.process.after(DockerRun.startTime) { call.process.exit(failed.isEmpty ? 0 : 1) }
  }

  private static func startAttached(_ call: DockerCall) throws(Unsimulated) {
    do throws(DockerError) {
      let container = try call.engine.container(call.arguments[0])
      container.listeners.append((call.process, isError: nil))
      container.onExit.append { status in call.process.exit(status) }
      try call.engine.start(container)
    } catch {
      try call.fail(
        error, prefix: error.kind == .notFound ? call.words.missingPrefix : "Error response from daemon: ")
    }
  }

  /// One after the other, as the client asks the daemon.
  private static func stop(_ call: DockerCall, restarts: Bool) {
    let patience = call.flags.text("time").flatMap { Int($0) }.map { Nanoseconds.seconds($0) }
    stopNext(call, call.arguments[...], patience, restarts: restarts, [])
  }

  private static func stopNext(
    _ call: DockerCall, _ names: ArraySlice<String>, _ patience: Nanoseconds?, restarts: Bool,
    _ problems: [String]
  ) {
    guard call.process.isRunning else { return }
    guard let name = names.first else { return call.process.exit(call.end(problems)) }
    do throws(DockerError) {
      let container = try call.engine.container(name)
      let own = container.configuration.stopTimeout.map { Nanoseconds.seconds($0) } ?? DockerEngine.patience
      call.engine.stop(container, patience: patience ?? own) {
        var problems = problems
        if restarts {
          do throws(DockerError) {
            try call.engine.start(container)
            call.print(name)
          } catch {
            if error.kind == .notSimulated { return call.process.fail(Unsimulated(error.text)) }
            problems.append("Error response from daemon: Cannot restart container \(name): \(error.text)")
          }
        } else {
          call.print(name)
        }
        stopNext(call, names.dropFirst(), patience, restarts: restarts, problems)
      }
    } catch {
      let problem = "Error response from daemon: \(error.text)"
      stopNext(call, names.dropFirst(), patience, restarts: restarts, problems + [problem])
    }
  }

  private static func kill(_ call: DockerCall) throws(Unsimulated) {
    guard let signal = try signal(call.flags.text("signal") ?? "KILL") else {
      for _ in call.arguments {
        call.printError("Error response from daemon: Invalid signal: \(call.flags.text("signal") ?? "")")
      }
      return call.process.exit(1)
    }
    let status = try call.forEach(call.arguments) { (name) throws(DockerError) in
      do throws(DockerError) {
        let container = try call.engine.container(name)
        guard container.isRunning else {
          throw DockerError("Container \(container.identifier) is not running")
        }
        call.engine.kill(container, signal: signal)
      } catch {
        throw DockerError("Cannot kill container: \(name): \(error.text)")
      }
    }
    call.process.exit(status)
  }

  /// Nil for what is no signal.
  private static func signal(_ text: String) throws(Unsimulated) -> Signal? {
    let name = text.uppercased()
    switch name.hasPrefix("SIG") ? String(name.dropFirst(3)) : name {
    case "KILL", "9": return .kill
    case "TERM", "15": return .terminate
    case "INT", "2": return .interrupt
    case "HUP", "1": return .hangup
    case "QUIT", "3": return .quit
    case "USR1", "10": return .user1
    case "STOP", "CONT", "USR2", "PIPE", "ALRM", "CHLD", "TSTP", "TTIN", "TTOU", "WINCH", "ABRT", "TRAP",
      "12", "14", "17", "18", "19", "20", "28":
      throw Unsimulated("docker kill --signal \(text)")
    default: return nil
    }
  }

  private static func remove(_ call: DockerCall) throws(Unsimulated) {
    var problems: [String] = []
    for name in call.arguments {
      do throws(DockerError) {
        try call.engine.remove(
          try call.engine.container(name), force: call.flags.has("force"),
          removesVolumes: call.flags.has("volumes"))
        call.print(name)
      } catch {
        let text =
          (error.kind == .notFound ? call.words.missingPrefix : "Error response from daemon: ") + error.text
        // With --force it is enough that there is none.
        if error.kind == .notFound, call.flags.has("force") {
          call.printError(text)
        } else {
          problems.append(text)
        }
      }
    }
    call.process.exit(call.end(problems))
  }

  private static func prune(_ call: DockerCall) throws(Unsimulated) {
    guard call.flags.has("force") else {
      throw Unsimulated("docker container prune without -f: nobody answers its question")
    }
    let stopped = call.engine.containers.filter { !$0.isRunning && $0.state != .restarting }
    for container in stopped {
      do throws(DockerError) { try call.engine.remove(container, force: false) } catch {}
    }
    if !stopped.isEmpty {
      call.print("Deleted Containers:\n" + stopped.reversed().map { $0.identifier + "\n" }.joined())
    }
    call.print("Total reclaimed space: 0B")
    call.process.exit(0)
  }

  private static func pause(_ call: DockerCall, _ pauses: Bool) throws(Unsimulated) {
    let status = try call.forEach(call.arguments) { (name) throws(DockerError) in
      let container = try call.engine.container(name)
      let isPaused = container.state == .paused
      guard container.isRunning || !pauses else {
        throw DockerError("Container \(container.identifier) is not running")
      }
      if isPaused == pauses {
        throw DockerError("Container \(container.identifier) is \(pauses ? "already" : "not") paused")
      }
      call.engine.setPaused(container, pauses)
    }
    call.process.exit(status)
  }

  private static func rename(_ call: DockerCall) throws(Unsimulated) {
    guard call.arguments.allSatisfy({ !$0.isEmpty }) else {
      call.printError("Error: Neither old nor new names may be empty")
      return call.process.exit(1)
    }
    do throws(DockerError) {
      try call.engine.rename(try call.engine.container(call.arguments[0]), to: call.arguments[1])
      call.process.exit(0)
    } catch {
      call.printError("Error response from daemon: \(error.text)")
      call.printError("Error: failed to rename container named \(call.arguments[0])")
      call.process.exit(1)
    }
  }

  private static func wait(_ call: DockerCall, _ names: ArraySlice<String>, _ problems: [String]) {
    guard let name = names.first else { return call.process.exit(call.end(problems)) }
    do throws(DockerError) {
      let container = try call.engine.container(name)
      guard container.isRunning else {
        call.print(String(container.exitStatus))
        return wait(call, names.dropFirst(), problems)
      }
      container.onExit.append { ended in
        call.print(String(ended))
        wait(call, names.dropFirst(), problems)
      }
    } catch {
      wait(call, names.dropFirst(), problems + ["Error response from daemon: \(error.text)"])
    }
  }

  private static func logs(_ call: DockerCall) throws(Unsimulated) {
    do throws(DockerError) {
      let container = try call.engine.container(call.arguments[0])
      for entry in try DockerLog.lines(of: container, call) {
        if entry.isError { call.process.error.write(entry.bytes) } else { call.process.write(entry.bytes) }
      }
      guard call.flags.has("follow"), container.isRunning else { return call.process.exit(0) }
      container.listeners.append((call.process, isError: nil))
      container.onExit.append { _ in call.process.exit(0) }
    } catch {
      try call.fail(
        error, prefix: error.kind == .notFound ? call.words.missingPrefix : "Error response from daemon: ")
    }
  }
}

/// `docker port`.
enum DockerPort {
  static func run(_ call: DockerCall) throws(Unsimulated) {
    do throws(DockerError) {
      let container = try call.engine.container(call.arguments[0])
      let published = (container.gatewayEndpoint?.published ?? []).sorted {
        ($0.port.number, $0.hostPort) < ($1.port.number, $1.hostPort)
      }
      guard call.arguments.count > 1 else {
        for entry in published { call.print("\(entry.port.text) -> \(entry.hostAddress):\(entry.hostPort)") }
        return call.process.exit(0)
      }
      let (number, transport) = PortSpecification.splitTransport(call.arguments[1])
      guard let port = UInt16(number) else {
        call.printError("strconv.ParseUint: parsing \"\(number)\": invalid syntax")
        return call.process.exit(1)
      }
      let wanted = ContainerPort(port, isUDP: transport == "udp")
      let found = published.filter { $0.port == wanted }
      guard !found.isEmpty else {
        call.printError("Error: No public port '\(port)/\(transport)' published for \(call.arguments[0])")
        return call.process.exit(1)
      }
      for entry in found { call.print("\(entry.hostAddress):\(entry.hostPort)") }
      call.process.exit(0)
    } catch {
      try call.fail(error, prefix: call.words.missingPrefix)
    }
  }
}
