import Lab

/// Lays out the inside of a machine: interfaces at its edges, the kernel's deeds, bridges with their ports, and the
/// containers and namespaces that live on it.
struct MachineLayout {
  private(set) var items: [MapItem] = []
  private let gap: Int
  private let padding: Int

  private static let rowGap = 10
  /// The room above the content: a line for the name, and what listens below it.
  private let titleHeight: Int

  /// `left` and `right` are the interfaces whose cables lead to those sides.
  init(
    _ name: String, in topology: Topology, left: Set<MapItem.Key>, right: Set<MapItem.Key>, story: MapStory
  ) {
    (gap, padding) = (story.spacing.boxGap, story.spacing.padding)
    let node = topology.nodes.first { $0.name == name }
    titleHeight = 30 + MapItem.lineHeight * (node.map(Self.services)?.count ?? 0)
    guard let node else { return }
    let parts = Parts(node, in: topology, left: left, right: right, story: story)
    // A story that begins in a container of a machine by itself is told from left to right, too.
    let beginsInside =
      left.isEmpty && right.isEmpty && !parts.middle.isEmpty
      && topology.nodes.contains { $0.parent == name && $0.name == story.start }
    let isMirrored =
      beginsInside
      || parts.left.isEmpty && !parts.right.isEmpty
        && !(parts.middle.isEmpty && parts.children.isEmpty)
    let leftColumn = isMirrored && parts.left.isEmpty ? parts.right : parts.left
    let rightColumn = isMirrored ? [] : parts.right
    let inner = parts.middle.isEmpty && parts.children.isEmpty
    var x = padding
    var top: [(items: [MapItem], x: Int)] = []
    func column(_ blocks: [[MapItem]]) -> (items: [MapItem], x: Int)? {
      guard !blocks.isEmpty else { return nil }
      let stacked = Self.stacked(blocks)
      defer { x += Self.width(stacked) + gap }
      return (stacked, x)
    }
    top += [column(leftColumn.map { [$0] }), column(parts.hubs), column(parts.kernel.map { [[$0]] } ?? [])]
      .compactMap { $0 }
    let low = [column(parts.middle), column(parts.children)].compactMap { $0 }
    let last = column(rightColumn.map { [$0] })
    if let last { top.append(last) }
    // With a way straight through, what lives on the machine stands below that way.
    let isBelow = last != nil && !inner
    let topHeight = top.map { Self.height($0.items) }.max() ?? 0
    let lowHeight = low.map { Self.height($0.items) }.max() ?? 0
    let height = isBelow ? topHeight + gap + lowHeight : max(topHeight, lowHeight)
    for (columnItems, columnX) in top {
      let room = isBelow ? topHeight : height
      place(columnItems, Point(columnX, titleHeight + (room - Self.height(columnItems)) / 2))
    }
    for (columnItems, columnX) in low {
      let start = isBelow ? topHeight + gap : 0
      let room = isBelow ? lowHeight : height
      place(columnItems, Point(columnX, titleHeight + start + (room - Self.height(columnItems)) / 2))
    }
    finish(node, parts, contentWidth: x - gap, contentHeight: height, story.language, isMirrored)
  }

  private mutating func place(_ more: [MapItem], _ offset: Point) {
    items += more.map { $0.moved(by: offset) }
  }

  private mutating func finish(
    _ node: Topology.Node, _ parts: Parts, contentWidth: Int, contentHeight: Int, _ language: Language,
    _ isMirrored: Bool
  ) {
    let title = MapLabel(.init(node.name, .title), at: Point(padding, 20))
    let note = (parts.note ?? Self.note(node, language)).map {
      MapLabel(.init($0, .note), at: Point(padding + title.width + 8, 20))
    }
    let services = Self.services(node).enumerated().map { index, line in
      MapLabel(.init(line, .note), at: Point(padding, 20 + MapItem.lineHeight * (index + 1)))
    }
    let labels = [title] + [note].compactMap { $0 } + services
    let textWidth = (labels.map { $0.origin.x + $0.width }.max() ?? 0) + padding
    let width = max(contentWidth + padding, textWidth)
    if isMirrored {
      items = items.map { item in
        var item = item
        item.box.x = width - item.box.right
        return item
      }
    } else if parts.left.isEmpty && parts.middle.isEmpty && parts.children.isEmpty {
      // Only interfaces on the right: they stay at that edge.
      items = items.map { $0.moved(by: Point(width - contentWidth - padding, 0)) }
    }
    let box = Box(width: width, height: titleHeight + contentHeight + padding)
    items.insert(
      MapItem(key: .machine(node.name), style: Self.style(node.kind), box: box, labels: labels), at: 0)
  }

  private static func style(_ kind: Topology.Node.Kind) -> MapItem.Style {
    switch kind {
    case .host, .switchNode: .host
    case .windows: .windows
    case .container: .container
    case .namespace: .namespace
    }
  }

  private static func note(_ node: Topology.Node, _ language: Language) -> String? {
    switch node.kind {
    case .host, .switchNode: nil
    case .windows: "Windows"
    case .container: language.say("container", "容器")
    case .namespace: language.say("namespace", "命名空间")
    }
  }

  /// What listens on the node: two lines at most, so that a busy server does not drown the network.
  private static func services(_ node: Topology.Node) -> [String] {
    guard !node.services.isEmpty else { return [] }
    var lines: [String] = []
    var count = 0
    for service in node.services {
      if let last = lines.last, DisplayWidth.columns(last + service) <= 24 {
        lines[lines.count - 1] = last + ", " + service
      } else if lines.count < 2 {
        lines.append(service)
      } else {
        break
      }
      count += 1
    }
    if count < node.services.count { lines[lines.count - 1] += " +\(node.services.count - count)" }
    return lines
  }

