import Packets

/// What a server has given a client: an address, and what belongs to it.
struct DHCPAnswer {
  typealias Option = DHCPMessage.Option

  let message: DHCPMessage

  var address: IPv4Address { message.yourAddress }
  var server: IPv4Address { message.addresses(Option.serverIdentifier).first ?? message.serverAddress }
  var routers: [IPv4Address] { message.addresses(Option.router) }
  var nameServers: [IPv4Address] { message.addresses(Option.nameServers) }
  var domain: String? { message.text(Option.domainName) }
  /// Seconds.
  var leaseTime: UInt32 { message.number(Option.leaseTime) ?? 3600 }
  var renewalTime: UInt32 { message.number(Option.renewalTime) ?? leaseTime / 2 }
  var rebindingTime: UInt32 { message.number(Option.rebindingTime) ?? leaseTime / 8 * 7 }

  /// Without a mask, that of the address's class.
  var prefix: IPv4Prefix {
    let bits = message.addresses(Option.subnetMask).first?.bits
    let first = address.octets.0
    let length = bits.map { $0.nonzeroBitCount } ?? (first < 128 ? 8 : first < 192 ? 16 : 24)
    return IPv4Prefix(address, length: length)
  }

  var broadcast: IPv4Address? { message.addresses(Option.broadcastAddress).first }
  var mtu: Int? { message.number(Option.interfaceMTU).map { Int($0) } }

  /// The domains to search (RFC 3397).
  var searchDomains: [String] {
    guard let bytes = message[Option.domainSearch] else { return [] }
    var domains: [String] = []
    var labels: [String] = []
    var rest = bytes
    while let length = rest.popFirst() {
      if length == 0 {
        if !labels.isEmpty { domains.append(labels.joined(separator: ".")) }
        labels = []
      } else {
        labels.append(String(decoding: rest.prefix(Int(length)), as: UTF8.self))
        rest = rest.dropFirst(Int(length))
      }
    }
    return domains
  }

  /// Destinations with their routers (RFC 3442).
  var classlessRoutes: [(prefix: IPv4Prefix, router: IPv4Address)] {
    var reader = ByteReader(message[Option.classlessRoutes] ?? [])
    var routes: [(prefix: IPv4Prefix, router: IPv4Address)] = []
    while let length = reader.uint8(), length <= 32,
      let octets = reader.bytes((Int(length) + 7) / 8), let router = reader.ipv4Address()
    {
      var bits: UInt32 = 0
      for (index, octet) in octets.enumerated() { bits |= UInt32(octet) << UInt32(24 - 8 * index) }
      routes.append((IPv4Prefix(IPv4Address(bits: bits), length: Int(length)), router))
    }
    return routes
  }
}
