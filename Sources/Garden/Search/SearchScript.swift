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
    var lines: [UInt8] = []
    var isComment = false
    for line in script.split(separator: UInt8(ascii: "\n")) {
      let text = line.drop { $0 == UInt8(ascii: " ") }
      if text.starts(with: "/*".utf8) { isComment = true }
      if !isComment, !text.starts(with: "//".utf8) { lines += text + [UInt8(ascii: "\n")] }
      if text.suffix(2).elementsEqual("*/".utf8) { isComment = false }
    }
    return lines
  }
}
