import Foundation
package import NetLanguage
import Synchronization

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

  package init() {}

  /// Runs the notes over all cores. Each is handed over in the order of the paths, as soon as it and all before it
  /// are done; calls do not overlap.
  package static func check(_ paths: [String], each: @Sendable (Checked) -> Void) {
    NoteChecker().check(paths, each: each)
  }

  package func check(_ paths: [String], each: @Sendable (Checked) -> Void) {
    let queue = Mutex(Queue(count: paths.count))
    let workers = max(1, min(paths.count, jobs ?? ProcessInfo.processInfo.activeProcessorCount))
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      while let index = queue.withLock({ $0.take() }) {
        let checked = Checked(path: paths[index], verdict: verdict(on: paths[index]))
        queue.withLock { $0.finish(index, checked, isLast: stopsAtFirstFailure && !checked.isGood, each) }
      }
    }
  }

  /// Notes taken in order, finished in any order, handed over in order.
  private struct Queue {
    private var next = 0
    private var delivered = 0
    /// Notes behind it are of no interest.
    private var end: Int
    private var done: [Checked?]

    init(count: Int) {
      end = count
      done = Array(repeating: nil, count: count)
    }

    mutating func take() -> Int? {
      guard next < end else { return nil }
      defer { next += 1 }
      return next
    }

    mutating func finish(_ index: Int, _ checked: Checked, isLast: Bool, _ each: (Checked) -> Void) {
      done[index] = checked
      if isLast { end = min(end, index + 1) }
      while delivered < end, let next = done[delivered] {
        each(next)
        done[delivered] = nil
        delivered += 1
      }
    }
  }

  package static func verdict(on path: String) -> Verdict { NoteChecker().verdict(on: path) }

  package func verdict(on path: String) -> Verdict {
    do {
      let bytes = try FileReader.bytes(at: path)
      do throws(NoteError) {
        var runner = NoteRunner()
        runner.stopsAtFirstFailure = stopsAtFirstFailure
        runner.parameters = parameters
        return .ran(runner.run(try Note(path: path, bytes: bytes)))
      } catch {
        let text = String(decoding: bytes, as: UTF8.self)
        return .unreadable(error.diagnostics, lines: NoteSource(path: path, text: text).lines)
      }
    } catch {
      return .unusable(error)
    }
  }
}
