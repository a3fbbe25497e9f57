import Foundation
import Notebook
import Synchronization

/// Reads all notes, those that changed since the former build anew.
struct NoteReading: Sendable {
  var workshop: NoteWorkshop
  var former: BuildState
  /// Those of the former build.
  var records: RecordFile?

  struct Note: Sendable {
    /// Below the folder, as the file system has it.
    var path: String
    var card: NoteCard
    /// Files that its cells include.
    var included: [(path: String, stamp: FileStamp)]
    var body: NoteBody?
    /// It has something to say each time.
    var mustRun = false
    /// What the former build left of it, if it is what it was.
    var former: BuildState.Note?
  }

  struct Read: Sendable {
    var notes: [Note] = []
    var checked: [NoteChecker.Checked] = []
    var run = 0
    var reused = 0
    var workshop: NoteWorkshop
  }

  /// - Parameter made: notes that were read and run already, by their paths.
  func read(
    _ scan: FolderScan, made: [String: NoteWorkshop.Product],
    progress: @Sendable (_ done: Int, _ of: Int) -> Void
  ) -> Read {
    let files = scan.files.filter { Self.isNote($0.path) }
    let known = known(files.map { made[$0.path] == nil ? $0 : nil })
    let changed = zip(files, known).filter { $0.1 == nil }.map(\.0.path)
    let new = changed.filter { made[$0] == nil }
    let products = made.merging(zip(new, Self.make(new, in: workshop, progress))) { $1 }
    var read = Read(run: changed.count, reused: files.count - changed.count, workshop: workshop)
    for (file, known) in zip(files, known) {
      if let known {
        read.notes.append(known)
        continue
      }
      guard let product = products[file.path] else { continue }
      if let checked = product.checked { read.checked.append(checked) }
      guard let card = product.card else { continue }
      read.notes.append(
        Note(
          path: file.path, card: card, included: product.included, body: product.body,
          mustRun: product.checked != nil))
    }
    return read
  }

  /// Reads and runs notes, on all cores.
  static func make(
    _ paths: [String], in workshop: NoteWorkshop, _ progress: @Sendable (_ done: Int, _ of: Int) -> Void
  ) -> [NoteWorkshop.Product] {
    let done = Mutex(0)
    return SideBySide.map(paths) { path in
      let product = workshop.make(path)
      done.withLock {
        $0 += 1
        progress($0, paths.count)
      }
      return product
    }
  }

  static func isNote(_ path: String) -> Bool {
    path.lowercased().hasSuffix(".md") && !path.split(separator: "/").contains { $0.hasPrefix("_") }
  }

  /// For each file, what the former build left of it, as long as it is what it was.
  private func known(_ files: [FolderScan.File?]) -> [Note?] {
    let places = Dictionary(
      former.sources.enumerated().map { ($1.path, $0) }, uniquingKeysWith: { first, _ in first })
    let isFiled = former.sources.contains { $0.note != nil && $0.note?.record == nil }
    let content = isFiled ? records?.content() : nil
    return SideBySide.map(files) { file in
      guard let file, let place = places[file.path], var note = former.sources[place].note,
        former.isUnchanged(former.sources[place], file.stamp),
        let record = note.record ?? note.place.flatMap({ content?.record(at: $0) })
      else { return nil }
      note.record = record
      return Note(path: file.path, card: record.card, included: note.included, former: note)
    }
  }
}
