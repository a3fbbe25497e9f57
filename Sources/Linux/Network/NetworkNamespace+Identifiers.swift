/// A number by which one namespace knows another.
struct PeerIdentifier {
  var number: Int
  unowned(unsafe) var namespace: NetworkNamespace
}

/// Network namespaces have no names in the kernel: each one numbers the others that it has to speak of, from 0
/// (net/core/net_namespace.c, peernet2id_alloc). `ip` shows the numbers as `link-netnsid`.
extension NetworkNamespace {
  /// The number of another namespace here; it gets the lowest free one when it has none.
  @discardableResult
  package func identifier(of other: NetworkNamespace) -> Int {
    if let known = knownIdentifier(of: other) { return known }
    var number = 0
    while namespace(identifiedBy: number) != nil { number += 1 }
    peerIdentifiers.append(PeerIdentifier(number: number, namespace: other))
    return number
  }

  package func knownIdentifier(of other: NetworkNamespace) -> Int? {
    peerIdentifiers.first { $0.namespace === other }?.number
  }

  package func namespace(identifiedBy number: Int) -> NetworkNamespace? {
    peerIdentifiers.first { $0.number == number }?.namespace
  }

  /// Gives another namespace a number by hand (`ip netns set`).
  package func identify(_ other: NetworkNamespace, as number: Int) throws(KernelError) {
    guard knownIdentifier(of: other) == nil else {
      throw .exists.explained("Peer netns already has a nsid assigned")
    }
    guard namespace(identifiedBy: number) == nil else {
      throw .exists.explained("The specified nsid is already used")
    }
    peerIdentifiers.append(PeerIdentifier(number: number, namespace: other))
  }

  /// All known numbers, ascending.
  package var identifiers: [(number: Int, namespace: NetworkNamespace)] {
    peerIdentifiers.map { ($0.number, $0.namespace) }.sorted { $0.number < $1.number }
  }

  func forgetIdentifier(of other: NetworkNamespace) {
    peerIdentifiers.removeAll { $0.namespace === other }
  }
}
