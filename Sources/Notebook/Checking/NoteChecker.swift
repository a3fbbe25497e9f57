import Foundation
package import NetLanguage
import Synchronization

/// Runs many notes side by side.
package enum NoteChecker {
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
  }

  /// Runs the notes over all cores. Each is handed over in the order of the paths, as soon as it and all before it
  /// are done; calls do not overlap.
  package static func check(_ paths: [String], each: @Sendable (Checked) -> Void) {
    let state = Mutex((done: [Checked?](repeating: nil, count: paths.count), next: 0))
    DispatchQueue.concurrentPerform(iterations: paths.count) { index in
      let checked = Checked(path: paths[index], verdict: verdict(on: paths[index]))
      state.withLock { state in
        state.done[index] = checked
        while state.next < paths.count, let next = state.done[state.next] {
          each(next)
          state.done[state.next] = nil
          state.next += 1
        }
      }
    }
  }

  package static func verdict(on path: String) -> Verdict {
    do {
      let bytes = try FileReader.bytes(at: path)
      do throws(NoteError) {
        return .ran(NoteRunner().run(try Note(path: path, bytes: bytes)))
      } catch {
        let text = String(decoding: bytes, as: UTF8.self)
        return .unreadable(error.diagnostics, lines: NoteSource(path: path, text: text).lines)
      }
    } catch {
      return .unusable(error)
    }
  }
}
