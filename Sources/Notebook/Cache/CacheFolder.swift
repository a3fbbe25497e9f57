import Foundation
import Synchronization
import XXHash

/// A folder of entries, each a file named by its key. It may be deleted at any time, and any number of processes may
/// use it at once: an entry is written beside its place and renamed, never changed, and read only when it is whole.
struct CacheFolder: Sendable {
  let path: String

  /// Tells entries apart that two threads write at once.
  private static let serial = Atomic<Int>(0)

  /// Nil when there is none, or when it is damaged.
  func read(_ key: CacheKey) -> ArraySlice<UInt8>? {
    let file = open(place(of: key).file, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_size > Seal.length else { return nil }
    let size = Int(status.st_size)
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let got = Foundation.read(file, buffer.baseAddress! + count, size - count)
        if got <= 0 { break }
        count += got
      }
    }
    guard bytes.count == size, let content = Seal.content(of: bytes) else { return nil }
    refresh(file, status)
    return content
  }

  /// Entries that are in use stay: their time is set anew, at most once a day.
  private func refresh(_ file: Int32, _ status: stat) {
    let age = time(nil) - Self.modification(status)
    if age > CachePruning.day { futimens(file, nil) }
  }

  static func modification(_ status: stat) -> Int {
    #if canImport(Darwin)
      status.st_mtimespec.tv_sec
    #else
      status.st_mtim.tv_sec
    #endif
  }

  /// That it cannot be written is no failure: what is not kept is made again.
  func write(_ content: [UInt8], as key: CacheKey) {
    let place = place(of: key)
    let number = Self.serial.add(1, ordering: .relaxed).newValue
    let temporary = "\(place.folder)/.\(getpid())-\(number).tmp"
    var file = create(temporary)
    if file < 0, errno == ENOENT {
      guard makeFolder(place.folder) else { return }
      file = create(temporary)
    }
    guard file >= 0 else { return }
    let isWritten = Self.write(Seal.sealed(content), to: file)
    close(file)
    if !isWritten || rename(temporary, place.file) != 0 { unlink(temporary) }
  }

  private func create(_ path: String) -> Int32 { open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644) }

  private func makeFolder(_ folder: String) -> Bool {
    let isNew = !FileManager.default.fileExists(atPath: path)
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    // Backups leave a folder with this file out (https://bford.info/cachedir/).
    if isNew {
      let text =
        "Signature: 8a477f597d28d172789f06886806bc55\n# Results that netnote keeps; may be deleted.\n"
      try? Data(text.utf8).write(to: URL(fileURLWithPath: path + "/CACHEDIR.TAG"))
    }
    return FileManager.default.fileExists(atPath: folder)
  }

  private static func write(_ bytes: [UInt8], to file: Int32) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var next = 0
      while next < buffer.count {
        let count = Foundation.write(file, buffer.baseAddress! + next, buffer.count - next)
        if count <= 0 { return false }
        next += count
      }
      return true
    }
  }

  private func place(of key: CacheKey) -> (folder: String, file: String) {
    let name = key.text
    let folder = "\(path)/\(name.prefix(2))"
    return (folder, "\(folder)/\(name.dropFirst(2))")
  }
}

/// What stands before an entry's content, so that one that was cut off or changed is not taken for whole.
enum Seal {
  private static let mark = Array("netnote1".utf8)
  static let length = 16

  static func sealed(_ content: [UInt8]) -> [UInt8] {
    let sum = sum(of: content[...])
    return mark + (0..<8).map { UInt8(truncatingIfNeeded: sum >> (8 * UInt64($0))) } + content
  }

  static func content(of bytes: [UInt8]) -> ArraySlice<UInt8>? {
    guard bytes.count >= length, bytes.starts(with: mark) else { return nil }
    let content = bytes[length...]
    let sum = bytes[8..<16].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return sum == Self.sum(of: content) ? content : nil
  }

  /// It finds damage, it keeps nobody out.
  private static func sum(of bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.withUnsafeBytes { XXH3_64bits($0.baseAddress, $0.count) }
  }
}
