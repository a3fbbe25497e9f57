package import Foundation

/// Reads the files that notes are made of.
package enum FileReader {
  /// The file's bytes; what keeps them from being read is said as a sentence.
  package static func bytes(at path: String) throws(FileProblem) -> Data {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw FileProblem(path: path, reason: "there is no such file")
    }
    if isDirectory.boolValue { throw FileProblem(path: path, reason: "it is a directory, not a note") }
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw FileProblem(path: path, reason: "it cannot be read")
    }
    return bytes
  }
}
