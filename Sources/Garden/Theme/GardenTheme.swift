import Foundation
import Mustache
import NetLanguage
import Rendering

/// The look of a garden: templates and assets of `Site/`, and what is built in where a file is missing.
///
/// Templates are Mustache; what they can use is described in ``GardenContext``. Braces in three keep HTML as it is;
/// everything else is escaped.
package struct GardenTheme: Sendable {
  private let mustache: MustacheLibrary
  let assets: ThemeAssets
  /// Of all templates.
  let fingerprint: Fingerprint

  /// Those that are built in, each of which a file of the same name in `Site/templates/` takes the place of.
  static let templates: [String: [UInt8]] = [
    "page": PackageResources.page_mustache, "note": PackageResources.note_mustache,
    "index": PackageResources.index_mustache, "archive": PackageResources.archive_mustache,
    "tags": PackageResources.tags_mustache, "tag": PackageResources.tag_mustache,
    "facts": PackageResources.facts_mustache, "fact": PackageResources.fact_mustache,
    "picture": PackageResources.picture_mustache, "missing": PackageResources.missing_mustache,
    "redirect": PackageResources.redirect_mustache, "entries": PackageResources.entries_mustache,
  ]

  /// Reads the theme of a folder that need not exist.
  package init(folder: String) throws(GardenProblems) {
    var sources: [String: String] = [:]
    for (name, octets) in Self.templates { sources[name] = String(decoding: octets, as: UTF8.self) }
    var problems: [GardenProblem] = []
    for (name, text) in Self.ownTemplates(folder) {
      sources[name] = text
      problems += TemplateCheck.problems(
        in: text, path: "\(folder)/templates/\(name).mustache", partials: Set(Self.templates.keys))
    }
    MustacheContentTypes.register(TemplateEscaping(), named: "HTML")
    var mustache = MustacheLibrary()
    var fingerprint = Fingerprint()
    for (name, text) in sources.sorted(by: { $0.key < $1.key }) {
      fingerprint.add(name)
      fingerprint.add(text)
      do {
        mustache.register(try MustacheTemplate(string: Self.pragma + text), named: name)
      } catch {
        problems.append(Self.problem(error, path: "\(folder)/templates/\(name).mustache"))
      }
    }
    guard problems.isEmpty else { throw GardenProblems(problems) }
    self.mustache = mustache
    assets = ThemeAssets(folder: folder + "/assets")
    fingerprint.add(assets.fingerprint)
    self.fingerprint = fingerprint
  }

  /// A template's first line, since Mustache looks for a content type's name only where one is written.
  private static let (pragma, pragmaLines) = ("{{% CONTENT_TYPE: HTML }}\n", 1)

  /// Built-in ones that are replaced, and partials of the theme's own.
  private static func ownTemplates(_ folder: String) -> [(name: String, text: String)] {
    FolderScan(folder + "/templates").files.filter { $0.path.hasSuffix(".mustache") }.compactMap { file in
      FileManager.default.contents(atPath: "\(folder)/templates/\(file.path)").map {
        (String(file.path.dropLast(".mustache".count)), String(decoding: $0, as: UTF8.self))
      }
    }
  }

  private static func problem(_ error: any Error, path: String) -> GardenProblem {
    var start = SourcePosition(line: 1, column: 1)
    var reason = "\(error)"
    if let error = error as? MustacheTemplate.ParserError {
      start = SourcePosition(line: error.context.lineNumber - pragmaLines, column: error.context.columnNumber)
      reason = "\(error.error)"
    }
    return GardenProblem(
      path: path,
      Diagnostic(
        .error, "template", at: SourceRange(start: start, length: 1), "the template cannot be read: \(reason)"
      ))
  }

  func render(_ name: String, _ values: TemplateValues) -> [UInt8] {
    var values = values
    values["metadata"] = PageMetadata.html(values)
    return Array((mustache.render(values, withTemplate: name) ?? "").utf8)
  }

  /// Where an asset is in the site, by its path there without a fingerprint.
  func published(_ path: String) -> String { assets.published(path) }

  /// In the order in which pages load them: first Netnote's, then the site's own.
  var stylesheets: [String] { assets.stylesheets }
}
