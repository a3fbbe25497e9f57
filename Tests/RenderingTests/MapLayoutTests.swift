import Lab
import Testing

@testable import Rendering

@Suite struct MapLayoutTests {
  static let names = Topologies.all.map(\.name)

  private func layout(_ name: String) throws -> MapLayout {
    let topology = try #require(Topologies.all.first { $0.name == name }?.topology)
    return MapLayout(topology, language: .chinese)
  }

  private func check(_ map: MapLayout, _ comment: Comment) {
    let everything = Box(width: map.size.width, height: map.size.height)
    for (index, item) in map.items.enumerated() {
      #expect(everything.contains(item.box), comment)
      for other in map.items[(index + 1)...] where item.box.intersects(other.box) {
        #expect(
          item.isHolder && item.box.contains(other.box), "\(comment): \(item.key) and \(other.key) overlap")
      }
      for label in item.labels {
        #expect(item.box.contains(label.frame(in: item.box)), "\(comment): \(label.text) leaves its box")
        #expect(label.fontSize >= 12)
      }
    }
    let labels = map.items.flatMap { item in item.labels.map { ($0.text, $0.frame(in: item.box)) } }
    for (index, one) in labels.enumerated() {
      for other in labels[(index + 1)...] {
        #expect(!one.1.intersects(other.1), "\(comment): \(one.0) and \(other.0) overlap")
      }
    }
    // The text of a holder is not covered by what it holds.
    for holder in map.items where holder.isHolder {
      for label in holder.labels {
        for item in map.items where !item.isHolder {
          #expect(!label.frame(in: holder.box).intersects(item.box), "\(comment): \(label.text) is covered")
        }
      }
    }
  }

  @Test(arguments: names) func boxesNestOrStandApart(name: String) throws {
    try check(layout(name), "\(name)")
  }

  @Test(arguments: names) func everyInterfaceAndCableIsDrawn(name: String) throws {
    let topology = try #require(Topologies.all.first { $0.name == name }?.topology)
    let map = try layout(name)
    for node in topology.nodes {
      for interface in node.interfaces {
        #expect(map.items.contains { $0.key == .interface(Station(node.name, interface.name)) })
      }
    }
    let ports = topology.nodes.flatMap(\.interfaces).filter { $0.bridge != nil }.count
    #expect(map.wires.count == topology.links.count + ports)
  }

  @Test func aRowTooLongForThePageMovesCloserTogether() {
    let ports = ["a 10.0.1.1/24", "b 10.0.2.1/24"]
    let row = Topology.of(
      ["r1": ports, "r2": ports, "r3": ports, "r4": ports, "r5": ports, "r6": ports],
      ["r1:b r2:a", "r2:b r3:a", "r3:b r4:a", "r4:b r5:a", "r5:b r6:a"])
    let map = MapLayout(row, language: .english)
    check(map, "six routers")
    let gaps = map.wires.map { abs($0.points[1].x - $0.points[0].x) }
    let short = MapLayout(Topologies.routers, language: .english).wires.map {
      abs($0.points[1].x - $0.points[0].x)
    }
    #expect((gaps.max() ?? 0) < (short.min() ?? 0))
  }

  @Test func traceAndDropDoNotOverlapAnything() {
    for steps in [SeedStory.steps(), SeedStory.dropped()] {
      for language in Language.allCases {
        let journey = Journey(steps, in: SeedStory.topology)
        check(MapLayout(SeedStory.topology, journey: journey, language: language), "a trace in \(language)")
      }
    }
  }

  @Test func cablesDoNotCrossBoxesOfOtherNodes() throws {
    for (name, topology) in Topologies.all {
      let map = MapLayout(topology, language: .english)
      for wire in map.wires where wire.style == .cable {
        for (from, to) in zip(wire.points, wire.points.dropFirst()) {
          let middle = Point((from.x + to.x) / 2, (from.y + to.y) / 2)
          let covering = map.items.filter {
            !$0.isHolder && $0.key != wire.left && $0.key != wire.right
              && $0.box.intersects(Box(x: middle.x, y: middle.y, width: 1, height: 1))
          }
          #expect(covering.isEmpty, "\(name): \(wire.left) to \(wire.right)")
        }
      }
    }
  }

  @Test func badgesOnTheMapAreTheStopsOfTheTrace() {
    let journey = Journey(SeedStory.steps(), in: SeedStory.topology)
    let map = MapLayout(SeedStory.topology, journey: journey, language: .chinese)
    #expect(map.paths.flatMap(\.badges).map(\.number) == Array(1...12))
    #expect(map.items.contains { $0.key == .kernel("centos") })
  }

  @Test func badgesDoNotCoverEachOtherOrText() {
    let journey = Journey(SeedStory.steps(), in: SeedStory.topology)
    let map = MapLayout(SeedStory.topology, journey: journey, language: .chinese)
    let badges = map.paths.flatMap(\.badges).map {
      Box(x: $0.centre.x - 9, y: $0.centre.y - 9, width: 18, height: 18)
    }
    for (index, badge) in badges.enumerated() {
      for other in badges[(index + 1)...] { #expect(!badge.intersects(other)) }
      for item in map.items {
        for label in item.labels { #expect(!badge.intersects(label.frame(in: item.box)), "\(label.text)") }
      }
    }
  }

  @Test func aDropEndsInACross() throws {
    let journey = Journey(SeedStory.dropped(), in: SeedStory.topology)
    let map = MapLayout(SeedStory.topology, journey: journey, language: .english)
    let badge = try #require(map.paths.first?.badges.last)
    #expect(badge.isDrop)
    let kernel = try #require(map.items.first { $0.key == .kernel("centos") })
    #expect(kernel.labels.suffix(2).map(\.text) == ["✕ by filter", "DOCKER-USER rule 1"])
  }

  @Test func theSameNetworkIsDrawnInTheSameBytes() {
    for (_, topology) in Topologies.all {
      let one = MapLayout(topology, language: .english).svg(prefix: "a", title: "t", description: "d")
      let other = MapLayout(topology, language: .english).svg(prefix: "a", title: "t", description: "d")
      #expect(one == other)
    }
  }
}
