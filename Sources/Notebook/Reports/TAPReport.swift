import NetLanguage

/// The Test Anything Protocol: one test point for each cell, and one for each note on what is outside its cells
/// (testanything.org, "TAP 13 specification"). Readers of version 14 take it as well; those of Perl take no other.
enum TAPReport {
  static func text(of report: Report) -> String {
    let points = report.notes.flatMap(points)
    var text = "TAP version 13\n1..\(points.count)"
    // "A plan of 1..0 means that nothing was tested, and may say why."
    text += points.isEmpty ? " # SKIP there is no note\n" : "\n"
    for (index, point) in points.enumerated() { text += line(point, number: index + 1) }
    return text
  }

  private struct Point {
    var name: String
    var findings: [Finding]
    var isSkipped = false
    var isGood: Bool { !findings.contains { $0.severity == .error } }
  }

  private static func points(of note: NoteReport) -> [Point] {
    [Point(name: note.path, findings: note.findings)]
      + note.cells.map { cell in
        Point(
          name: "\(note.path):\(cell.line): \(cell.name)", findings: cell.findings,
          isSkipped: cell.state == .notEvaluated)
      }
  }

  private static func line(_ point: Point, number: Int) -> String {
    let head = "\(point.isGood ? "ok" : "not ok") \(number) - \(escaped(point.name))"
    return head + (point.isSkipped ? " # SKIP eval: false" : "") + "\n" + diagnostics(point.findings)
  }

  /// "Descriptions: `#` and backslash are escaped by a backslash"; a line feed would end the test point.
  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("#", with: "\\#").replacing("\n", with: " ")
  }

  /// A YAML block, two spaces in. Every text is a double-quoted scalar, whose escapes are those of JSON.
  private static func diagnostics(_ findings: [Finding]) -> String {
    if findings.isEmpty { return "" }
    var lines = ["  ---", "  findings:"]
    for finding in findings {
      lines += [
        "    - severity: \(finding.severity.rawValue)", "      identifier: \(finding.identifier)",
        "      message: \(quoted(finding.summary))", "      file: \(quoted(finding.path))",
        "      line: \(finding.range.start.line)", "      column: \(finding.range.start.column)",
        "      end-column: \(finding.endColumn)",
      ]
      // One text of several lines: Perl's reader takes a list's text with a colon in it for a mapping.
      let because = finding.related.map { "\($0.path):\($0.line): \($0.text)" }
      for (name, texts) in [("details", finding.details), ("because", because)] where !texts.isEmpty {
        lines.append("      \(name): \(quoted(texts.joined(separator: "\n")))")
      }
    }
    return (lines + ["  ..."]).joined(separator: "\n") + "\n"
  }

  private static func quoted(_ text: String) -> String { String(JSONValue.string(text).text.dropLast()) }
}
