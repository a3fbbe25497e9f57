/// Why a command ends before it is done: what it writes to standard error, and its exit status.
package struct CommandStop: Error {
  package var status: Int
  package var message: String
  /// The simulator lacks what was asked for; then nothing else counts.
  package var missing: Unsimulated?

  package init(status: Int, message: String = "") {
    self.status = status
    self.message = message
  }

  package static func unsimulated(_ feature: String) -> CommandStop {
    var stop = CommandStop(status: 2)
    stop.missing = Unsimulated(feature)
    return stop
  }
}

extension Process {
  /// Runs a command's body; what it stops with becomes its error output and status.
  package func carryOut(_ body: () throws(CommandStop) -> Int) throws(Unsimulated) -> Int {
    do throws(CommandStop) {
      return try body()
    } catch {
      if let missing = error.missing { throw missing }
      if !error.message.isEmpty { writeError(error.message) }
      return error.status
    }
  }
}
