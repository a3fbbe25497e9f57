import Foundation
package import NetLanguage

/// Runs many notes side by side.
package struct NoteChecker: Sendable {
  package enum Verdict: Sendable {
    case ran(NoteResult)
    /// The note's text cannot be parsed at all.
    case unreadable([Diagnostic], lines: [String])
    case unusable(FileProblem)
  }

  package struct Checked: Sendable {
    package var path: String
    package var verdict: Verdict

    package init(path: String, verdict: Verdict) {
      self.path = path
      self.verdict = verdict
    }

    package var isGood: Bool {
      if case .ran(let result) = verdict { result.isGood } else { false }
    }

    /// The names of the parameters that the note declares.
    package var parameters: [String] {
      if case .ran(let result) = verdict { result.note.frontMatter.parameters.map(\.name.value) } else { [] }
    }
  }

  /// How many notes run at a time; nil is one for each core.
  package var jobs: Int?
  /// The first note that fails, in the order of the paths, is the last that is handed over, and its first failing
  /// cell the last that is run.
  package var stopsAtFirstFailure = false
  /// Values for the parameters of the notes that declare them.
  package var parameters: [ParameterValue] = []
  /// Where results are kept; nil runs everything.
  package var cache: ResultCache?

  package init() {}

  /// Runs the notes over all cores. Each is handed over in the order of the paths, as soon as it and all before it
  /// are done; calls do not overlap.
  package static func check(_ paths: [String], each: @Sendable (Checked) -> Void) {
    NoteChecker().check(paths, each: each)
  }

  package func check(_ paths: [String], each: @Sendable (Checked) -> Void) {
    SideBySide.run(
      paths.count, jobs: jobs, isLast: { stopsAtFirstFailure && !$0.isGood },
      { Checked(path: paths[$0], verdict: verdict(on: paths[$0])) }, each: each)
  }

  package static func verdict(on path: String) -> Verdict { NoteChecker().verdict(on: path) }

  package func verdict(on path: String) -> Verdict {
    do {
      return verdict(on: path, bytes: try FileReader.bytes(at: path))
    } catch {
      return .unusable(error)
    }
  }

  /// - Parameter included: told of each file that the note includes.
  func verdict(
    on path: String, bytes: Data, included: @escaping (IncludedFile) -> Void = { _ in }
  ) -> Verdict {
    do throws(NoteError) {
      var runner = NoteRunner()
      runner.stopsAtFirstFailure = stopsAtFirstFailure
      runner.parameters = parameters
      runner.cache = cache
      runner.readFile = { (path) throws(FileProblem) in
        let file = IncludedFile(
          path: path, bytes: Result { () throws(FileProblem) in try FileReader.bytes(at: path) })
        included(file)
        return try file.bytes.get()
      }
      return .ran(runner.run(try Note(path: path, bytes: bytes)))
    } catch {
      let text = String(decoding: bytes, as: UTF8.self)
      return .unreadable(error.diagnostics, lines: NoteSource(path: path, text: text).lines)
    }
  }
}

/// A file that a note includes, as it was when the note ran.
struct IncludedFile {
  var path: String
  var bytes: Result<Data, FileProblem>
}
