import Packets

/// What stands in front of an identifier: protocol, direction, kind.
struct FilterQualifiers: Hashable {
  enum Proto: String, Hashable {
    case ether, ip, arp, rarp, ip6, tcp, udp, icmp, igmp, sctp, esp, ah, icmp6
    case link
  }
  enum Direction: Hashable { case source, destination, either, both }
  enum Kind: String, Hashable { case host, net, port, portrange, proto }

  var proto: Proto?
  var direction: Direction?
  var kind: Kind?

  var isEmpty: Bool { self == FilterQualifiers() }

  /// Words that are never identifiers.
  static func isReserved(_ word: String) -> Bool {
    ["and", "or", "not", "src", "dst", "less", "greater", "broadcast", "multicast", "vlan"].contains(word)
      || Proto(rawValue: word) != nil || Kind(rawValue: word) != nil
  }

  /// A protocol alone.
  static func test(_ proto: Proto) -> PacketFilter.Test {
    switch proto {
    case .ether, .link: return { _ in true }
    case .ip: return { $0.etherType == EthernetPayload.ipv4Type }
    case .arp: return { $0.etherType == EthernetPayload.arpType }
    case .rarp: return { $0.etherType == 0x8035 }
    case .ip6, .icmp6: return { $0.etherType == EthernetPayload.ipv6Type }
    case .tcp, .udp, .icmp, .igmp, .sctp, .esp, .ah:
      let number = IPProtocol(keyword: proto.rawValue)
      return { $0.ip != nil && $0.ip?.proto == number }
    }
  }

  /// Both ends of a packet by this direction.
  func matches<Value>(_ source: Value, _ destination: Value, _ test: (Value) -> Bool) -> Bool {
    switch direction ?? .either {
    case .source: test(source)
    case .destination: test(destination)
    case .either: test(source) || test(destination)
    case .both: test(source) && test(destination)
    }
  }
}

/// Identifiers behind qualifiers.
extension FilterParser {
  mutating func identified(_ qualifiers: FilterQualifiers) throws(FilterProblem) -> Test {
    let word = try takeWord()
    switch qualifiers.kind ?? .host {
    case .host: return try host(word, qualifiers)
    case .net: return try net(word, qualifiers)
    case .port:
      let port = try port(word, qualifiers)
      return try ports(port...port, qualifiers)
    case .portrange: return try ports(range(word, qualifiers), qualifiers)
    case .proto: return try proto(word, qualifiers)
    }
  }

  // MARK: - Hosts and networks

  private func host(_ word: String, _ qualifiers: FilterQualifiers) throws(FilterProblem) -> Test {
    if let hardware = MACAddress(word) {
      guard qualifiers.proto == .ether else {
        throw .wrong("ethernet address used in non-ether expression")
      }
      return { subject in
        guard let source = subject.hardware(source: true), let destination = subject.hardware(source: false)
        else { return false }
        return qualifiers.matches(source, destination) { $0 == hardware }
      }
    }
    if qualifiers.proto == .ether { throw .wrong("unknown ether host '\(word)'") }
    if let prefix = IPv4Prefix(word), word.contains("/") {
      return try addresses(qualifiers) { prefix.network.contains($0) }
    }
    if qualifiers.kind == nil, word.allSatisfy({ $0.isNumber }) { throw .syntax }
    let wanted = try addresses(of: word)
    return try addresses(qualifiers) { wanted.contains($0) }
  }

  private func addresses(of word: String) throws(FilterProblem) -> [IPv4Address] {
    if let address = IPv4Address(word) { return [address] }
    let parts = word.split(separator: ".", omittingEmptySubsequences: false)
    if parts.count == 4, parts.allSatisfy({ Int($0) != nil }) {
      throw .wrong("invalid IPv4 address '\(word)'")
    }
    let known = (hosts.resolution(of: word)?.addresses ?? [])
    guard known.isEmpty else { return known }
    throw .wrong("unknown host '\(word)'")
  }

