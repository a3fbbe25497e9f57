import Foundation
import Notebook

/// The folder that a site is in. A new site is made whole beside it and takes its place in one step. Files of the old one
/// that Netnote did not make move over to the new one.
struct SiteFolder: Sendable {
  var path: String
  /// Where the old site waits to become the next new one, in which only what differs is put right; nil takes it away.
  var spare: String?

  /// Lists the files of the site that Netnote made, a path a line.
  static let marker = ".netnote-site"
  /// The same, while it is written.
  static let nextMarker = marker + ".new"

  /// What the names of old sites that wait end in.
  static let spareSuffix = ".site"

  var side: String { path + ".new" }

  /// What the site is to be: new files, which are made as they are written, and those that stay as they are.
  struct Content {
    var new: [PageUnit] = []
    var kept: [Kept] = []

    struct Kept: Sendable {
      var path: String
      /// That of the file in the site.
      var inode: UInt64
    }
  }

  /// A folder with somebody's files in it, and nothing of Netnote's, is not taken.
  func checkOwner() throws(FileProblem) {
    let manager = FileManager.default
    var isDirectory: ObjCBool = false
    guard manager.fileExists(atPath: path, isDirectory: &isDirectory) else { return }
    guard isDirectory.boolValue else { throw FileProblem(path: path, reason: "it is a file, not a folder") }
    if manager.fileExists(atPath: path + "/" + Self.marker) { return }
    let names = (try? manager.contentsOfDirectory(atPath: path)) ?? []
    guard names.isEmpty else {
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

  /// The old site is left beside the new one until ``clear()``. Throws what a unit throws, too.
  ///
  /// - Returns: How many files were made.
  @discardableResult func replace(with content: Content) throws -> Int {
    try checkOwner()
    try recover()
    takeSpare()
    let names = (content.new.flatMap(\.files) + content.kept.map(\.path)).sorted()
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

  /// On another file system it cannot be had; without hard links it is of no use.
  private func takeSpare() {
    guard let spare, rename(spare, side) == 0 else { return }
    let probe = side + "/" + Self.nextMarker
    if link(path + "/" + Self.marker, probe) != 0 || unlink(probe) != 0 { Self.remove(side) }
  }

  /// Puts away the old site, which nobody sees any more; it can be done later, or by the next build.
  func clear() {
    guard let spare, FileManager.default.fileExists(atPath: side) else { return Self.remove(side) }
    Self.remove(spare)
    if rename(side, spare) != 0 { Self.remove(side) }
  }

  /// Takes away old sites, below a folder, of gardens that nobody has built for so many days.
  static func forgetOld(below folder: String, days: Int = 30, now: Int = FileStamp.now) {
    for entry in FolderScan.entries(of: folder) where entry.isFolder && entry.name.hasSuffix(spareSuffix) {
      let path = folder + "/" + entry.name
      var status = stat()
      guard lstat(path, &status) == 0 else { continue }
      if FileStamp.changed(status) < now - days * 86_400_000_000_000 { remove(path) }
    }
  }

  // MARK: In its place

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

  static func remove(_ folder: String) { try? FileManager.default.removeItem(atPath: folder) }
}
