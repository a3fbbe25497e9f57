import Packets
import Simulation

@testable import Linux

/// One namespace whose connection tracking meets packets made by hand.
final class TrackingLab {
  let network = Network()
  let namespace: NetworkNamespace
  let wan: NetworkDevice

  static let client = IPv4Address(10, 0, 0, 1)
  static let server = IPv4Address(203, 0, 113, 2)
  static let router = IPv4Address(203, 0, 113, 1)

  init() {
    namespace = network.makeNamespace(name: "r")
    wan = namespace.addDevice(name: "wan", kind: .dummy, hardware: .zero)
    let address = InterfaceAddress(IPv4Prefix(Self.router, length: 24), label: "wan")
    try? namespace.add(address, to: wan)
    namespace.bringUp(wan)
  }

  var tracker: ConnectionTracker { namespace.netfilter.tracker }
  var only: Connection? { tracker.count == 1 ? tracker.connections[0] : nil }

  func wait(_ span: Nanoseconds) { network.clock.run(until: network.clock.now + span) }

  func buffer(_ packet: IPv4Packet) -> SocketBuffer {
    SocketBuffer(packet, identity: network.nextPacketIdentity())
  }

  /// A packet that comes in and leaves again, without NAT.
  @discardableResult
  func pass(_ packet: IPv4Packet) -> SocketBuffer {
    let buffer = buffer(packet)
    _ = tracker.track(buffer, at: .preRouting)
    _ = tracker.confirm(buffer, at: .postRouting)
    return buffer
  }

  /// A packet that comes in and leaves by `wan`, through one rule in nat POSTROUTING or PREROUTING at most.
  @discardableResult
  func forward(
    _ packet: IPv4Packet, dnat: NATRange? = nil, snat: NATRange? = nil, masquerades: Bool = false
  ) -> SocketBuffer {
    let buffer = buffer(packet)
    _ = tracker.track(buffer, at: .preRouting)
    translate(buffer, .destination, dnat, at: .preRouting)
    buffer.outputDevice = wan
    buffer.nextHop = buffer.ip.destination
    if masquerades, tracker.needsNATRules(buffer, .source) {
      _ = tracker.setUpMasquerade(buffer, NATRange(), on: wan, at: .postRouting)
    }
    translate(buffer, .source, snat, at: .postRouting)
    _ = tracker.confirm(buffer, at: .postRouting)
    return buffer
  }

  private func translate(
    _ buffer: SocketBuffer, _ manipulation: Translation.Manipulation, _ range: NATRange?, at hook: Hook
  ) {
    if tracker.needsNATRules(buffer, manipulation) {
      if let range {
        _ = tracker.setUpNAT(buffer, range, manipulation, at: hook)
      } else {
        _ = tracker.setUpNullBinding(buffer, manipulation, at: hook)
      }
    }
    _ = tracker.applyNAT(buffer, manipulation, at: hook, author: .connectionTracking)
  }
}

extension IPv4Packet {
  static func udp(
    _ source: IPv4Address = TrackingLab.client, _ sourcePort: UInt16 = 5000,
    to destination: IPv4Address = TrackingLab.server, _ destinationPort: UInt16 = 53
  ) -> IPv4Packet {
    IPv4Packet(
      source: source, destination: destination, timeToLive: 64,
      payload: .udp(UDPDatagram(sourcePort: sourcePort, destinationPort: destinationPort, payload: [])))
  }

  static func tcp(
    _ flags: TCPFlags, _ sequence: UInt32, _ acknowledgement: UInt32 = 0,
    from source: IPv4Address = TrackingLab.client, _ sourcePort: UInt16 = 5000,
    to destination: IPv4Address = TrackingLab.server, _ destinationPort: UInt16 = 80, length: Int = 0
  ) -> IPv4Packet {
    let segment = TCPSegment(
      sourcePort: sourcePort, destinationPort: destinationPort, sequence: sequence,
      acknowledgement: acknowledgement, flags: flags, window: 1000,
      payload: Bytes(repeating: 0, count: length))
    return IPv4Packet(source: source, destination: destination, timeToLive: 64, payload: .tcp(segment))
  }

  /// From the server to the client.
  static func tcpBack(
    _ flags: TCPFlags, _ sequence: UInt32, _ acknowledgement: UInt32 = 0, length: Int = 0
  ) -> IPv4Packet {
    tcp(
      flags, sequence, acknowledgement, from: TrackingLab.server, 80, to: TrackingLab.client, 5000,
      length: length)
  }

  static func echo(
    _ source: IPv4Address = TrackingLab.client, to destination: IPv4Address = TrackingLab.server,
    identifier: UInt16 = 7, isReply: Bool = false
  ) -> IPv4Packet {
    let echo = ICMPEcho(identifier: identifier, sequence: 1, payload: [])
    return IPv4Packet(
      source: source, destination: destination, timeToLive: 64,
      payload: .icmp(isReply ? .echoReply(echo) : .echoRequest(echo)))
  }

  /// A report to the source of a packet.
  static func report(_ error: ICMPError, from source: IPv4Address, about packet: IPv4Packet) -> IPv4Packet {
    IPv4Packet(
      source: source, destination: packet.source, timeToLive: 64,
      payload: .icmp(.error(error, quoted: QuotedPacket(packet))))
  }

  /// What the other end answers to this packet.
  var answered: IPv4Packet {
    var answer = self
    (answer.source, answer.destination) = (destination, source)
    switch payload {
    case .icmp(.echoRequest(let echo)): answer.payload = .icmp(.echoReply(echo))
    default: (answer.sourcePort, answer.destinationPort) = (ports?.destination, ports?.source)
    }
    return answer
  }
}
