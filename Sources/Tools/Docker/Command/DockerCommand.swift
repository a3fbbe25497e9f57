import Linux
import Simulation

/// A `docker` subcommand at work: the process, the daemon that it talks to, and its flags.
struct DockerCall {
  let process: Process
  let engine: DockerEngine
  /// `docker run`, `docker network create`.
  let name: String
  let flags: FlagSet.Parsed
  var arguments: [String] { flags.arguments }

  func print(_ line: String) { process.write(line + "\n") }
  func printError(_ line: String) { process.writeError(line + "\n") }

  /// Runs a request for each argument, printing the argument when it succeeded, and ends with 0 or 1. What went wrong
  /// is said last.
  func forEach(_ names: [String], _ request: (String) throws(DockerError) -> Void) throws(Unsimulated) -> Int
  {
    var problems: [String] = []
    for name in names {
      do throws(DockerError) {
        try request(name)
        print(name)
      } catch {
        if error.kind == .notSimulated { throw Unsimulated(error.text) }
        problems.append("Error response from daemon: \(error.text)")
      }
    }
    return end(problems)
  }

  /// Prints what went wrong; the status to end with.
  func end(_ problems: [String]) -> Int {
    for problem in problems { printError(problem) }
    return problems.isEmpty ? 0 : 1
  }

  var words: ClientWords { ClientWords(of: process) }

  /// Prints the daemon's error about a thing that it does not have, and ends.
  func fail(_ error: DockerError, prefix: String = "Error response from daemon: ") throws(Unsimulated) {
    if error.kind == .notSimulated { throw Unsimulated(error.text) }
    // The client words a missing container itself, except where it asked for something to be done with it.
    printError(prefix + error.text)
    process.exit(1)
  }
}

/// A subcommand: how it is used, what it takes, what it does.
struct DockerSubcommand: @unchecked Sendable {
  /// Without `docker`: `run`, `network create`.
  let name: String
  /// Behind `Usage:  docker NAME`.
  let usage: String
  let summary: String
  let flags: String
  var arguments: ClosedRange<Int> = 0...Int.max
  var stopsAtArgument = false
  let run: (DockerCall) throws(Unsimulated) -> Void

  init(
    _ name: String, _ usage: String, _ summary: String, flags: String = "",
    arguments: ClosedRange<Int> = 0...Int.max,
    stopsAtArgument: Bool = false, run: @escaping (DockerCall) throws(Unsimulated) -> Void
  ) {
    self.name = name
    self.usage = usage
    self.summary = summary
    self.flags = flags
    self.arguments = arguments
    self.stopsAtArgument = stopsAtArgument
    self.run = run
  }

}

/// The `docker` command line (docker/cli 20.10).
package enum DockerCommand {
  static let programs: [Program] = [Program("docker", running: main)]

  private static let subcommands: [DockerSubcommand] =
    DockerRun.subcommands + DockerContainerCommands.subcommands + DockerListing.subcommands
    + DockerNetworkCommands.subcommands + DockerInspect.subcommands + DockerExec.subcommands
    + DockerSystem.subcommands + DockerImages.subcommands + DockerVolumeCommands.subcommands
    + DockerCopy.subcommands + DockerUpdate.subcommands

  /// Other names of subcommands.
  private static let aliases: [String: String] = [
    "container ls": "ps", "container list": "ps", "container ps": "ps", "image ls": "images",
    "image list": "images",
    "network list": "network ls", "network remove": "network rm", "system info": "info",
    "container stats": "stats",
    "volume list": "volume ls", "volume remove": "volume rm",
    "container remove": "rm", "image rm": "rmi", "image remove": "rmi",

  ]

  /// Subcommands of docker that are not simulated.
  private static let others: Set<String> = [
    "build", "builder", "buildx", "commit", "completion", "config", "context",
    "diff",
    "events", "export", "history", "import", "load", "logout", "manifest", "node", "plugin",
    "push",
    "save", "scan", "search", "secret", "service", "stack", "swarm", "trust",
  ]

  private static func main(_ process: Process) throws(Unsimulated) {
    var words = process.arguments[...]
    while let first = words.first, first.hasPrefix("-") {
      switch first {
      case "-v", "--version":
        let release = try DockerSystem.release(of: process.node.machine.engine)
        process.write("Docker version \(release.version), build \(release.clientCommit)\n")
        return process.exit(0)
      case "--help", "-h": throw Unsimulated("docker --help")
      case "-H", "--host", "-c", "--context", "--config", "-l", "--log-level", "-D", "--debug", "--tls",
        "--tlsverify":
        throw Unsimulated("docker \(first)")
      default:
        let text =
          first.hasPrefix("--")
          ? "unknown flag: \(first)"
          : "unknown shorthand flag: '\(first.dropFirst().first ?? "-")' in \(first)"
        guard ClientWords(of: process).isModern else { throw Unsimulated("docker's usage after \(text)") }
        process.writeError(
          "\(text)\n\nUsage:  docker [OPTIONS] COMMAND [ARG...]\n\nRun 'docker --help' for more information\n"
        )
        return process.exit(125)
      }
    }
    guard let first = words.popFirst() else { throw Unsimulated("docker without a command") }
    try dispatch(first, Array(words), process)
  }

  /// Runs a command line, given without `docker`.
  static func dispatch(_ words: [String], _ process: Process) throws(Unsimulated) {
    try dispatch(words[0], Array(words.dropFirst()), process)
  }

  private static func dispatch(_ first: String, _ words: [String], _ process: Process) throws(Unsimulated) {
    if first == "compose" { return try ComposeCommand.run(words, process) }
    if let group = DockerUsage.groups[first] {
      guard let second = words.first else {
        process.write(group)
        return process.exit(0)
      }
      let name = "\(first) \(second)"
      let isListed = group.split(separator: "\n").contains { $0.hasPrefix("  \(second) ") }
      // Most commands of a group are commands of their own, too.
      let plain = aliases[name] ?? (isListed && first != "network" && first != "volume" ? second : name)
      if let found = subcommands.first(where: { $0.name == name })
        ?? subcommands.first(where: { $0.name == plain })
      {
        return try run(found, Array(words.dropFirst()), process)
      }
      if isListed { throw Unsimulated("docker \(name)") }
      process.writeError(ClientWords(of: process).unknown(second, inGroup: first) ?? group)
      return process.exit(1)
    }
    if let found = subcommands.first(where: { $0.name == first }) { return try run(found, words, process) }
    if others.contains(first) { throw Unsimulated("docker \(first)") }
    process.writeError(ClientWords(of: process).unknown(first))
    process.exit(1)
  }

  private static func run(_ command: DockerSubcommand, _ words: [String], _ process: Process)
    throws(Unsimulated)
  {
    let flags = FlagSet("docker " + command.name, command.flags, stopsAtArgument: command.stopsAtArgument)
    let parsed: FlagSet.Parsed
    do throws(FlagSet.Problem) {
      parsed = try flags.parse(words)
    } catch {
      switch error {
      case .unsimulated(let missing): throw missing
      case .help: throw Unsimulated("docker \(command.name) --help")
      case .text(let text):
        process.writeError(ClientWords(of: process).badFlag(text, command))
        return process.exit(125)
      }
    }
    if let complaint = ClientWords(of: process).complaint(about: parsed.arguments.count, command) {
      process.writeError(complaint)
      return process.exit(1)
    }
    guard let engine = process.node.machine.engine else {
      process.writeError(
        "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n")
      return process.exit(1)
    }
    try command.run(
      DockerCall(process: process, engine: engine, name: "docker " + command.name, flags: parsed))
  }
}
