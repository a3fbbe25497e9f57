import Lab
import Simulation

/// What the traced packets need drawn on the map.
struct MapStory {
  struct Route {
    var direction: PacketJourney.Direction
    /// The boxes on the way, in order; one that the packet comes to twice is there twice.
    var crossings: [Crossing] = []
    var isDropped = false
    /// What happens at each number.
    var words: [Int: String] = [:]
  }

  /// A way across a box, along a lane of its own.
  struct Crossing: Hashable {
    var key: MapItem.Key
    /// The badges; none where the packet only passes.
    var numbers: [Int]
    /// From the top of the box.
    var lane = 0
    /// Whether the packet came into the node by this interface; nil for what is no interface.
    var enters: Bool?
  }

  /// The room that drawn packets need in a box.
  struct Lanes {
    var requests = 0
    var replies = 0
    /// The most badges that stand side by side.
    var badges = 0
    var count: Int { requests + replies }
  }

  var routes: [Route] = []
  var language: Language
  var spacing: MapSpacing
  var start: String?
  /// The bridges of hosts' ports.
  private var bridges: [MapItem.Key: MapItem.Key] = [:]
  private var kernels: [String: (request: [MapLabel.Line], reply: [MapLabel.Line])] = [:]
  private var lanes: [MapItem.Key: Lanes] = [:]

  init(_ topology: Topology, journey: Journey?, language: Language, spacing: MapSpacing) {
    self.language = language
    self.spacing = spacing
    guard let journey, let request = journey.request else { return }
    start = request.stops.first?.node
    var nodes: [String: [String]] = [:]
    for node in topology.nodes {
      nodes[node.name] = node.interfaces.map(\.name)
      for interface in node.interfaces {
        guard let bridge = interface.bridge, nodes[node.name]?.contains(bridge) == true else { continue }
        bridges[.interface(Station(node.name, interface.name))] = .interface(Station(node.name, bridge))
      }
    }
    add(request, direction: .request, known: nodes)
    if let reply = journey.reply, !reply.isOwnReport {
      add(reply, direction: .reply, known: nodes)
    }
    if let onward = journey.onward {
      add(onward.request, direction: .request, known: nodes)
      if let reply = onward.reply { add(reply, direction: .reply, known: nodes) }
    }
    assignLanes()
  }

  private mutating func add(
    _ packet: PacketJourney, direction: PacketJourney.Direction, known: [String: [String]]
  ) {
    var route = Route(direction: direction)
    for stop in packet.stops {
      route.words[stop.number] = language.sentence(stop, of: packet)
      for name in stop.switches { route.visit(.switchBox(name)) }
      for bridge in stop.bridges where known[bridge.node]?.contains(bridge.interface) == true {
        route.visit(.interface(bridge))
      }
      switch stop.kind {
      case .leaves(let station), .arrives(let station):
        guard known[station.node]?.contains(station.interface) == true else { continue }
        var enters = false
        if case .arrives = stop.kind { enters = true }
        if route.crossings.last?.key == .kernel(station.node), let bridge = bridges[.interface(station)] {
          route.visit(bridge)
        }
        route.visit(.interface(station), stop.number, enters: enters)
      case .rewritten(let rewrite):
        note(rewrite, stop: stop, direction)
        visitKernel(of: stop, &route)
      case .dropped(let reason):
        guard known[stop.node] != nil else { continue }
        let words = "✕ " + language.reason(reason, of: packet)
        let text = DisplayWidth.balanced(words, columns: spacing.dropColumns)
        lines(at: stop.node, direction) { $0 += text.map { MapLabel.Line($0, .drop) } }
        visitKernel(of: stop, &route)
        route.isDropped = true
      }
    }
    routes.append(route)
  }

  /// What came in by a port of a bridge comes to the kernel through the bridge.
  private func visitKernel(of stop: Stop, _ route: inout Route) {
    if let last = route.crossings.last, let bridge = bridges[last.key] { route.visit(bridge) }
    route.visit(.kernel(stop.node), stop.number)
  }

  /// Requests have the upper lanes, replies the lower ones; where a box sees only one of them, the other's lane stays
  /// free, so that lines run straight on.
  private mutating func assignLanes() {
    for route in routes.indices {
      for index in routes[route].crossings.indices {
        let crossing = routes[route].crossings[index]
        var room = lanes[crossing.key] ?? Lanes()
        room.badges = max(room.badges, crossing.numbers.count)
        if routes[route].direction == .request {
          routes[route].crossings[index].lane = room.requests
          room.requests += 1
        } else {
          routes[route].crossings[index].lane = room.replies
          room.replies += 1
        }
        lanes[crossing.key] = room
      }
    }
    let hasReply = routes.contains { $0.direction == .reply && !$0.crossings.isEmpty }
    lanes = lanes.mapValues {
      Lanes(requests: max($0.requests, 1), replies: max($0.replies, hasReply ? 1 : 0), badges: $0.badges)
    }
    for route in routes.indices where routes[route].direction == .reply {
      for index in routes[route].crossings.indices {
        routes[route].crossings[index].lane += lanes[routes[route].crossings[index].key]?.requests ?? 0
      }
    }
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

  /// The lanes of a box; nil when no drawn packet crosses it.
  func lanes(in key: MapItem.Key) -> Lanes? { lanes[key] }

  /// What the kernel of a node did to the drawn packets.
  func kernel(of node: String) -> MapItem? {
    guard let lines = kernels[node] else { return nil }
    let key = MapItem.Key.kernel(node)
    return MapItem(key: key, style: .kernel, lines: lines.request, lanes: lanes(in: key), after: lines.reply)
  }

  /// Neither the machine nor what lives on it is on the way, and the map has no room for what is not.
  func folds(_ machine: String, in topology: Topology) -> Bool {
    spacing.foldsAside && !crosses(machine)
      && !topology.nodes.contains { $0.parent == machine && crosses($0.name) }
  }

  /// The nodes that the drawn packets cross.
  func crosses(_ node: String) -> Bool {
    routes.contains {
      $0.crossings.contains { crossing in
        switch crossing.key {
        case .interface(let station): station.node == node
        case .kernel(let name), .machine(let name), .switchBox(let name): name == node
        case .bridgeGroup: false
        }
      }
    }
  }
}

extension MapStory.Route {
  /// Visits of one box in a row are one crossing, but for a packet that comes in and goes out again by one interface.
  mutating func visit(_ key: MapItem.Key, _ number: Int? = nil, enters: Bool? = nil) {
    let numbers = [number].compactMap { $0 }
    guard let last = crossings.last, last.key == key, !(last.enters == true && enters == false) else {
      crossings.append(.init(key: key, numbers: numbers, enters: enters))
      return
    }
    crossings[crossings.count - 1].numbers += numbers
    if let enters { crossings[crossings.count - 1].enters = enters }
  }
}
