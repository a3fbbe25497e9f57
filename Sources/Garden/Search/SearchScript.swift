/// What searches in the browser.
enum SearchScript {
  /// Loaded by the first search.
  static var files: [String: [UInt8]] {
    [
      SearchIndex.folder + "/search.js": published(PackageResources.search_js),
      SearchIndex.folder + "/search.css": PackageResources.search_css,
    ]
  }

  /// Loaded by every page: the button and the keys.
  static let button = published(PackageResources.search_button_js)

  /// Without comments of their own lines and without indentation, which readers need not load.
  private static func published(_ script: [UInt8]) -> [UInt8] {
    var lines: [Substring] = []
    var isComment = false
    for line in String(decoding: script, as: UTF8.self).split(separator: "\n") {
      let text = line.drop { $0 == " " }
      if text.hasPrefix("/*") { isComment = true }
      if !isComment, !text.hasPrefix("//") { lines.append(text) }
      if text.hasSuffix("*/") { isComment = false }
    }
    return Array((lines.joined(separator: "\n") + "\n").utf8)
  }
}
