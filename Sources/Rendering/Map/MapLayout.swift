package import Lab

/// The network's picture, laid out: every box has its place, nothing overlaps that does not nest.
package struct MapLayout: Hashable, Sendable {
  /// Outer boxes before the boxes inside them.
  package var items: [MapItem] = []
  package var wires: [MapWire] = []
  package var paths: [MapPath] = []
  package var size = Box(width: 0, height: 0)

  static let margin = 12

  /// The width of a page's figures, in pixels; beyond it a reader has to scroll.
  static let pageWidth = 1216

  package init(_ topology: Topology, journey: Journey? = nil, language: Language) {
    self.init(topology, journey: journey, language: language, spacing: .wide)
    if size.width > Self.pageWidth {
      self.init(topology, journey: journey, language: language, spacing: .tight)
    }
    if size.width > Self.pageWidth, journey?.request != nil {
      self.init(topology, journey: journey, language: language, spacing: .folded)
    }
  }

  private init(_ topology: Topology, journey: Journey?, language: Language, spacing: MapSpacing) {
    let story = MapStory(topology, journey: journey, language: language, spacing: spacing)
    let network = MapNetwork(topology, story: story)
    var y = Self.margin
    var width = 0
    for component in network.components {
      var columns = LayeredLayout(component, story: story)
      columns.place(at: Point(Self.margin, y))
      items += columns.items
      wires += columns.wires
      y = (columns.items.map(\.box.bottom).max() ?? y) + 28
      width = max(width, columns.items.map(\.box.right).max() ?? 0)
    }
    let places = Dictionary(items.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    wires += network.innerWires.compactMap { MapWire($0.0, $0.1, style: .veth, in: places) }
    paths = story.routes.compactMap { MapPath($0, in: places, wires: wires) }
    let bottom = items.map(\.box.bottom).max() ?? 0
    size = Box(width: width + Self.margin, height: bottom + Self.margin)
  }
}
