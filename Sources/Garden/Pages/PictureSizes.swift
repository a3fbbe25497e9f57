import Foundation
import Notebook

/// How large the pictures beside the notes are, so that a page does not jump while they load.
struct PictureSizes: Sendable {
  private let sizes: [String: PictureSize]

  /// - Parameter files: paths below the folder of notes.
  init(_ files: [String], folder: String) {
    let pictures = files.filter(Self.isPicture)
    let found = SideBySide.map(pictures) { Self.read("\(folder)/\($0)") }
    var sizes: [String: PictureSize] = [:]
    for (path, size) in zip(pictures, found) { sizes[path] = size }
    self.sizes = sizes
  }

  subscript(path: String) -> PictureSize? { sizes[path] }

  static func isPicture(_ path: String) -> Bool {
    let ending = path.split(separator: ".").last?.lowercased() ?? ""
    return ["png", "jpg", "jpeg", "gif", "svg", "webp", "avif"].contains(ending)
  }

  /// What the author wants, the height by the picture's own proportions.
  func shown(_ path: String, wanted: PictureSize?) -> PictureSize? {
    guard let own = sizes[path], let height = own.height else { return wanted }
    guard let wanted else { return own }
    return PictureSize(
      width: wanted.width,
      height: wanted.height ?? max(1, (wanted.width * height + own.width / 2) / own.width))
  }

  private static func read(_ path: String) -> PictureSize? {
    guard let file = FileHandle(forReadingAtPath: path), let head = try? file.read(upToCount: 65_536) else {
      return nil
    }
    return size(of: Array(head))
  }

  /// From the headers of PNG (W3C PNG, 11.2.2), GIF (GIF89a, 18) and JPEG (ITU-T T.81, B.2.2).
  static func size(of octets: [UInt8]) -> PictureSize? {
    func big(_ place: Int, _ count: Int) -> Int {
      octets[place..<place + count].reduce(0) { $0 << 8 | Int($1) }
    }
    if octets.count >= 24, octets.starts(with: [0x89, 0x50, 0x4E, 0x47]) {
      return PictureSize(width: big(16, 4), height: big(20, 4))
    }
    if octets.count >= 10, octets.starts(with: "GIF8".utf8) {
      return PictureSize(
        width: Int(octets[6]) | Int(octets[7]) << 8, height: Int(octets[8]) | Int(octets[9]) << 8)
    }
    guard octets.starts(with: [0xFF, 0xD8]) else { return nil }
    var next = 2
    while next + 9 < octets.count, octets[next] == 0xFF {
      let marker = octets[next + 1]
      // Start of frame, of any process but the markers between them that are tables.
      if (0xC0...0xCF).contains(marker), ![0xC4, 0xC8, 0xCC].contains(marker) {
        return PictureSize(width: big(next + 7, 2), height: big(next + 5, 2))
      }
      next += 2 + big(next + 2, 2)
    }
    return nil
  }
}
