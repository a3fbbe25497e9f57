/// What is wrong with a source, where, and what would be right.
package struct Diagnostic: Hashable, Sendable {
  package enum Severity: String, Hashable, Sendable { case error, warning, note }

  package var severity: Severity
  /// Stable, for machines: `unknown-statement`.
  package var identifier: String
  package var range: SourceRange
  /// One line, no full stop.
  package var summary: String
  /// What would be right: what is accepted here, the nearest known name. Nil when the summary says it all.
  package var suggestion: String?

  package init(
    _ severity: Severity = .error, _ identifier: String, at range: SourceRange, _ summary: String,
    suggestion: String? = nil
  ) {
    self.severity = severity
    self.identifier = identifier
    self.range = range
    self.summary = summary
    self.suggestion = suggestion
  }
}