  static func stacked(_ blocks: [[MapItem]]) -> [MapItem] {
    var y = 0
    var result: [MapItem] = []
    for block in blocks {
      result += block.map { $0.moved(by: Point(0, y)) }
      y += height(block) + rowGap
    }
    return result
  }
  static func width(_ items: [MapItem]) -> Int { items.map(\.box.right).max() ?? 0 }
  static func height(_ items: [MapItem]) -> Int { items.map(\.box.bottom).max() ?? 0 }
}

extension MachineLayout {
  /// What a machine is made of, each part laid out by itself.
  struct Parts {
    var left: [MapItem] = []
    var right: [MapItem] = []
    var kernel: MapItem?
    /// Bridges that have nothing but ports with cables: they stand between those.
    var hubs: [[MapItem]] = []
    /// Bridges with their ports, and ends of veth pairs that are on no bridge.
    var middle: [[MapItem]] = []
    var children: [[MapItem]] = []
    /// What is not drawn.
    var note: String?

    init(
      _ node: Topology.Node, in topology: Topology, left: Set<MapItem.Key>, right: Set<MapItem.Key>,
      story: MapStory
    ) {
      kernel = story.kernel(of: node.name)
      let isFolded = story.folds(node.name, in: topology)
      let inhabitants = topology.nodes.filter { $0.parent == node.name }
      let childNodes = isFolded ? [] : inhabitants
      if isFolded, !inhabitants.isEmpty {
        note = "+ " + inhabitants.map(\.name).joined(separator: story.language.say(", ", "、"))
      }
      let inner = Set(
        topology.links.flatMap { link in
          [(link.left, link.right), (link.right, link.left)].compactMap { here, there -> String? in
            here.node == node.name && childNodes.contains { $0.name == there.node } ? here.interface : nil
          }
        })
      func chip(_ interface: Topology.Interface) -> MapItem {
        Self.chip(interface, of: node.name, story: story)
      }
      for interface in node.interfaces where interface.kind != .loopback || crossed(node, interface, story) {
        let key = MapItem.Key.interface(Station(node.name, interface.name))
        if isFolded, !left.contains(key), !right.contains(key) { continue }
        if right.contains(key) {
          self.right.append(chip(interface))
        } else if left.contains(key) {
          self.left.append(chip(interface))
        } else if interface.kind == .bridge {
          let ports = node.interfaces.filter { port in
            let key = MapItem.Key.interface(Station(node.name, port.name))
            return port.bridge == interface.name && !left.contains(key) && !right.contains(key)
          }
          let isHub = ports.isEmpty && node.interfaces.contains { $0.bridge == interface.name }
          if isHub {
            hubs.append([chip(interface)])
          } else {
            middle.append(Self.group(chip(interface), ports.map(chip), Station(node.name, interface.name)))
          }
        } else if interface.bridge == nil || !node.interfaces.contains(where: { $0.name == interface.bridge })
        {
          if inner.contains(interface.name) {
            middle.append([chip(interface)])
          } else if left.isEmpty && !right.isEmpty && childNodes.isEmpty {
            self.right.append(chip(interface))
          } else {
            self.left.append(chip(interface))
          }
        }
      }
      children = MapNetwork.Component.all(of: childNodes, in: topology, first: story.start).map { component in
        Self.children(component, in: topology, story: story)
      }
    }

    /// One that lives alone, or several in a row with the wires between them.
    private static func children(
      _ component: MapNetwork.Component, in topology: Topology, story: MapStory
    ) -> [MapItem] {
      guard component.edges.isEmpty, let name = component.vertices.first?.name else {
        var row = LayeredLayout(component, story: story)
        row.place(at: Point(0, 0))
        return row.items
      }
      let interfaces = topology.nodes.first { $0.name == name }?.interfaces ?? []
      let ends = Set(interfaces.map { MapItem.Key.interface(Station(name, $0.name)) })
      return MachineLayout(name, in: topology, left: ends, right: [], story: story).items
    }

    private func crossed(_ node: Topology.Node, _ interface: Topology.Interface, _ story: MapStory) -> Bool {
      story.lanes(in: .interface(Station(node.name, interface.name))) != nil
    }

    private static func chip(_ interface: Topology.Interface, of node: String, story: MapStory) -> MapItem {
      let key = MapItem.Key.interface(Station(node, interface.name))
      let state = interface.isUp ? "" : story.language.say(" (down)", "（未启用）")
      let lines =
        [MapLabel.Line(interface.name + state, .name)] + interface.addresses.map { .init($0, .address) }
      return MapItem(
        key: key, style: interface.kind == .bridge ? .bridge : .interface, lines: lines,
        lanes: story.lanes(in: key))
    }

    /// A bridge with its ports on its right.
    private static func group(_ bridge: MapItem, _ ports: [MapItem], _ station: Station) -> [MapItem] {
      let inset = 8
      let column = MachineLayout.stacked(ports.map { [$0] })
      let height = max(bridge.box.height, MachineLayout.height(column))
      let portX = inset + bridge.box.width + (ports.isEmpty ? 0 : 20)
      let placed =
        [bridge.moved(by: Point(inset, inset + (height - bridge.box.height) / 2))]
        + column.map {
          $0.moved(by: Point(portX, inset + (height - MachineLayout.height(column)) / 2))
        }
      let box = Box(width: MachineLayout.width(placed) + inset, height: height + 2 * inset)
      return [MapItem(key: .bridgeGroup(station), style: .group, box: box)] + placed
    }
  }
}
