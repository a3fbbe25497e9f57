import Foundation

/// Keeps the cache's folder from growing for ever.
struct CachePruning {
  /// Seconds.
  static let day = 86_400
  /// Entries that nobody asked for during so many days go.
  var days = 30
  /// Then the oldest, until the rest takes no more octets.
  var octets = 1_000_000_000

  private struct Entry {
    var path: String
    var age: Int
    var size: Int
  }

  /// Prunes when it was not done during the last day.
  func pruneDaily(_ folder: String) {
    var status = stat()
    let stamp = folder + "/pruned"
    guard stat(folder, &status) == 0 else { return }
    if stat(stamp, &status) == 0, time(nil) - CacheFolder.modification(status) < Self.day { return }
    try? Data().write(to: URL(fileURLWithPath: stamp))
    prune(folder)
  }

  func prune(_ folder: String) {
    var left: [Entry] = []
    for entry in entries(below: folder) {
      // What is not a whole entry after an hour will never be one.
      let isStale = entry.path.hasSuffix(".tmp") ? entry.age > 3600 : entry.age > days * Self.day
      if isStale { unlink(entry.path) } else { left.append(entry) }
    }
    var size = left.reduce(0) { $0 + $1.size }
    for entry in left.sorted(by: { $0.age > $1.age }) where size > octets {
      unlink(entry.path)
      size -= entry.size
    }
  }

  /// Only what the cache itself made: files in folders of two digits.
  private func entries(below folder: String) -> [Entry] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let now = time(nil)
    return names.filter { $0.count == 2 && $0.allSatisfy(\.isHexDigit) }.flatMap {
      (name: String) -> [Entry] in
      let files = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(name)")) ?? []
      return files.compactMap { (file: String) -> Entry? in
        let path = "\(folder)/\(name)/\(file)"
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Entry(path: path, age: now - CacheFolder.modification(status), size: Int(status.st_size))
      }
    }
  }
}
