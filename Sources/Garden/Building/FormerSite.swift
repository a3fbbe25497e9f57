import Foundation

/// The site that the last build left, as far as it is still what that build made.
struct FormerSite: Sendable {
  private let outputs: [String: BuildState.Output]
  private let folder: String

  init(_ outputs: [BuildState.Output], in folder: String) {
    self.outputs = Dictionary(outputs.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    self.folder = folder
  }

  subscript(path: String) -> BuildState.Output? { outputs[path] }

  /// The key of the unit that made a file.
  func key(_ path: String) -> Fingerprint? { outputs[path]?.key }

  /// The file is one of the last build, and nobody else changed it.
  func isIntact(_ path: String) -> Bool {
    guard let output = outputs[path] else { return false }
    return FileStamp(of: folder + "/" + path)?.withoutChange == output.stamp
  }

  /// The content of a file that is intact.
  func content(_ path: String) -> [UInt8]? {
    isIntact(path) ? FileManager.default.contents(atPath: folder + "/" + path).map { [UInt8]($0) } : nil
  }
}
