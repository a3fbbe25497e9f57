package import Packets

/// What a rule's target asks of NAT: the new addresses and ports, from which one is chosen that collides with no
/// other connection (include/uapi/linux/netfilter/nf_nat.h, nf_nat_range2).
package struct NATRange: Hashable, Sendable {
  /// New addresses, both ends included; nil keeps the packet's own.
  package var addresses: ClosedRange<IPv4Address>?
  /// New ports, both ends included; nil keeps the packet's own where that is free.
  package var ports: ClosedRange<UInt16>?
  /// `--to-destination ADDRESS:1000-1999/8000`: the port that maps to the range's first.
  package var basePort: UInt16?
  package var flags: Flags = []

  package struct Flags: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// `--random`: the port is drawn, starting from a hash of the connection.
    package static let random = Flags(rawValue: 1)
    /// `--persistent`: a client keeps its address in all its connections.
    package static let persistent = Flags(rawValue: 2)
    /// `--random-fully`: the port is drawn by chance.
    package static let fullyRandom = Flags(rawValue: 4)
    /// NETMAP: the address is already computed one to one, and the port is kept.
    package static let netmap = Flags(rawValue: 8)
  }

  package init(
    addresses: ClosedRange<IPv4Address>? = nil, ports: ClosedRange<UInt16>? = nil, basePort: UInt16? = nil,
    flags: Flags = []
  ) {
    self.addresses = addresses
    self.ports = ports
    self.basePort = basePort
    self.flags = flags
  }
}
