import Linux

/// What the docker client says of its own accord: up to 20.10 in cobra's manner, from 28 on in words of its own
/// (docker/cli, cli/cobra.go and cli/required.go). What clients of 23 to 27 say is not known here; they speak as 20.10.
struct ClientWords {
  let isModern: Bool

  init(of process: Process) { isModern = process.node.machine.engine?.isModern ?? false }

  /// A flag, or its value, that pflag does not take.
  func badFlag(_ text: String, _ command: DockerSubcommand) -> String {
    guard isModern else { return "\(text)\nSee 'docker \(command.name) --help'.\n" }
    return "\(text)\n\nUsage:  docker \(command.name) \(command.usage)\n\n" + hint(command.name)
  }

  private func hint(_ name: String) -> String { "Run 'docker \(name) --help' for more information\n" }

  /// A complaint about the number of arguments; nil when it is right.
  func complaint(about count: Int, _ command: DockerSubcommand) -> String? {
    guard !command.arguments.contains(count) else { return nil }
    let (low, high) = (command.arguments.lowerBound, command.arguments.upperBound)
    let need: String
    if high == 0 {
      need = "accepts no arguments"
    } else if low == high {
      need = "requires \(isModern ? "" : "exactly ")\(low) \(noun(low))"
    } else if count < low, high == Int.max {
      need = "requires at least \(low) \(noun(low))"
    } else if high != Int.max, low > 0 {
      need = "requires at least \(low) and at most \(high) arguments"
    } else {
      need = "requires at most \(high) \(noun(high))"
    }
    let usage = "Usage:  docker \(command.name) \(command.usage)\n\n"
    guard isModern else {
      return
        "\"docker \(command.name)\" \(need).\nSee 'docker \(command.name) --help'.\n\n\(usage)\(command.summary)\n"
    }
    let hint =
      high == Int.max ? "See 'docker \(command.name) --help' for more information\n" : hint(command.name)
    return "docker: 'docker \(command.name)' \(need)\n\n\(usage)\(hint)"
  }

  private func noun(_ number: Int) -> String { number == 1 ? "argument" : "arguments" }

  func unknown(_ command: String) -> String {
    isModern
      ? "docker: unknown command: docker \(command)\n\nRun 'docker --help' for more information\n"
      : "docker: '\(command)' is not a docker command.\nSee 'docker --help'\n"
  }

  /// Nil for the help of the group.
  func unknown(_ command: String, inGroup group: String) -> String? {
    guard isModern else { return nil }
    return "docker: unknown command: docker \(group) \(command)\n\nUsage:  docker \(group)\n\n" + hint(group)
  }

  /// `docker run` has not begun: its flags, or what the daemon said to them.
  func runRefusal(_ text: String) -> String {
    if isModern { return "docker: \(text)\n\n" + hint("run") }
    return "docker: \(sentence(text))\nSee 'docker run --help'.\n"
  }

  /// The container was made and did not start.
  func startRefusal(_ text: String) -> String {
    isModern ? "docker: \(text)\n\n" + hint("run") : "docker: \(sentence(text))\n"
  }

  private func sentence(_ text: String) -> String { text.hasSuffix(".") ? text : text + "." }

  /// What stands before a daemon's error about something that is not there.
  var missingPrefix: String { isModern ? "Error response from daemon: " : "Error: " }
}

extension DockerEngine {
  /// Engines from 28 on, and the clients that come with them.
  var isModern: Bool { release >= EngineVersion(parts: [28, 0, 0]) }
}
