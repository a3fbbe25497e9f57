import Foundation
import Notebook

/// The records of a garden's notes, one behind the other, so that a few can be read and written without the others. A new
/// one of a note is put at the end; what it replaces stays until half of the file is of no use.
struct RecordFile: Sendable {
  var path: String

  /// Where a record is, and what tells that it is this one.
  struct Place: Hashable, Sendable {
    var start: Int
    var length: Int
    var seal: Fingerprint
  }

  // MARK: Reading

  /// Nil for what is damaged, or has been replaced by another build.
  func record(at place: Place) -> NoteRecord? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    let octets = [UInt8](unsafeUninitializedCapacity: max(0, place.length)) { buffer, count in
      count = max(0, pread(file, buffer.baseAddress, buffer.count, off_t(place.start)))
    }
    return Self.record(octets, place)
  }

  /// All records, for those that need most of them.
  func content() -> Content { Content(octets: (try? FileReader.bytes(at: path)).map { [UInt8]($0) } ?? []) }

  struct Content: Sendable {
    fileprivate var octets: [UInt8]

    func octets(at place: Place) -> [UInt8]? {
      guard place.start >= 0, place.length >= 0, place.start <= octets.count - place.length else {
        return nil
      }
      return Array(octets[place.start..<place.start + place.length])
    }

    func record(at place: Place) -> NoteRecord? { octets(at: place).flatMap { RecordFile.record($0, place) } }
  }

  private static func record(_ octets: [UInt8], _ place: Place) -> NoteRecord? {
    guard octets.count == place.length, Fingerprint(of: octets) == place.seal else { return nil }
    return try? NoteRecord(octets: octets)
  }

  // MARK: Writing

  /// - Parameters:
  ///   - new: records to put at the end.
  ///   - kept: those that are there, and stay.
  /// - Returns: the places of all, first the new ones; nil when it cannot be written, which leaves the file as it is.
  func write(_ new: [[UInt8]], beside kept: [Place]) -> (new: [Place], kept: [Place])? {
    let used = kept.reduce(0) { $0 + $1.length } + new.reduce(0) { $0 + $1.count }
    let size = FileStamp(of: path)?.size ?? 0
    if kept.isEmpty || size > 2 * used { return rewrite(new, beside: kept) }
    let (octets, places) = Self.joined(new, from: size)
    return append(octets, at: size) ? (places, kept) : nil
  }

  private func append(_ octets: [UInt8], at end: Int) -> Bool {
    if octets.isEmpty { return true }
    let file = open(path, O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { return false }
    defer { close(file) }
    return octets.withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count, off_t(end)) } == octets.count
  }

  private func rewrite(_ new: [[UInt8]], beside kept: [Place]) -> (new: [Place], kept: [Place])? {
    let content = content()
    let old = kept.compactMap { content.octets(at: $0) }
    guard old.count == kept.count else { return nil }
    let (octets, places) = Self.joined(new + old, from: 0)
    guard SealedFile.write(octets, to: path) else { return nil }
    return (Array(places.prefix(new.count)), Array(places.suffix(old.count)))
  }

  private static func joined(_ records: [[UInt8]], from start: Int) -> (octets: [UInt8], places: [Place]) {
    var octets: [UInt8] = []
    octets.reserveCapacity(records.reduce(0) { $0 + $1.count })
    let places = records.map { record in
      defer { octets += record }
      return Place(start: start + octets.count, length: record.count, seal: Fingerprint(of: record))
    }
    return (octets, places)
  }
}
