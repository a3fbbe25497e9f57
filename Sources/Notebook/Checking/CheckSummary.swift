/// What a check has come to.
package struct CheckSummary: Hashable, Sendable {
  package var notes = 0
  package var cells = 0
  package var failedNotes = 0
  package var failures = 0
  package var unreadableNotes = 0
  /// Notes that ask for something that Netnote does not simulate.
  package var unsimulatedNotes = 0
  package var warnings = 0

  package init() {}

  package mutating func add(_ note: NoteReport) {
    notes += 1
    cells += note.cells.count
    warnings += note.warnings.count
    if note.state == .unreadable {
      unreadableNotes += 1
      return
    }
    let failures = note.failures
    self.failures += failures.count
    failedNotes += failures.isEmpty ? 0 : 1
    unsimulatedNotes += failures.contains(where: \.isNotSimulated) ? 1 : 0
  }

  /// 0 all is well, 1 a note failed, 2 a note could not be read or not be carried out. The graver one counts: where
  /// something could not be examined at all, nobody knows whether it holds.
  package var exitStatus: Int32 {
    unreadableNotes > 0 || unsimulatedNotes > 0 ? 2 : failedNotes > 0 ? 1 : 0
  }

  package var text: String {
    var parts = ["\(Self.count(notes, "note")), \(Self.count(cells, "cell"))"]
    if failures > 0 {
      parts.append("\(Self.count(failures, "failure")) in \(Self.count(failedNotes, "note"))")
    }
    if unsimulatedNotes > 0 { parts.append("\(Self.count(unsimulatedNotes, "note")) not simulated") }
    if unreadableNotes > 0 { parts.append("\(Self.count(unreadableNotes, "note")) could not be read") }
    if warnings > 0 { parts.append(Self.count(warnings, "warning")) }
    if exitStatus == 0 { parts.append("all as recorded") }
    return parts.joined(separator: "; ")
  }

  /// What a progress line says.
  package func progress(of all: Int) -> String {
    let bad = failedNotes + unreadableNotes
    return "\(notes) of \(Self.count(all, "note"))" + (bad > 0 ? ", \(bad) failed" : "")
  }

  static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
