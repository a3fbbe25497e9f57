import Foundation
import Notebook
import Rendering

/// What a build leaves for the next one, so that it need not do again what did not change. It may be lost at any time.
struct BuildState: Sendable {
  /// Of the build of Netnote, and of what of the settings all notes depend on.
  var world = Fingerprint()
  /// When the folders were looked at, in nanoseconds since 1970.
  var scanned = 0
  /// By the files' paths below the folder of notes.
  var notes: [String: Note] = [:]
  /// By their paths in the site.
  var outputs: [String: Output] = [:]

  struct Note: Sendable {
    var card: NoteCard
    var stamp: FileStamp
    /// Files that its cells include.
    var included: [(path: String, stamp: FileStamp)] = []
  }

  struct Output: Sendable {
    /// Of everything that the file depends on.
    var key: Fingerprint
    var stamp: FileStamp
  }

  init() {}

  private static let mark = "netnote garden 1"

  // MARK: Files

  /// An empty state where there is none, or where it is damaged.
  static func read(_ path: String, world: Fingerprint) -> BuildState {
    var empty = BuildState()
    empty.world = world
    guard let content = SealedFile.read(path) else { return empty }
    var reader = StateReader(content)
    do throws(StateDamage) {
      guard try reader.text() == mark, try reader.fingerprint() == world else { return empty }
      var state = try BuildState(from: &reader)
      state.world = world
      return reader.isAtEnd ? state : empty
    } catch {
      return empty
    }
  }

  func write(to path: String) {
    var writer = StateWriter()
    writer.write(Self.mark)
    writer.write(world)
    write(to: &writer)
    SealedFile.write(writer, to: path)
  }

  // MARK: Coding

  private init(from reader: inout StateReader) throws(StateDamage) {
    scanned = try reader.number()
    let all = try reader.list { (reader) throws(StateDamage) in
      let path = try reader.text()
      let stamp = try FileStamp(from: &reader)
      let included = try reader.list { (reader) throws(StateDamage) in
        (path: try reader.text(), stamp: try FileStamp(from: &reader))
      }
      return (path, Note(card: try NoteCard(from: &reader), stamp: stamp, included: included))
    }
    notes = Dictionary(all, uniquingKeysWith: { $1 })
    let files = try reader.list { (reader) throws(StateDamage) in
      (try reader.text(), Output(key: try reader.fingerprint(), stamp: try FileStamp(from: &reader)))
    }
    outputs = Dictionary(files, uniquingKeysWith: { $1 })
  }

  private func write(to writer: inout StateWriter) {
    writer.write(scanned)
    writer.write(notes) { writer, entry in
      writer.write(entry.key)
      entry.value.stamp.write(to: &writer)
      writer.write(entry.value.included) { writer, file in
        writer.write(file.path)
        file.stamp.write(to: &writer)
      }
      entry.value.card.write(to: &writer)
    }
    writer.write(outputs) { writer, entry in
      writer.write(entry.key)
      writer.write(entry.value.key)
      entry.value.stamp.write(to: &writer)
    }
  }
}

extension FileStamp {
  init(from reader: inout StateReader) throws(StateDamage) {
    self.init(
      size: try reader.number(), modified: try reader.number(), changed: try reader.number(),
      inode: UInt64(bitPattern: Int64(try reader.number())))
  }

  func write(to writer: inout StateWriter) {
    writer.write(size)
    writer.write(modified)
    writer.write(changed)
    writer.write(Int(Int64(bitPattern: inode)))
  }
}
