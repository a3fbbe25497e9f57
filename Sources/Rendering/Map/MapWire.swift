/// A cable, a veth pair, or a bridge's hold on its port.
package struct MapWire: Hashable, Sendable {
  package enum Style: String, Hashable, Sendable { case cable, veth }
  package var left: MapItem.Key
  package var right: MapItem.Key
  package var style: Style
  /// From end to end; curves are drawn between them.
  package var points: [Point]
  /// How far it goes out of its way between boxes that stand above each other.
  package var bulge = 0

  init?(
    _ left: MapItem.Key, _ right: MapItem.Key, style: Style, in places: [MapItem.Key: MapItem],
    bends: [Point] = []
  ) {
    guard let one = places[left], let other = places[right] else { return nil }
    (self.left, self.right, self.style) = (left, right, style)
    guard let first = bends.first, let last = bends.last else {
      let join = MapJoin(from: one.box, to: other.box)
      points = [Point(join.exit, one.anchorY), Point(join.entry, other.anchorY)]
      bulge = join.bulge
      return
    }
    points =
      [Point(MapJoin.side(of: one.box, facing: first.x), one.anchorY)] + bends
      + [Point(MapJoin.side(of: other.box, facing: last.x), other.anchorY)]
  }
}

/// Where a line leaves a box and comes to another.
struct MapJoin {
  var exit: Int
  var entry: Int
  /// Boxes above each other are joined from the same side, by a line that goes out to the right (positive) or left.
  var bulge = 0

  init(from box: Box, to other: Box) {
    if other.x >= box.right {
      (exit, entry) = (box.right, other.x)
    } else if other.right <= box.x {
      (exit, entry) = (box.x, other.right)
    } else {
      (exit, entry, bulge) = (box.right, other.right, 24)
    }
  }

  /// Back where it came from, inside a box: from one lane to the next.
  init(turningIn box: Box, rightwards: Bool) {
    exit = rightwards ? box.right - 14 : box.x + 14
    entry = exit
    bulge = rightwards ? 10 : -10
  }

  static func side(of box: Box, facing x: Int) -> Int {
    x >= box.x + box.width / 2 ? box.right : box.x
  }
}
