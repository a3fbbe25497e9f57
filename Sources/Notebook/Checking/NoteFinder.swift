import Foundation

/// Finds the notes that a call means.
package enum NoteFinder {
  /// The Markdown files among the paths and below them, hidden ones left out, each once, folders in the order of
  /// the call and within one by path. A file that is named is taken whatever it is called.
  package static func notes(at paths: [String]) throws(FileProblem) -> [String] {
    var found: [String] = []
    var seen: Set<String> = []
    for path in paths {
      var isDirectory: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
        throw FileProblem(path: path, reason: "there is no such file or folder")
      }
      for note in isDirectory.boolValue ? try notes(below: path) : [path] where seen.insert(note).inserted {
        found.append(note)
      }
    }
    return found
  }

  private static func notes(below folder: String) throws(FileProblem) -> [String] {
    let names: [String]
    do {
      names = try FileManager.default.subpathsOfDirectory(atPath: folder)
    } catch {
      throw FileProblem(path: folder, reason: "the folder cannot be read")
    }
    let base = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    return names.filter { name in
      let parts = name.split(separator: "/")
      return !parts.contains { $0.hasPrefix(".") || $0.hasPrefix("_") } && name.lowercased().hasSuffix(".md")
    }
    .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    .map { base == "." ? $0 : "\(base)/\($0)" }
  }
}
