/// What a check has come to.
package struct CheckSummary: Hashable, Sendable {
  package var notes = 0
  package var cells = 0
  package var failedNotes = 0
  package var failures = 0
  package var unreadableNotes = 0
  package var warnings = 0

  package init() {}

  package mutating func add(_ checked: NoteChecker.Checked) {
    notes += 1
    switch checked.verdict {
    case .ran(let result):
      cells += result.cells.count
      failures += result.failures.count
      failedNotes += result.isGood ? 0 : 1
      warnings += result.warnings.count
    case .unreadable, .unusable: unreadableNotes += 1
    }
  }

  /// 0 all is well, 1 a note failed, 2 a note could not be read.
  package var exitStatus: Int32 { unreadableNotes > 0 ? 2 : failedNotes > 0 ? 1 : 0 }

  package var text: String {
    var parts = ["\(Self.count(notes, "note")), \(Self.count(cells, "cell"))"]
    if failures > 0 {
      parts.append("\(Self.count(failures, "failure")) in \(Self.count(failedNotes, "note"))")
    }
    if unreadableNotes > 0 { parts.append("\(Self.count(unreadableNotes, "note")) could not be read") }
    if warnings > 0 { parts.append(Self.count(warnings, "warning")) }
    if exitStatus == 0 { parts.append("all as recorded") }
    return parts.joined(separator: "; ")
  }

  static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
