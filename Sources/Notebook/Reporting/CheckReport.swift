import Lab
import NetLanguage

/// What a check says of each note, in the forms that people and their tools read.
package enum CheckReport {
  package enum Format: String, Hashable, Sendable, CaseIterable { case text, github, json }

  /// What is to be said of one note; empty when all is well.
  package static func text(for checked: NoteChecker.Checked, isColoured: Bool, isVerbose: Bool) -> String {
    switch checked.verdict {
    case .unusable(let problem): return "netnote: \(problem)\n"
    case .unreadable(let diagnostics, let lines):
      let writer = FailureText(isColoured: isColoured) { _ in lines }
      return diagnostics.map { writer.text(for: $0, path: checked.path) + "\n\n" }.joined()
    case .ran(let result):
      let writer = FailureText(isColoured: isColoured, lines: linesOfFiles(in: result))
      let warnings = result.warnings.map { writer.text(for: $0, path: checked.path) + "\n\n" }
      let failures = result.failures.map { writer.text(for: $0) + "\n" + place($0, in: result) + "\n" }
      let verdict = isVerbose ? "\(checked.path): \(result.isGood ? "good" : "failed")\n" : ""
      return warnings.joined() + failures.joined() + verdict
    }
  }

  /// Included files are read again, only to show a line of theirs.
  private static func linesOfFiles(in result: NoteResult) -> (String) -> [String] {
    { path in
      if path == result.note.path { return result.note.source.lines }
      guard let bytes = try? FileReader.bytes(at: path),
        let source = try? NoteSource(path: path, bytes: bytes)
      else { return [] }
      return source.lines
    }
  }

  private static func place(_ failure: NoteFailure, in result: NoteResult) -> String {
    guard let number = failure.cell, result.cells.indices.contains(number - 1) else { return "" }
    let label = result.cells[number - 1].parsed.options.label.map { " (\($0.value))" } ?? ""
    return "in cell \(number)\(label)\n"
  }

  /// Annotations for GitHub Actions (docs.github.com, "Workflow commands").
  package static func github(for checked: NoteChecker.Checked) -> String {
    switch checked.verdict {
    case .unusable(let problem): annotation("error", problem.path, .line(1), "netnote", problem.reason)
    case .unreadable(let diagnostics, _):
      diagnostics.map { annotation($0, checked.path) }.joined()
    case .ran(let result):
      result.warnings.map { annotation($0, checked.path) }.joined()
        + result.failures.map { failure in
          let details = [failure.failure.summary] + failure.failure.details
          return annotation(
            "error", failure.path, failure.failure.range, failure.failure.identifier,
            details.joined(separator: "\n"))
        }.joined()
    }
  }

  private static func annotation(_ diagnostic: Diagnostic, _ path: String) -> String {
    let text = [diagnostic.summary] + (diagnostic.suggestion.map { [$0] } ?? [])
    let level =
      diagnostic.severity == .error ? "error" : diagnostic.severity == .warning ? "warning" : "notice"
    return annotation(level, path, diagnostic.range, diagnostic.identifier, text.joined(separator: "\n"))
  }

  private static func annotation(
    _ level: String, _ path: String, _ range: SourceRange, _ title: String, _ text: String
  ) -> String {
    let start = range.start
    return "::\(level) file=\(property(path)),line=\(start.line),col=\(start.column),title=\(property(title))"
      + "::\(escaped(text))\n"
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
  }

  private static func property(_ text: String) -> String {
    escaped(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
  }

  /// The member of a JSON report's `notes`.
  package static func json(for checked: NoteChecker.Checked) -> JSONValue {
    switch checked.verdict {
    case .ran(let result): ResultJSON.note(result)
    case .unusable(let problem):
      .object(["note": .string(checked.path), "good": .bool(false), "unusable": .string(problem.reason)])
    case .unreadable(let diagnostics, _):
      .object([
        "note": .string(checked.path), "good": .bool(false),
        "failures": .array(diagnostics.map { ResultJSON.diagnostic($0, path: checked.path) }),
      ])
    }
  }

  package static func json(notes: [JSONValue], _ summary: CheckSummary) -> JSONValue {
    .object([
      "version": .number(ResultJSON.version), "notes": .array(notes),
      "summary": .object([
        "notes": .number(summary.notes), "cells": .number(summary.cells),
        "failedNotes": .number(summary.failedNotes), "failures": .number(summary.failures),
        "unreadableNotes": .number(summary.unreadableNotes), "warnings": .number(summary.warnings),
      ]),
    ])
  }
}
