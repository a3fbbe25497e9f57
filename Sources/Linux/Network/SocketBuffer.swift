package import Packets
package import Simulation

/// A packet on its way: the kernel's `sk_buff`. One buffer travels from device to device; what a namespace
/// has found out about it (mark, connection, route) is forgotten when it leaves by a cable or a veth pair
/// (net/core/skbuff.c, skb_scrub_packet). Interfaces outlive every packet: see `Network`.
package final class SocketBuffer: Event {
  package let identity: PacketIdentity
  /// The packet that this one answers, for ICMP errors and resets.
  package let cause: PacketIdentity?

  // The frame. `ip` has a meaning only when `kind` is `.ipv4`.
  package var destinationHardware = MACAddress.zero
  package var sourceHardware = MACAddress.zero
  package var vlan: VLANTag?
  package var kind: Kind
  package var ip: IPv4Packet
  private var other: EthernetPayload?

  // What the namespace knows.
  package var mark: UInt32 = 0
  /// The device by which the packet came into the IP layer; nil for a host's own packets.
  package unowned(unsafe) var inputDevice: NetworkDevice?
  package unowned(unsafe) var outputDevice: NetworkDevice?
  /// The bridge ports behind them, for `-m physdev`.
  package unowned(unsafe) var physicalInput: NetworkDevice?
  package unowned(unsafe) var physicalOutput: NetworkDevice?
  /// Where to send it on the output device's network; the gateway, or the destination itself.
  package var nextHop: IPv4Address = .any
  /// The entry of connection tracking, and how the packet stands to it.
  package var connection: Connection?
  package var connectionState: ConnectionState?
  package var isReply = false
  /// What `-j CT` wants of the connection that the packet belongs to.
  var trackingTemplate: TrackingTemplate?
  var zone: UInt16 { trackingTemplate?.options.zone ?? 0 }
  /// The netfilter hook PREROUTING has already seen it, on a bridge (br_netfilter).
  package var hasPassedPreRouting = false
  /// The route chosen for a local packet that comes in again through `lo`.
  package var isLooped = false
  /// Who sent it: for `-m owner` and for a trace's words.
  package var sender = ""
  /// Local delivery may be larger than the device's MTU without fragments (segmentation is off, so only `lo` is).
  package var ignoresMTU = false
  /// The length of the longest fragment that it was put together from; 0 for a packet that came whole.
  var largestFragment = 0
  /// Switches and bridges passed, to notice a loop.
  package var switchHops = 0

  private unowned(unsafe) var receiver: (any FrameReceiver)?

  package enum Kind: UInt8, Hashable, Sendable { case ipv4, arp, other }

  /// An IPv4 packet without a link header yet.
  package init(_ packet: IPv4Packet, identity: PacketIdentity, cause: PacketIdentity? = nil) {
    self.identity = identity
    self.cause = cause
    kind = .ipv4
    ip = packet
  }

  package init(_ frame: EthernetFrame, identity: PacketIdentity, cause: PacketIdentity? = nil) {
    self.identity = identity
    self.cause = cause
    destinationHardware = frame.destination
    sourceHardware = frame.source
    vlan = frame.vlan
    switch frame.payload {
    case .ipv4(let packet):
      (kind, ip) = (.ipv4, packet)
    case .arp:
      (kind, ip, other) = (.arp, Self.noPacket, frame.payload)
    case .other:
      (kind, ip, other) = (.other, Self.noPacket, frame.payload)
    }
  }

  private static let noPacket = IPv4Packet(
    source: .any, destination: .any, timeToLive: 0, payload: .raw(IPProtocol(0), []))

  /// A copy for another port, with the same identity.
  package func copy() -> SocketBuffer { SocketBuffer(copying: self) }

  private init(copying original: SocketBuffer) {
    identity = original.identity
    cause = original.cause
    destinationHardware = original.destinationHardware
    sourceHardware = original.sourceHardware
    vlan = original.vlan
    kind = original.kind
    ip = original.ip
    other = original.other
    switchHops = original.switchHops
    sender = original.sender
    mark = original.mark
    inputDevice = original.inputDevice
    outputDevice = original.outputDevice
    physicalInput = original.physicalInput
    connection = original.connection
    connectionState = original.connectionState
    isReply = original.isReply
    trackingTemplate = original.trackingTemplate
    hasPassedPreRouting = original.hasPassedPreRouting
    largestFragment = original.largestFragment
  }

  package var arp: ARPPacket? { if case .arp(let packet)? = other { packet } else { nil } }

  /// Talk of bridges about their spanning tree: nobody's command causes it, so no trace tells of it.
  var isAmongBridges: Bool { kind == .other && destinationHardware == BridgeProtocolUnit.group }

  package var payload: EthernetPayload { kind == .ipv4 ? .ipv4(ip) : other! }

  /// As it is on the wire now.
  package var frame: EthernetFrame {
    EthernetFrame(
      destination: destinationHardware, source: sourceHardware, vlan: vlan, payload: payload)
  }

  /// Octets on the wire, link header included.
  package var frameLength: Int {
    EthernetFrame.headerLength + (vlan == nil ? 0 : 4) + (kind == .ipv4 ? ip.totalLength : payload.length)
  }

  /// Forgets what the namespace that it leaves knew.
  package func scrub() {
    mark = 0
    (inputDevice, outputDevice) = (nil, nil)
    (physicalInput, physicalOutput) = (nil, nil)
    (connection, connectionState, isReply, trackingTemplate) = (nil, nil, false, nil)
    (hasPassedPreRouting, isLooped, ignoresMTU) = (false, false, false)
  }

  /// Has the receiver get the buffer after a span; a usual one is one that very many frames take.
  package func travel(
    to receiver: any FrameReceiver, after span: Nanoseconds, isUsual: Bool = true, on clock: Clock
  ) {
    self.receiver = receiver
    if isUsual {
      clock.schedule(self, afterUsual: span)
    } else {
      clock.schedule(self, after: span)
    }
  }

  package func fire() {
    let receiver = self.receiver
    self.receiver = nil
    receiver?.receive(self)
  }
}

/// What a cable's end can be plugged into.
package protocol FrameReceiver: AnyObject {
  func receive(_ buffer: SocketBuffer)
  /// Ready to receive: an interface that is up, or a switch's port.
  var isReady: Bool { get }
}
