import Linux
import Simulation

/// `docker exec`.
enum DockerExec {
  static let subcommands: [DockerSubcommand] = [
    DockerSubcommand(
      "exec", "[OPTIONS] CONTAINER COMMAND [ARG...]", "Run a command in a running container",
      flags: "detach/d ~detach-keys= env/e* ~env-file* interactive/i ~privileged tty/t user/u= workdir/w=",
      arguments: 2...Int.max, stopsAtArgument: true, run: run),
    DockerSubcommand(
      "attach", "[OPTIONS] CONTAINER",
      "Attach local standard input, output, and error streams to a running container",
      flags: "~detach-keys= no-stdin sig-proxy", arguments: 1...1, run: attach),
  ]

  /// What the container prints from now on, until it ends.
  private static func attach(_ call: DockerCall) throws(Unsimulated) {
    do throws(DockerError) {
      let container = try call.engine.container(call.arguments[0])
      guard container.isRunning else {
        call.printError("You cannot attach to a stopped container, start it first")
        return call.process.exit(1)
      }
      if container.state == .paused {
        call.printError("You cannot attach to a paused container, unpause it first")
        return call.process.exit(1)
      }
      if container.configuration.isInteractive, !call.flags.has("no-stdin") {
        throw DockerError.unsimulated("docker attach to a container that reads its input, without --no-stdin")
      }
      container.listeners.append((call.process, isError: nil))
      container.onExit.append { status in call.process.exit(status) }
    } catch {
      try call.fail(
        error, prefix: error.kind == .notFound ? call.words.missingPrefix : "Error response from daemon: ")
    }
  }

  private static func run(_ call: DockerCall) throws(Unsimulated) {
    let container: DockerContainer
    do throws(DockerError) {
      container = try call.engine.container(call.arguments[0])
    } catch {
      return try call.fail(
        error, prefix: error.kind == .notFound ? call.words.missingPrefix : "Error response from daemon: ")
    }
    guard container.isRunning, let node = container.insideNode else {
      return try call.fail(DockerError("Container \(container.identifier) is not running"))
    }
    if container.state == .paused {
      return try call.fail(
        DockerError("Container \(call.arguments[0]) is paused, unpause the container before exec"))
    }
    if let user = call.flags.text("user"), user != "root", user != "0" {
      guard user == "nobody" || Int(user) == nil else { throw Unsimulated("docker exec --user \(user)") }
      if Int(user) != nil { throw Unsimulated("docker exec --user \(user)") }
      call.printError("unable to find user \(user): no matching entries in passwd file")
      return call.process.exit(126)
    }
    try start(call, container, node, Array(call.arguments.dropFirst()))
  }

  private static func start(
    _ call: DockerCall, _ container: DockerContainer, _ node: Node, _ words: [String]
  ) throws(Unsimulated) {
    let process = call.process
    var environment = call.engine.environment(of: container)
    for entry in call.flags.list("env") {
      let parts = entry.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      if parts.count == 2 { environment[parts[0]] = parts[1] }
    }
    let own = container.configuration.workingDirectory
    let directory = call.flags.text("workdir") ?? (own.isEmpty ? "/" : own)
    guard node.files.isDirectory(FileSystem.resolve(directory, in: "/")) else {
      return refuse(
        process, "chdir to cwd (\"\(directory)\") set in config.json failed: no such file or directory")
    }
    let program: Program
    switch ProgramTable.find(words[0], on: node, workingDirectory: directory) {
    case .program(let found): program = found
    case .unsimulated(let missing): throw missing
    case .isDirectory, .notExecutable: return refuse(process, "exec: \"\(words[0])\": permission denied")
    case .noSuchFile:
      return refuse(process, "exec: \"\(words[0])\": stat \(words[0]): no such file or directory", 127)
    case .notFound: return refuse(process, "exec: \"\(words[0])\": executable file not found in $PATH")
    }
    let isDetached = call.flags.has("detach")
    let input = call.flags.has("interactive") && !isDetached ? process.input : Pipe(text: "")
    let hasTerminal = call.flags.has("tty")
    // Without a terminal the C library hands its output on when the program ends; a shell does so at once.
    var held: [UInt8] = []
    let holds = !hasTerminal && !["sh", "ash", "/bin/sh", "/bin/ash"].contains(words[0])
    let output =
      isDetached
      ? Pipe { _ in nil }
      : hasTerminal
        ? process.output
        : Pipe { bytes in
          if holds { held += bytes } else { process.write(bytes) }
          return nil
        }
    // busybox hands its output on before it complains (bb_verror_msg).
    let error =
      isDetached
      ? Pipe { _ in nil }
      : hasTerminal
        ? process.error
        : Pipe { bytes in
          if !held.isEmpty { process.write(held) }
          held = []
          process.writeError(String(decoding: bytes, as: UTF8.self))
          return nil
        }
    input.addReader()
    output.addWriter()
    error.addWriter()
    node.processNumbers?.expectEntry()
    let child = process.system.start(
      program, arguments: Array(words.dropFirst()), on: node, parent: isDetached ? nil : process,
      environment: environment, workingDirectory: directory, input: input, output: output, error: error)
    if isDetached { return process.exit(0) }
    child.onExit { status in
      if !held.isEmpty { process.write(held) }
      process.exit(status)
    }
    process.passSignals(to: child)
  }

  private static func refuse(_ process: Process, _ text: String, _ status: Int = 126) {
    process.writeError(
      "OCI runtime exec failed: exec failed: unable to start container process: \(text): unknown\n")
    process.exit(status)
  }
}
