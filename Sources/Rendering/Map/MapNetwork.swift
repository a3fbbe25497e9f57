import Lab

/// The network as the layout sees it: machines with what lives on them, switches, and the cables between those.
struct MapNetwork {
  struct Vertex {
    var name: String
    var isSwitch: Bool
  }
  struct Edge {
    var left: Int
    var right: Int
    var leftKey: MapItem.Key
    var rightKey: MapItem.Key
  }
  /// Vertices that cables join.
  struct Component {
    var topology: Topology
    var vertices: [Vertex]
    var edges: [Edge]
  }

  var components: [Component] = []
  /// Wires that stay inside one machine: veth pairs, and bridges with their ports.
  var innerWires: [(MapItem.Key, MapItem.Key)] = []

  init(_ topology: Topology, story: MapStory) {
    let roots = topology.nodes.filter { $0.parent == nil }
    var index: [String: Int] = [:]
    for (number, node) in roots.enumerated() { index[node.name] = number }
    let parents = topology.parents
    let vertices = roots.map { Vertex(name: $0.name, isSwitch: $0.kind == .switchNode) }
    var edges: [Edge] = []
    for link in topology.links {
      let (left, right) = (Self.root(link.left.node, parents), Self.root(link.right.node, parents))
      guard let from = index[left], let to = index[right] else { continue }
      let (leftKey, rightKey) = (Self.key(link.left), Self.key(link.right))
      if from == to {
        innerWires.append((leftKey, rightKey))
      } else {
        edges.append(Edge(left: from, right: to, leftKey: leftKey, rightKey: rightKey))
      }
    }
    for node in topology.nodes {
      for interface in node.interfaces {
        guard let bridge = interface.bridge else { continue }
        innerWires.append(
          (.interface(Station(node.name, interface.name)), .interface(Station(node.name, bridge))))
      }
    }
    components = Component.all(
      of: vertices, edges, in: topology, first: story.start.map { Self.root($0, parents) })
  }

  static func key(_ end: Topology.Link.End) -> MapItem.Key {
    end.interface.map { .interface(Station(end.node, $0)) } ?? .switchBox(end.node)
  }

  private static func root(_ node: String, _ parents: [String: String]) -> String {
    var node = node
    while let parent = parents[node] { node = parent }
    return node
  }
}

extension MapNetwork.Component {
  /// Numbers the vertices of each component breadth first, from where the story begins or from an end of the network.
  static func all(
    of vertices: [MapNetwork.Vertex], _ edges: [MapNetwork.Edge], in topology: Topology, first: String?
  ) -> [Self] {
    var components: [Self] = []
    var degree = [Int](repeating: 0, count: vertices.count)
    for edge in edges {
      degree[edge.left] += 1
      degree[edge.right] += 1
    }
    var numbers: [Int?] = Array(repeating: nil, count: vertices.count)
    let starts =
      vertices.indices.filter { vertices[$0].name == first }
      + vertices.indices.filter { degree[$0] == 1 && !vertices[$0].isSwitch } + Array(vertices.indices)
    for start in starts where numbers[start] == nil {
      var order = [start]
      numbers[start] = 0
      var next = 0
      while next < order.count {
        for edge in edges where edge.left == order[next] || edge.right == order[next] {
          let other = edge.left == order[next] ? edge.right : edge.left
          guard numbers[other] == nil else { continue }
          numbers[other] = order.count
          order.append(other)
        }
        next += 1
      }
      let members = Set(order)
      components.append(
        Self(
          topology: topology, vertices: order.map { vertices[$0] },
          edges: edges.filter { members.contains($0.left) }.map { edge in
            let (left, right) = (numbers[edge.left] ?? 0, numbers[edge.right] ?? 0)
            return left <= right
              ? .init(left: left, right: right, leftKey: edge.leftKey, rightKey: edge.rightKey)
              : .init(left: right, right: left, leftKey: edge.rightKey, rightKey: edge.leftKey)
          }))
    }
    return components
  }

  /// What lives on one machine, joined by the wires that lead from one to the other.
  static func all(of children: [Topology.Node], in topology: Topology, first: String?) -> [Self] {
    let index = Dictionary(
      children.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    let edges = topology.links.compactMap { link -> MapNetwork.Edge? in
      guard let left = index[link.left.node], let right = index[link.right.node], left != right else {
        return nil
      }
      return .init(
        left: left, right: right, leftKey: MapNetwork.key(link.left), rightKey: MapNetwork.key(link.right))
    }
    let components = all(
      of: children.map { .init(name: $0.name, isSwitch: false) }, edges, in: topology, first: first)
    func place(_ component: Self) -> Int { component.vertices.compactMap { index[$0.name] }.min() ?? 0 }
    return components.sorted { place($0) < place($1) }
  }
}

extension Topology {
  var parents: [String: String] {
    Dictionary(nodes.compactMap { node in node.parent.map { (node.name, $0) } }, uniquingKeysWith: { $1 })
  }
}
