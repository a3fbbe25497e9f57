/// Places in the ladder's grid as classes: a strict policy for contents lets no element have a style of its own.
enum LadderGrid {
  /// Wider ladders have their last columns in one place; they are shown as lists long before.
  private static let most = 48

  static func columns(_ count: Int) -> Int { min(count, most) }

  /// From one line of the grid to another; each column has two.
  static func place(_ start: Int, _ end: Int) -> String {
    "from-\(min(start, 2 * most)) to-\(min(end, 2 * most + 1))"
  }

  static let css: String = {
    var css = ""
    for count in 1...most { css += ".n-\(count){--n:\(count)}" }
    for line in 1...(2 * most) { css += ".from-\(line){grid-column-start:\(line)}" }
    for line in 2...(2 * most + 1) { css += ".to-\(line){grid-column-end:\(line)}" }
    return css + "\n"
  }()
}
