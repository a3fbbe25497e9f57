import Foundation
import Synchronization

/// Keeps what notes gave, so that nothing is run that is known. Everything in it is found by what it depends on: the
/// build of Netnote, the note's parameters, the texts that ran on the network before, and the cell's own.
package final class ResultCache: Sendable {
  private let folder: CacheFolder
  private let build: String
  private let counts = Mutex(Counts())

  /// How often a cell's result or an answer was there.
  package struct Counts: Hashable, Sendable {
    package var found = 0
    package var missed = 0
  }

  /// - Parameter build: what tells builds apart that may give other results.
  package init(folder: String, build: String) {
    self.folder = CacheFolder(path: folder)
    self.build = build
  }

  /// The cache of this user: `$NETNOTE_CACHE_DIR`, or `netnote` in `$XDG_CACHE_HOME` or `~/.cache` (XDG Base Directory
  /// Specification). Nil without a place, or when this build cannot be told from others.
  package static func ofUser(environment: [String: String] = ProcessInfo.processInfo.environment)
    -> ResultCache?
  {
    guard let build = BuildIdentity.current else { return nil }
    func folder(_ name: String) -> String? {
      environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
    let path =
      folder("NETNOTE_CACHE_DIR") ?? folder("XDG_CACHE_HOME").map { $0 + "/netnote" }
      ?? folder("HOME").map { $0 + "/.cache/netnote" }
    return path.map { ResultCache(folder: $0, build: build) }
  }

  package var counted: Counts { counts.withLock { $0 } }

  func count(_ more: Counts) {
    counts.withLock {
      $0.found += more.found
      $0.missed += more.missed
    }
  }

  /// Takes away what nobody asks for any more; at most once a day.
  package func prune() { CachePruning().pruneDaily(folder.path) }

  func key(_ parts: [String]) -> CacheKey { CacheKey([build] + parts) }

  /// Where something is kept of a file that is called so: of each the last only.
  ///
  /// - Parameter parts: what else there is one of each.
  func place(_ kind: String, ofFileAt path: String, _ parts: [String]) -> CacheKey {
    let folder = path.hasPrefix("/") ? "" : FileManager.default.currentDirectoryPath
    return key(["place", kind, folder, path] + parts)
  }

  /// The shelf for a note's results.
  func shelf(ofNoteAt path: String, parameters: [String]) -> ResultShelf {
    ResultShelf(place("cells", ofFileAt: path, parameters), of: self)
  }

  // MARK: Bytes and values

  func bytes(at place: CacheKey) -> ArraySlice<UInt8>? { folder.read(place) }
  func write(_ bytes: [UInt8], at place: CacheKey) { folder.write(bytes, as: place) }

  func value<Value: Storable>(at place: CacheKey) -> Value? {
    guard let bytes = bytes(at: place) else { return nil }
    var reader = StoredReader(bytes)
    guard let value = try? reader() as Value, reader.isAtEnd else { return nil }
    return value
  }

  func keep<Value: Storable & Equatable>(_ value: Value, at place: CacheKey) {
    var writer = StoredWriter()
    writer(value)
    #if DEBUG
      // A part of a value that somebody added and that is not written yet: all tests run in debug, and find it.
      var reader = StoredReader(writer.bytes[...])
      guard (try? reader() as Value) == value else { return }
    #endif
    write(writer.bytes, at: place)
  }
}
