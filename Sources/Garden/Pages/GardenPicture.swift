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
      var values = context.page(
        Self.page, title: GardenWords.word("picture", context.language), language: context.language,
        description: nil)
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
    let radii = degrees.map(Self.radius)
    let points = layout.points(width: width, height: height, margin: 60, radii: radii)
    let title = context.language.say("The notes and their links", "笔记与它们之间的链接")
    var text = "<svg class=\"garden-map\" role=\"img\" aria-label=\"\(Markup.escaped(title))\" "
    text += "viewBox=\"0 0 \(Int(width)) \(Int(height))\" xmlns=\"http://www.w3.org/2000/svg\">\n"
    for edge in edges {
      let (one, other) = (points[edge.from], points[edge.to])
      text += "<path class=\"edge\" d=\"M\(one.x) \(one.y)L\(other.x) \(other.y)\"/>\n"
    }
    let topics = topics(notes)
    var labels = LabelPlaces(
      width: Int(width), height: Int(height), dots: zip(points, radii).map { ($0, $1) })
    for (index, note) in notes.enumerated() {
      let card = model.notes[note]
      let radius = radii[index]
      let point = points[index]
      text += "<a href=\"\(SitePath.href(card.page))\"><title>\(Markup.escaped(card.title))</title>"
      text += "<circle class=\"topic-\(topics[index])\" cx=\"\(point.x)\" cy=\"\(point.y)\" r=\"\(radius)\"/>"
      let name = Self.short(card.title)
      if let place = labels.place(name, beside: point, radius: radius) {
        text += "<text x=\"\(place.x)\" y=\"\(place.y)\">\(Markup.escaped(name))</text>"
      }
      text += "</a>\n"
    }
    return text + "</svg>"
  }

  private static func radius(_ degree: Int) -> Int { 5 + min(11, degree) }

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

/// Finds room for the names of dots: beside, above or below, and none where there is no room.
struct LabelPlaces {
  private let width: Int
  private let height: Int
  private var taken: [Box]

  init(width: Int, height: Int, dots: [(point: (x: Int, y: Int), radius: Int)]) {
    (self.width, self.height) = (width, height)
    taken = dots.map { dot in
      Box(
        x: dot.point.x - dot.radius, y: dot.point.y - dot.radius, width: 2 * dot.radius,
        height: 2 * dot.radius)
    }
  }

  /// Where the text begins, on its baseline.
  mutating func place(_ text: String, beside point: (x: Int, y: Int), radius: Int) -> (x: Int, y: Int)? {
    let (length, line) = (DisplayWidth.pixels(text, fontSize: 12), 15)
    let corners = [
      (point.x + radius + 4, point.y - line / 2), (point.x - radius - 4 - length, point.y - line / 2),
      (point.x - length / 2, point.y + radius + 2), (point.x - length / 2, point.y - radius - 2 - line),
    ]
    for (x, y) in corners {
      let box = Box(x: x, y: y, width: length, height: line)
      guard x >= 4, y >= 4, box.right <= width - 4, box.bottom <= height - 4,
        !taken.contains(where: { $0.intersects(box) })
      else { continue }
      taken.append(box)
      return (x, y + 12)
    }
    return nil
  }
}
