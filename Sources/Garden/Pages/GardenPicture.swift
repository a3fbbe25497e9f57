import Foundation
import Notebook
import Rendering

/// The garden from above: notes as dots, links between them as lines, and the same as a list.
struct GardenPicture: Sendable {
  let model: GardenModel
  let context: GardenContext
  let world: Fingerprint

  static let page = "garden.html"
  /// More dots than this show nothing; the best connected stay.
  private static let most = 120

  private struct Edge: Hashable {
    var from: Int
    var to: Int
  }

  /// The notes that are shown, and the lines between them by their places among these.
  private func shown() -> (notes: [Int], edges: [Edge], degrees: [Int]) {
    var degrees = Array(repeating: 0, count: model.notes.count)
    for (note, backlinks) in model.backlinks.enumerated() {
      degrees[note] += backlinks.count
      for backlink in backlinks { degrees[backlink.note] += 1 }
    }
    let notes = Array(
      model.notes.indices.sorted { degrees[$0] == degrees[$1] ? $0 < $1 : degrees[$0] > degrees[$1] }
        .prefix(Self.most))
    let places = Dictionary(uniqueKeysWithValues: notes.enumerated().map { ($0.element, $0.offset) })
    var edges: [Edge] = []
    var seen: Set<Edge> = []
    for note in notes {
      for backlink in model.backlinks[note] {
        guard let one = places[backlink.note], let other = places[note] else { continue }
        let edge = Edge(from: min(one, other), to: max(one, other))
        if seen.insert(edge).inserted { edges.append(edge) }
      }
    }
    return (notes, edges, notes.map { degrees[$0] })
  }

  var unit: PageUnit {
    let (notes, edges, degrees) = shown()
    var key = world
    key.add("picture")
    for (note, degree) in zip(notes, degrees) {
      key.add(model.notes[note].page)
      key.add(model.notes[note].title)
      key.add(model.notes[note].language.rawValue)
      key.add(model.notes[note].tags.first)
      key.add(degree)
    }
    for edge in edges {
      key.add(edge.from)
      key.add(edge.to)
    }
    return PageUnit(Self.page, key: key) {
      let words = context.language == .chinese ? GardenWords.chinese : GardenWords.english
      var values = context.page(
        Self.page, title: words["picture"] ?? "", language: context.language, description: nil)
      values["picture"] = svg(notes, edges, degrees)
      values["entries"] = zip(notes, degrees).map { note, degree in
        var entry = context.link(model.notes[note], from: Self.page)
        entry["links"] = degree
        return entry
      }
      values["hasMore"] = notes.count < model.notes.count
      values["count"] = model.notes.count
      return context.theme.render("picture", values)
    }
  }

  // MARK: Drawing

  private func svg(_ notes: [Int], _ edges: [Edge], _ degrees: [Int]) -> String {
    let layout = ForceLayout(count: notes.count, edges: edges.map { ($0.from, $0.to) })
    let (width, height) = (960.0, 640.0)
    let points = layout.points(width: width, height: height, margin: 60)
    let title = context.language.say("The notes and their links", "笔记与它们之间的链接")
    var text = "<svg class=\"garden-map\" role=\"img\" aria-label=\"\(Markup.escaped(title))\" "
    text += "viewBox=\"0 0 \(Int(width)) \(Int(height))\" xmlns=\"http://www.w3.org/2000/svg\">\n"
    for edge in edges {
      let (one, other) = (points[edge.from], points[edge.to])
      text += "<path class=\"edge\" d=\"M\(one.x) \(one.y)L\(other.x) \(other.y)\"/>\n"
    }
    let topics = topics(notes)
    for (index, note) in notes.enumerated() {
      let card = model.notes[note]
      let radius = 5 + min(11, degrees[index])
      let point = points[index]
      text += "<a href=\"\(SitePath.href(card.page))\"><title>\(Markup.escaped(card.title))</title>"
      text += "<circle class=\"topic-\(topics[index])\" cx=\"\(point.x)\" cy=\"\(point.y)\" r=\"\(radius)\"/>"
      if index < 24 {
        let isRight = point.x > Int(width * 0.72)
        let anchor = isRight ? " text-anchor=\"end\"" : ""
        let x = isRight ? point.x - radius - 4 : point.x + radius + 4
        text +=
          "<text x=\"\(x)\" y=\"\(point.y + 4)\"\(anchor)>\(Markup.escaped(Self.short(card.title)))</text>"
      }
      text += "</a>\n"
    }
    return text + "</svg>"
  }

