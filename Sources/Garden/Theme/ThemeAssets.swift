import Foundation
import Notebook
import Rendering

/// The files that all pages share. Each has a fingerprint of its content in its name, so that browsers may keep it for
/// ever and still see every change.
struct ThemeAssets: Sendable {
  /// By their paths in the site.
  private(set) var files: [String: [UInt8]] = [:]
  /// From a path without a fingerprint to the one with it.
  private var names: [String: String] = [:]
  private(set) var stylesheets: [String] = []
  private(set) var fingerprint = Fingerprint()

  /// Netnote's own, which files of the same name in the folder take the place of.
  private static let builtIn: [String: [UInt8]] = [
    "netnote.css": Array(Stylesheet.css.utf8) + PackageResources.garden_css,
    "netnote.js": Array(Stylesheet.script.utf8) + PackageResources.garden_js + SearchScript.button,
    "redirect.js": PackageResources.redirect_js, "icon.svg": PackageResources.icon_svg,
  ]

  init(folder: String) {
    var sources = Self.builtIn
    for file in FolderScan(folder).files {
      if let data = FileManager.default.contents(atPath: "\(folder)/\(file.path)") {
        sources[file.path.precomposedStringWithCanonicalMapping] = Array(data)
      }
    }
    let order = sources.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    // Stylesheets name other files, and must come behind them.
    for path in order where !path.hasSuffix(".css") { publish(path, sources) }
    for path in order where path.hasSuffix(".css") { publish(path, sources) }
    let sheets = order.filter { $0.hasSuffix(".css") && $0 != "netnote.css" }
    stylesheets = (["netnote.css"] + sheets).map { published("assets/" + $0) }
    for path in files.keys.sorted() { fingerprint.add(path) }
    for (path, name) in names.sorted(by: { $0.key < $1.key }) {
      let key = path.dropFirst("assets/".count).map { $0.isLetter || $0.isNumber ? $0 : "_" }
      variables[String(key)] = SitePath.href(name)
    }
  }

  func published(_ path: String) -> String { names[path] ?? path }

  /// For templates: `logo.svg` is `logo_svg`.
  private(set) var variables: TemplateValues = [:]

  private mutating func publish(_ path: String, _ sources: [String: [UInt8]]) {
    guard names["assets/" + path] == nil, var content = sources[path] else { return }
    if path.hasSuffix(".css") {
      names["assets/" + path] = "assets/" + path  // Should it import itself.
      content = Array(linked(String(decoding: content, as: UTF8.self), from: path, sources).utf8)
    }
    let hash = Fingerprint(of: content).short.prefix(10)
    let folder = SitePath.folder(of: path)
    let file = path.split(separator: "/").last ?? ""
    let dot = file.lastIndex(of: ".") ?? file.endIndex
    let name = "assets/\(folder.isEmpty ? "" : folder + "/")\(file[..<dot]).\(hash)\(file[dot...])"
    names["assets/" + path] = name
    files[name] = content
  }

  /// The stylesheet with the names that the files it asks for have in the site.
  private mutating func linked(_ css: String, from path: String, _ sources: [String: [UInt8]]) -> String {
    guard css.containsOctets(of: "url(") else { return css }
    let parts = css.split(separator: "url(", omittingEmptySubsequences: false)
    return parts.enumerated().map { index, part in
      guard index > 0, let end = part.firstIndex(of: ")") else { return String(part) }
      let address = part[..<end].filter { !"\"' ".contains($0) }
      guard !SitePath.isExternal(address), !address.hasPrefix("#"),
        let target = SitePath.resolved(address, from: SitePath.folder(of: path)), sources[target] != nil
      else { return String(part) }
      publish(target, sources)
      let name = SitePath.relative(published("assets/" + target), from: "assets/" + path)
      return "\"\(SitePath.href(name))\"" + part[end...]
    }.joined(separator: "url(")
  }
}
