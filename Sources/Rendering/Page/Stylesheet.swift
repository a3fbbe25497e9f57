import Notebook

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
  package static var embeddedScript: String { text(unindented(Array(script.utf8))) }

  /// What drawings of networks need, for those that stand outside of pages.
  package static var drawing: String { text(PackageResources.map_css) }
  /// The switch between light and dark, the player of traces, sorting; pages are whole without it.
  package static var script: String { text(PackageResources.theme_js) + text(PackageResources.figures_js) }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  /// Leaves out comments and the blanks that rules do not need; our strings hold neither braces nor comments.
  ///
  /// On octets: this runs for every page that stands alone, and the library's search compares characters.
  static func compact(_ css: String) -> String {
    var text = unindented(withoutComments(Array(css.utf8)))
    for (old, new): (StaticString, StaticString) in [
      (" {\n", "{"), (" { ", "{"), (";\n", ";"), ("; ", ";"), (",\n", ","), (", ", ","), (": ", ":"),
      (";}", "}"), ("}\n", "}"), (" }", "}"),
    ] {
      text = replacing(old.octets, with: new.octets, in: text)
    }
    return Self.text(text) + "\n"
  }

  private static func withoutComments(_ text: [UInt8]) -> [UInt8] {
    var (result, index): ([UInt8], Int) = ([], 0)
    while let start = text.place(of: Array("/*".utf8), from: index) {
      result += text[index..<start]
      index = text.place(of: Array("*/".utf8), from: start + 2).map { $0 + 2 } ?? text.count
    }
    return result + text[index...]
  }

  private static func unindented(_ text: [UInt8]) -> [UInt8] {
    let lines = text.split(separator: UInt8(ascii: "\n")).map { $0.drop { $0 == UInt8(ascii: " ") } }
    return Array(lines.filter { !$0.isEmpty }.joined(separator: [UInt8(ascii: "\n")]))
  }

  private static func replacing(_ old: [UInt8], with new: [UInt8], in text: [UInt8]) -> [UInt8] {
    var (result, index): ([UInt8], Int) = ([], 0)
    result.reserveCapacity(text.count)
    while let start = text.place(of: old, from: index) {
      result += text[index..<start]
      result += new
      index = start + old.count
    }
    return result + text[index...]
  }
}

extension StaticString {
  fileprivate var octets: [UInt8] { Array(UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount)) }
}
