/// How large a picture is to be shown: `![words|300](a.png)`, `![words|300x200](a.png)`, `![[a.png|300]]`.
package struct PictureSize: Hashable, Sendable {
  /// In CSS pixels.
  package var width: Int
  package var height: Int?

  package init(width: Int, height: Int? = nil) { (self.width, self.height) = (width, height) }

  /// Larger than this is a mistake.
  private static let largest = 10_000

  /// Reads `300` or `300x200`.
  package init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    let sizes = parts.compactMap { $0 }
    guard sizes.count == parts.count, (1...2).contains(sizes.count),
      sizes.allSatisfy({ (1...Self.largest).contains($0) })
    else { return nil }
    self.init(width: sizes[0], height: sizes.count > 1 ? sizes[1] : nil)
  }

  /// Cuts the size off a picture's words.
  package static func taken(from words: String) -> (words: String, size: PictureSize?) {
    guard let bar = words.lastIndex(of: "|"), let size = PictureSize(words[words.index(after: bar)...]) else {
      return (words, nil)
    }
    return (String(words[..<bar]), size)
  }

  /// As attributes of an `img` element, each with a space before it.
  package var attributes: String {
    " width=\"\(width)\"" + (height.map { " height=\"\($0)\"" } ?? "")
  }
}
