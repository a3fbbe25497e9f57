/// A box of the map with the text inside it. Boxes nest: a machine holds its interfaces and its containers.
package struct MapItem: Hashable, Sendable {
  package enum Key: Hashable, Sendable {
    case machine(String)
    case switchBox(String)
    case interface(Station)
    /// Holds a bridge and its ports.
    case bridgeGroup(Station)
    /// Where a node's kernel rewrote or dropped one of the drawn packets.
    case kernel(String)
  }

  package enum Style: String, Hashable, Sendable {
    case host, windows, container, namespace, switchBox = "switch", interface, bridge, group, kernel
  }

  package var key: Key
  package var style: Style
  package var box: Box
  package var labels: [MapLabel]
  /// The middle of the lanes along which drawn packets cross the box, from its top; nil when none does.
  package var lane: Int?
  /// How many lanes there are, one below the other.
  package var laneCount = 0

  package static let padding = 8
  package static let lineHeight = 17
  /// From the middle of a lane to that of the next.
  package static let laneGap = 20

  package init(key: Key, style: Style, box: Box, labels: [MapLabel] = [], lane: Int? = nil) {
    (self.key, self.style, self.box, self.labels, self.lane) = (key, style, box, labels, lane)
  }

  /// A box as small as its lines allow, with room for the lanes of drawn packets below them.
  init(
    key: Key, style: Style, lines: [MapLabel.Line], lanes: MapStory.Lanes?, after: [MapLabel.Line] = []
  ) {
    var labels: [MapLabel] = []
    var y = Self.padding - 2
    for line in lines {
      labels.append(MapLabel(line, at: Point(Self.padding, y + 13)))
      y += Self.lineHeight
    }
    var lane: Int?
    if let lanes {
      let height = (lanes.count - 1) * Self.laneGap + 24
      lane = y + height / 2
      y += height
    }
    for line in after {
      labels.append(MapLabel(line, at: Point(Self.padding, y + 13)))
      y += Self.lineHeight
    }
    let width = max(labels.map(\.width).max() ?? 0, (lanes?.badges ?? 0) * 24) + 2 * Self.padding
    self.init(
      key: key, style: style, box: Box(width: width, height: y + Self.padding - 2), labels: labels, lane: lane
    )
    laneCount = lanes?.count ?? 0
  }

  /// Where a cable or a path meets the box: the lane's middle if there is one.
  package var anchorY: Int { box.y + (lane ?? box.height / 2) }

  /// The height of a lane, from 0.
  func laneY(_ index: Int) -> Int { anchorY + (2 * index - max(laneCount - 1, 0)) * Self.laneGap / 2 }

  package func moved(by offset: Point) -> MapItem {
    var item = self
    item.box = box.moved(by: offset)
    return item
  }
}

/// One line of text in a box.
package struct MapLabel: Hashable, Sendable {
  package enum Style: String, Hashable, Sendable { case title, note, name, address, old, new, author, drop }

  package struct Line: Hashable, Sendable {
    package var text: String
    package var style: Style
    package init(_ text: String, _ style: Style) { (self.text, self.style) = (text, style) }
  }

  package var text: String
  package var style: Style
  /// Where the baseline begins, from the box's corner.
  package var origin: Point

  package init(_ line: Line, at origin: Point) {
    (text, style, self.origin) = (line.text, line.style, origin)
  }

  package var fontSize: Int { style == .title ? 14 : 12 }
  package var width: Int {
    switch style {
    case .title, .drop: DisplayWidth.proportional(text, fontSize: fontSize, isBold: true)
    case .note, .author: DisplayWidth.proportional(text, fontSize: fontSize, isBold: false)
    case .name, .address, .old, .new: DisplayWidth.pixels(text, fontSize: fontSize)
    }
  }

  /// The room that the text takes in a box at this corner.
  package func frame(in box: Box) -> Box {
    Box(
      x: box.x + origin.x, y: box.y + origin.y - fontSize, width: width, height: fontSize + 3)
  }
}
