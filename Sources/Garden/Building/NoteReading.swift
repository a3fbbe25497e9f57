import Foundation
import Notebook
import Synchronization

/// Reads all notes, those that changed since the former build anew.
struct NoteReading: Sendable {
  var workshop: NoteWorkshop
  var former: BuildState

  struct Note: Sendable {
    /// Below the folder, as the file system has it.
    var path: String
    var stored: BuildState.Note
    var body: NoteBody?
    /// It has something to say each time.
    var mustRun = false
  }

  struct Read: Sendable {
    var notes: [Note] = []
    var checked: [NoteChecker.Checked] = []
    var run = 0
    var reused = 0
    var workshop: NoteWorkshop
  }

  func read(_ scan: FolderScan, progress: @Sendable (_ done: Int, _ of: Int) -> Void) -> Read {
    let files = scan.files.filter { Self.isNote($0.path) }
    let known = files.map { file in
      former.notes[file.path].flatMap { isUnchanged($0, file.stamp) ? $0 : nil }
    }
    let changed = zip(files, known).filter { $0.1 == nil }.map(\.0)
    let done = Mutex(0)
    let products = SideBySide.map(changed) { file in
      let product = workshop.make(file.path, stamp: file.stamp)
      done.withLock {
        $0 += 1
        progress($0, changed.count)
      }
      return product
    }
    var read = Read(run: changed.count, reused: files.count - changed.count, workshop: workshop)
    var next = 0
    for (file, stored) in zip(files, known) {
      if let stored {
        read.notes.append(Note(path: file.path, stored: stored))
        continue
      }
      let product = products[next]
      next += 1
      if let checked = product.checked { read.checked.append(checked) }
      guard let stored = product.note else { continue }
      read.notes.append(
        Note(path: file.path, stored: stored, body: product.body, mustRun: product.checked != nil))
    }
    return read
  }

  static func isNote(_ path: String) -> Bool {
    path.lowercased().hasSuffix(".md") && !path.split(separator: "/").contains { $0.hasPrefix("_") }
  }

  private func isUnchanged(_ note: BuildState.Note, _ stamp: FileStamp) -> Bool {
    note.stamp == stamp && stamp.isSettled(at: former.scanned)
      && note.included.allSatisfy { file in
        FileStamp(of: file.path) == file.stamp && file.stamp.isSettled(at: former.scanned)
      }
  }
}
