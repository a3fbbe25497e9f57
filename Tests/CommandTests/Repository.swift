import Foundation

/// The files beside the sources.
enum Repository {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static func file(_ path: String) -> String { folder.appendingPathComponent(path).path }
  static func text(of path: String) throws -> String {
    try String(contentsOfFile: file(path), encoding: .utf8)
  }
}
