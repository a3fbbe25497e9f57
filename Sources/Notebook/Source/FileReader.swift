package import Foundation

/// Reads the files that notes are made of.
package enum FileReader {
  /// The file's bytes; what keeps them from being read is said as a sentence.
  package static func bytes(at path: String) throws(FileProblem) -> Data {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      let isMissing = errno == ENOENT || errno == ENOTDIR
      throw FileProblem(path: path, reason: isMissing ? "there is no such file" : "it cannot be read")
    }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw FileProblem(path: path, reason: "it cannot be read") }
    if status.st_mode & S_IFMT == S_IFDIR {
      throw FileProblem(path: path, reason: "it is a directory, not a note")
    }
    guard let bytes = all(of: file, expected: Int(status.st_size)) else {
      throw FileProblem(path: path, reason: "it cannot be read")
    }
    return bytes
  }

  /// Up to the end, wherever that is: a pipe has no size. Nil when reading fails.
  private static func all(of file: Int32, expected size: Int) -> Data? {
    var bytes = Data(count: max(size, 0) + 1)
    var count = 0
    while true {
      if count == bytes.count { bytes.count *= 2 }
      let room = bytes.count - count
      let got = bytes.withUnsafeMutableBytes { Foundation.read(file, $0.baseAddress! + count, room) }
      if got < 0 { return nil }
      if got == 0 { return bytes.prefix(count) }
      count += got
    }
  }
}
