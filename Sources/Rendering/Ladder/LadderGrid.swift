import Notebook

/// Places in the ladder's grid as classes: a strict policy for contents lets no element have a style of its own.
enum LadderGrid {
  /// Wider ladders have their last columns in one place; they are shown as lists long before.
  static let most = 48

  static func columns(_ count: Int) -> Int { min(count, most) }

  /// From one line of the grid to another; each column has two.
  static func place(_ start: Int, _ end: Int) -> String {
    "from-\(min(start, 2 * most)) to-\(min(end, 2 * most + 1))"
  }

  /// The classes of ladders with up to so many columns.
  static func css(for count: Int = most) -> String {
    let count = min(max(count, 1), most)
    var css = ""
    for columns in 1...count { css += ".n-\(columns){--n:\(columns)}" }
    for line in 1...(2 * count) { css += ".from-\(line){grid-column-start:\(line)}" }
    for line in 2...(2 * count + 1) { css += ".to-\(line){grid-column-end:\(line)}" }
    return css + "\n"
  }

  /// The columns of the widest ladder in a page.
  static func widest(in content: Markup) -> Int { content.pieces.map(widest).max() ?? 1 }

  private static func widest(in html: String) -> Int {
    let start = Array("<div class=\"ladder".utf8)
    return html.withOctets { octets in
      var (widest, index) = (1, 0)
      while let place = start.withUnsafeBufferPointer({ octets.place(of: $0, from: index) }) {
        index = place + start.count
        let attribute = octets[index...].prefix { $0 != UInt8(ascii: "\"") }
        let classes = String(decoding: attribute, as: UTF8.self).split(separator: " ")
        let columns = classes.last { $0.hasPrefix("n-") }.flatMap { Int($0.dropFirst(2)) }
        widest = max(widest, columns ?? 1)
      }
      return widest
    }
  }
}
