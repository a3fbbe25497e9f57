import Foundation
package import NetLanguage

/// Something wrong with a note or the theme, as the page shows it: the place, and the source round it.
package struct PreviewProblem: Hashable, Sendable, Codable {
  package struct Line: Hashable, Sendable, Codable {
    package var number: Int
    package var text: String
  }

  package var path: String
  package var line: Int
  package var column: Int
  package var severity: String
  package var summary: String
  /// The line in question and those round it.
  package var source: [Line]
  /// Stands under the line in question: `   ^~~~`.
  package var caret: String
  /// What explains it, and what would be right.
  package var details: [String]

  /// How many lines are shown before and behind the one in question.
  private static let context = 2

  /// `lines` are those of the file; empty when it cannot be read.
  package init(
    path: String, range: SourceRange, severity: Diagnostic.Severity, summary: String, details: [String],
    lines: [String]
  ) {
    (self.path, self.line, self.column) = (path, range.start.line, range.start.column)
    (self.severity, self.summary, self.details) = (severity.rawValue, summary, details)
    let shown = (line - Self.context...line + Self.context).filter { lines.indices.contains($0 - 1) }
    source = lines.indices.contains(line - 1) ? shown.map { Line(number: $0, text: lines[$0 - 1]) } : []
    caret = source.isEmpty ? "" : DiagnosticRenderer.caretLine(under: range, of: lines[line - 1])
  }

  package init(path: String, _ diagnostic: Diagnostic, lines: [String]) {
    self.init(
      path: path, range: diagnostic.range, severity: diagnostic.severity, summary: diagnostic.summary,
      details: diagnostic.suggestion.map { ["help: " + $0] } ?? [], lines: lines)
  }
}
