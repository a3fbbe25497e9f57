import Foundation

/// Which build of Netnote this is. Results of another build are not this one's: any change of the simulator may
/// change them.
package enum BuildIdentity {
  /// The linker's hash of the executable where it has one, and else what its file looks like. Nil when nothing is
  /// known: nothing is kept then.
  package static let current: String? = linked(executable: "/proc/self/exe") ?? file

  /// The note NT_GNU_BUILD_ID of an executable, which is equal on every machine: elf(5), 64 bits, little-endian.
  static func linked(executable: String) -> String? {
    guard let file = FileHandle(forReadingAtPath: executable), let head = try? file.read(upToCount: 65_536),
      head.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1])
    else { return nil }
    let elf = ELFHead(bytes: Array(head))
    for index in 0..<elf.number(at: 56, length: 2) {
      let header = elf.number(at: 32, length: 8) + index * elf.number(at: 54, length: 2)
      let isNote = elf.number(at: header, length: 4) == 4
      let (start, length) = (elf.number(at: header + 8, length: 8), elf.number(at: header + 32, length: 8))
      if isNote, let identifier = elf.identifier(inNotesAt: start, length: length) {
        return "build " + identifier
      }
    }
    return nil
  }

  private static var file: String? {
    guard let path = Bundle.main.executablePath else { return nil }
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return "file \(path) \(status.st_size) \(CacheFolder.modification(status)) \(status.st_ino)"
  }
}

/// The beginning of an executable, where its headers and notes are.
private struct ELFHead {
  var bytes: [UInt8]

  /// 0 for what is not there.
  func number(at place: Int, length: Int) -> Int {
    guard place >= 0, place <= bytes.count - length else { return 0 }
    let value = bytes[place..<place + length].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Int(exactly: value) ?? 0
  }

  /// Each note is three words (the lengths of name and content, the type), the name, and the content, both padded
  /// to words.
  func identifier(inNotesAt start: Int, length: Int) -> String? {
    var next = start
    while next + 12 <= min(start + length, bytes.count) {
      let (name, size) = (number(at: next, length: 4), number(at: next + 4, length: 4))
      let content = next + 12 + (name + 3) / 4 * 4
      guard name < 256, size < 256, content + size <= bytes.count else { return nil }
      if number(at: next + 8, length: 4) == 3, bytes[next + 12..<content].starts(with: "GNU".utf8) {
        return bytes[content..<content + size].map { String($0, radix: 16) }.joined(separator: ".")
      }
      next = content + (size + 3) / 4 * 4
    }
    return nil
  }
}
