import Lab

/// Which interfaces a frame reaches when it leaves by another: cables, veth pairs, and through switches.
struct Wiring {
  private var peers: [Station: [Peer]] = [:]
  private var switches: Set<String>

  struct Peer {
    var station: Station
    /// The switches in between.
    var switches: [String]
  }

  init(_ topology: Topology) {
    switches = Set(topology.nodes.filter { $0.kind == .switchNode }.map(\.name))
    var plugs: [String: [Topology.Link.End]] = [:]
    for link in topology.links {
      for (here, there) in [(link.left, link.right), (link.right, link.left)]
      where here.interface == nil || switches.contains(here.node) {
        plugs[here.node, default: []].append(there)
      }
    }
    for link in topology.links {
      for (here, there) in [(link.left, link.right), (link.right, link.left)] {
        guard let name = here.interface, !switches.contains(here.node) else { continue }
        var found: [Peer] = []
        var seen: Set<String> = []
        Self.reach(there, past: [], plugs, switches, &seen, &found)
        let station = Station(here.node, name)
        peers[station, default: []] += found.filter { $0.station != station }
      }
    }
  }

  private static func reach(
    _ end: Topology.Link.End, past: [String], _ plugs: [String: [Topology.Link.End]],
    _ switches: Set<String>, _ seen: inout Set<String>, _ found: inout [Peer]
  ) {
    if !switches.contains(end.node), let name = end.interface {
      found.append(Peer(station: Station(end.node, name), switches: past))
      return
    }
    guard seen.insert(end.node).inserted else { return }
    for next in plugs[end.node] ?? [] {
      reach(next, past: past + [end.node], plugs, switches, &seen, &found)
    }
  }

  func isSwitch(_ node: String) -> Bool { switches.contains(node) }

  /// A cable or a veth pair leads on from it.
  func isJoined(_ station: Station) -> Bool { !(peers[station] ?? []).isEmpty }

  func peer(from: Station, to: Station) -> Peer? {
    peers[from]?.first { $0.station == to }
  }
}
