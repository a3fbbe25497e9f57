import Foundation
import Notebook

/// The folder that a site is in. It is replaced as a whole, and only if Netnote made it.
struct SiteFolder {
  var path: String

  /// Marks a folder as made by Netnote.
  static let marker = ".netnote-site"

  /// Writes all files into a folder beside the site, then swaps the two.
  func replace(with files: [String: Data]) throws {
    let manager = FileManager.default
    try checkOwner()
    let side = path + ".new"
    let old = path + ".old"
    do {
      for leftover in [side, old] where manager.fileExists(atPath: leftover) {
        try manager.removeItem(atPath: leftover)
      }
      try manager.createDirectory(atPath: side, withIntermediateDirectories: true)
      try Data().write(to: URL(fileURLWithPath: side + "/" + Self.marker))
      for (name, data) in files.sorted(by: { $0.key < $1.key }) {
        let file = URL(fileURLWithPath: side + "/" + name)
        try manager.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: file)
      }
      if manager.fileExists(atPath: path) { try manager.moveItem(atPath: path, toPath: old) }
      try manager.moveItem(atPath: side, toPath: path)
      if manager.fileExists(atPath: old) { try manager.removeItem(atPath: old) }
    } catch {
      // The old site goes back to its place if the swap was under way.
      if !manager.fileExists(atPath: path), manager.fileExists(atPath: old) {
        try? manager.moveItem(atPath: old, toPath: path)
      }
      try? manager.removeItem(atPath: side)
      throw FileProblem(path: path, reason: "the site cannot be written")
    }
  }

  /// A folder with somebody's files in it is not overwritten.
  private func checkOwner() throws(FileProblem) {
    let manager = FileManager.default
    var isDirectory: ObjCBool = false
    guard manager.fileExists(atPath: path, isDirectory: &isDirectory) else { return }
    guard isDirectory.boolValue else { throw FileProblem(path: path, reason: "it is a file, not a folder") }
    let names = (try? manager.contentsOfDirectory(atPath: path)) ?? []
    guard names.isEmpty || names.contains(Self.marker) else {
      throw FileProblem(
        path: path, reason: "the folder holds files that netnote did not make; choose another or empty it")
    }
  }
}
