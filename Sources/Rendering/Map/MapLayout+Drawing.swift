/// The map as inline SVG.
extension MapLayout {
  /// `prefix` makes the ids of this figure its own.
  package func svg(prefix: String, title: String, description: String) -> Markup {
    element(
      "svg",
      [
        "class": "map", "role": "img", "aria-labelledby": prefix + "-title " + prefix + "-desc",
        "viewBox": "0 0 \(size.width) \(size.height)", "width": String(size.width),
        "height": String(size.height),
        "xmlns": "http://www.w3.org/2000/svg",
      ]
    ) {
      element("title", ["id": prefix + "-title"]) { title }
      element("desc", ["id": prefix + "-desc"]) { description }
      arrowHeads(prefix)
      for item in items where item.isHolder { draw(item) }
      for wire in wires {
        element(
          "path", ["class": "wire " + wire.style.rawValue, "d": Self.curve(wire.points, bulge: wire.bulge)])
      }
      for item in items where !item.isHolder { draw(item) }
      for path in paths { draw(path, prefix) }
    }
  }

  private func arrowHeads(_ prefix: String) -> Markup {
    element("defs") {
      for name in ["request", "reply"] {
        element(
          "marker",
          [
            "id": "\(prefix)-\(name)", "class": name, "viewBox": "0 0 8 8", "refX": "7", "refY": "4",
            "markerWidth": "9", "markerHeight": "9", "markerUnits": "userSpaceOnUse", "orient": "auto",
          ]
        ) {
          element("path", ["d": "M0 0L8 4L0 8z"])
        }
      }
    }
  }

  private func draw(_ item: MapItem) -> Markup {
    element("g", ["class": "box " + item.style.rawValue]) {
      element(
        "rect",
        [
          "x": String(item.box.x), "y": String(item.box.y), "width": String(item.box.width),
          "height": String(item.box.height), "rx": item.isHolder ? "10" : "6",
        ])
      for label in item.labels {
        element(
          "text",
          [
            "class": "t-" + label.style.rawValue, "x": String(item.box.x + label.origin.x),
            "y": String(item.box.y + label.origin.y),
          ]
        ) {
          label.text
        }
      }
    }
  }

  private func draw(_ path: MapPath, _ prefix: String) -> Markup {
    let name = path.direction == .request ? "request" : "reply"
    return element("g", ["class": "path " + name]) {
      for (index, piece) in path.pieces.enumerated() {
        // Pieces between boxes carry the arrow heads; those across a box are their continuation.
        element(
          "path",
          [
            "d": Self.curve(piece.points, bulge: piece.bulge),
            "marker-end": index % 2 == 1 ? "url(#\(prefix)-\(name))" : nil,
          ])
      }
      for badge in path.badges { draw(badge, prefix) }
    }
  }

  /// Leads to the row of the steps that has its number.
  private func draw(_ badge: MapPath.Badge, _ prefix: String) -> Markup {
    element("a", ["class": badge.isDrop ? "badge drop" : "badge", "href": "#\(prefix)-s\(badge.number)"]) {
      element("title") { badge.words }
      let (x, y) = (badge.centre.x, badge.centre.y)
      if badge.isDrop {
        element("path", ["class": "cross", "d": "M\(x + 12) \(y - 8)l16 16m0 -16l-16 16"])
      }
      // As wide as its number, a disc for one digit.
      let width = 18 + 6 * (String(badge.number).utf8.count - 1)
      element(
        "rect",
        [
          "x": String(x - width / 2), "y": String(y - 9), "width": String(width), "height": "18", "rx": "9",
        ])
      element("text", ["x": String(x), "y": String(y + 4)]) { String(badge.number) }
    }
  }

  /// Cubic curves that leave and arrive level; with a bulge they go out to a side and come back.
  static func curve(_ points: [Point], bulge: Int = 0) -> String {
    guard let first = points.first else { return "" }
    var text = "M\(first.x) \(first.y)"
    for (from, to) in zip(points, points.dropFirst()) {
      if from.y == to.y {
        text += "H\(to.x)"
      } else if bulge != 0 {
        let x = (bulge > 0 ? max(from.x, to.x) : min(from.x, to.x)) + bulge
        text += "C\(x) \(from.y) \(x) \(to.y) \(to.x) \(to.y)"
      } else {
        let half = (to.x - from.x) / 2
        text += "C\(from.x + half) \(from.y) \(to.x - half) \(to.y) \(to.x) \(to.y)"
      }
    }
    return text
  }
}

extension MapItem {
  /// It has boxes inside it, and is drawn behind everything.
  package var isHolder: Bool {
    switch key {
    case .machine, .bridgeGroup: true
    case .switchBox, .interface, .kernel: false
    }
  }
}