  private mutating func net(_ word: String, _ qualifiers: FilterQualifiers) throws(FilterProblem) -> Test {
    let parts = word.split(separator: "/", omittingEmptySubsequences: false)
    guard let (bits, octets) = Self.network(String(parts[0])) else {
      throw .wrong("unknown network '\(word)'")
    }
    var length = octets * 8
    var shown = word
    if parts.count == 2 {
      guard let given = Int(parts[1]) else { throw .syntax }
      guard given <= 32 else { throw .wrong("mask length must be <= 32") }
      length = given
    } else if take(word: "mask") {
      let mask = try takeWord()
      guard let address = IPv4Address(mask) else { throw .syntax }
      length = (~address.bits).leadingZeroBitCount == 32 ? 32 : (~address.bits).leadingZeroBitCount
      guard IPv4Prefix.maskBits(length) == address.bits else {
        throw .unsimulated(Unsimulated("tcpdump's filter with the scattered mask \(mask)"))
      }
      shown = "\(word) mask \(mask)"
    }
    let prefix = IPv4Prefix(IPv4Address(bits: bits), length: length)
    guard prefix.network == prefix else { throw .wrong("non-network bits set in \"\(shown)\"") }
    return try addresses(qualifiers) { prefix.contains($0) }
  }

  /// `10.1` stands for 10.1.0.0 with two octets.
  private static func network(_ text: String) -> (bits: UInt32, octets: Int)? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...4).contains(parts.count) else { return nil }
    var bits: UInt32 = 0
    for part in parts {
      guard let octet = UInt8(part) else { return nil }
      bits = bits << 8 | UInt32(octet)
    }
    return (bits << UInt32(8 * (4 - parts.count)), parts.count)
  }

  /// The ends of IPv4 packets, and of ARP packets their protocol addresses.
  private func addresses(
    _ qualifiers: FilterQualifiers, _ test: @escaping (IPv4Address) -> Bool
  ) throws(FilterProblem) -> Test {
    switch qualifiers.proto {
    case nil, .ip, .arp: break
    case .rarp, .ip6, .icmp6: return { _ in false }
    case let proto?: throw .wrong("'\(proto.rawValue)' modifier applied to host")
    }
    return { subject in
      if let ip = subject.ip, qualifiers.proto != .arp {
        return qualifiers.matches(ip.source, ip.destination, test)
      }
      if let arp = subject.arp, qualifiers.proto != .ip {
        return qualifiers.matches(arp.sender, arp.target, test)
      }
      return false
    }
  }

  // MARK: - Ports and protocols

  private func transport(_ qualifiers: FilterQualifiers) throws(FilterProblem) -> IPProtocol? {
    switch qualifiers.proto {
    case nil: return nil
    case .tcp: return .tcp
    case .udp: return .udp
    case .sctp: return .sctp
    default: throw .wrong("illegal qualifier of 'port'")
    }
  }

  private func port(_ word: String, _ qualifiers: FilterQualifiers) throws(FilterProblem) -> UInt16 {
    let proto = try transport(qualifiers)
    if let number = Int(word) {
      guard let port = UInt16(exactly: number) else { throw .wrong("illegal port number \(word) > 65535") }
      return port
    }
    guard let port = Services.port(named: word, proto) else { throw .wrong("unknown port '\(word)'") }
    return port
  }

  private func range(_ word: String, _ qualifiers: FilterQualifiers) throws(FilterProblem) -> ClosedRange<
    UInt16
  > {
    let ends = word.split(separator: "-").map { String($0) }
    guard let first = ends.first, let last = ends.last, ends.count <= 2 else { throw .syntax }
    let (low, high) = (try port(first, qualifiers), try port(last, qualifiers))
    return min(low, high)...max(low, high)
  }

  private func ports(_ range: ClosedRange<UInt16>, _ qualifiers: FilterQualifiers) throws(FilterProblem)
    -> Test
  {
    let proto = try transport(qualifiers)
    return { subject in
      guard let ports = subject.ports, proto == nil || subject.ip?.proto == proto else { return false }
      return qualifiers.matches(ports.source, ports.destination) { range.contains($0) }
    }
  }

  private func proto(_ word: String, _ qualifiers: FilterQualifiers) throws(FilterProblem) -> Test {
    if qualifiers.proto == .ether {
      let names: [(String, UInt16)] = [("ip", 0x0800), ("arp", 0x0806), ("rarp", 0x8035), ("ip6", 0x86DD)]
      guard
        let type = names.first(where: { $0.0 == word })?.1
          ?? Self.integer(word).flatMap(UInt16.init(exactly:))
      else { throw .wrong("unknown ether proto '\(word)'") }
      return { $0.etherType == type }
    }
    guard
      let number = Self.integer(word).flatMap(UInt8.init(exactly:)).map(IPProtocol.init)
        ?? IPProtocol(keyword: word)
    else { throw .wrong("unknown ip proto '\(word)'") }
    return { $0.ip != nil && $0.ip?.proto == number }
  }
}
