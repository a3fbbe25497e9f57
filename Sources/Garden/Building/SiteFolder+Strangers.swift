import Foundation
import Notebook

extension SiteFolder {
  /// Files that a list names, a path a line.
  static func text(of names: [String]) -> [UInt8] {
    var text: [UInt8] = []
    for name in names {
      name.withOctets { text += $0 }
      text.append(UInt8(ascii: "\n"))
    }
    return text
  }

  /// What the list in a folder names. It often is a list that is known.
  static func list(of folder: String, like known: [String] = []) -> [String] {
    guard let list = try? FileReader.bytes(at: folder + "/" + marker) else { return [] }
    if !known.isEmpty, list == Data(text(of: known)) { return known }
    return String(decoding: list, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// Those that files are in, outer ones first.
  static func folders(of names: [String]) -> [String] {
    var (seen, folders): (Set<String>, [String]) = ([""], [])
    var last: Substring = ""
    for name in names {
      // Files of one folder mostly stand together.
      let own = name[..<(name.utf8.lastIndex(of: UInt8(ascii: "/")) ?? name.startIndex)]
      if own == last { continue }
      last = own
      var above: [String] = []
      var folder = String(own)
      while seen.insert(folder).inserted {
        above.append(folder)
        folder = SitePath.folder(of: folder)
      }
      folders += above.reversed()
    }
    return folders
  }

  /// What the folder's own list does not name: files, and whole folders in which nothing of Netnote's is, hidden ones too.
  ///
  /// - Parameter names: files of the site that they will move to.
  static func strangers(in folder: String, beside names: [String]) -> [String] {
    let list = list(of: folder, like: names)
    let mine = Set(list)
    let folders = Set(folders(of: list) + folders(of: names))
    var found: [String] = []
    FolderScan.walk(folder, into: folders) { path, _ in
      if path != marker, path != nextMarker, !mine.contains(path) { found.append(path) }
    }
    return found.sorted()
  }

  func move(_ strangers: [String], from old: String, to new: String) throws(FileProblem) {
    for name in strangers {
      let folder = SitePath.folder(of: name)
      try? FileManager.default.createDirectory(
        atPath: new + "/" + folder, withIntermediateDirectories: true)
      guard rename(old + "/" + name, new + "/" + name) == 0 else {
        throw FileProblem(path: "\(old)/\(name)", reason: "the file cannot be moved to \(new)")
      }
    }
  }
}
