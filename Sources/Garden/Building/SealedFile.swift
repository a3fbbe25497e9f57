import Foundation

/// Files that are read only when they are whole.
enum SealedFile {
  static func read(_ path: String) -> [UInt8]? {
    guard let data = FileManager.default.contents(atPath: path), data.count > 16 else { return nil }
    var content = [UInt8](data)
    var seal = StateReader(Array(content.suffix(16)))
    content.removeLast(16)
    guard let print = try? seal.fingerprint(), print == Fingerprint(of: content) else { return nil }
    return content
  }

  /// That it cannot be kept is no failure.
  static func write(_ content: consuming StateWriter, to path: String) {
    content.write(Fingerprint(of: content.octets))
    write(content.octets, to: path)
  }

  /// In one step, without a seal.
  @discardableResult static func write(_ octets: [UInt8], to path: String) -> Bool {
    let side = path + ".\(getpid()).tmp"
    try? FileManager.default.createDirectory(
      atPath: SitePath.folder(of: path), withIntermediateDirectories: true)
    guard SiteFolder.write(octets, to: side) else { return false }
    if rename(side, path) == 0 { return true }
    unlink(side)
    return false
  }
}
