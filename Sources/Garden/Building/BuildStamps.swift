import Foundation
import Notebook

/// What all files looked like when a build of which there was nothing to be said had ended: as long as they look so, there is
/// nothing to do.
struct BuildStamps: Hashable, Sendable {
  /// Of Netnote, the theme and the settings.
  var world = Fingerprint()
  /// When the folders were looked at, in nanoseconds since 1970.
  var scanned = 0
  /// The files and symbolic links below the folder of notes.
  var sources: [FolderScan.File] = []
  var links: [String] = []
  /// Files that cells include.
  var included: [FolderScan.File] = []
  /// The site's.
  var outputs: [FolderScan.File] = []
  var notes = 0
  var drafts = 0

  /// Nothing changed since.
  func hold(for scan: FolderScan, world: Fingerprint, site: String) -> Bool {
    guard world == self.world, scan.links == links, scan.files == sources,
      sources.allSatisfy({ $0.stamp.isSettled(at: scanned) }), included.allSatisfy(isUnchanged)
    else { return false }
    return SideBySide.map(outputs) { FileStamp(of: site + "/" + $0.path)?.withoutChange == $0.stamp }
      .allSatisfy { $0 }
  }

  private func isUnchanged(_ file: FolderScan.File) -> Bool {
    FileStamp(of: file.path) == file.stamp && file.stamp.isSettled(at: scanned)
  }

  // MARK: Files

  private static let mark = "netnote stamps 1"

  init() {}

  /// Nil where there are none, or where they are damaged.
  init?(path: String) {
    guard let content = SealedFile.read(path) else { return nil }
    var reader = StateReader(content)
    do throws(StateDamage) {
      guard try reader.text() == Self.mark else { return nil }
      world = try reader.fingerprint()
      (scanned, notes, drafts) = (try reader.number(), try reader.number(), try reader.number())
      links = try reader.list { (reader) throws(StateDamage) in try reader.text() }
      sources = try Self.files(from: &reader)
      included = try Self.files(from: &reader)
      outputs = try Self.files(from: &reader)
    } catch {
      return nil
    }
    if !reader.isAtEnd { return nil }
  }

  func write(to path: String) {
    var writer = StateWriter()
    writer.write(Self.mark)
    writer.write(world)
    for number in [scanned, notes, drafts] { writer.write(number) }
    writer.write(links) { $0.write($1) }
    for files in [sources, included, outputs] {
      writer.write(files) { writer, file in
        writer.write(file.path)
        file.stamp.write(to: &writer)
      }
    }
    SealedFile.write(writer, to: path)
  }

  private static func files(from reader: inout StateReader) throws(StateDamage) -> [FolderScan.File] {
    try reader.list { (reader) throws(StateDamage) in
      FolderScan.File(path: try reader.text(), stamp: try FileStamp(from: &reader))
    }
  }
}

/// Files that are read only when they are whole.
enum SealedFile {
  static func read(_ path: String) -> [UInt8]? {
    guard let data = FileManager.default.contents(atPath: path), data.count > 16 else { return nil }
    var content = [UInt8](data)
    var seal = StateReader(Array(content.suffix(16)))
    content.removeLast(16)
    guard let print = try? seal.fingerprint(), print == Fingerprint(of: content) else { return nil }
    return content
  }

  /// That it cannot be kept is no failure.
  static func write(_ content: consuming StateWriter, to path: String) {
    content.write(Fingerprint(of: content.octets))
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    let side = path + ".\(getpid()).tmp"
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    guard SiteFolder.write(content.octets, to: side) else { return }
    if rename(side, path) != 0 { unlink(side) }
  }
}
