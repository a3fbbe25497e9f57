import Foundation
import Notebook

/// What a build leaves for the next one, so that it need not do again what did not change. It may be lost at any time.
///
/// It is kept in two files: this, which is read each time, and the ``RecordFile`` with what is known of each note.
struct BuildState: Sendable {
  var world = World()
  /// When the folders were looked at, in nanoseconds since 1970.
  var scanned = 0
  /// The files below the folder of notes, as ``FolderScan`` found them.
  var sources: [Source] = []
  /// Symbolic links there.
  var links: [String] = []
  /// The files of the site.
  var outputs: [Output] = []
  /// Nil when there was something to be said of the build, such as a broken link: the next one has to say it again.
  var outline: GardenOutline?

  /// What the result depends on beside the notes themselves.
  struct World: Hashable, Sendable {
    /// Of the build of Netnote, and of what of the settings all notes depend on.
    var notes = Fingerprint()
    /// Of the theme and all settings, too.
    var pages = Fingerprint()
  }

  struct Source: Sendable {
    /// Below the folder, as the file system has it.
    var path: String
    var stamp: FileStamp
    /// Nil for other files, and for notes that have something to say each time.
    var note: Note?
  }

  struct Note: Sendable {
    var isDraft: Bool
    /// Files that its cells include.
    var included: [(path: String, stamp: FileStamp)]
    /// Where it is in the file of records, and what it is; one of the two is there.
    var place: RecordFile.Place?
    var record: NoteRecord?
  }

  struct Output: Sendable {
    /// In the site.
    var path: String
    /// Of everything that the file depends on.
    var key: Fingerprint
    var stamp: FileStamp
  }

  init() {}

  /// The files with the records of a state.
  static func records(of path: String) -> RecordFile { RecordFile(path: path + ".notes") }

  // MARK: Looking

  /// The published notes in their order, by their places among the sources.
  var published: [Int] { sources.indices.filter { sources[$0].note?.isDraft == false } }

  /// The places of the notes that may have changed since, when nothing else did that a page could show. Nil when the
  /// garden has to be looked at as a whole.
  func changedNotes(_ scan: FolderScan, world: World, site: String) -> [Int]? {
    guard outline != nil, world == self.world, scan.links == links, scan.files.count == sources.count else {
      return nil
    }
    var changed: [Int] = []
    for (index, (file, source)) in zip(scan.files, sources).enumerated() {
      guard file.path == source.path else { return nil }
      if isUnchanged(source, file.stamp) { continue }
      guard source.note != nil else { return nil }
      changed.append(index)
    }
    let isIntact = SideBySide.map(outputs) { FileStamp(of: site + "/" + $0.path)?.withoutChange == $0.stamp }
    return isIntact.allSatisfy(\.self) ? changed : nil
  }

  /// The note is what it was, with all that its cells include.
  func isUnchanged(_ source: Source, _ stamp: FileStamp) -> Bool {
    stamp == source.stamp && stamp.isSettled(at: scanned)
      && (source.note?.included ?? []).allSatisfy { file in
        FileStamp(of: file.path) == file.stamp && file.stamp.isSettled(at: scanned)
      }
  }
}
