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
    compact(page) + LadderGrid.css(for: LadderGrid.widest(in: content))
  }
  package static var embeddedScript: String { text(unindented(Array(script.utf8))) }

  /// What drawings of networks need, for those that stand outside of pages.
  package static var drawing: String { text(PackageResources.map_css) }
  /// The switch between light and dark, the player of traces, sorting; pages are whole without it.
  package static var script: String { text(PackageResources.theme_js) + text(PackageResources.figures_js) }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  /// Leaves out comments and the blanks that rules do not need; our strings hold neither braces nor comments.
  ///
  /// In one pass over octets, since this runs for every page that stands alone: a blank goes when what stands before it
  /// or behind it parts rules and declarations anyway.
  static func compact(_ css: String) -> String {
    let octets = Array(css.utf8)
    var result: [UInt8] = []
    result.reserveCapacity(octets.count)
    var index = 0
    while index < octets.count {
      let octet = octets[index]
      if octet == UInt8(ascii: "/"), index + 1 < octets.count, octets[index + 1] == UInt8(ascii: "*") {
        index = octets.place(of: Array("*/".utf8), from: index + 2).map { $0 + 2 } ?? octets.count
        continue
      }
      index += 1
      switch octet {
      case UInt8(ascii: " "), UInt8(ascii: "\n"):
        if let last = result.last, !isParting(last), last != UInt8(ascii: ":") { result.append(octet) }
      case UInt8(ascii: "{"), UInt8(ascii: "}"):
        while let last = result.last, isBlank(last) || octet == UInt8(ascii: "}") && last == UInt8(ascii: ";")
        {
          result.removeLast()
        }
        result.append(octet)
      default: result.append(octet)
      }
    }
    return text(result) + "\n"
  }

  private static func isBlank(_ octet: UInt8) -> Bool {
    octet == UInt8(ascii: " ") || octet == UInt8(ascii: "\n")
  }

  private static func isParting(_ octet: UInt8) -> Bool {
    isBlank(octet) || octet == UInt8(ascii: "{") || octet == UInt8(ascii: "}") || octet == UInt8(ascii: ";")
      || octet == UInt8(ascii: ",")
  }

  private static func unindented(_ text: [UInt8]) -> [UInt8] {
    let lines = text.split(separator: UInt8(ascii: "\n")).map { $0.drop { $0 == UInt8(ascii: " ") } }
    return Array(lines.filter { !$0.isEmpty }.joined(separator: [UInt8(ascii: "\n")]))
  }
}
