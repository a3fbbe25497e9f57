package import Packets

/// One field of a packet's headers that something rewrote.
package struct HeaderChange: Hashable, Sendable {
  package enum Field: String, Hashable, Sendable {
    case source, destination, timeToLive, sourceHardware, destinationHardware, other
  }
  package var field: Field
  package var old: String
  package var new: String

  /// The fields in which two states of a packet differ, addresses first. Hardware addresses of a packet that has no
  /// link header yet do not count.
  package static func between(_ before: EthernetFrame, _ after: EthernetFrame) -> [HeaderChange] {
    var changes: [HeaderChange] = []
    func note(_ field: Field, _ old: String, _ new: String) {
      if old != new { changes.append(HeaderChange(field: field, old: old, new: new)) }
    }
    if let old = before.ipv4, let new = after.ipv4 {
      note(.source, Endpoints(of: old).source, Endpoints(of: new).source)
      note(.destination, Endpoints(of: old).destination, Endpoints(of: new).destination)
      note(.timeToLive, String(old.timeToLive), String(new.timeToLive))
    }
    let zero = MACAddress(bits: 0)
    if before.source != zero, after.source != zero {
      note(.sourceHardware, before.source.description, after.source.description)
    }
    if before.destination != zero, after.destination != zero {
      note(.destinationHardware, before.destination.description, after.destination.description)
    }
    return changes
  }
}

/// Whom a packet is from and for, as people write it.
package struct Endpoints: Hashable, Sendable {
  /// `192.168.40.1:49152`, or the bare address where there is no port.
  package var source: String
  package var destination: String

  package init(of packet: IPv4Packet) {
    let ports = packet.ports
    source = packet.source.description + (ports.map { ":\($0.source)" } ?? "")
    destination = packet.destination.description + (ports.map { ":\($0.destination)" } ?? "")
  }

  /// ARP has no ports; anything else is named by its hardware addresses.
  package init(of frame: EthernetFrame) {
    switch frame.payload {
    case .ipv4(let packet): self = Endpoints(of: packet)
    case .arp(let arp): (source, destination) = (arp.sender.description, arp.target.description)
    case .other: (source, destination) = (frame.source.description, frame.destination.description)
    }
  }

  package var text: String { source + " → " + destination }
}

/// What makes packets one conversation: addresses, protocol, and ports or the echo's identifier.
struct Flow: Hashable {
  var source: IPv4Address
  var destination: IPv4Address
  var proto: UInt8
  var sourcePort: UInt16
  var destinationPort: UInt16

  init(of packet: IPv4Packet) {
    (source, destination, proto) = (packet.source, packet.destination, packet.proto.number)
    if case .icmp(.echoRequest(let echo)) = packet.payload {
      (sourcePort, destinationPort) = (echo.identifier, echo.identifier)
    } else if case .icmp(.echoReply(let echo)) = packet.payload {
      (sourcePort, destinationPort) = (echo.identifier, echo.identifier)
    } else {
      (sourcePort, destinationPort) = (packet.ports?.source ?? 0, packet.ports?.destination ?? 0)
    }
  }

  var reversed: Flow {
    var flow = self
    (flow.source, flow.destination) = (destination, source)
    (flow.sourcePort, flow.destinationPort) = (destinationPort, sourcePort)
    return flow
  }
}
