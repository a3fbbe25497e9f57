import Packets

/// What dnsmasq's `--dhcp-…` options say.
struct DHCPServerConfiguration {
  struct Range: Hashable {
    var first: IPv4Address
    var last: IPv4Address
    var mask: IPv4Address?
    var broadcast: IPv4Address?
    /// Seconds; nil for ever.
    var lease: UInt32? = 3600
    /// Only hosts that have a line of their own get an address.
    var isStatic = false
  }

  /// A line of `--dhcp-host`.
  struct Host: Hashable {
    var hardware: [MACAddress] = []
    var address: IPv4Address?
    var name: String?
    var lease: UInt32??
    var isIgnored = false
  }

  var ranges: [Range] = []
  var hosts: [Host] = []
  /// What clients are told; one without a value is not told.
  var options: [DHCPMessage.Option] = []
  var isAuthoritative = false
  var isSequential = false
  /// An address is tried by an echo request before it is offered.
  var pings = true
  var leaseFile = "/var/lib/misc/dnsmasq.leases"
  var mostLeases = 1000
  var exceptedInterfaces: [String] = []

  mutating func apply(_ name: String, _ value: String) throws(DnsmasqFailure) {
    let words = DnsmasqConfiguration.commaSeparated(value)
    switch name {
    case "dhcp-range": try addRange(words, value)
    case "dhcp-host": try addHost(words, value)
    case "dhcp-option": try addOption(words, value)
    case "dhcp-leasefile": leaseFile = value
    case "dhcp-lease-max": mostLeases = try DnsmasqConfiguration.number(value, 1_000_000)
    default: throw .unsimulated("dnsmasq --\(name)")
    }
  }

