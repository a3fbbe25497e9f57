import Foundation

/// The files of a folder. Hidden ones are left out, and links are not followed.
struct FolderScan: Sendable {
  struct File: Hashable, Sendable {
    /// Below the folder, as the file system has it.
    var path: String
    var stamp: FileStamp
  }

  /// By path, octet by octet.
  private(set) var files: [File] = []
  /// Symbolic links, by path.
  private(set) var links: [String] = []

  init(_ folder: String) {
    var folders = [""]
    while let prefix = folders.popLast() {
      guard let directory = opendir(prefix.isEmpty ? folder : folder + "/" + prefix) else { continue }
      defer { closedir(directory) }
      let descriptor = dirfd(directory)
      while let entry = readdir(directory) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        guard !name.hasPrefix(".") else { continue }
        var status = stat()
        guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
        let path = prefix + name
        switch status.st_mode & S_IFMT {
        case S_IFDIR: folders.append(path + "/")
        case S_IFLNK: links.append(path)
        default: if let stamp = FileStamp(status) { files.append(File(path: path, stamp: stamp)) }
        }
      }
    }
    files.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    links.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// All that is below a folder, in no order. Of folders only those that are named are gone into; others are met as a whole.
  ///
  /// - Parameter meet: takes paths below the folder.
  static func walk(
    _ folder: String, into folders: Set<String>, _ meet: (_ path: String, _ entry: Entry) -> Void
  ) {
    var open = [""]
    while let prefix = open.popLast() {
      for entry in entries(of: folder + "/" + prefix) {
        let path = prefix + entry.name
        if entry.isFolder, folders.contains(path) { open.append(path + "/") } else { meet(path, entry) }
      }
    }
  }

  struct Entry {
    var name: String
    var isFolder: Bool
    var inode: UInt64
  }

  /// What is in a folder itself, hidden ones too, in no order.
  static func entries(of folder: String) -> [Entry] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var entries: [Entry] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name == "." || name == ".." { continue }
      var isFolder = Int32(entry.pointee.d_type) == Int32(DT_DIR)
      if Int32(entry.pointee.d_type) == Int32(DT_UNKNOWN) {
        var status = stat()
        isFolder =
          fstatat(dirfd(directory), name, &status, AT_SYMLINK_NOFOLLOW) == 0
          && status.st_mode & S_IFMT == S_IFDIR
      }
      entries.append(Entry(name: name, isFolder: isFolder, inode: UInt64(entry.pointee.d_ino)))
    }
    return entries
  }
}
