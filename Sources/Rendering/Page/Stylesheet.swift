/// The look of pages and figures, as files beside this source that a person who makes a theme can read.
package enum Stylesheet {
  package static var css: String {
    text(PackageResources.page_css) + drawing + text(PackageResources.figures_css) + LadderGrid.css
  }
  /// What drawings of networks need, for those that stand outside of pages.
  package static var drawing: String { text(PackageResources.map_css) }
  /// The switch between light and dark, the player of traces, sorting; pages are whole without it.
  package static var script: String { text(PackageResources.theme_js) + text(PackageResources.figures_js) }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
