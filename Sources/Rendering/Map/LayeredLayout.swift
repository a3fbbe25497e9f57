import Lab

/// Places a component in columns from left to right, each vertex to the right of those it was reached from
/// (after Sugiyama, Tagawa and Toda, 1981: ranks, order within ranks, then coordinates).
struct LayeredLayout {
  private struct Slot {
    /// Nil for a place that only lets a long cable pass.
    var vertex: Int?
    var items: [MapItem] = []
    var size = Box(width: 0, height: 0)
    var y = 0
    var neighbours: [Int] = []
  }

  private(set) var items: [MapItem] = []
  private(set) var wires: [MapWire] = []
  private let component: MapNetwork.Component
  private var ranks: [[Int]] = []
  private var slots: [Slot] = []
  /// The slots that each cable goes through, ends included.
  private var ways: [[Int]] = []

  private static let slotGap = 20
  private let rankGap: Int

  init(_ component: MapNetwork.Component, story: MapStory) {
    self.component = component
    rankGap = story.spacing.rankGap
    var rank = Self.longestPaths(component)
    Self.spreadLeaves(component, &rank, story)
    makeSlots(rank, story)
    for _ in 0..<4 { sortRanks() }
  }

  private static func longestPaths(_ component: MapNetwork.Component) -> [Int] {
    var rank = [Int](repeating: 0, count: component.vertices.count)
    for edge in component.edges.sorted(by: { ($0.left, $0.right) < ($1.left, $1.right) }) {
      rank[edge.right] = max(rank[edge.right], rank[edge.left] + 1)
    }
    // An edge may have moved its end after the edges of that end were seen.
    for vertex in rank.indices {
      for edge in component.edges where edge.left == vertex {
        rank[edge.right] = max(rank[edge.right], rank[vertex] + 1)
      }
    }
    return rank
  }

  /// A switch with many hosts has them on both sides.
  private static func spreadLeaves(
    _ component: MapNetwork.Component, _ rank: inout [Int], _ story: MapStory
  ) {
    for centre in component.vertices.indices where component.vertices[centre].isSwitch && rank[centre] > 0 {
      let leaves = component.edges.filter { $0.left == centre }.map(\.right).filter { leaf in
        !component.vertices[leaf].isSwitch && !story.crosses(component.vertices[leaf].name)
          && component.edges.filter { $0.left == leaf || $0.right == leaf }.count == 1
      }
      guard leaves.count > 3 else { continue }
      for leaf in leaves.suffix(leaves.count / 2) { rank[leaf] = rank[centre] - 1 }
    }
  }

  private mutating func makeSlots(_ rank: [Int], _ story: MapStory) {
    ranks = Array(repeating: [], count: (rank.max() ?? 0) + 1)
    for vertex in component.vertices.indices {
      let items = block(vertex, rank, story)
      slots.append(
        Slot(
          vertex: vertex, items: items,
          size: Box(width: items.map(\.box.right).max() ?? 0, height: items.map(\.box.bottom).max() ?? 0)))
      ranks[rank[vertex]].append(vertex)
    }
    for edge in component.edges {
      let (from, to) = rank[edge.left] <= rank[edge.right] ? (edge.left, edge.right) : (edge.right, edge.left)
      var way = [from]
      if rank[to] - rank[from] > 1 {
        for column in (rank[from] + 1)..<rank[to] {
          slots.append(Slot(size: Box(width: 0, height: 24)))
          ranks[column].append(slots.count - 1)
          way.append(slots.count - 1)
        }
      }
      way.append(to)
      for (one, other) in zip(way, way.dropFirst()) {
        slots[one].neighbours.append(other)
        slots[other].neighbours.append(one)
      }
      ways.append(from == edge.left ? way : way.reversed())
    }
  }

  private func block(_ vertex: Int, _ rank: [Int], _ story: MapStory) -> [MapItem] {
    let name = component.vertices[vertex].name
    if component.vertices[vertex].isSwitch {
      let key = MapItem.Key.switchBox(name)
      return [
        MapItem(
          key: key, style: .switchBox,
          lines: [.init(name, .title), .init(story.language.say("switch", "交换机"), .note)],
          lanes: story.lanes(in: key))
      ]
    }
    var left: Set<MapItem.Key> = []
    var right: Set<MapItem.Key> = []
    for edge in component.edges {
      if edge.left == vertex {
        if rank[edge.right] >= rank[vertex] { right.insert(edge.leftKey) } else { left.insert(edge.leftKey) }
      } else if edge.right == vertex {
        if rank[edge.left] > rank[vertex] { right.insert(edge.rightKey) } else { left.insert(edge.rightKey) }
      }
    }
    return MachineLayout(name, in: component.topology, left: left, right: right, story: story).items
  }

