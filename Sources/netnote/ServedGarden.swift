import Foundation
import Garden
import Lab
import NetLanguage
import Notebook
import Preview

/// Builds the garden for the preview, and says on the terminal what it did.
final class ServedGarden: Sendable {
  private let builder: GardenBuilder
  private let isQuiet: Bool

  init(_ builder: GardenBuilder, isQuiet: Bool) { (self.builder, self.isQuiet) = (builder, isQuiet) }

  func build(_ cause: Preview.Cause) -> Preview.Outcome {
    let start = ContinuousClock.now
    let outcome: Preview.Outcome
    var state = "not built"
    do {
      let report = try builder.build { [isQuiet] done, count in
        if !isQuiet, cause == .start { Terminal.progress("\(done) of \(count) notes") }
      }
      // Where no file was made, the pages are those that are looked at.
      outcome = Preview.Outcome(
        problems: Self.problems(report), isPublished: report.isPublished && report.made > 0)
      if report.isPublished { state = "\(report.made) of \(report.files) files made" }
    } catch let error as GardenProblems {
      let problems = error.problems.map {
        PreviewProblem(path: $0.path, $0.diagnostic, lines: Self.lines(of: $0.path))
      }
      outcome = Preview.Outcome(problems: problems, isPublished: false)
    } catch {
      let problem = Diagnostic(.error, "site", at: .line(1), "\(error)")
      outcome = Preview.Outcome(
        problems: [PreviewProblem(path: builder.output, problem, lines: [])], isPublished: false)
    }
    if !isQuiet { self.report(cause, state, outcome, in: ContinuousClock.now - start) }
    return outcome
  }

  private static func problems(_ report: GardenBuilder.Report) -> [PreviewProblem] {
    var problems: [PreviewProblem] = []
    // A note may have many, and is read once.
    var known: [String: [String]] = [:]
    func lines(_ path: String) -> [String] {
      if let lines = known[path] { return lines }
      let lines = Self.lines(of: path)
      known[path] = lines
      return lines
    }
    for checked in report.checked {
      switch checked.verdict {
      case .ran(let result):
        problems += result.failures.map { failure in
          let path = failure.path
          return PreviewProblem(
            path: path, range: failure.failure.range, severity: .error, summary: failure.failure.summary,
            details: failure.failure.details,
            lines: path == checked.path ? result.note.source.lines : lines(path))
        }
      case .unreadable(let diagnostics, let lines):
        problems += diagnostics.map { PreviewProblem(path: checked.path, $0, lines: lines) }
      case .unusable(let problem):
        problems.append(
          PreviewProblem(
            path: problem.path, Diagnostic(.error, "file", at: .line(1), problem.reason), lines: []))
      }
    }
    problems += report.warnings.map {
      PreviewProblem(path: $0.path, $0.diagnostic, lines: lines($0.path))
    }
    return problems
  }

  private static func lines(of path: String) -> [String] {
    guard let bytes = try? FileReader.bytes(at: path) else { return [] }
    return NoteSource(path: path, text: String(decoding: bytes, as: UTF8.self)).lines
  }

  private func report(
    _ cause: Preview.Cause, _ state: String, _ outcome: Preview.Outcome, in time: Duration
  ) {
    var text = "\(state) in \(Int(time / .milliseconds(1))) ms"
    if case .files(let paths) = cause {
      text += ": " + paths.prefix(3).joined(separator: ", ") + (paths.count > 3 ? ", …" : "")
    }
    Terminal.progress("")
    Terminal.report(text)
    for problem in outcome.problems {
      Terminal.report(
        "\(problem.path):\(problem.line):\(problem.column): \(problem.severity): \(problem.summary)")
    }
  }
}
