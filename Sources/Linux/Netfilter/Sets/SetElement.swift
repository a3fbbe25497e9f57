package import Packets

/// An element of a set; which parts it has depends on the set's type.
package struct SetElement: Hashable, Sendable {
  package var prefix: IPv4Prefix?
  package var proto: IPProtocol?
  /// A port, or for ICMP the type (high octet) and the code.
  package var port: UInt16?
  /// The second address of `hash:ip,port,ip` and `hash:ip,port,net`.
  package var second: IPv4Prefix?
  package var interface: String?
  package var hardware: MACAddress?
  /// The member of a `list:set`.
  package var setName: String?

  package init() {}

  /// The part that may be a network.
  func length(in kind: SetKind) -> Int {
    guard kind.hasNetworks else { return 32 }
    return (kind == .addressPortNetwork ? second : prefix)?.length ?? 32
  }

  /// With the network cut to a length, as it would be kept.
  func masked(to length: Int, in kind: SetKind) -> SetElement {
    var copy = self
    if kind == .addressPortNetwork {
      copy.second = second.map { IPv4Prefix($0.address, length: length).network }
    } else {
      copy.prefix = prefix.map { IPv4Prefix($0.address, length: length).network }
    }
    return copy
  }

  /// Every address that the element names is a single one.
  package func isHost(in kind: SetKind) -> Bool { length(in: kind) == 32 }
}
