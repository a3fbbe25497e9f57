package import Packets

/// The names of /etc/protocols.
package enum ProtocolNames {
  private static let table: [(UInt8, String)] = [
    (4, "ipencap"), (8, "egp"), (9, "igp"), (33, "dccp"), (41, "ipv6"), (46, "rsvp"), (58, "ipv6-icmp"),
    (88, "eigrp"), (89, "ospf"), (94, "ipip"), (97, "etherip"), (103, "pim"), (112, "vrrp"), (115, "l2tp"),
  ]

  package static func proto(named name: String) -> IPProtocol? {
    IPProtocol(keyword: name) ?? table.first { $0.1 == name }.map { IPProtocol($0.0) }
  }

  package static func name(of proto: IPProtocol) -> String? {
    proto.keyword ?? table.first { $0.0 == proto.number }?.1
  }
}
