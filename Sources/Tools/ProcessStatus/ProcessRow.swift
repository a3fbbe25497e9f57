import Linux
import Simulation

/// A process as ps(1) describes it. What it takes of the processor and of memory is not simulated.
struct ProcessRow {
  let process: Process

  init(_ process: Process) { self.process = process }

  /// The programs of the machine, in the order of their numbers.
  static func all(of machine: Machine) -> [ProcessRow] {
    machine.processes.sorted { $0.identifier < $1.identifier }.map { ProcessRow($0) }
  }

  var parent: Int { process.parent?.identifier ?? process.foster ?? 1 }
  /// The first 15 letters of its program's name (TASK_COMM_LEN).
  var name: String { String(FileSystem.name(of: process.name).prefix(15)) }

  /// What it was called with.
  var commandLine: String { ([process.title ?? process.name] + process.arguments).joined(separator: " ") }

  /// Programs of a console are on its terminal; a daemon's and a container's are on none.
  var terminal: String { hasTerminal ? "pts/0" : "?" }
  private var hasTerminal: Bool { !process.node.isContainer && process.foster == nil }

  /// S for a program that waits, T for one that is stopped; `s` leads its session, `l` has several threads.
  var state: String {
    let letter = process.isStopped ? "D" : "S"
    if process.isThreaded { return letter + "l" }
    return letter + (process.parent == nil && process.node.isContainer ? "s" : "")
  }

  /// The hour and minute of its start.
  var started: String { CalendarTime(process.started).formatted("%H:%M") ?? "" }

  var elapsed: String {
    let seconds = (process.clock.now - process.started).seconds
    func two(_ number: Int64) -> String { (number < 10 ? "0" : "") + String(number) }
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
    return (hours > 0 ? two(Int64(hours)) + ":" : "") + two(Int64(minutes)) + ":" + two(Int64(seconds % 60))
  }
}
