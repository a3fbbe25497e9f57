package import Packets

/// The sets of a namespace (ipset(8)), for `-m set` and `-j SET`.
package final class IPSets {
  package private(set) var sets: [IPSet] = []

  init() {}

  package func named(_ name: String) -> IPSet? { sets.first { $0.name == name } }
  package func insert(_ set: IPSet) { sets.append(set) }
  package func remove(_ set: IPSet) { sets.removeAll { $0 === set } }

  func holds(_ match: SetMatch, _ packet: IPv4Packet) -> Bool {
    guard let set = named(match.name) else { return false }
    let isMember = set.element(of: packet, match.parts).map { set.contains($0) } ?? false
    return isMember != match.isInverted
  }

  func add(_ operation: SetOperation, _ packet: IPv4Packet) {
    guard let set = named(operation.name), let element = set.element(of: packet, operation.parts) else {
      return
    }
    set.insert(element)
  }

  func remove(_ operation: SetOperation, _ packet: IPv4Packet) {
    guard let set = named(operation.name), let element = set.element(of: packet, operation.parts) else {
      return
    }
    set.remove(element)
  }
}

/// One set: what its elements are made of, and the elements in the order in which they were added.
package final class IPSet {
  package enum Kind: Hashable, Sendable, CaseIterable {
    case address, network, addressAndPort, networkAndPort

    package var text: String {
      switch self {
      case .address: "hash:ip"
      case .network: "hash:net"
      case .addressAndPort: "hash:ip,port"
      case .networkAndPort: "hash:net,port"
      }
    }
    package var hasPort: Bool { self == .addressAndPort || self == .networkAndPort }
    package var hasPrefix: Bool { self == .network || self == .networkAndPort }
  }

  package struct Element: Hashable, Sendable {
    package var prefix: IPv4Prefix
    package var proto: IPProtocol?
    package var port: UInt16?
    package init(_ prefix: IPv4Prefix, proto: IPProtocol? = nil, port: UInt16? = nil) {
      self.prefix = prefix
      self.proto = proto
      self.port = port
    }
  }

  package internal(set) var name: String
  package let kind: Kind
  package private(set) var elements: [Element] = []

  package init(name: String, kind: Kind) {
    self.name = name
    self.kind = kind
  }

  package func insert(_ element: Element) { if !elements.contains(element) { elements.append(element) } }
  package func remove(_ element: Element) { elements.removeAll { $0 == element } }
  package func removeAll() { elements.removeAll() }

  /// A packet's element: its addresses and ports, as `src` and `dst` choose them. Nil without a port to look at.
  func element(of packet: IPv4Packet, _ parts: [SetMatch.Part]) -> Element? {
    guard let first = parts.first else { return nil }
    let address = first == .source ? packet.source : packet.destination
    var element = Element(IPv4Prefix(address, length: 32))
    guard kind.hasPort else { return element }
    guard parts.count > 1, let ports = packet.ports else { return nil }
    element.proto = packet.proto
    element.port = parts[1] == .source ? ports.source : ports.destination
    return element
  }

  package func contains(_ element: Element) -> Bool {
    elements.contains {
      $0.prefix.contains(element.prefix.address) && $0.proto == element.proto && $0.port == element.port
    }
  }
}
