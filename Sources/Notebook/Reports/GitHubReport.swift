import NetLanguage

/// Annotations for GitHub Actions: one workflow command a line (docs.github.com, "Workflow commands for GitHub
/// Actions", "Setting an error message").
enum GitHubReport {
  static func text(of note: NoteReport) -> String {
    (note.warnings + note.failures).map(annotation).joined()
  }

  private static func annotation(_ finding: Finding) -> String {
    let level = finding.severity == .error ? "error" : finding.severity == .warning ? "warning" : "notice"
    let properties: KeyValuePairs<String, String> = [
      "file": finding.path, "line": String(finding.range.start.line),
      "col": String(finding.range.start.column),
      "endColumn": String(finding.endColumn), "title": finding.identifier,
    ]
    let head = properties.map { "\($0.key)=\(property($0.value))" }.joined(separator: ",")
    let because = finding.related.map { "because: \($0.text) (\($0.path):\($0.line))" }
    return "::\(level) \(head)::\(data(([finding.text] + because).joined(separator: "\n")))\n"
  }

  /// As `escapeData` of @actions/core.
  private static func data(_ text: String) -> String {
    text.replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
  }

  /// As `escapeProperty` of @actions/core.
  private static func property(_ text: String) -> String {
    data(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
  }
}
