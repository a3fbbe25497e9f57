package import Foundation
import NetLanguage

extension JSONReport {
  /// Reads what ``value(of:)`` wrote. Members that it does not know are passed over.
  package static func read(_ data: Data, path: String) throws(FileProblem) -> Report {
    let report: Stored
    do {
      report = try JSONDecoder().decode(Stored.self, from: data)
    } catch let DecodingError.keyNotFound(key, context) {
      throw problem(path, "\(place(context)) has no member \(key.stringValue)")
    } catch let DecodingError.typeMismatch(_, context) {
      throw problem(path, "\(place(context)) is of the wrong type")
    } catch let DecodingError.valueNotFound(_, context) {
      throw problem(path, "\(place(context)) is null")
    } catch let DecodingError.dataCorrupted(context) {
      throw problem(
        path, context.codingPath.isEmpty ? "it is not JSON" : "\(place(context)) has no known value")
    } catch {
      throw problem(path, "it is not JSON")
    }
    guard report.schema == schema else {
      throw problem(path, "its schema is \(report.schema)")
    }
    var result = Report(notes: report.notes.map(\.value))
    if let shard = report.shard {
      guard let valid = Shard(part: shard.part, of: shard.count) else {
        throw problem(path, "there is no part \(shard.part) of \(shard.count)")
      }
      result.shard = valid
    }
    return result
  }

  private static func problem(_ path: String, _ reason: String) -> FileProblem {
    FileProblem(path: path, reason: "it is no report of the form \(schema): \(reason)")
  }

  private static func place(_ context: DecodingError.Context) -> String {
    context.codingPath.isEmpty
      ? "the report"
      : context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? "." + $0.stringValue }.joined()
  }
}

/// The members of the JSON form that are read.
private struct Stored: Decodable {
  struct Part: Decodable {
    var part: Int
    var count: Int
  }

  struct Note: Decodable {
    var path: String
    var title: String?
    var state: String
    var findings: [StoredFinding]
    var cells: [Cell]
    var mutation: Mutation?

    var value: NoteReport {
      var report = NoteReport(
        path: path, title: title, state: NoteReport.State(rawValue: state) ?? .unreadable,
        cells: cells.map(\.value), findings: findings.map(\.value))
      report.mutation = mutation.map { MutationScore(mutants: $0.mutants.map(\.value)) }
      return report
    }
  }

  /// The score's numbers are counted again.
  struct Mutation: Decodable {
    struct Mutant: Decodable {
      var cell: Int
      var file: String?
      var line: Int
      var column: Int
      var endColumn: Int
      var change: String
      var outcome: String
      var noticedAt: Int?

      var value: Notebook.Mutant {
        let start = SourcePosition(line: line, column: column)
        return Notebook.Mutant(
          cell: cell, file: file, range: SourceRange(start: start, length: endColumn - column),
          change: change,
          outcome: Notebook.Mutant.Outcome(rawValue: outcome) ?? .unnoticed, noticedAt: noticedAt)
      }
    }

    var mutants: [Mutant]
  }

  struct Cell: Decodable {
    var number: Int
    var label: String?
    var line: Int
    var state: String
    var findings: [StoredFinding]

    var value: CellReport {
      CellReport(
        number: number, label: label, line: line, state: CellReport.State(rawValue: state) ?? .notUnderstood,
        findings: findings.map(\.value))
    }
  }

  var schema: String
  var shard: Part?
  var notes: [Note]
}

private struct StoredFinding: Decodable {
  struct Related: Decodable {
    var path: String
    var line: Int
    var text: String
    var source: String?
  }

  var severity: String
  var identifier: String
  var path: String
  var line: Int
  var column: Int
  var endColumn: Int
  var summary: String
  var details: [String]
  var source: String?
  var related: [Related]

  var value: Finding {
    Finding(
      // What is unknown is never taken lightly.
      Diagnostic.Severity(rawValue: severity) ?? .error, identifier, path: path,
      range: SourceRange(start: SourcePosition(line: line, column: column), length: endColumn - column),
      summary,
      details: details, source: source,
      related: related.map {
        Finding.Related(path: $0.path, line: $0.line, text: $0.text, source: $0.source)
      })
  }
}
