import Lab
import Simulation

/// What the traced packets need drawn on the map.
struct MapStory {
  struct Route {
    var direction: PacketJourney.Direction
    /// Every box on the way, in order.
    var visits: [Visit]
    var isDropped: Bool
    /// What happens at each number.
    var words: [Int: String] = [:]
  }
  struct Visit: Hashable {
    var key: MapItem.Key
    /// The badge; nil where the packet only passes.
    var number: Int?
  }

  var routes: [Route] = []
  var language: Language
  var spacing: MapSpacing
  var start: String?
  private var kernels: [String: (request: [MapLabel.Line], reply: [MapLabel.Line])] = [:]
  private var badgeCounts: [MapItem.Key: Int] = [:]

  init(_ topology: Topology, journey: Journey?, language: Language, spacing: MapSpacing) {
    self.language = language
    self.spacing = spacing
    guard let journey, let request = journey.request else { return }
    start = request.stops.first?.node
    var nodes: [String: [String]] = [:]
    for node in topology.nodes { nodes[node.name] = node.interfaces.map(\.name) }
    for packet in [request, journey.reply].compactMap({ $0 }) {
      add(packet, direction: packet.identity == request.identity ? .request : .reply, known: nodes)
    }
  }

  private mutating func add(
    _ packet: PacketJourney, direction: PacketJourney.Direction, known: [String: [String]]
  ) {
    var route = Route(direction: direction, visits: [], isDropped: false)
    for stop in packet.stops {
      route.words[stop.number] = language.sentence(stop)
      for name in stop.switches { route.visits.append(Visit(key: .switchBox(name), number: nil)) }
      switch stop.kind {
      case .leaves(let station), .arrives(let station):
        guard known[station.node]?.contains(station.interface) == true else { continue }
        route.visits.append(Visit(key: .interface(station), number: stop.number))
      case .rewritten(let rewrite):
        note(rewrite, stop: stop, direction)
        route.visits.append(Visit(key: .kernel(stop.node), number: stop.number))
      case .dropped(let reason):
        guard known[stop.node] != nil else { continue }
        let text = DisplayWidth.wrapped("✕ " + language.reason(reason), columns: spacing.dropColumns)
        lines(at: stop.node, direction) { $0 += text.map { MapLabel.Line($0, .drop) } }
        route.visits.append(Visit(key: .kernel(stop.node), number: stop.number))
        route.isDropped = true
      }
    }
    var counts: [MapItem.Key: Int] = [:]
    for visit in route.visits { counts[visit.key, default: 0] += visit.number == nil ? 0 : 1 }
    for visit in route.visits {
      badgeCounts[visit.key] = max(badgeCounts[visit.key] ?? 0, counts[visit.key] ?? 0)
    }
    routes.append(route)
  }

  private mutating func note(_ rewrite: Rewrite, stop: Stop, _ direction: PacketJourney.Direction) {
    let author = language.author(rewrite.translation)
    let heading = "\(stop.number) · \(language.manipulated(rewrite.change.field))"
    lines(at: stop.node, direction) {
      $0.append(.init(heading, .note))
      $0.append(.init(rewrite.change.old, .old))
      $0.append(.init("→ " + rewrite.change.new, .new))
      $0.append(.init(author, .author))
    }
  }

  private mutating func lines(
    at node: String, _ direction: PacketJourney.Direction, _ change: (inout [MapLabel.Line]) -> Void
  ) {
    var both = kernels[node] ?? ([], [])
    if direction == .request { change(&both.request) } else { change(&both.reply) }
    kernels[node] = both
  }

  /// How many badges stand side by side in a box; nil when no drawn packet crosses it.
  func badges(in key: MapItem.Key) -> Int? { badgeCounts[key] }

  /// What the kernel of a node did to the drawn packets.
  func kernel(of node: String) -> MapItem? {
    guard let lines = kernels[node] else { return nil }
    let key = MapItem.Key.kernel(node)
    return MapItem(
      key: key, style: .kernel, lines: lines.request, badges: badges(in: key) ?? 1, after: lines.reply)
  }

  /// The nodes that the drawn packets cross.
  func crosses(_ node: String) -> Bool {
    routes.contains {
      $0.visits.contains { visit in
        switch visit.key {
        case .interface(let station): station.node == node
        case .kernel(let name), .machine(let name), .switchBox(let name): name == node
        case .bridgeGroup: false
        }
      }
    }
  }
}
