import Notebook
import Synchronization

/// Gathers notes as they are done.
final class Collected: Sendable {
  private let state = Mutex<[NoteChecker.Checked]>([])

  /// How many there are now.
  func add(_ checked: NoteChecker.Checked) -> Int {
    state.withLock { all in
      all.append(checked)
      return all.count
    }
  }

  var all: [NoteChecker.Checked] { state.withLock { $0 } }
}
