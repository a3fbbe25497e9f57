package import Foundation

/// Files that are written whole or not at all.
package enum AtomicFile {
  /// Writes beside the file and renames, so that nobody ever sees half of it. A link is followed, the file's
  /// permissions stay. What is not a regular file, such as a terminal, is written to directly.
  package static func write(_ text: String, to path: String) throws {
    try text.withOctets { try write(UnsafeRawBufferPointer($0), to: path) }
  }

  package static func write(_ data: Data, to path: String) throws {
    try data.withUnsafeBytes { try write($0, to: path) }
  }

  private static func write(_ octets: UnsafeRawBufferPointer, to path: String) throws {
    let target = resolved(path)
    var information = stat()
    let exists = stat(target, &information) == 0
    let type = information.st_mode & S_IFMT
    if exists, type != S_IFREG {
      guard type != S_IFDIR else { throw FileProblem(path: path, reason: "it is a directory") }
      guard let handle = FileHandle(forWritingAtPath: path) else {
        throw FileProblem(path: path, reason: "it cannot be opened for writing")
      }
      try handle.write(contentsOf: Data(octets))
      return
    }
    let temporary = "\(target).\(getpid()).tmp"
    guard writeDirectly(octets, to: temporary),
      !exists || chmod(temporary, information.st_mode & 0o7777) == 0
    else {
      unlink(temporary)
      throw FileProblem(path: path, reason: "it cannot be written")
    }
    guard rename(temporary, target) == 0 else {
      unlink(temporary)
      throw FileProblem(path: path, reason: "it cannot be replaced")
    }
  }

  /// Where a link leads to; most files are none, and `URL` takes a while to find that out.
  private static func resolved(_ path: String) -> String {
    var information = stat()
    guard lstat(path, &information) == 0, information.st_mode & S_IFMT == S_IFLNK else { return path }
    return URL(fileURLWithPath: path).resolvingSymlinksInPath().path
  }

  /// Makes a file, or empties it, and writes to it, for those who see to it that nobody reads half of it. False when
  /// that cannot be done.
  package static func writeDirectly(_ octets: UnsafeRawBufferPointer, to path: String) -> Bool {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard file >= 0 else { return false }
    defer { close(file) }
    var rest = octets
    while let start = rest.baseAddress, rest.count > 0 {
      let count = Foundation.write(file, start, rest.count)
      if count <= 0 { return false }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
    return true
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
