/// Whole pixels, so that drawings are the same bytes everywhere.
package struct Point: Hashable, Sendable {
  package var x: Int
  package var y: Int
  package init(_ x: Int, _ y: Int) { (self.x, self.y) = (x, y) }
  package static func + (left: Point, right: Point) -> Point { Point(left.x + right.x, left.y + right.y) }
}

package struct Box: Hashable, Sendable {
  package var x: Int
  package var y: Int
  package var width: Int
  package var height: Int

  package init(x: Int = 0, y: Int = 0, width: Int, height: Int) {
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
  }

  package var right: Int { x + width }
  package var bottom: Int { y + height }
  package var middle: Int { y + height / 2 }

  package func intersects(_ other: Box) -> Bool {
    x < other.right && other.x < right && y < other.bottom && other.y < bottom
  }
  package func contains(_ other: Box) -> Bool {
    x <= other.x && y <= other.y && right >= other.right && bottom >= other.bottom
  }
  package func moved(by offset: Point) -> Box {
    Box(x: x + offset.x, y: y + offset.y, width: width, height: height)
  }
}