  /// `12h`, `45m`, `600`, `infinite`; nil for something else.
  private static func lease(_ text: String) -> UInt32?? {
    if text == "infinite" { return .some(nil) }
    let units: [Character: UInt32] = ["s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604_800]
    guard let last = text.last else { return nil }
    let unit = units[last]
    guard let number = UInt32(unit == nil ? text : String(text.dropLast())) else { return nil }
    // Two minutes are the least.
    return .some(max(120, number * (unit ?? 1)))
  }

  private mutating func addRange(_ words: [String], _ value: String) throws(DnsmasqFailure) {
    var words = words
    if words.contains(where: { $0.contains(":") }) {
      throw .unsimulated("dnsmasq --dhcp-range=\(value)")
    }
    guard let first = IPv4Address(words.removeFirst()), !words.isEmpty else {
      throw .badOption("bad dhcp-range")
    }
    var range = Range(first: first, last: first)
    let second = words.removeFirst()
    if second == "static" {
      range.isStatic = true
    } else if let last = IPv4Address(second) {
      (range.first, range.last) = (min(first, last), max(first, last))
    } else if second == "proxy" {
      throw .unsimulated("dnsmasq --dhcp-range=\(value)")
    } else {
      throw .badOption("bad dhcp-range")
    }
    if let word = words.first, let mask = IPv4Address(word) {
      range.mask = mask
      words.removeFirst()
      if let word = words.first, let broadcast = IPv4Address(word) {
        range.broadcast = broadcast
        words.removeFirst()
      }
    }
    if let word = words.first {
      guard let lease = Self.lease(word), words.count == 1 else { throw .badOption("bad dhcp-range") }
      range.lease = lease
    }
    ranges.append(range)
  }

  private mutating func addHost(_ words: [String], _ value: String) throws(DnsmasqFailure) {
    var host = Host()
    for word in words {
      if word.contains(":"), let hardware = MACAddress(word) {
        host.hardware.append(hardware)
      } else if word.contains(":") {
        throw .unsimulated("dnsmasq --dhcp-host=\(value)")
      } else if let address = IPv4Address(word) {
        host.address = address
      } else if word == "ignore" {
        host.isIgnored = true
      } else if let lease = Self.lease(word) {
        host.lease = .some(lease)
      } else {
        host.name = word
      }
    }
    hosts.append(host)
  }

  // MARK: - Options for clients

  private enum Form { case addresses, text, names, number(octets: Int), routes }

  private static let known: [(name: String, code: UInt8, form: Form)] = [
    ("netmask", 1, .addresses), ("time-offset", 2, .number(octets: 4)), ("router", 3, .addresses),
    ("dns-server", 6, .addresses), ("log-server", 7, .addresses), ("lpr-server", 9, .addresses),
    ("hostname", 12, .text), ("domain-name", 15, .text), ("default-ttl", 23, .number(octets: 1)),
    ("mtu", 26, .number(octets: 2)), ("broadcast", 28, .addresses), ("ntp-server", 42, .addresses),
    ("netbios-ns", 44, .addresses), ("lease-time", 51, .number(octets: 4)), ("T1", 58, .number(octets: 4)),
    ("T2", 59, .number(octets: 4)), ("tftp-server", 66, .text), ("bootfile-name", 67, .text),
    ("domain-search", 119, .names), ("classless-static-route", 121, .routes),
  ]

  /// Its name in dnsmasq's log.
  static func name(ofOption code: UInt8) -> String? {
    let others: [(UInt8, String)] = [
      (47, "netbios-scope"), (53, "message-type"), (54, "server-identifier"), (50, "requested-address"),
      (57, "max-message-size"), (60, "vendor-class"), (61, "client-id"), (33, "static-route"),
    ]
    return known.first { $0.code == code }?.name ?? others.first { $0.0 == code }?.1
  }

  private mutating func addOption(_ words: [String], _ value: String) throws(DnsmasqFailure) {
    var words = words
    var name = words.removeFirst()
    for prefix in ["tag:", "vendor:", "encap:", "option6:", "vi-encap:"] where name.hasPrefix(prefix) {
      throw .unsimulated("dnsmasq --dhcp-option=\(value)")
    }
    if name.hasPrefix("option:") { name.removeFirst("option:".count) }
    let entry = Self.known.first { $0.name == name || UInt8(name) == $0.code }
    guard let code = entry?.code ?? UInt8(name) else { throw .badOption("bad dhcp-option") }
    guard !words.isEmpty, words != [""] else { return options.append(DHCPMessage.Option(code, [])) }
    let form = entry?.form ?? (words.allSatisfy { IPv4Address($0) != nil } ? .addresses : .text)
    if entry == nil, words.contains(where: { Int($0) != nil || $0.hasPrefix("0x") || $0.contains("/") }) {
      throw .unsimulated("dnsmasq --dhcp-option=\(value)")
    }
    switch form {
    case .addresses:
      let addresses = words.compactMap { IPv4Address($0) }
      guard addresses.count == words.count else { throw .badOption("bad dhcp-option") }
      options.append(DHCPMessage.Option(code, addresses: addresses))
    case .text: options.append(DHCPMessage.Option(code, text: words.joined(separator: ",")))
    case .number(let octets):
      guard let number = UInt32(words[0]) else { throw .badOption("bad dhcp-option") }
      let whole = DHCPMessage.Option(code, number: number).value
      options.append(DHCPMessage.Option(code, whole.suffix(octets)))
    case .names: options.append(DHCPMessage.Option(code, Self.labels(words)))
    case .routes: options.append(DHCPMessage.Option(code, try Self.routes(words)))
    }
  }

  /// Names as in DNS (RFC 3397), not compressed.
  private static func labels(_ names: [String]) -> Bytes {
    var bytes: [UInt8] = []
    for name in names {
      for label in name.split(separator: ".") { bytes += [UInt8(label.utf8.count)] + Array(label.utf8) }
      bytes.append(0)
    }
    return Bytes(bytes)
  }

  /// Destinations with their routers (RFC 3442).
  private static func routes(_ words: [String]) throws(DnsmasqFailure) -> Bytes {
    guard words.count % 2 == 0 else { throw .badOption("bad dhcp-option") }
    var writer = ByteWriter()
    for index in stride(from: 0, to: words.count, by: 2) {
      guard let prefix = IPv4Prefix(words[index]), let router = IPv4Address(words[index + 1]) else {
        throw .badOption("bad dhcp-option")
      }
      writer.uint8(UInt8(prefix.length))
      let octets = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: prefix.network.address.bits >> $0) }
      writer.append(octets.prefix((prefix.length + 7) / 8))
      writer.address(router)
    }
    return Bytes(writer.bytes)
  }
}
