import Linux
import Packets

extension MatchParser {
  /// Matches of iptables that exist and are not simulated.
  private static let unsimulated = [
    "ah", "bpf", "cluster", "connlabel", "dccp", "devgroup", "esp", "ipvs", "ipv6header", "nfacct", "osf",
    "policy", "rateest", "realm", "sctp", "socket", "unclean",
  ]

  static func named(_ name: String, _ parser: RuleParser) throws(IPTablesFailure) -> MatchParser {
    switch name {
    case "tcp": return TCPMatchParser()
    case "udp": return UDPMatchParser()
    case "icmp": return ICMPMatchParser()
    case "multiport": return MultiportMatchParser()
    case "conntrack": return ConntrackMatchParser()
    case "state": return StateMatchParser()
    case "addrtype": return AddressTypeMatchParser()
    case "mac": return MACMatchParser()
    case "mark": return MarkMatchParser(isOfConnection: false)
    case "connmark": return MarkMatchParser(isOfConnection: true)
    case "comment": return CommentMatchParser()
    case "limit": return LimitMatchParser()
    case "iprange": return AddressRangeMatchParser()
    case "length": return LengthMatchParser()
    case "ttl": return TimeToLiveMatchParser()
    case "tos": return TypeOfServiceMatchParser()
    case "dscp": return DifferentiatedServicesMatchParser()
    case "owner": return OwnerMatchParser()
    case "physdev": return PhysicalDeviceMatchParser()
    case "pkttype": return PacketTypeMatchParser()
    case "statistic": return StatisticMatchParser()
    case "recent": return RecentMatchParser()
    case "set": return SetMatchParser(namespaceSets: parser.namespace.netfilter.sets)
    default:
      if let parser = uncommon(named: name) { return parser }
      if unsimulated.contains(name) { throw .unsimulated("iptables -m \(name)") }
      throw .syntax("Couldn't load match `\(name)':No such file or directory\n")
    }
  }
}

extension RuleSpecification {
  func isExactly(_ wanted: IPProtocol) -> Bool { proto.map { $0.proto == wanted && !$0.isInverted } ?? false }
}

final class TCPMatchParser: MatchParser {
  private var match = TCPMatch()

  init() {
    super.init(
      "tcp",
      [
        ExtensionOption("source-port", inverts: true),
        ExtensionOption("sport", as: "source-port", inverts: true),
        ExtensionOption("destination-port", inverts: true),
        ExtensionOption("dport", as: "destination-port", inverts: true),
        ExtensionOption("syn", values: 0, inverts: true),
        ExtensionOption("tcp-flags", values: 2, inverts: true),
        ExtensionOption("tcp-option", inverts: true),
      ])
  }

  override func repeated(_ option: ExtensionOption) -> IPTablesFailure {
    option.canonical == "tcp-flags" || option.canonical == "syn"
      ? .syntax("Only one of `--syn' or `--tcp-flags'  allowed")
      : .syntax("Only one `--\(option.canonical)' allowed")
  }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    switch option {
    case "source-port":
      match.source = PortCondition(try RuleParser.ports(values[0], .tcp), isInverted: isInverted)
    case "destination-port":
      match.destination = PortCondition(try RuleParser.ports(values[0], .tcp), isInverted: isInverted)
    case "syn":
      try noFlagsYet()
      match.flags = TCPMatch.FlagsCondition(mask: 0x17, set: 0x02, isInverted: isInverted)
    case "tcp-flags":
      try noFlagsYet()
      match.flags = TCPMatch.FlagsCondition(
        mask: try flags(values[0]), set: try flags(values[1]), isInverted: isInverted)
    default:
      guard let number = UInt8(values[0]), number != 0 else {
        throw .syntax("Bad TCP option \"\(values[0])\"")
      }
      match.option = TCPMatch.OptionCondition(number: number, isInverted: isInverted)
    }
  }

  private func noFlagsYet() throws(IPTablesFailure) {
    guard match.flags == nil else { throw .syntax("Only one of `--syn' or `--tcp-flags'  allowed") }
  }

  private func flags(_ list: String) throws(IPTablesFailure) -> UInt8 {
    var bits: UInt8 = 0
    for word in list.split(separator: ",") {
      switch word.uppercased() {
      case "ALL": bits |= 0x3F
      case "NONE": break
      case let name:
        guard let flag = TCPMatch.FlagsCondition.all.first(where: { $0.1 == name }) else {
          throw .syntax("Unknown TCP flag `\(word)'")
        }
        bits |= flag.0
      }
    }
    return bits
  }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Match {
    guard rule.isExactly(.tcp) else { throw .syntax("TCP match requires '-p tcp'") }
    return .tcp(match)
  }
}

final class UDPMatchParser: MatchParser {
  private var source: PortCondition?
  private var destination: PortCondition?

  init() {
    super.init(
      "udp",
      [
        ExtensionOption("source-port", inverts: true),
        ExtensionOption("sport", as: "source-port", inverts: true),
        ExtensionOption("destination-port", inverts: true),
        ExtensionOption("dport", as: "destination-port", inverts: true),
      ])
  }

  override func repeated(_ option: ExtensionOption) -> IPTablesFailure {
    .syntax("\(name): option \"--\(option.canonical)\" can only be used once.\n")
  }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    let condition = PortCondition(try RuleParser.ports(values[0], .udp), isInverted: isInverted)
    if option == "source-port" { source = condition } else { destination = condition }
  }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Match {
    guard rule.isExactly(.udp) else { throw .syntax("UDP match requires '-p udp'") }
    return .udp(source: source, destination: destination)
  }
}

