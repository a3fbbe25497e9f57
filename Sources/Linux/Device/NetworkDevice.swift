package import Packets
package import Simulation

/// A network interface: the kernel's `net_device`.
package final class NetworkDevice {
  package enum Kind: Hashable, Sendable {
    case loopback
    /// A network card with a socket for a cable.
    case ethernet
    case veth
    case bridge
    case dummy
    /// A VLAN on top of another interface.
    case vlan(identifier: UInt16)
    case macvlan(mode: String)
    case ipvlan(mode: String)
  }

  package var name: String
  package var index: Int
  package let kind: Kind
  package var hardware: MACAddress
  package var mtu: Int
  package var isAdministrativelyUp = false
  /// It was up at least once, so that it has a queueing discipline.
  package internal(set) var hasBeenUp = false
  /// The device group (`ip link set … group N`).
  package var group = 0
  package var isPromiscuous = false
  /// Wants all multicast frames (IFF_ALLMULTI), and takes part in multicast at all (IFF_MULTICAST).
  package var takesAllMulticast = false
  package var hasMulticast = true
  package var isARPEnabled = true
  package var transmitQueueLength = 1000
  package var alias: String?
  /// More names that commands find it by (`ip link property add … altname`).
  package var alternativeNames: [String] = []
  package var broadcast: MACAddress
  /// Flags without an effect here: IFF_DYNAMIC, IFF_NOTRAILERS.
  package var isDynamic = false
  package var avoidsTrailers = false
  /// It waits in state DORMANT before it is up (RFC 2863), as `mode dormant` asks for.
  package var isModeDormant = false
  /// How IPv6 would make addresses (`addrgenmode`).
  package var addressGeneration = "eui64"
  package var limits: OffloadLimits
  /// When it was last seen without a carrier, and what its operational state was found to be a while after.
  var carrierLoss: CarrierLoss
  package internal(set) unowned(unsafe) var namespace: NetworkNamespace
  package unowned(unsafe) let network: Network
  /// In the order of `ip address`: primary addresses, then secondary ones.
  package internal(set) var addresses: [InterfaceAddress] = []
  package var settings: DeviceSettings
  package var statistics = DeviceStatistics()
  package let origin: Origin?

  /// The cable of a network card.
  package unowned(unsafe) var cable: Cable?
  /// The other end of a veth pair.
  package internal(set) unowned(unsafe) var peer: NetworkDevice?
  /// The interface that a VLAN, macvlan or ipvlan stands on.
  package internal(set) unowned(unsafe) var lower: NetworkDevice?
  /// VLANs, macvlans and ipvlans on top of this one.
  package internal(set) var uppers: [NetworkDevice] = []
  /// What a bridge device is in front of.
  package internal(set) var bridge: Bridge?
  /// The port of a bridge that this interface is.
  package internal(set) var port: BridgePort?
  /// Programs that watch the interface, such as tcpdump.
  package private(set) var captures: [PacketCapture] = []

  init(
    name: String, index: Int, kind: Kind, hardware: MACAddress, mtu: Int, namespace: NetworkNamespace
  ) {
    self.name = name
    self.index = index
    self.kind = kind
    self.hardware = hardware
    self.mtu = mtu
    self.namespace = namespace
    network = namespace.network
    settings = namespace.settings.default
    origin = namespace.network.origin
    carrierLoss = CarrierLoss(since: namespace.network.clock.now)
    broadcast = kind == .loopback ? .zero : .broadcast
    limits = OffloadLimits(queues: kind == .veth || kind == .ethernet ? 2 : 1)
    // A pair is made without a carrier, and that counts (drivers/net/veth.c, veth_newlink).
    if kind == .veth || kind == .ethernet { statistics.carrierChanges = 1 }
    if kind == .dummy { (isARPEnabled, hasMulticast) = (false, false) }
    if kind == .loopback { hasMulticast = false }
  }

  package var isLoopback: Bool { kind == .loopback }

  /// There is something at the other end that is up (IFF_LOWER_UP).
  package var hasCarrier: Bool {
    switch kind {
    case .loopback, .dummy: true
    case .ethernet: cable.map { $0.other(self).isReady } ?? true
    case .veth: peer?.isAdministrativelyUp ?? false
    case .bridge: bridge?.hasCarrier ?? false
    case .vlan, .macvlan, .ipvlan: lower.map { $0.isAdministrativelyUp && $0.hasCarrier } ?? false
    }
  }

  /// Up, and with a carrier: able to move packets (IFF_RUNNING).
  package var isRunning: Bool { isAdministrativelyUp && hasCarrier }

  package func attach(_ capture: PacketCapture) { captures.append(capture) }
  package func detach(_ capture: PacketCapture) { captures.removeAll { $0 === capture } }

  func show(_ buffer: SocketBuffer, _ direction: PacketCapture.Direction) {
    for capture in captures { capture.see(buffer, on: self, direction) }
    for capture in namespace.captures { capture.see(buffer, on: self, direction) }
  }
}

/// What an interface says of its queues and of the largest pieces it takes (`ip -d link`); nothing here is cut by it.
package struct OffloadLimits: Hashable, Sendable {
  package var transmitQueues: Int
  package var receiveQueues: Int
  package var segmentationSize = 65536
  package var segmentationCount = 65535
  package var receiveSize = 65536

  init(queues: Int) { (transmitQueues, receiveQueues) = (queues, queues) }
}

/// Somebody who watches frames where they come in and go out: inbound before PREROUTING, outbound after
/// POSTROUTING (packet(7)).
package final class PacketCapture {
  package enum Direction: Hashable, Sendable { case incoming, outgoing }

  private let handler: (SocketBuffer, NetworkDevice, Direction) -> Void

  package init(_ handler: @escaping (SocketBuffer, NetworkDevice, Direction) -> Void) {
    self.handler = handler
  }

  func see(_ buffer: SocketBuffer, on device: NetworkDevice, _ direction: Direction) {
    handler(buffer, device, direction)
  }
}
