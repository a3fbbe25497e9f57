import Packets
package import Simulation

/// The whole network of a note: every namespace, switch and cable, one clock, one source of chance.
package final class Network {
  package let clock = Clock()
  package let recorder = TraceRecorder()
  package var random = SeededGenerator(seed: 0x6E65_746E_6F74_65)
  /// Hosts, containers and made namespaces, in the order in which they came to be.
  package private(set) var namespaces: [NetworkNamespace] = []
  package private(set) var switches: [Switch] = []
  package private(set) var cables: [Cable] = []
  /// What was removed. A packet that is still under way may know it, and packets do not count references: that would
  /// cost more than all the rest of a hop. So namespaces and interfaces live as long as their network.
  private var removed: (namespaces: [NetworkNamespace], devices: [NetworkDevice]) = ([], [])
  /// The statement that is being carried out: what it makes carries it as its origin.
  package var origin: Origin?
  /// Who changed what was made before.
  package private(set) var provenance = Provenance()
  /// What statements took away, oldest first: something that is missing may have been there.
  package private(set) var removals: [Removal] = []
  /// A runaway that ends the simulation, such as a storm in a loop of switches.
  package private(set) var fault: NetworkFault?
  private var lastPacket = 0
  /// The bridges and switches that frames passed which have gone far already.
  var loopWitnesses: [String] = []

  package init() {}

  package func makeNamespace(name: String, initialTimeToLive: UInt8 = 64) -> NetworkNamespace {
    let namespace = NetworkNamespace(name: name, network: self, initialTimeToLive: initialTimeToLive)
    namespaces.append(namespace)
    return namespace
  }

  package func remove(_ namespace: NetworkNamespace) {
    namespace.sockets.abandonAll()
    for device in namespace.devices where device.kind != .loopback { namespace.delete(device) }
    namespaces.removeAll { $0 === namespace }
    removed.namespaces.append(namespace)
    for other in namespaces { other.forgetIdentifier(of: namespace) }
  }

  func keep(_ removedDevice: NetworkDevice) { removed.devices.append(removedDevice) }

  package func makeSwitch(name: String) -> Switch {
    let made = Switch(name: name, network: self)
    switches.append(made)
    return made
  }

  package func connect(_ left: any CableSocket, _ right: any CableSocket, properties: Cable.Properties)
    -> Cable
  {
    let cable = Cable(left, right, properties: properties, network: self)
    cables.append(cable)
    return cable
  }

  package func nextPacketIdentity() -> PacketIdentity {
    lastPacket += 1
    return PacketIdentity(lastPacket)
  }

  /// Notes that the current statement changed something of a thing.
  package func note<Thing: AnyObject>(_ aspect: Provenance.Aspect, of object: Thing) {
    provenance.note(aspect, of: object, origin)
  }

  func note(_ removal: Removal) { if origin != nil { removals.append(removal) } }

  package func report(_ fault: NetworkFault) { self.fault = self.fault ?? fault }
}

package enum NetworkFault: Hashable, Sendable {
  /// Frames go round for ever; the bridges and switches that the frame last passed.
  case switchLoop(through: [String])
}
