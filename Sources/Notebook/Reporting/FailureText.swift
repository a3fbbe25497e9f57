import Lab
package import NetLanguage
import Simulation

/// A failure as a terminal shows it: place, summary, the source line with a caret, and the details.
package struct FailureText {
  /// Colours, for terminals.
  package var isColoured: Bool
  /// The lines of a file, to show the one in question.
  package var lines: (_ path: String) -> [String]

  package init(isColoured: Bool, lines: @escaping (_ path: String) -> [String]) {
    self.isColoured = isColoured
    self.lines = lines
  }

  /// Ends without a line feed.
  package func text(for failure: NoteFailure) -> String {
    let diagnostic = Diagnostic(
      .error, failure.failure.identifier, at: failure.failure.range, failure.failure.summary)
    var text = self.text(for: diagnostic, path: failure.path)
    for detail in failure.failure.details { text += "\n" + painted(detail: detail) }
    for related in failure.failure.related {
      let note = Diagnostic(.note, "because", at: .line(related.origin.line), related.text)
      text += "\n" + self.text(for: note, path: failure.path)
    }
    return text
  }

  package func text(for diagnostic: Diagnostic, path: String) -> String {
    let lines = lines(path)
    let number = diagnostic.range.start.line
    let sourceLine = lines.indices.contains(number - 1) ? lines[number - 1] : nil
    let plain = DiagnosticRenderer.render(diagnostic, path: path, sourceLine: sourceLine)
    guard isColoured else { return plain }
    var parts = plain.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let colour = diagnostic.severity == .error ? "31" : diagnostic.severity == .warning ? "35" : "36"
    parts[0] = "\u{1B}[1m\(parts[0])\u{1B}[0m"
    if sourceLine != nil, parts.count > 2 { parts[2] = "\u{1B}[\(colour)m\(parts[2])\u{1B}[0m" }
    return parts.joined(separator: "\n")
  }

  private func painted(detail: String) -> String {
    guard isColoured, let first = detail.first, first == "-" || first == "+" else { return detail }
    return "\u{1B}[\(first == "-" ? "31" : "32")m\(detail)\u{1B}[0m"
  }
}
