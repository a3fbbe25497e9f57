extension IPv4Packet {
  /// The ports of UDP and TCP; nil for other protocols and for fragments behind the first.
  package var ports: (source: UInt16, destination: UInt16)? {
    switch payload {
    case .udp(let datagram): (datagram.sourcePort, datagram.destinationPort)
    case .tcp(let segment): (segment.sourcePort, segment.destinationPort)
    case .icmp, .raw: nil
    }
  }

  package var sourcePort: UInt16? {
    get { ports?.source }
    set {
      guard let newValue else { return }
      switch payload {
      case .udp(var datagram):
        datagram.sourcePort = newValue
        payload = .udp(datagram)
      case .tcp(var segment):
        segment.sourcePort = newValue
        payload = .tcp(segment)
      case .icmp, .raw: break
      }
    }
  }

  package var destinationPort: UInt16? {
    get { ports?.destination }
    set {
      guard let newValue else { return }
      switch payload {
      case .udp(var datagram):
        datagram.destinationPort = newValue
        payload = .udp(datagram)
      case .tcp(var segment):
        segment.destinationPort = newValue
        payload = .tcp(segment)
      case .icmp, .raw: break
      }
    }
  }

  package var tcp: TCPSegment? { if case .tcp(let segment) = payload { segment } else { nil } }
  package var udp: UDPDatagram? { if case .udp(let datagram) = payload { datagram } else { nil } }
  package var icmp: ICMPMessage? { if case .icmp(let message) = payload { message } else { nil } }

  /// A router's advice to its neighbour (RFC 1122, section 3.2.2.2), while the packet that it is about goes on its way.
  package var isRedirect: Bool { if case .icmp(.error(.redirect, _)) = payload { true } else { false } }
}
