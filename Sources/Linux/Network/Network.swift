package import Packets
package import Simulation

/// The whole network of a note: every namespace, switch and cable, one clock, one source of chance.
package final class Network {
  package let clock = Clock()
  package let recorder = TraceRecorder()
  package var random = SeededGenerator(seed: 0x6E65_746E_6F74_65)
  /// Hosts, containers and made namespaces, in the order in which they came to be.
  package private(set) var namespaces: [NetworkNamespace] = []
  /// The statement that is being carried out: what it makes carries it as its origin.
  package var origin: Origin?
  private var lastPacket = 0

  package init() {}

  package func makeNamespace(name: String, initialTimeToLive: UInt8 = 64) -> NetworkNamespace {
    let namespace = NetworkNamespace(name: name, network: self, initialTimeToLive: initialTimeToLive)
    namespaces.append(namespace)
    return namespace
  }

  package func nextPacketIdentity() -> PacketIdentity {
    lastPacket += 1
    return PacketIdentity(lastPacket)
  }
}
