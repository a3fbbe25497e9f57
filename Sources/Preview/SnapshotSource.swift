import Foundation

/// Changes below folders, found by looking at all files now and then: where the kernel's own way is another one.
final class SnapshotSource: @unchecked Sendable {
  // Used by one thread at a time.
  private let folders: [String]
  private var last: [String: Stamp]

  private struct Stamp: Hashable {
    var modified: Date
    var size: Int
    var inode: Int
  }

  /// In milliseconds.
  private static let interval: Int32 = 300

  init(folders: [String]) {
    self.folders = folders
    last = Self.look(folders)
  }

  /// Waits for changes; nil when `end` can be read, or is closed.
  func next(until end: Int32) -> FolderWatcher.Change? {
    while true {
      guard FolderWatcher.wait(for: nil, until: end, milliseconds: Self.interval) != nil else { return nil }
      let now = Self.look(folders)
      defer { last = now }
      let changed = Set(now.keys).union(last.keys).filter { now[$0] != last[$0] }
      if !changed.isEmpty { return .files(changed.sorted()) }
    }
  }

  private static func look(_ folders: [String]) -> [String: Stamp] {
    var stamps: [String: Stamp] = [:]
    for folder in folders {
      for name in (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? [] {
        let path = "\(folder)/\(name)"
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
          attributes[.type] as? FileAttributeType == .typeRegular
        else { continue }
        stamps[path] = Stamp(
          modified: attributes[.modificationDate] as? Date ?? .distantPast,
          size: (attributes[.size] as? NSNumber)?.intValue ?? 0,
          inode: (attributes[.systemFileNumber] as? NSNumber)?.intValue ?? 0)
      }
    }
    return stamps
  }
}
