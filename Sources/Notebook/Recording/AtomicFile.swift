package import Foundation

/// Files that are written whole or not at all.
package enum AtomicFile {
  /// Writes beside the file and renames, so that nobody ever sees half of it. A link is followed, the file's
  /// permissions stay. What is not a regular file, such as a terminal, is written to directly.
  package static func write(_ text: String, to path: String) throws {
    try write(Data(text.utf8), to: path)
  }

  package static func write(_ data: Data, to path: String) throws {
    let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    let attributes = try? FileManager.default.attributesOfItem(atPath: target)
    if let type = attributes?[.type] as? FileAttributeType, type != .typeRegular {
      guard type != .typeDirectory else { throw FileProblem(path: path, reason: "it is a directory") }
      guard let handle = FileHandle(forWritingAtPath: path) else {
        throw FileProblem(path: path, reason: "it cannot be opened for writing")
      }
      try handle.write(contentsOf: data)
      return
    }
    let temporary = "\(target).\(ProcessInfo.processInfo.processIdentifier).tmp"
    do {
      try data.write(to: URL(fileURLWithPath: temporary), options: [])
      if let permissions = attributes?[.posixPermissions] {
        try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: temporary)
      }
    } catch {
      try? FileManager.default.removeItem(atPath: temporary)
      throw FileProblem(path: path, reason: "it cannot be written")
    }
    guard rename(temporary, target) == 0 else {
      try? FileManager.default.removeItem(atPath: temporary)
      throw FileProblem(path: path, reason: "it cannot be replaced")
    }
  }
}

/// A file that cannot be used, and why.
package struct FileProblem: Error, Hashable, Sendable, CustomStringConvertible {
  package var path: String
  package var reason: String

  package init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  package var description: String { "\(path): \(reason)" }
}
