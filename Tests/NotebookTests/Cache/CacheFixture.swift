import Foundation
import Notebook

/// A cache in a folder of its own, which goes with it.
final class TemporaryCache {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("cache-\(UUID().uuidString)")
    .path

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func cache(build: String = "test") -> ResultCache { ResultCache(folder: folder, build: build) }

  /// The files of its entries.
  var entries: [String] {
    (FileManager.default.subpaths(atPath: folder) ?? []).filter { $0.contains("/") }.sorted().map {
      folder + "/" + $0
    }
  }

  /// Runs a note, and says how many of its cells had to be run.
  func run(
    _ text: String, build: String = "test", parameters: [String] = [], files: [String: String] = [:]
  ) throws -> (result: NoteResult, ran: Int) {
    let cache = cache(build: build)
    var runner = NoteRunner()
    runner.cache = cache
    runner.parameters = parameters.compactMap { ParameterValue($0) }
    runner.readFile = { (path) throws(FileProblem) in
      guard let text = files[path] else { throw FileProblem(path: path, reason: "there is no such file") }
      return Data(text.utf8)
    }
    let result = runner.run(try note(text))
    return (result, cache.counted.missed)
  }
}

func cells(_ texts: String...) -> String {
  texts.map { "A paragraph.\n\n```net\n\($0)\n```\n\n" }.joined()
}
