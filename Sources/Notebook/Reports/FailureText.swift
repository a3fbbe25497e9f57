import Lab
package import NetLanguage
import Simulation

/// A failure as a terminal shows it: place, summary, the source line with a caret, and the details.
package struct FailureText {
  /// Colours, for terminals.
  package var isColoured: Bool
  /// The text of a file's line, to show the one in question.
  package var line: (_ path: String, _ number: Int) -> String?

  package init(isColoured: Bool, line: @escaping (_ path: String, _ number: Int) -> String?) {
    self.isColoured = isColoured
    self.line = line
  }

  package init(isColoured: Bool, lines: @escaping (_ path: String) -> [String]) {
    self.init(isColoured: isColoured) { path, number in
      let lines = lines(path)
      return lines.indices.contains(number - 1) ? lines[number - 1] : nil
    }
  }

  /// Ends without a line feed.
  package func text(for failure: NoteFailure) -> String {
    let (path, failure) = (failure.path, failure.failure)
    return text(
      for: Finding(
        .error, failure.identifier, path: path, range: failure.range, failure.summary,
        details: failure.details,
        related: failure.related.map {
          Finding.Related(path: $0.origin.file ?? path, line: $0.origin.line, text: $0.text, source: nil)
        }))
  }

  /// Ends without a line feed.
  package func text(for finding: Finding) -> String {
    let diagnostic = Diagnostic(finding.severity, finding.identifier, at: finding.range, finding.summary)
    var text = self.text(for: diagnostic, path: finding.path)
    text += painted(details: finding.details)
    for related in finding.related { text += "\n" + self.text(for: related) }
    return text
  }

  /// A line that explains: its place, its sentence, and the whole statement underlined.
  private func text(for related: Finding.Related) -> String {
    guard let source = line(related.path, related.line) else {
      return painted("\(related.path):\(related.line): because: \(related.text)", "1")
    }
    let blanks = source.prefix { $0 == " " || $0 == "\t" }.count
    let statement = source.dropFirst(blanks).reversed().drop { $0.isWhitespace }.count
    let range = SourceRange(
      start: SourcePosition(line: related.line, column: blanks + 1), length: statement)
    let caret = DiagnosticRenderer.caretLine(under: range, of: source)
    let head = "\(related.path):\(related.line):\(blanks + 1): because: \(related.text)"
    return painted(head, "1") + "\n" + source + "\n" + painted(caret, "36")
  }

  private func painted(_ text: String, _ colour: String) -> String {
    isColoured ? "\u{1B}[\(colour)m\(text)\u{1B}[0m" : text
  }

  package func text(for diagnostic: Diagnostic, path: String) -> String {
    let sourceLine = line(path, diagnostic.range.start.line)
    let plain = DiagnosticRenderer.render(diagnostic, path: path, sourceLine: sourceLine)
    guard isColoured else { return plain }
    var parts = plain.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let colour = diagnostic.severity == .error ? "31" : diagnostic.severity == .warning ? "35" : "36"
    parts[0] = "\u{1B}[1m\(parts[0])\u{1B}[0m"
    if sourceLine != nil, parts.count > 2 { parts[2] = "\u{1B}[\(colour)m\(parts[2])\u{1B}[0m" }
    return parts.joined(separator: "\n")
  }

  /// Differences of lines, then of rows, then reasons; a block's further lines are indented.
  private func painted(details: [String]) -> String {
    var text = ""
    var block: String?
    for detail in details {
      if detail.hasPrefix("rows: ") {
        block = "36"
      } else if detail.hasPrefix("why: ") {
        block = "33"
      } else if !detail.hasPrefix("     ") {
        block = nil
      }
      let colour = block ?? (detail.hasPrefix("-") ? "31" : detail.hasPrefix("+") ? "32" : nil)
      text += "\n" + (colour.map { painted(detail, $0) } ?? detail)
    }
    return text
  }
}
