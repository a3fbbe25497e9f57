/// A protocol number of the IPv4 header (IANA, "Assigned Internet Protocol Numbers").
package struct IPProtocol: Hashable, Sendable, Comparable {
  package var number: UInt8

  package init(_ number: UInt8) { self.number = number }

  package static let icmp = IPProtocol(1)
  package static let igmp = IPProtocol(2)
  package static let tcp = IPProtocol(6)
  package static let udp = IPProtocol(17)
  package static let gre = IPProtocol(47)
  package static let esp = IPProtocol(50)
  package static let ah = IPProtocol(51)
  package static let sctp = IPProtocol(132)
  package static let udplite = IPProtocol(136)

  package static func < (left: IPProtocol, right: IPProtocol) -> Bool { left.number < right.number }

  /// The keyword of /etc/protocols, where there is one.
  package var keyword: String? {
    switch self {
    case .icmp: "icmp"
    case .igmp: "igmp"
    case .tcp: "tcp"
    case .udp: "udp"
    case .gre: "gre"
    case .esp: "esp"
    case .ah: "ah"
    case .sctp: "sctp"
    case .udplite: "udplite"
    default: nil
    }
  }

  package init?(keyword: some StringProtocol) {
    for known in [IPProtocol.icmp, .igmp, .tcp, .udp, .gre, .esp, .ah, .sctp, .udplite]
    where known.keyword! == keyword {
      self = known
      return
    }
    return nil
  }
}

extension IPProtocol: CustomStringConvertible {
  package var description: String { keyword ?? String(number) }
}
