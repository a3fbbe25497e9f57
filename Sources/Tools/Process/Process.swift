package import Linux
package import Simulation

/// A running program. It starts in its program's main function; one that has to wait returns from there and goes
/// on in timers and callbacks until it calls `exit`.
package final class Process {
  package let identifier: Int
  /// The program's name, `argv[0]`.
  package let name: String
  /// The words behind the name.
  package let arguments: [String]
  package let node: Node
  /// Where its sockets live: the node's own network, or the one that `ip netns exec` chose.
  package let namespace: NetworkNamespace
  package let parent: Process?
  package var environment: [String: String]
  package var workingDirectory: String
  package let input: Pipe
  package let output: Pipe
  package let error: Pipe
  package private(set) var exitStatus: Int?
  private var timers: [Timer] = []
  private var exitHandlers: [(Int) -> Void] = []
  /// Called once when the process ends for whatever reason, to close sockets and the like.
  private var cleanups: [() -> Void] = []
  package let started: Nanoseconds
  /// What ps shows for the program's name.
  package var title: String?
  /// The process that made it, where that is no program of the simulator's, such as the Docker daemon.
  package var foster: Int?
  /// It is a Go program, say.
  package var isThreaded = false
  /// SIGSTOP, or a frozen control group: timers and sockets wait.
  package private(set) var isStopped = false
  private var postponed: [() -> Void] = []
  /// The number of its first file descriptor that is free for a socket.
  package var firstDescriptor = 3
  /// What to do on a signal instead of ending, such as ping's statistics on SIGINT. True when handled.
  package var onSignal: ((Signal) -> Bool)?
  /// Standard output that is no terminal gets what is written when the process ends, as the C library does it:
  /// with `2>&1`, complaints then stand before what was printed earlier.
  package var holdsOutput = false
  private var held: [UInt8] = []

  package init(
    identifier: Int, name: String, arguments: [String], node: Node, namespace: NetworkNamespace,
    parent: Process?, environment: [String: String], workingDirectory: String, input: Pipe, output: Pipe,
    error: Pipe
  ) {
    self.identifier = identifier
    self.name = name
    self.arguments = arguments
    self.node = node
    self.namespace = namespace
    self.parent = parent
    self.environment = environment
    self.workingDirectory = workingDirectory
    self.input = input
    self.output = output
    self.error = error
    started = node.system.network.clock.now
    node.processNumbers?.give(to: identifier)
  }

  package var system: System { node.system }
  package var clock: Clock { system.network.clock }
  package var isRunning: Bool { exitStatus == nil }

  /// Writes to standard output. When nobody reads it any more, the process gets SIGPIPE.
  package func write(_ text: String) { write(Array(text.utf8)) }
  package func write(_ bytes: [UInt8]) {
    if holdsOutput, !output.isTerminal {
      held += bytes
    } else if !output.write(bytes) {
      deliver(.pipe)
    }
  }
  package func writeError(_ text: String) { if !error.write(text) { deliver(.pipe) } }

  /// Has an action happen after a span, unless the process ends before.
  @discardableResult
  package func after(_ span: Nanoseconds, _ action: @escaping () -> Void) -> Timer {
    timers.removeAll { !$0.isPending }
    let timer = clock.schedule(after: span) { [self] in
      if isStopped { postponed.append(action) } else { action() }
    }
    timers.append(timer)
    return timer
  }

  /// Does nothing more until `resume`.
  package func stop() {
    isStopped = true
    namespace.sockets.setStopped(true, of: identifier)
  }

  package func resume() {
    guard isStopped else { return }
    isStopped = false
    namespace.sockets.setStopped(false, of: identifier)
    let late = postponed
    postponed = []
    for action in late where isRunning { action() }
  }

  /// Runs when the process ends; at once if it has ended.
  package func onExit(_ handler: @escaping (Int) -> Void) {
    if let exitStatus { handler(exitStatus) } else { exitHandlers.append(handler) }
  }

  package func atExit(_ cleanup: @escaping () -> Void) { cleanups.append(cleanup) }

  /// The process ends; calling it twice does nothing.
  package func exit(_ status: Int) {
    guard exitStatus == nil else { return }
    exitStatus = status
    if !held.isEmpty { _ = output.write(held) }
    for timer in timers { timer.cancel() }
    (timers, postponed) = ([], [])
    for cleanup in cleanups { cleanup() }
    cleanups = []
    onSignal = nil
    input.breakOff()
    output.close()
    error.close()
    node.machine.processes.removeAll { $0 === self }
    let handlers = exitHandlers
    exitHandlers = []
    for handler in handlers { handler(status) }
  }

  package func deliver(_ signal: Signal) {
    guard isRunning else { return }
    if signal != .kill, let onSignal, onSignal(signal) { return }
    exit(128 + signal.rawValue)
  }

  /// Ends with a line about something that the simulator lacks: the whole cell fails.
  package func fail(_ missing: Unsimulated) {
    system.reportUnsimulated(missing)
    exit(2)
  }

  /// The rows behind what was printed, for a page's table.
  package func list(_ listing: Listing) { system.listings.append(listing) }
}

/// The signals that programs here know (signal(7)).
package enum Signal: Int, Hashable, Sendable {
  case hangup = 1
  case interrupt = 2
  case quit = 3
  case kill = 9
  case user1 = 10
  case pipe = 13
  case terminate = 15
}
