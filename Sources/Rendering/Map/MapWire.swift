/// A cable, a veth pair, or a bridge's hold on its port.
package struct MapWire: Hashable, Sendable {
  package enum Style: String, Hashable, Sendable { case cable, veth }
  package var left: MapItem.Key
  package var right: MapItem.Key
  package var style: Style
  /// From end to end; curves are drawn between them.
  package var points: [Point]

  init?(
    _ left: MapItem.Key, _ right: MapItem.Key, style: Style, in places: [MapItem.Key: MapItem],
    bends: [Point] = []
  ) {
    guard let one = places[left], let other = places[right] else { return nil }
    (self.left, self.right, self.style) = (left, right, style)
    let middle = Box(
      x: bends.first?.x ?? other.box.x, y: 0, width: bends.isEmpty ? other.box.width : 0, height: 0)
    let before = Box(x: bends.last?.x ?? one.box.x, y: 0, width: bends.isEmpty ? one.box.width : 0, height: 0)
    points =
      [Point(MapPath.side(of: one.box, facing: middle), one.anchorY)] + bends
      + [Point(MapPath.side(of: other.box, facing: before), other.anchorY)]
  }
}

/// A packet's way drawn through the boxes.
package struct MapPath: Hashable, Sendable {
  package struct Badge: Hashable, Sendable {
    package var number: Int
    package var centre: Point
    package var isDrop: Bool
    /// What happens there.
    package var words: String
  }
  /// A piece between two boxes (curved) or across one (straight).
  package struct Piece: Hashable, Sendable {
    package var points: [Point]
  }

  package var direction: PacketJourney.Direction
  package var pieces: [Piece] = []
  package var badges: [Badge] = []

  static let laneOffset = 10

  init?(_ route: MapStory.Route, in places: [MapItem.Key: MapItem], wires: [MapWire]) {
    direction = route.direction
    let visits = route.visits.compactMap { visit in places[visit.key].map { (visit, $0) } }
    guard !visits.isEmpty else { return nil }
    let offset = route.direction == .request ? -Self.laneOffset : Self.laneOffset
    // Visits of one box in a row are one crossing.
    var crossings: [(item: MapItem, numbers: [Int])] = []
    for (visit, item) in visits {
      if crossings.last?.item.key == item.key {
        crossings[crossings.count - 1].numbers += [visit.number].compactMap { $0 }
      } else {
        crossings.append((item, [visit.number].compactMap { $0 }))
      }
    }
    var used: [MapItem.Key: Int] = [:]
    let lastNumber = visits.last?.0.number
    for (index, crossing) in crossings.enumerated() {
      let (box, y) = (crossing.item.box, crossing.item.anchorY + offset)
      let before = index > 0 ? crossings[index - 1].item : nil
      let after = index + 1 < crossings.count ? crossings[index + 1].item : nil
      let total = crossings.filter { $0.item.key == crossing.item.key }.reduce(0) { $0 + $1.numbers.count }
      let isRightwards = Self.isRightwards(box, before?.box, after?.box)
      var centres: [Int] = []
      for number in crossing.numbers {
        let slot = used[crossing.item.key, default: 0]
        used[crossing.item.key] = slot + 1
        let place = isRightwards ? slot : total - 1 - slot
        let x = box.x + box.width / 2 + (2 * place - (total - 1)) * 12
        centres.append(x)
        badges.append(
          Badge(
            number: number, centre: Point(x, y), isDrop: route.isDropped && number == lastNumber,
            words: route.words[number] ?? ""))
      }
      let entry = before.map { Self.side(of: box, facing: $0.box) } ?? centres.first ?? box.x + box.width / 2
      let exit = after.map { Self.side(of: box, facing: $0.box) } ?? centres.last ?? box.x + box.width / 2
      let turn = entry == exit ? [Point(centres.last ?? box.x + box.width / 2, y)] : []
      pieces.append(Piece(points: [Point(entry, y)] + turn + [Point(exit, y)]))
      if let after {
        let bends = Self.bends(crossing.item.key, after.key, wires).map { Point($0.x, $0.y + offset) }
        let target = Point(Self.side(of: after.box, facing: box), after.anchorY + offset)
        pieces.append(Piece(points: [Point(exit, y)] + bends + [target]))
      }
    }
  }

  private static func bends(_ from: MapItem.Key, _ to: MapItem.Key, _ wires: [MapWire]) -> [Point] {
    for wire in wires where wire.points.count > 2 {
      if wire.left == from && wire.right == to { return Array(wire.points.dropFirst().dropLast()) }
      if wire.left == to && wire.right == from { return wire.points.dropFirst().dropLast().reversed() }
    }
    return []
  }

  private static func isRightwards(_ box: Box, _ before: Box?, _ after: Box?) -> Bool {
    if let after { return after.x >= box.x }
    if let before { return before.x <= box.x }
    return true
  }

  /// The side of a box that looks towards another.
  static func side(of box: Box, facing other: Box) -> Int {
    if other.x >= box.right { return box.right }
    if other.right <= box.x { return box.x }
    return other.x + other.width / 2 >= box.x + box.width / 2 ? box.right : box.x
  }
}
