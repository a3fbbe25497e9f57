import NetLanguage

/// A report as JSON. Its form is described by `Sources/Notebook/Reports/Schemas/report-1.schema.json`; the number changes when a
/// member changes its meaning or goes away, not when one is added.
package enum JSONReport {
  package static let schema = "netnote-report/1"

  package static func value(of report: Report) -> JSONValue {
    var members: [JSONValue.Member] = [.init("schema", .string(schema))]
    if let shard = report.shard {
      members.append(
        .init("shard", .object(["part": .number(shard.part), "count": .number(shard.count)])))
    }
    members.append(.init("summary", value(of: report.summary)))
    members.append(.init("notes", .array(report.notes.map(value))))
    return .object(members)
  }

  private static func value(of summary: CheckSummary) -> JSONValue {
    .object([
      "notes": .number(summary.notes), "cells": .number(summary.cells),
      "failedNotes": .number(summary.failedNotes), "failures": .number(summary.failures),
      "unreadableNotes": .number(summary.unreadableNotes),
      "unsimulatedNotes": .number(summary.unsimulatedNotes), "warnings": .number(summary.warnings),
      "exitStatus": .number(Int(summary.exitStatus)),
    ])
  }

  private static func value(of note: NoteReport) -> JSONValue {
    var members: [JSONValue.Member] = [
      .init("path", .string(note.path)), .init("title", .optional(note.title)),
      .init("state", .string(note.state.rawValue)), .init("good", .bool(note.isGood)),
      .init("findings", .array(note.findings.map(value))), .init("cells", .array(note.cells.map(value))),
    ]
    if let mutation = note.mutation { members.append(.init("mutation", value(of: mutation))) }
    return .object(members)
  }

  private static func value(of score: MutationScore) -> JSONValue {
    .object([
      "percent": score.percent.map(JSONValue.number) ?? .null,
      "noticed": .number(score.count(.noticed)), "unnoticed": .number(score.count(.unnoticed)),
      "changesNothing": .number(score.count(.changesNothing)),
      "mutants": .array(score.mutants.map(value)),
    ])
  }

  private static func value(of mutant: Mutant) -> JSONValue {
    .object([
      "cell": .number(mutant.cell), "file": .optional(mutant.file), "line": .number(mutant.range.start.line),
      "column": .number(mutant.range.start.column),
      "endColumn": .number(mutant.range.start.column + mutant.range.length),
      "change": .string(mutant.change), "outcome": .string(mutant.outcome.rawValue),
      "noticedAt": mutant.noticedAt.map(JSONValue.number) ?? .null,
    ])
  }

  private static func value(of cell: CellReport) -> JSONValue {
    .object([
      "number": .number(cell.number), "label": .optional(cell.label), "line": .number(cell.line),
      "state": .string(cell.state.rawValue), "findings": .array(cell.findings.map(value)),
    ])
  }

  private static func value(of finding: Finding) -> JSONValue {
    .object([
      "severity": .string(finding.severity.rawValue), "identifier": .string(finding.identifier),
      "path": .string(finding.path), "line": .number(finding.range.start.line),
      "column": .number(finding.range.start.column), "endColumn": .number(finding.endColumn),
      "summary": .string(finding.summary), "details": .strings(finding.details),
      "source": .optional(finding.source), "related": .array(finding.related.map(value)),
    ])
  }

  private static func value(of related: Finding.Related) -> JSONValue {
    .object([
      "path": .string(related.path), "line": .number(related.line), "text": .string(related.text),
      "source": .optional(related.source),
    ])
  }
}
