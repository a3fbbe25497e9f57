/// The shell behind a console: bash, not interactive, on a terminal where nobody types anything more. Its
/// variables, functions, jobs and working directory last from line to line.
package final class ShellSession {
  /// Where the console's programs write: the line that runs, or, between lines, what the next one shows first.
  private final class Screen {
    var line: Pipe?
    var pending: [UInt8] = []

    func write(_ bytes: [UInt8]) {
      if let line { line.write(bytes) } else { pending += bytes }
    }
  }

  private let screen = Screen()
  private var shell: Shell?

  package init() {}

  /// Runs one console line, or several lines. `output` gets both standard output and standard error, first of all
  /// what background jobs have printed since the last line. `completion` is called with the status when the
  /// foreground part has ended; background jobs go on.
  package func run(line: String, on node: Node, output: Pipe, completion: @escaping (Int) -> Void) {
    let shell = self.shell ?? makeShell(on: node)
    self.shell = shell
    screen.line = output
    output.write(screen.pending)
    screen.pending = []
    shell.line = 1
    shell.evaluate(line) { [self] _ in
      shell.interruption = nil
      shell.conditionDepth = 0
      shell.loopDepth = 0
      screen.line = nil
      completion(shell.lastStatus)
    }
  }

  /// Ctrl-C: what runs in the foreground gets SIGINT.
  package func interrupt() {
    guard let shell else { return }
    let foreground = shell.foregroundProcesses
    if !foreground.isEmpty { shell.interruption = .exiting }
    for process in foreground { process.deliver(.interrupt) }
  }

  /// The processes of the line that runs.
  package var foregroundProcesses: [Process] { shell?.foregroundProcesses ?? [] }

  private func makeShell(on node: Node) -> Shell {
    let screen = self.screen
    let terminal = Pipe { bytes in
      screen.write(bytes)
      return nil
    }
    terminal.isTerminal = true
    terminal.addWriter()
    let keyboard = Pipe()
    keyboard.isTerminal = true
    let process = Process(
      identifier: node.machine.nextProcessIdentifier(), name: "bash", arguments: [], node: node,
      namespace: node.namespace, parent: nil, environment: Self.environment, workingDirectory: "/root",
      input: keyboard, output: terminal, error: terminal)
    let shell = Shell(process: process, flavour: .bash, name: "bash")
    shell.isInteractive = true
    shell.expandsAliases = true
    return shell
  }

  /// What root's login leaves.
  package static let environment = [
    "HOME": "/root", "LOGNAME": "root",
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "PWD": "/root", "SHELL": "/bin/bash", "TERM": "xterm", "USER": "root",
  ]
}