final class ICMPMatchParser: MatchParser {
  private var match: ICMPMatch?

  init() { super.init("icmp", [ExtensionOption("icmp-type", inverts: true)]) }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    let word = values[0]
    if let known = try ICMPTypes.named(word) {
      match = ICMPMatch(type: known.type, code: known.code, isInverted: isInverted)
      return
    }
    let parts = word.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let type = UInt8(parts[0]) else { throw .syntax("Unknown ICMP type `\(word)'") }
    var code: UInt8?
    if parts.count == 2 {
      guard let number = UInt8(parts[1]) else { throw .syntax("Unknown ICMP type `\(word)'") }
      code = number
    }
    match = ICMPMatch(type: type, code: code, isInverted: isInverted)
  }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Match {
    guard rule.isExactly(.icmp) else { throw .syntax("icmp match requires '-p icmp'") }
    guard let match else { throw .required("icmp-type", of: name) }
    return .icmp(match)
  }
}

/// The names of ICMP types and codes (libxt_icmp).
enum ICMPTypes {
  private static let table: [(String, UInt8, UInt8?)] = [
    ("any", 255, nil), ("echo-reply", 0, nil), ("pong", 0, nil), ("destination-unreachable", 3, nil),
    ("network-unreachable", 3, 0), ("host-unreachable", 3, 1), ("protocol-unreachable", 3, 2),
    ("port-unreachable", 3, 3), ("fragmentation-needed", 3, 4), ("source-route-failed", 3, 5),
    ("network-unknown", 3, 6), ("host-unknown", 3, 7), ("network-prohibited", 3, 9),
    ("host-prohibited", 3, 10),
    ("TOS-network-unreachable", 3, 11), ("TOS-host-unreachable", 3, 12), ("communication-prohibited", 3, 13),
    ("host-precedence-violation", 3, 14), ("precedence-cutoff", 3, 15), ("source-quench", 4, nil),
    ("redirect", 5, nil), ("network-redirect", 5, 0), ("host-redirect", 5, 1), ("TOS-network-redirect", 5, 2),
    ("TOS-host-redirect", 5, 3), ("echo-request", 8, nil), ("ping", 8, nil), ("router-advertisement", 9, nil),
    ("router-solicitation", 10, nil), ("time-exceeded", 11, nil), ("ttl-exceeded", 11, nil),
    ("ttl-zero-during-transit", 11, 0), ("ttl-zero-during-reassembly", 11, 1), ("parameter-problem", 12, nil),
    ("ip-header-bad", 12, 0), ("required-option-missing", 12, 1), ("timestamp-request", 13, nil),
    ("timestamp-reply", 14, nil), ("address-mask-request", 17, nil), ("address-mask-reply", 18, nil),
  ]

  /// A name, or the beginning of one name only.
  static func named(_ word: String) throws(IPTablesFailure) -> (type: UInt8, code: UInt8?)? {
    guard !word.isEmpty else { return nil }
    let lower = word.lowercased()
    if let exact = table.first(where: { $0.0.lowercased() == lower }) { return (exact.1, exact.2) }
    let candidates = table.filter { $0.0.lowercased().hasPrefix(lower) }
    guard let first = candidates.first else { return nil }
    guard candidates.count == 1 else {
      throw .syntax("Ambiguous ICMP type `\(word)': `\(first.0)' or `\(candidates[1].0)'?")
    }
    return (first.1, first.2)
  }

  /// A whole name.
  static func exactly(_ word: String) -> (type: UInt8, code: UInt8?)? {
    table.first { $0.0 == word && $0.1 != 255 }.map { ($0.1, $0.2) }
  }

  static func name(of match: ICMPMatch) -> String? {
    table.first { $0.1 == match.type && $0.2 == match.code }?.0
  }
}

final class MultiportMatchParser: MatchParser {
  private var side: MultiportMatch.Side?
  private var words = ""
  private var isInverted = false

  init() {
    super.init(
      "multiport",
      [
        ExtensionOption("source-ports", inverts: true),
        ExtensionOption("sports", as: "source-ports", inverts: true),
        ExtensionOption("destination-ports", inverts: true),
        ExtensionOption("dports", as: "destination-ports", inverts: true),
        ExtensionOption("ports", inverts: true),
      ])
  }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    let known: [IPProtocol] = [.tcp, .udp, .udplite, .sctp]
    if let proto = rule.proto, !known.contains(proto.proto) {
      throw .syntax("multiport only works with TCP, UDP, UDPLITE, SCTP and DCCP")
    }
    guard let proto = rule.proto, !proto.isInverted else {
      throw .syntax("multiport needs `-p tcp', `-p udp', `-p udplite', `-p sctp' or `-p dccp'")
    }
    side = option == "ports" ? .either : option == "source-ports" ? .source : .destination
    words = values[0]
    self.isInverted = isInverted
  }

  override var exclusive: [String] { ["source-ports", "destination-ports", "ports"] }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Match {
    guard let side else { throw .syntax("multiport expection an option") }
    var ports: [ClosedRange<UInt16>] = []
    var slots = 0
    for word in onePart(words) {
      let parts = word.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      let low = try RuleParser.port(parts[0], rule.proto?.proto)
      let high = parts.count == 2 ? try RuleParser.port(parts[1], rule.proto?.proto) : low
      guard low <= high else { throw .syntax("invalid portrange specified") }
      if parts.count == 2, low == high { throw .syntax("invalid portrange specified") }
      ports.append(low...high)
      slots += parts.count
      guard slots <= 15 else { throw .syntax("too many ports specified") }
    }
    return .multiport(MultiportMatch(side, ports, isInverted: isInverted))
  }
}
