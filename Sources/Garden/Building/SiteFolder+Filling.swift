import Foundation
import Notebook

extension SiteFolder {
  /// Makes the folder beside the site what the site is to be, whatever is in it already.
  ///
  /// - Returns: how many files were made; nil when the folder cannot be filled.
  func fill(with content: Content, _ names: [String]) throws -> Int? {
    let folders = Self.folders(of: names)
    // Until the folder is what its list says, the list names what was there, too: nothing of it is a stranger.
    let old = Self.list(of: side, like: names)
    guard make(folders: folders), old.isEmpty || old == names || list(Array(Set(old).union(names))) else {
      return nil
    }
    let present = clearAway(except: Set(names), folders: Set(folders))
    guard make(folders: folders), old == names || list(names) else { return nil }
    let results = SideBySide.map(content.new) { unit in
      Result { () -> Int? in
        let made = try unit.make()
        let isWhole =
          made.allSatisfy { replace($0.key, by: $0.value, present) }
          && unit.files.allSatisfy { file in
            made[file] != nil
              || FileStamp(of: path + "/" + file).map { keep(file, inode: $0.inode, present) } ?? false
          }
        return isWhole ? made.count : nil
      }
    }
    var count = 0
    for result in results {
      guard let made = try result.get() else { return nil }
      count += made
    }
    let missing = content.kept.filter { present[$0.path] != $0.inode }
    return SideBySide.map(missing) { keep($0.path, inode: $0.inode, present) }.allSatisfy(\.self)
      ? count : nil
  }

  private func list(_ names: [String]) -> Bool {
    let (list, next) = (side + "/" + Self.marker, side + "/" + Self.nextMarker)
    return Self.write(Self.text(of: names), to: next) && rename(next, list) == 0
  }

  private func make(folders: [String]) -> Bool {
    let manager = FileManager.default
    guard (try? manager.createDirectory(atPath: side, withIntermediateDirectories: true)) != nil else {
      return false
    }
    return folders.allSatisfy { mkdir(side + "/" + $0, 0o777) == 0 || errno == EEXIST }
  }

  /// Removes what the new site does not have.
  ///
  /// - Returns: the inodes of the files that are left.
  private func clearAway(except names: Set<String>, folders: Set<String>) -> [String: UInt64] {
    var present: [String: UInt64] = [:]
    present.reserveCapacity(names.count)
    FolderScan.walk(side, into: folders) { path, entry in
      if !entry.isFolder, names.contains(path) {
        present[path] = entry.inode
      } else if path != Self.marker {
        Self.remove(side + "/" + path)
      }
    }
    return present
  }

  // MARK: Files

  /// What is there may be the same file as one of the site that is seen, which must stay as it is.
  private func replace(_ name: String, by octets: [UInt8], _ present: [String: UInt64]) -> Bool {
    let path = side + "/" + name
    if present[name] != nil { unlink(path) }
    return Self.write(octets, to: path)
  }

  /// Files that stay are the same files: where a hard link cannot be made, a copy is.
  private func keep(_ name: String, inode: UInt64, _ present: [String: UInt64]) -> Bool {
    let (old, new) = (path + "/" + name, side + "/" + name)
    if let other = present[name] {
      if other == inode { return true }
      unlink(new)
    }
    if link(old, new) == 0 { return true }
    return (try? FileManager.default.copyItem(atPath: old, toPath: new)) != nil
  }

  static func write(_ octets: [UInt8], to path: String) -> Bool {
    octets.withUnsafeBytes { AtomicFile.writeDirectly($0, to: path) }
  }
}
