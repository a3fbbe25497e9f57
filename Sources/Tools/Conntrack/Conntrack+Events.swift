import Linux
import Simulation

/// `conntrack -E`: a line for everything that happens to the table, until the program is ended.
extension Conntrack {
  static func watch(_ options: ConntrackOptions, _ process: Process) {
    let tracker = process.namespace.netfilter.tracker
    var count = 0
    let watcher = ConnectionWatcher { [unowned(unsafe) process] event, connection, portIdentifier in
      guard options.events.contains(event), options.matches(connection) else { return }
      count += 1
      var line = event.label + connection.eventLine(options.format, now: process.clock.now)
      if options.format.hasTimestamps { line = timestamp(process.clock.now) + line }
      if let portIdentifier {
        line += " [USERSPACE] portid=\(portIdentifier)"
        // The name is looked up when the line is printed: only deleting takes long enough to be still there.
        if event == .destroy { line += " progname=conntrack" }
      }
      process.write(line + "\n")
    }
    tracker.attach(watcher)
    process.atExit { tracker.detach(watcher) }
    process.onSignal = { [unowned(unsafe) process] signal in
      guard signal == .interrupt || signal == .terminate else { return false }
      say("\(count) flow events have been shown.", process)
      process.exit(0)
      return true
    }
  }

  /// Seconds since 1970 with microseconds, in brackets.
  private static func timestamp(_ moment: Nanoseconds) -> String {
    let micros = String(moment.microseconds % 1_000_000)
    let padded = String(repeating: "0", count: 6 - micros.utf8.count) + micros
    return "[\(CalendarTime.epoch + Int64(moment.seconds)).\(padded)]\t"
  }
}

extension ConnectionEvent {
  fileprivate var label: String {
    switch self {
    case .new: "    [NEW] "
    case .update: " [UPDATE] "
    case .destroy: "[DESTROY] "
    }
  }
}
