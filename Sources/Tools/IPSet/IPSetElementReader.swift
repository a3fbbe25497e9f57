import Linux
import Packets

/// Reads elements as ipset's types write them (ipset's lib/parse.c). One text may name several: a network or a
/// range of addresses, a range of ports.
struct IPSetElementReader {
  let set: IPSet
  private var kind: SetKind { self.set.kind }

  init(_ set: IPSet) { self.set = set }

  func elements(_ text: String) throws(IPSetFailure) -> [SetElement] {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
    try checkParts(parts, text)
    switch kind {
    case .list:
      var element = SetElement()
      element.setName = try IPSetCommand.checked(text)
      return [element]
    case .bitmapPort: return try bitmapPorts(text)
    case .hardware:
      guard let address = MACAddress(text) else {
        throw .syntax("cannot parse '\(text)' as ethernet address")
      }
      var element = SetElement()
      element.hardware = address
      return [element]
    default: return try addresses(parts)
    }
  }

  private func checkParts(_ parts: [String], _ text: String) throws(IPSetFailure) {
    let names = ["none", "one", "two"]
    let wanted =
      switch kind {
      case .list, .bitmapPort, .hardware, .address, .network, .bitmapAddress: 1
      case .addressPort, .networkPort, .networkInterface, .bitmapHardware: 2
      case .addressPortAddress, .addressPortNetwork: 3
      }
    if parts.count > wanted {
      let found = ["Elem separator", "Two elem separators", "Three elem separators"][min(wanted, 3) - 1]
      throw .syntax("\(found) in \(text), but settype \(kind.text) supports \(names[wanted - 1]).")
    }
    guard parts.count < wanted, kind != .bitmapHardware else { return }
    throw .syntax("\(parts.count == 1 ? "Second" : "Third") element is missing from \(text).")
  }

  private func bitmapPorts(_ text: String) throws(IPSetFailure) -> [SetElement] {
    let bare = text.hasPrefix("tcp:") || text.hasPrefix("udp:") ? String(text.dropFirst(4)) : text
    return try Self.ports(bare, .tcp).map { port in
      var element = SetElement()
      element.port = port
      return element
    }
  }

  private func addresses(_ parts: [String]) throws(IPSetFailure) -> [SetElement] {
    var elements: [SetElement] = []
    for prefix in try prefixes(parts[0], areNetworks: kind.hasNetworks && kind != .addressPortNetwork) {
      var element = SetElement()
      element.prefix = prefix
      elements.append(element)
    }
    switch kind {
    case .bitmapHardware where parts.count == 2:
      guard let address = MACAddress(parts[1]) else {
        throw .syntax("cannot parse '\(parts[1])' as ethernet address")
      }
      for index in elements.indices { elements[index].hardware = address }
    case .networkInterface:
      guard parts[1].utf8.count <= 15 else { throw .syntax("interface name '\(parts[1])' is longer than 15") }
      for index in elements.indices { elements[index].interface = parts[1] }
    case .addressPort, .networkPort, .addressPortAddress, .addressPortNetwork:
      elements = try with(ports: parts[1], elements)
    default: break
    }
    guard parts.count == 3 else { return elements }
    let seconds = try prefixes(parts[2], areNetworks: kind == .addressPortNetwork)
    return elements.flatMap { element in
      seconds.map { second in
        var copy = element
        copy.second = second
        return copy
      }
    }
  }

  private func with(ports text: String, _ elements: [SetElement]) throws(IPSetFailure) -> [SetElement] {
    let (proto, ports) = try Self.protocolAndPorts(text)
    return elements.flatMap { element in
      ports.map { port in
        var copy = element
        (copy.proto, copy.port) = (proto, port)
        return copy
      }
    }
  }

  // MARK: - Addresses

  /// The single addresses of a text, or the networks it consists of.
  private func prefixes(_ text: String, areNetworks: Bool) throws(IPSetFailure) -> [IPv4Prefix] {
    let range = try Self.addresses(text)
    if areNetworks { return try networks(text, range) }
    if let limits = set.options.addresses {
      guard limits.contains(range.lowerBound), limits.contains(range.upperBound) else { throw .outOfRange }
    } else if range.lowerBound == .any {
      throw .kernel("Null-valued element, cannot be stored in a hash type of set")
    }
    let mask = IPv4Prefix.maskBits(set.options.netmask ?? 32)
    var addresses: [IPv4Prefix] = []
    for bits in range.lowerBound.bits...range.upperBound.bits {
      let prefix = IPv4Prefix(IPv4Address(bits: bits & mask), length: 32)
      if addresses.last != prefix { addresses.append(prefix) }
      // More than any set holds: the rest could only be refused too.
      if addresses.count > Int(set.options.maximum) { break }
    }
    return addresses
  }

