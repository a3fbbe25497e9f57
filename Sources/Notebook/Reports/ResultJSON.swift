package import Lab
package import NetLanguage
import Simulation

/// Results as JSON. `version` is of the form; it changes when a member changes its meaning.
package enum ResultJSON {
  package static let version = 1

  /// The form that recordings of real networks have: `{"lines": [{"prompt", "command", "exit", "output", "trace"}]}`.
  package static func transcript(_ lines: [LineResult]) -> JSONValue {
    .object(["lines": .array(lines.map(line))])
  }

  private static func line(_ line: LineResult) -> JSONValue {
    var members: [JSONValue.Member] = [
      .init("prompt", .string(line.line.prompt)), .init("command", .string(line.line.command.value)),
      .init("exit", .number(line.exitStatus)), .init("output", .string(line.output)),
    ]
    if line.line.isTraced { members.append(.init("trace", trace(line))) }
    return .object(members)
  }

  package static func note(_ result: NoteResult) -> JSONValue {
    .object([
      "version": .number(version), "note": .string(result.note.path), "title": .string(result.note.title),
      "good": .bool(result.isGood), "cells": .array(result.cells.map(cell)),
      "values": .array(result.values.map(value)),
      "failures": .array(result.failures.map(failure)),
      "warnings": .array(result.warnings.map { diagnostic($0, path: result.note.path) }),
    ])
  }

  private static func cell(_ outcome: CellOutcome) -> JSONValue {
    .object([
      "number": .number(outcome.cell.number), "label": .optional(outcome.parsed.options.label?.value),
      "line": .number(outcome.cell.fence.line), "state": .string(name(of: outcome.state)),
      "lines": .array((outcome.result?.lines ?? []).map(line)),
    ])
  }

  /// A value of the prose: what was asked, what the note says, what the network says.
  private static func value(_ outcome: ValueOutcome) -> JSONValue {
    .object([
      "line": .number(outcome.value.range.start.line), "column": .number(outcome.value.range.start.column),
      "query": .string(outcome.value.queryText), "recorded": .optional(outcome.value.recorded?.value),
      "value": .optional(outcome.actual),
    ])
  }

  private static func name(of state: CellOutcome.State) -> String {
    switch state {
    case .ran: "ran"
    case .notEvaluated: "not-evaluated"
    case .notUnderstood: "not-understood"
    }
  }

  package static func failure(_ failure: NoteFailure) -> JSONValue {
    .object([
      "path": .string(failure.path), "line": .number(failure.failure.range.start.line),
      "column": .number(failure.failure.range.start.column),
      "cell": failure.cell.map(JSONValue.number) ?? .null,
      "identifier": .string(failure.failure.identifier), "summary": .string(failure.failure.summary),
      "details": .strings(failure.failure.details),
      "related": .array(
        failure.failure.related.map { .object(["line": .number($0.origin.line), "text": .string($0.text)]) }),
    ])
  }

  package static func diagnostic(_ diagnostic: Diagnostic, path: String) -> JSONValue {
    .object([
      "path": .string(path), "line": .number(diagnostic.range.start.line),
      "column": .number(diagnostic.range.start.column), "identifier": .string(diagnostic.identifier),
      "summary": .string(diagnostic.summary), "suggestion": .optional(diagnostic.suggestion),
    ])
  }
}
