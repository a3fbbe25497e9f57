import Foundation
import Notebook

@testable import Garden

/// A garden in a folder of its own, taken away at the end.
final class Plot {
  let folder: String

  init(_ files: [String: String] = [:]) throws {
    folder = FileManager.default.temporaryDirectory.path + "/netnote-garden-" + UUID().uuidString
    for (path, text) in files { try write(text, to: path) }
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func write(_ text: String, to path: String) throws {
    let file = URL(fileURLWithPath: "\(folder)/\(path)")
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  func read(_ path: String) -> String? {
    FileManager.default.contents(atPath: "\(folder)/_site/\(path)").map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  var builder: GardenBuilder {
    var builder = GardenBuilder()
    builder.notesFolder = folder + "/Notebooks"
    builder.siteFolder = folder + "/Site"
    builder.output = folder + "/_site"
    return builder
  }

  /// As `builder`, but it remembers what it did.
  var rememberingBuilder: GardenBuilder {
    var builder = builder
    builder.stateFolder = folder + "/.state"
    return builder
  }

  func remove(_ path: String) throws { try FileManager.default.removeItem(atPath: "\(folder)/\(path)") }

  /// The bytes of every file of the site.
  func contents(of site: String = "_site") -> [String: Data] {
    var files: [String: Data] = [:]
    for path in (try? FileManager.default.subpathsOfDirectory(atPath: "\(folder)/\(site)")) ?? [] {
      files[path] = FileManager.default.contents(atPath: "\(folder)/\(site)/\(path)")
    }
    return files
  }

  var site: [String] {
    ((try? FileManager.default.subpathsOfDirectory(atPath: folder + "/_site")) ?? []).sorted()
  }
}