  private func networks(
    _ text: String, _ range: ClosedRange<IPv4Address>
  ) throws(IPSetFailure) -> [IPv4Prefix] {
    if let slash = text.firstIndex(of: "/"), !text.contains("-") {
      guard let length = Int(text[text.index(after: slash)...]), length > 0 else { throw .badPrefix }
      return [IPv4Prefix(range.lowerBound, length: length)]
    }
    // The fewest networks that make up a range.
    var networks: [IPv4Prefix] = []
    var low = UInt64(range.lowerBound.bits)
    let high = UInt64(range.upperBound.bits)
    while low <= high {
      var length = 32
      while length > 1 {
        let size = UInt64(1) << UInt64(33 - length)
        guard low % size == 0, low + size - 1 <= high else { break }
        length -= 1
      }
      networks.append(IPv4Prefix(IPv4Address(bits: UInt32(low)), length: length))
      low += UInt64(1) << UInt64(32 - length)
    }
    return networks
  }

  /// `ADDRESS`, `ADDRESS/LENGTH` or `FROM-TO`.
  static func addresses(_ text: String) throws(IPSetFailure) -> ClosedRange<IPv4Address> {
    if let slash = text.firstIndex(of: "/") {
      let address = try address(String(text[..<slash]))
      let length = try IPSetOptionReader.number(String(text[text.index(after: slash)...]), in: 0...32)
      let network = IPv4Prefix(address, length: Int(length)).network
      return network.address...network.broadcast
    }
    if let dash = text.firstIndex(of: "-") {
      let (low, high) = (
        try address(String(text[..<dash])), try address(String(text[text.index(after: dash)...]))
      )
      return min(low, high)...max(low, high)
    }
    let address = try address(text)
    return address...address
  }

  private static func address(_ text: String) throws(IPSetFailure) -> IPv4Address {
    if text == "localhost" { return .loopback }
    guard let address = IPv4Address(text) ?? Resolver.shorthand(text) else {
      throw .syntax("cannot parse \(text): resolving to IPv4 address failed")
    }
    return address
  }

  // MARK: - Ports

  /// `80`, `80-90`, `udp:53`, `icmp:8/0`, `47:0`; without a protocol they are TCP's.
  private static func protocolAndPorts(
    _ text: String
  ) throws(IPSetFailure) -> (IPProtocol, [UInt16]) {
    guard let colon = text.firstIndex(of: ":") else { return (.tcp, try ports(text, .tcp)) }
    let name = String(text[..<colon])
    let rest = String(text[text.index(after: colon)...])
    guard let proto = UInt8(name).map({ IPProtocol($0) }) ?? ProtocolNames.proto(named: name) else {
      throw .syntax("cannot parse '\(name)' as a protocol")
    }
    switch proto {
    case .tcp, .udp, .sctp, .udplite: return (proto, try ports(rest, proto))
    case .icmp: return (proto, [try icmp(rest)])
    default:
      guard rest == "0" else { throw .syntax("Protocol \(name) can be used with pseudo port value 0 only.") }
      return (proto, [0])
    }
  }

  private static func icmp(_ text: String) throws(IPSetFailure) -> UInt16 {
    if let named = ICMPTypes.exactly(text) { return UInt16(named.type) << 8 | UInt16(named.code ?? 0) }
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let type = UInt8(parts[0]), parts.count == 2, let code = UInt8(parts[1]) else {
      throw .syntax("Cannot parse \(text) as an ICMP type/code.")
    }
    return UInt16(type) << 8 | UInt16(code)
  }

  static func ports(_ text: String, _ proto: IPProtocol) throws(IPSetFailure) -> [UInt16] {
    guard let dash = text.firstIndex(of: "-"), Services.port(named: text, proto) == nil else {
      return [try port(text, proto)]
    }
    let low = try port(String(text[..<dash]), proto)
    let high = try port(String(text[text.index(after: dash)...]), proto)
    return Array(min(low, high)...max(low, high))
  }

  static func port(_ text: String, _ proto: IPProtocol) throws(IPSetFailure) -> UInt16 {
    if let named = Services.port(named: text, proto) { return named }
    do throws(IPSetFailure) {
      return UInt16(try IPSetOptionReader.number(text, in: 0...65_535))
    } catch {
      // The number is tried first, and what was wrong with it is said as well.
      throw .kernel(
        error.text
          + "\nSyntax error: '\(proto)' is invalid as number\ncannot parse '\(text)' as a \(proto) port")
    }
  }
}
