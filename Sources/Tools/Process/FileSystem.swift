/// The files of a node, by absolute path. Special files read and write the kernel's state.
package final class FileSystem {
  package struct SpecialFile {
    package let read: () -> String?
    /// False when it cannot be written.
    package let write: ((String) -> Bool)?
    package init(read: @escaping () -> String?, write: ((String) -> Bool)?) {
      self.read = read
      self.write = write
    }
  }

  private var contents: [String: [UInt8]] = [:]

  package init() {}

  /// What every host starts with.
  package static func host(named name: String) -> FileSystem {
    let files = FileSystem()
    files.write("/etc/hosts", "127.0.0.1\tlocalhost\n")
    files.write("/etc/hostname", name + "\n")
    return files
  }

  package func read(_ path: String) -> [UInt8]? { contents[path] }
  package func readText(_ path: String) -> String? {
    contents[path].map { String(decoding: $0, as: UTF8.self) }
  }
  package func write(_ path: String, _ text: String) { contents[path] = Array(text.utf8) }
  package func write(_ path: String, _ bytes: [UInt8]) { contents[path] = bytes }
  package func append(_ path: String, _ bytes: [UInt8]) { contents[path, default: []] += bytes }
  package func remove(_ path: String) -> Bool { contents.removeValue(forKey: path) != nil }
  package func exists(_ path: String) -> Bool { contents[path] != nil }
  /// All paths, sorted.
  package var paths: [String] { contents.keys.sorted() }

  /// An absolute path without `.`, `..` and doubled slashes.
  package static func resolve(_ path: String, in directory: String) -> String {
    var parts: [Substring] = []
    let whole = path.hasPrefix("/") ? path : directory + "/" + path
    for part in whole.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }
}
