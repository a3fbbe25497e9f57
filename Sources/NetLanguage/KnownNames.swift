/// The names that a note has introduced so far, handed from cell to cell.
package struct KnownNames: Hashable, Sendable {
  package struct Host: Hashable, Sendable {
    package var isWindows = false
    package var hasDocker = false
    /// The interfaces that links made.
    package var interfaces: [String] = []
    package init() {}
  }

  package enum Kind: Hashable, Sendable {
    case host(Host)
    case networkSwitch
    case container

    package var noun: String {
      switch self {
      case .host: "host"
      case .networkSwitch: "switch"
      case .container: "container"
      }
    }
  }

  package struct Entry: Hashable, Sendable {
    package var name: String
    package var kind: Kind
    /// The line that introduced it, in its file.
    package var line: Int
  }

  /// In order of introduction.
  package private(set) var entries: [Entry] = []
  /// Where each name is among them.
  private var places: [String: Int] = [:]
  package private(set) var images: [String] = []
  /// Who has which address where: to see that two nodes on a wire share one.
  private var plugged: [UInt32: [PluggedAddress]] = [:]
  var switchLinks: [[String]] = []

  struct PluggedAddress: Hashable, Sendable {
    var node: String
    /// The switch, or the name of the cable.
    var wire: String
  }

  package init() {}

  package subscript(_ name: String) -> Kind? { entry(name)?.kind }

  package func entry(_ name: String) -> Entry? { places[name].map { entries[$0] } }

  package var names: [String] { entries.map { $0.name } }

  /// The names of hosts and containers: the nodes that have a console.
  package var consoleNames: [String] {
    entries.filter { $0.kind != .networkSwitch }.map { $0.name }
  }

  /// Whether a host runs Docker: then containers may have names that only running the note tells.
  package var hasDockerHost: Bool {
    for entry in entries { if case .host(let host) = entry.kind, host.hasDocker { return true } }
    return false
  }

  package mutating func introduce(_ name: String, as kind: Kind, line: Int) {
    guard places[name] == nil else { return }
    places[name] = entries.count
    entries.append(Entry(name: name, kind: kind, line: line))
  }

  package mutating func introduce(image: String) {
    if !images.contains(image) { images.append(image) }
  }

  mutating func addInterface(_ interface: String, to name: String) {
    guard let index = places[name], case .host(var host) = entries[index].kind else { return }
    host.interfaces.append(interface)
    entries[index].kind = .host(host)
  }

  mutating func plug(_ bits: UInt32, of node: String, into wire: String) {
    plugged[bits, default: []].append(PluggedAddress(node: node, wire: wire))
  }

  /// Who else has the address on one of these wires; the first that was plugged in.
  func sharer(of bits: UInt32, beside node: String, on wires: [String]) -> String? {
    plugged[bits]?.first { $0.node != node && wires.contains($0.wire) }?.node
  }

  /// The switches that a frame from this one reaches, itself included.
  func switchesReached(from name: String) -> [String] {
    var reached = [name]
    var index = 0
    while index < reached.count {
      for link in switchLinks where link.contains(reached[index]) {
        for other in link where !reached.contains(other) { reached.append(other) }
      }
      index += 1
    }
    return reached
  }
}