  /// Each slot goes to the middle of its neighbours in the column before, then in the column after.
  private mutating func sortRanks() {
    var position = [Double](repeating: 0, count: slots.count)
    func remember(_ rank: [Int]) {
      for (index, slot) in rank.enumerated() { position[slot] = Double(index) - Double(rank.count) / 2 }
    }
    ranks.forEach(remember)
    let columnOf = self.columnOf
    for (column, step) in ranks.indices.map({ ($0, -1) }) + ranks.indices.reversed().map({ ($0, 1) }) {
      let keyed = ranks[column].enumerated().map { index, slot in
        let near = slots[slot].neighbours.filter { columnOf[$0] == column + step }
        let mean = near.isEmpty ? position[slot] : near.reduce(0) { $0 + position[$1] } / Double(near.count)
        return (mean, index, slot)
      }
      ranks[column] = keyed.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
      remember(ranks[column])
    }
  }

  /// Gives every slot its place; the component's corner is at the given point.
  mutating func place(at corner: Point) {
    for rank in ranks { stack(rank, wanted: nil) }
    for _ in 0..<6 {
      for rank in ranks { stack(rank, wanted: wishes(rank)) }
      for rank in ranks.reversed() { stack(rank, wanted: wishes(rank)) }
    }
    let top = slots.map(\.y).min() ?? 0
    var x = corner.x
    var slotX = [Int](repeating: 0, count: slots.count)
    let columnOf = self.columnOf
    for rank in ranks {
      let width = rank.map { slots[$0].size.width }.max() ?? 0
      for slot in rank {
        slotX[slot] = x + inset(slot, columnOf, room: width - slots[slot].size.width)
        let offset = Point(slotX[slot], slots[slot].y - top + corner.y)
        slots[slot].items = slots[slot].items.map { $0.moved(by: offset) }
        items += slots[slot].items
      }
      x += width + rankGap
    }
    let places = Dictionary(items.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    for (edge, way) in zip(component.edges, ways) {
      let bends = way.dropFirst().dropLast().map { Point(slotX[$0], slots[$0].y - top + corner.y + 12) }
      if let wire = MapWire(edge.leftKey, edge.rightKey, style: .cable, in: places, bends: bends) {
        wires.append(wire)
      }
    }
  }

  /// A box with cables on one side only stands at that side of its column, so that they cross none of its neighbours.
  private func inset(_ slot: Int, _ columnOf: [Int], room: Int) -> Int {
    let near = slots[slot].neighbours
    if near.isEmpty { return room / 2 }
    if near.allSatisfy({ columnOf[$0] < columnOf[slot] }) { return 0 }
    if near.allSatisfy({ columnOf[$0] > columnOf[slot] }) { return room }
    return room / 2
  }

  /// The column of each slot.
  private var columnOf: [Int] {
    var columns = [Int](repeating: 0, count: slots.count)
    for (column, members) in ranks.enumerated() { for slot in members { columns[slot] = column } }
    return columns
  }

  /// The y at which a slot's anchor would be level with its neighbours'.
  private func wishes(_ rank: [Int]) -> [Int] {
    rank.map { slot in
      let near = slots[slot].neighbours
      guard !near.isEmpty else { return slots[slot].y }
      let sum = near.reduce(0) { $0 + slots[$1].y + anchor($1, towards: slot) - anchor(slot, towards: $1) }
      return sum / near.count
    }
  }

  /// How far below a slot's top the cable to another slot begins.
  private func anchor(_ slot: Int, towards other: Int) -> Int {
    guard let vertex = slots[slot].vertex else { return slots[slot].size.height / 2 }
    for (edge, way) in zip(component.edges, ways) where way.contains(slot) && way.contains(other) {
      let key = edge.left == vertex ? edge.leftKey : edge.rightKey
      if let item = slots[slot].items.first(where: { $0.key == key }) { return item.anchorY }
    }
    return slots[slot].size.height / 2
  }

  /// Puts the slots of a column under each other, as near as can be to where they want to be.
  private mutating func stack(_ rank: [Int], wanted: [Int]?) {
    var y = wanted?.first ?? 0
    var drift = 0
    for (index, slot) in rank.enumerated() {
      let wish = wanted?[index] ?? y
      slots[slot].y = index == 0 ? wish : max(y, wish)
      drift += slots[slot].y - wish
      y = slots[slot].y + slots[slot].size.height + Self.slotGap
    }
    guard let count = Optional(rank.count), count > 1 else { return }
    for slot in rank { slots[slot].y -= drift / count }
  }
}
