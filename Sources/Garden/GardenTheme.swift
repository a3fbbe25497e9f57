import Foundation
import Mustache
import NetLanguage
import Rendering

/// The look of a garden: templates and assets of `Site/`, and what is built in where a file is missing.
///
/// Templates are Mustache: `page`, `note`, `index` and `missing`. What they can use is described in
/// ``GardenContext``. Braces in three keep HTML as it is; everything else is escaped.
package struct GardenTheme {
  private let library: MustacheLibrary
  /// Files of `Site/assets/`, their paths below it, sorted.
  let assets: [(path: String, data: Data)]

  static let templates = ["page", "note", "index", "missing"]

  /// Reads the theme of a folder that need not exist.
  package init(folder: String) throws(GardenProblems) {
    var library = MustacheLibrary()
    var problems: [GardenProblem] = []
    for name in Self.templates {
      let path = "\(folder)/templates/\(name).mustache"
      let own = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
      do {
        library.register(try MustacheTemplate(string: own ?? Self.builtIn(name)), named: name)
      } catch let error as MustacheTemplate.ParserError {
        let start = SourcePosition(line: error.context.lineNumber, column: error.context.columnNumber)
        problems.append(
          GardenProblem(
            path: path,
            Diagnostic(
              .error, "template", at: SourceRange(start: start, length: 1),
              "the template cannot be read: \(error.error)")))
      } catch {
        problems.append(
          GardenProblem(
            path: path,
            Diagnostic(
              .error, "template", at: SourceRange(start: SourcePosition(line: 1, column: 1), length: 1),
              "the template cannot be read: \(error)")))
      }
    }
    guard problems.isEmpty else { throw GardenProblems(problems) }
    self.library = library
    assets = GardenFiles.below(folder + "/assets").compactMap { path in
      FileManager.default.contents(atPath: "\(folder)/assets/\(path)").map { (path, $0) }
    }
  }

  private static func builtIn(_ name: String) -> String {
    let bytes =
      switch name {
      case "note": PackageResources.note_mustache
      case "index": PackageResources.index_mustache
      case "missing": PackageResources.missing_mustache
      default: PackageResources.page_mustache
      }
    return String(decoding: bytes, as: UTF8.self)
  }

  func render(_ name: String, _ context: [String: Any]) -> String {
    library.render(context, withTemplate: name) ?? ""
  }

  /// The site's own files first, then what Netnote adds; stylesheets in the order in which pages load them.
  var stylesheets: [String] {
    ["assets/netnote.css"]
      + assets.map(\.path).filter { $0.hasSuffix(".css") && $0 != "netnote.css" }.map { "assets/" + $0 }
  }

  /// Everything under `assets/` of the site.
  var assetFiles: [String: Data] {
    var files = [
      "assets/netnote.css": Data(Stylesheet.css.utf8), "assets/netnote.js": Data(Stylesheet.script.utf8),
    ]
    for (path, data) in assets { files["assets/" + path] = data }
    return files
  }
}

/// The files of a folder, found without following links.
enum GardenFiles {
  /// Paths below the folder, sorted; hidden ones are left out, and so are links that lead elsewhere.
  static func below(_ folder: String) -> [String] {
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
    return names.filter { name in
      guard !name.split(separator: "/").contains(where: { $0.hasPrefix(".") }) else { return false }
      let attributes = try? FileManager.default.attributesOfItem(atPath: folder + "/" + name)
      return attributes?[.type] as? FileAttributeType == .typeRegular
    }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
