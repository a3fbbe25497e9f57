import Lab
import NetLanguage

/// What the cells of one note gave, in one file: it is read when a run of the note begins, and written when the run
/// ends, if anything in it is new. A run takes with it what it used, so a shelf never grows beyond its note.
///
/// Each entry has a key of its own, the hash of everything that it depends on. So nothing on the shelf is ever wrong,
/// only no longer asked for. A shelf belongs to one run, and so to one thread.
final class ResultShelf {
  private let cache: ResultCache
  /// The shelf's file.
  private let place: CacheKey
  private let kept: [CacheKey: ArraySlice<UInt8>]
  private var used: [(key: CacheKey, bytes: ArraySlice<UInt8>)] = []
  private var isChanged = false
  private var counts = ResultCache.Counts()

  /// Results that take more octets are not kept: reading them would take as long as running the cell.
  private static let largest = 16_000_000

  init(_ place: CacheKey, of cache: ResultCache) {
    (self.cache, self.place) = (cache, place)
    var kept: [CacheKey: ArraySlice<UInt8>] = [:]
    if let bytes = cache.bytes(at: place) {
      var reader = StoredReader(bytes)
      // What cannot be read is made again.
      while !reader.isAtEnd, let entry = try? Self.entry(&reader) { kept[entry.key] = entry.bytes }
    }
    self.kept = kept
  }

  func key(_ parts: [String]) -> CacheKey { cache.key(parts) }

  private static func entry(
    _ reader: inout StoredReader
  ) throws(StoredDamage) -> (key: CacheKey, bytes: ArraySlice<UInt8>) {
    (try reader(), try reader.octets())
  }

  /// Writes what the run used.
  func finish() {
    cache.count(counts)
    guard isChanged || used.count != kept.count else { return }
    var writer = StoredWriter()
    for entry in used {
      writer(entry.key)
      writer.octets(entry.bytes)
    }
    cache.write(writer.bytes, at: place)
  }

  private func keep(_ bytes: ArraySlice<UInt8>, as key: CacheKey) {
    used.append((key, bytes))
    isChanged = true
  }

  // MARK: What a cell gave

  /// What running the cell gave, with the places that it has now.
  func result(_ key: CacheKey, of cell: ParsedCell, _ placement: Placement) -> CellResult? {
    guard let bytes = kept[key], let result = Self.result(bytes, of: cell, placement) else {
      counts.missed += 1
      return nil
    }
    counts.found += 1
    used.append((key, bytes))
    return result
  }

  private static func result(
    _ bytes: ArraySlice<UInt8>, of cell: ParsedCell, _ placement: Placement
  ) -> CellResult? {
    var reader = StoredReader(bytes, placement: placement, isOfNote: cell.file == nil)
    guard let result = try? CellResult(from: &reader, of: cell), reader.isAtEnd else { return nil }
    return result
  }

  func keep(_ result: CellResult, as key: CacheKey, of cell: ParsedCell, _ placement: Placement) {
    var writer = StoredWriter(placement: placement, isOfNote: cell.file == nil)
    guard result.store(in: &writer, of: cell), writer.bytes.count <= Self.largest else { return }
    #if DEBUG
      // A part of a result that somebody added and that is not written yet: all tests run in debug, and find it.
      guard Self.result(writer.bytes[...], of: cell, placement) == result else { return }
    #endif
    keep(writer.bytes[...], as: key)
  }

  // MARK: What the prose asks

  func answer(_ key: CacheKey) -> String? {
    var reader = StoredReader(kept[key] ?? [])
    guard let bytes = kept[key], let answer = try? reader() as String else {
      counts.missed += 1
      return nil
    }
    counts.found += 1
    used.append((key, bytes))
    return answer
  }

  func keep(_ answer: String, as key: CacheKey) {
    var writer = StoredWriter()
    writer(answer)
    keep(writer.bytes[...], as: key)
  }
}
