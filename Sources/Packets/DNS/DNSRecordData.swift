extension DNSMessage {
  package struct RecordType: Hashable, Sendable {
    package var number: UInt16
    package init(_ number: UInt16) { self.number = number }
    package static let a = RecordType(1)
    package static let ns = RecordType(2)
    package static let cname = RecordType(5)
    package static let soa = RecordType(6)
    package static let ptr = RecordType(12)
    package static let mx = RecordType(15)
    package static let txt = RecordType(16)
    package static let aaaa = RecordType(28)
    package static let srv = RecordType(33)
    package static let opt = RecordType(41)
    package static let axfr = RecordType(252)
    package static let any = RecordType(255)
    package static let caa = RecordType(257)

    /// The types that have a name here (RFC 1035, section 3.2.2, and its successors).
    private static let names: [(number: UInt16, name: String)] = [
      (1, "A"), (2, "NS"), (5, "CNAME"), (6, "SOA"), (12, "PTR"), (13, "HINFO"), (15, "MX"), (16, "TXT"),
      (28, "AAAA"), (33, "SRV"), (35, "NAPTR"), (39, "DNAME"), (41, "OPT"), (43, "DS"), (46, "RRSIG"),
      (47, "NSEC"), (48, "DNSKEY"), (64, "SVCB"), (65, "HTTPS"), (251, "IXFR"), (252, "AXFR"), (255, "ANY"),
      (257, "CAA"),
    ]

    /// `MX`, or `TYPE123` (RFC 3597).
    package var name: String { Self.names.first { $0.number == number }?.name ?? "TYPE\(number)" }

    /// By its name, in letters of either case.
    package init?(named name: String) {
      let name = name.uppercased()
      if let known = Self.names.first(where: { $0.name == name }) {
        number = known.number
      } else if name.hasPrefix("TYPE"), let other = UInt16(name.dropFirst(4)) {
        number = other
      } else {
        return nil
      }
    }
  }

  /// What a record says (RFC 1035, section 3.3; RFC 2782; RFC 3596). Names are without their last dot.
  package enum RecordData: Hashable, Sendable {
    case address(IPv4Address)
    case longAddress(IPv6Address)
    case nameServer(String)
    case canonicalName(String)
    case pointer(String)
    case mailExchange(preference: UInt16, String)
    case text([Bytes])
    case service(priority: UInt16, weight: UInt16, port: UInt16, String)
    case authority(StartOfAuthority)
    case other(RecordType, Bytes)

    package var type: RecordType {
      switch self {
      case .address: .a
      case .longAddress: .aaaa
      case .nameServer: .ns
      case .canonicalName: .cname
      case .pointer: .ptr
      case .mailExchange: .mx
      case .text: .txt
      case .service: .srv
      case .authority: .soa
      case .other(let type, _): type
      }
    }
  }

  package struct StartOfAuthority: Hashable, Sendable {
    package var nameServer: String
    /// The mailbox, its `@` written as a dot.
    package var mailbox: String
    package var serial: UInt32
    /// Seconds, like the next three.
    package var refresh: UInt32
    package var retry: UInt32
    package var expire: UInt32
    package var minimum: UInt32

    package init(
      nameServer: String, mailbox: String, serial: UInt32, refresh: UInt32, retry: UInt32, expire: UInt32,
      minimum: UInt32
    ) {
      (self.nameServer, self.mailbox, self.serial) = (nameServer, mailbox, serial)
      (self.refresh, self.retry, self.expire, self.minimum) = (refresh, retry, expire, minimum)
    }
  }
}