  /// Each note's first topic as one of six colours; 0 for all others.
  private func topics(_ notes: [Int]) -> [Int] {
    var counts: [String: Int] = [:]
    for note in notes {
      if let tag = model.notes[note].tags.first { counts[TagIndex.slug(tag), default: 0] += 1 }
    }
    let most = counts.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }.prefix(6).map(
      \.key)
    return notes.map { note in
      model.notes[note].tags.first.flatMap { most.firstIndex(of: TagIndex.slug($0)) }.map { $0 + 1 } ?? 0
    }
  }

  private static func short(_ title: String) -> String {
    var (text, width) = ("", 0)
    for character in title {
      width += DisplayWidth.columns(String(character))
      if width > 28 { return text + "…" }
      text.append(character)
    }
    return text
  }
}

/// Places the nodes of a graph: all push each other off, edges pull (Fruchterman and Reingold, 1991). It begins at fixed
/// places, so that the same graph always has the same picture.
struct ForceLayout {
  private(set) var x: [Double]
  private(set) var y: [Double]

  init(count: Int, edges: [(Int, Int)], rounds: Int = 120) {
    // A sunflower's seeds.
    x = (0..<count).map { (Double($0) + 0.5).squareRoot() * cos(Double($0) * 2.399963) }
    y = (0..<count).map { (Double($0) + 0.5).squareRoot() * sin(Double($0) * 2.399963) }
    guard count > 1 else { return }
    let ideal = 2.0
    var heat = Double(count).squareRoot() / 2
    for _ in 0..<rounds {
      var (dx, dy) = (Array(repeating: 0.0, count: count), Array(repeating: 0.0, count: count))
      for one in 0..<count {
        for other in 0..<count where other != one {
          let (ax, ay) = (x[one] - x[other], y[one] - y[other])
          let square = max(0.01, ax * ax + ay * ay)
          dx[one] += ax * ideal * ideal / square
          dy[one] += ay * ideal * ideal / square
        }
        // What nothing holds stays in sight.
        dx[one] -= x[one] * 0.12
        dy[one] -= y[one] * 0.12
      }
      for (one, other) in edges {
        let (ax, ay) = (x[one] - x[other], y[one] - y[other])
        let pull = (ax * ax + ay * ay).squareRoot() / ideal
        dx[one] -= ax * pull
        dy[one] -= ay * pull
        dx[other] += ax * pull
        dy[other] += ay * pull
      }
      for node in 0..<count {
        let length = max(0.001, (dx[node] * dx[node] + dy[node] * dy[node]).squareRoot())
        x[node] += dx[node] / length * min(length, heat)
        y[node] += dy[node] / length * min(length, heat)
      }
      heat *= 0.96
    }
  }

  /// Fitted into a rectangle, in whole pixels.
  func points(width: Double, height: Double, margin: Double) -> [(x: Int, y: Int)] {
    guard let left = x.min(), let right = x.max(), let top = y.min(), let bottom = y.max() else { return [] }
    func place(_ value: Double, _ low: Double, _ high: Double, _ room: Double) -> Int {
      high - low < 0.001
        ? Int(room / 2) : Int((margin + (value - low) / (high - low) * (room - 2 * margin)).rounded())
    }
    return x.indices.map { (place(x[$0], left, right, width), place(y[$0], top, bottom, height)) }
  }
}
