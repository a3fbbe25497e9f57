import Foundation
import Notebook

/// What is printed where: results on standard output, everything about them on standard error.
enum Terminal {
  static func print(_ text: String) {
    FileHandle.standardOutput.write(Data(text.utf8))
  }

  /// A line on standard error.
  static func report(_ text: String) {
    FileHandle.standardError.write(Data((text.hasSuffix("\n") ? text : text + "\n").utf8))
  }

  static var isColourWanted: Bool {
    let environment = ProcessInfo.processInfo.environment
    return environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
  }

  static var colouredOutput: Bool { isatty(STDOUT_FILENO) == 1 && isColourWanted }
  static var colouredReports: Bool { isatty(STDERR_FILENO) == 1 && isColourWanted }

  /// A line on a terminal that the next one replaces; nothing anywhere else.
  static func progress(_ text: String) {
    guard isatty(STDERR_FILENO) == 1 else { return }
    FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8))
  }

  /// How far a check is: one line that moves on a terminal. Elsewhere a plain line for each tenth of a long check.
  static func progress(of summary: CheckSummary, _ count: Int) {
    let text = summary.progress(of: count)
    if isatty(STDERR_FILENO) == 1 { return progress(text) }
    let tenth = max(1, count / 10)
    if count >= 50, summary.notes % tenth == 0, summary.notes < count { report(text) }
  }

  static var isContinuousIntegration: Bool {
    let value = ProcessInfo.processInfo.environment["CI", default: ""].lowercased()
    return !value.isEmpty && value != "false" && value != "0"
  }
}
