package import Packets

/// Something that a kernel or a tool refused before there was a packet to trace.
package struct Refusal: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// No route leads there (ENETUNREACH), or one that says no.
    case noRoute(destination: IPv4Address)
    /// Somebody has the port (EADDRINUSE).
    case portTaken(port: UInt16, isUDP: Bool, holder: String, origin: Origin?)
    /// No address is known for a name.
    case unknownName(String)
  }

  /// The namespace in which it happened.
  package var node: String
  package var kind: Kind

  package init(node: String, kind: Kind) {
    self.node = node
    self.kind = kind
  }
}

/// A rule that a packet meets in every condition, and that nevertheless never saw it: an earlier one of its chain
/// had decided something else, or it stands in a chain that the packet never comes to.
package struct OvertakenRule: Hashable, Sendable {
  package var packet: PacketIdentity
  package var node: String
  package var table: String
  package var chain: String
  /// The number of the rule that decided, the overtaken one having a greater one; 0 for a rule in a chain that the
  /// packet did not come to.
  package var winner: Int
  package var number: Int
  package var text: String
  package var verdict: String
  package var origin: Origin?

  package init(
    packet: PacketIdentity, node: String, table: String, chain: String, winner: Int, number: Int,
    text: String, verdict: String, origin: Origin?
  ) {
    self.packet = packet
    self.node = node
    self.table = table
    self.chain = chain
    self.winner = winner
    self.number = number
    self.text = text
    self.verdict = verdict
    self.origin = origin
  }
}
