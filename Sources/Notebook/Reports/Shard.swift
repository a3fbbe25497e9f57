/// A part of a garden, so that several machines share one check: the `part`-th of `count`, from 1.
package struct Shard: Hashable, Sendable {
  package var part: Int
  package var count: Int

  /// Nil unless 1 ≤ part ≤ count.
  package init?(part: Int, of count: Int) {
    guard part >= 1, part <= count else { return nil }
    self.part = part
    self.count = count
  }

  /// Reads `2/5`.
  package init?(_ text: String) {
    let numbers = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 2, let part = numbers[0], let count = numbers[1] else { return nil }
    self.init(part: part, of: count)
  }

  package var text: String { "\(part)/\(count)" }

  /// Every `count`-th of the paths in their byte order: neighbours, which are often alike in cost, go to different
  /// parts, and every machine finds the same parts, in whatever order it was given the paths.
  package func paths(of all: [String]) -> [String] {
    all.sorted(by: Self.precedes).enumerated().filter { $0.offset % count == part - 1 }.map(\.element)
  }

  static func precedes(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }
}
