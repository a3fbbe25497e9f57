/// The look of pages and figures, as files beside this source that a person who makes a theme can read.
package enum Stylesheet {
  package static var css: String {
    page + LadderGrid.css()
  }
  private static var page: String {
    text(PackageResources.page_css) + drawing + text(PackageResources.figures_css)
  }

  /// The same for a page that holds it: without what is there for readers of the files, and with no more columns for
  /// ladders than the page has.
  package static func embedded(in content: Markup) -> String {
    compact(page) + LadderGrid.css(for: LadderGrid.widest(in: content.source))
  }
  package static var embeddedScript: String { unindented(script) }

  /// What drawings of networks need, for those that stand outside of pages.
  package static var drawing: String { text(PackageResources.map_css) }
  /// The switch between light and dark, the player of traces, sorting; pages are whole without it.
  package static var script: String { text(PackageResources.theme_js) + text(PackageResources.figures_js) }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  /// Leaves out comments and the blanks that rules do not need; our strings hold neither braces nor comments.
  static func compact(_ css: String) -> String {
    var text = ""
    var rest = css[...]
    while let start = rest.firstRange(of: "/*") {
      text += rest[..<start.lowerBound]
      rest = rest[start.upperBound...]
      rest = rest.firstRange(of: "*/").map { rest[$0.upperBound...] } ?? ""
    }
    text = unindented(text + rest)
    for (old, new) in [
      (" {\n", "{"), (" { ", "{"), (";\n", ";"), ("; ", ";"), (",\n", ","), (", ", ","), (": ", ":"),
      (";}", "}"), ("}\n", "}"), (" }", "}"),
    ] {
      text = text.replacing(old, with: new)
    }
    return text + "\n"
  }

  private static func unindented(_ text: String) -> String {
    text.split(separator: "\n").map { String($0.drop { $0 == " " }) }.filter { !$0.isEmpty }
      .joined(separator: "\n")
  }
}
