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
    package var bulge = 0
  }

  package var direction: PacketJourney.Direction
  package var pieces: [Piece] = []
  package var badges: [Badge] = []

  /// One crossing of a box, measured.
  private struct Leg {
    var item: MapItem
    var entry: Point
    var exit: Point
    /// It leaves by the side that it came in by.
    var turns = false
    var isRightwards = true
    var centres: [Int] = []
  }

  init?(_ route: MapStory.Route, in places: [MapItem.Key: MapItem], wires: [MapWire]) {
    direction = route.direction
    let crossings = route.crossings.compactMap { crossing in places[crossing.key].map { (crossing, $0) } }
    guard !crossings.isEmpty else { return nil }
    var legs: [Leg] = []
    var joins: [MapJoin] = []
    for (index, (crossing, item)) in crossings.enumerated() {
      let before = joins.last
      let next = index + 1 < crossings.count ? crossings[index + 1].1 : nil
      let middle = item.box.x + item.box.width / 2
      var after = next.map { MapJoin(from: item.box, to: $0.box) }
      let isRightwards = before.map { $0.entry <= middle } ?? after.map { $0.exit >= middle } ?? true
      if next?.key == item.key { after = MapJoin(turningIn: item.box, rightwards: isRightwards) }
      legs.append(Self.leg(crossing, item, before, after, isRightwards))
      if let after { joins.append(after) }
    }
    let lastNumber = route.crossings.last?.numbers.last
    for (index, (leg, crossing)) in zip(legs, crossings).enumerated() {
      for (number, x) in zip(crossing.0.numbers, leg.centres) {
        badges.append(
          Badge(
            number: number, centre: Point(x, leg.item.laneY(crossing.0.lane)),
            isDrop: route.isDropped && number == lastNumber, words: route.words[number] ?? ""))
      }
      pieces.append(Self.across(leg))
      guard index < joins.count else { continue }
      let offset = leg.exit.y - leg.item.anchorY
      let bends = Self.bends(leg.item.key, legs[index + 1].item.key, wires).map { Point($0.x, $0.y + offset) }
      pieces.append(Piece(points: [leg.exit] + bends + [legs[index + 1].entry], bulge: joins[index].bulge))
    }
  }

  private static func leg(
    _ crossing: MapStory.Crossing, _ item: MapItem, _ before: MapJoin?, _ after: MapJoin?,
    _ isRightwards: Bool
  ) -> Leg {
    let (y, middle) = (item.laneY(crossing.lane), item.box.x + item.box.width / 2)
    let total = crossing.numbers.count
    let centres = crossing.numbers.indices.map { index in
      let place = isRightwards ? index : total - 1 - index
      return middle + (2 * place - (total - 1)) * 12
    }
    let turns = before.map { $0.entry == after?.exit } ?? false
    let drift = turns ? 6 : 0
    return Leg(
      item: item, entry: Point(before?.entry ?? centres.first ?? middle, y - drift),
      exit: Point(after?.exit ?? centres.last ?? middle, y + drift), turns: turns,
      isRightwards: isRightwards, centres: centres)
  }

  private static func across(_ leg: Leg) -> Piece {
    guard leg.turns else { return Piece(points: [leg.entry, leg.exit]) }
    let middle = leg.item.box.x + leg.item.box.width / 2
    let x = (leg.isRightwards ? leg.centres.max() : leg.centres.min()) ?? middle
    return Piece(
      points: [leg.entry, Point(x, leg.entry.y), Point(x, leg.exit.y), leg.exit],
      bulge: leg.isRightwards ? 10 : -10)
  }

  private static func bends(_ from: MapItem.Key, _ to: MapItem.Key, _ wires: [MapWire]) -> [Point] {
    for wire in wires where wire.points.count > 2 {
      if wire.left == from && wire.right == to { return Array(wire.points.dropFirst().dropLast()) }
      if wire.left == to && wire.right == from { return wire.points.dropFirst().dropLast().reversed() }
    }
    return []
  }
}
