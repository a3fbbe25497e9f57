import Foundation
import Notebook

/// The folder that a site is in. A new site is made whole beside it and takes its place in one step. Files of the old one
/// that Netnote did not make move over to the new one.
struct SiteFolder {
  var path: String

  /// Lists the files of the site that Netnote made, a path a line.
  static let marker = ".netnote-site"

  private var side: String { path + ".new" }

  /// What the site is to be: new files, which are made as they are written, and those that stay as they are.
  struct Content {
    var new: [PageUnit] = []
    var kept: [String] = []
  }

  /// A folder with somebody's files in it, and nothing of Netnote's, is not taken.
  func checkOwner() throws(FileProblem) {
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

  /// Puts right what an interrupted build left behind.
  func recover() throws(FileProblem) {
    guard FileManager.default.fileExists(atPath: side) else { return }
    if FileManager.default.fileExists(atPath: path) {
      try move(Self.strangers(in: side, beside: Self.list(of: path)), from: side, to: path)
    }
    Self.remove(side)
  }

  /// The old site is left beside the new one until ``removeFormer()``. Throws what a unit throws, too.
  ///
  /// - Returns: How many files were made.
  @discardableResult func replace(with content: Content) throws -> Int {
    try checkOwner()
    try recover()
    let names = (content.new.flatMap(\.files) + content.kept).sorted {
      $0.utf8.lexicographicallyPrecedes($1.utf8)
    }
    let strangers = Self.strangers(in: path, beside: names)
    let mine = Set(names)
    let taken = strangers.first { stranger in
      mine.contains(stranger) || names.contains { $0.hasPrefix(stranger + "/") }
    }
    if let taken {
      throw FileProblem(
        path: "\(path)/\(taken)", reason: "netnote did not make this file, and needs its place")
    }
    let made: Int
    do {
      guard let count = try fill(with: content, names), exchange() else {
        throw FileProblem(path: path, reason: "the site cannot be written")
      }
      made = count
    } catch {
      Self.remove(side)
      throw error
    }
    try move(strangers, from: side, to: path)
    return made
  }

  /// Takes away the old site, which nobody sees any more; it can be done later, or by the next build.
  func removeFormer() { Self.remove(side) }

  // MARK: Writing

  /// How many files were made; nil when the folder cannot be filled.
  private func fill(with content: Content, _ names: [String]) throws -> Int? {
    let manager = FileManager.default
    guard (try? manager.createDirectory(atPath: side, withIntermediateDirectories: true)) != nil,
      Self.write(Array((names.joined(separator: "\n") + "\n").utf8), to: side + "/" + Self.marker)
    else { return nil }
    var folders: Set<String> = [""]
    for name in names {
      let folder = SitePath.folder(of: name)
      if folders.insert(folder).inserted {
        guard
          (try? manager.createDirectory(atPath: side + "/" + folder, withIntermediateDirectories: true))
            != nil
        else { return nil }
      }
    }
    let side = side
    let results = SideBySide.map(content.new) { unit in
      Result { () -> Int? in
        let made = try unit.make()
        let isWhole =
          made.allSatisfy { Self.write($0.value, to: side + "/" + $0.key) }
          && unit.files.allSatisfy { made[$0] != nil || keep($0) }
        return isWhole ? made.count : nil
      }
    }
    var count = 0
    for result in results {
      guard let made = try result.get() else { return nil }
      count += made
    }
    return SideBySide.map(content.kept, keep).allSatisfy(\.self) ? count : nil
  }

  /// Files that stay are the same files: where a hard link cannot be made, a copy is.
  private func keep(_ name: String) -> Bool {
    if link(path + "/" + name, side + "/" + name) == 0 { return true }
    return (try? FileManager.default.copyItem(atPath: path + "/" + name, toPath: side + "/" + name)) != nil
  }

  static func write(_ octets: [UInt8], to path: String) -> Bool {
    octets.withUnsafeBytes { AtomicFile.writeDirectly($0, to: path) }
  }

  /// In one step where there is a site already.
  private func exchange() -> Bool {
    guard FileManager.default.fileExists(atPath: path) else { return rename(side, path) == 0 }
    #if canImport(Darwin)
      return renamex_np(side, path, UInt32(RENAME_SWAP)) == 0
    #else
      if Self.renameat2(AT_FDCWD, side, AT_FDCWD, path, 2) == 0 { return true }  // RENAME_EXCHANGE
      // A file system that cannot exchange: the old site steps aside for a moment.
      let old = path + ".old"
      guard rename(path, old) == 0 else { return false }
      guard rename(side, path) == 0 else {
        rename(old, path)
        return false
      }
      return rename(old, side) == 0
    #endif
  }

  #if !canImport(Darwin)
    /// renameat2(2), which the C library has but does not show to Swift; fails where it is missing.
    private static let renameat2:
      @convention(c) (Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32) -> Int32 = {
        guard let symbol = dlsym(nil, "renameat2") else { return { _, _, _, _, _ in -1 } }
        return unsafeBitCast(
          symbol,
          to: (@convention(c) (Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32) -> Int32)
            .self)
      }()
  #endif

  // MARK: Strangers

  private static func list(of folder: String) -> [String] {
    let list = FileManager.default.contents(atPath: folder + "/" + marker) ?? Data()
    return String(decoding: list, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// What the folder's own list does not name: files, and whole folders in which nothing of Netnote's is, hidden ones too.
  ///
  /// - Parameter names: files of the site that they will move to.
  static func strangers(in folder: String, beside names: [String]) -> [String] {
    let list = list(of: folder)
    let mine = Set(list)
    var folders: Set<String> = []
    for name in list + names {
      var above = SitePath.folder(of: name)
      while !above.isEmpty, folders.insert(above).inserted { above = SitePath.folder(of: above) }
    }
    var found: [String] = []
    var open = [""]
    while let prefix = open.popLast() {
      for entry in FolderScan.entries(of: folder + "/" + prefix) {
        let path = prefix + entry.name
        if entry.isFolder, folders.contains(path) {
          open.append(path + "/")
        } else if path != marker, !mine.contains(path) {
          found.append(path)
        }
      }
    }
    return found
  }

  private func move(_ strangers: [String], from old: String, to new: String) throws(FileProblem) {
    for name in strangers {
      let folder = SitePath.folder(of: name)
      try? FileManager.default.createDirectory(
        atPath: new + "/" + folder, withIntermediateDirectories: true)
      guard rename(old + "/" + name, new + "/" + name) == 0 else {
        throw FileProblem(path: "\(old)/\(name)", reason: "the file cannot be moved to \(new)")
      }
    }
  }

  private static func remove(_ folder: String) { try? FileManager.default.removeItem(atPath: folder) }
}
