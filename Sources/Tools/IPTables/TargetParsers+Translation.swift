import Linux
import Packets

/// What the targets of table nat have in common.
class RangeParser: TargetParser {
  var range = NATRange()

  init(_ name: String, value option: String) {
    super.init(
      name,
      [
        ExtensionOption(option), ExtensionOption("random", values: 0),
        ExtensionOption("random-fully", values: 0), ExtensionOption("persistent", values: 0),
      ])
  }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    switch option {
    case "random": range.flags.insert(.random)
    case "random-fully": range.flags.insert(.fullyRandom)
    case "persistent": range.flags.insert(.persistent)
    default: try readRange(values[0], rule)
    }
  }

  func readRange(_ text: String, _ rule: RuleSpecification) throws(IPTablesFailure) {}

  /// Ports need a protocol that has them.
  final func checkPorts(_ rule: RuleSpecification) throws(IPTablesFailure) {
    // ICMP's identifier counts as a port, and an exclamation mark is not looked at (libxt_NAT).
    let withPorts: [IPProtocol] = [.tcp, .udp, .sctp, IPProtocol(33), .icmp]
    guard let proto = rule.proto, withPorts.contains(proto.proto) else {
      throw .syntax("Need TCP, UDP, SCTP or DCCP with port specification")
    }
  }

  /// `80` or `80-90`.
  final func readPorts(_ text: Substring, _ proto: IPProtocol?) throws(IPTablesFailure) -> ClosedRange<UInt16>
  {
    let ends = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    let low = try port(ends[0], proto)
    guard ends.count == 2 else { return low...low }
    if let rest = ends[1].firstIndex(of: "-") {
      throw .syntax("Garbage after port range: `\(ends[1][rest...])'")
    }
    let high = try port(ends[1], proto)
    guard low <= high else { throw .syntax("Port range `\(ends[1])' funky") }
    return low...high
  }

  private func port(_ text: Substring, _ proto: IPProtocol?) throws(IPTablesFailure) -> UInt16 {
    if let port = UInt16(text) { return port }
    guard let port = Services.port(named: text, proto) else { throw .syntax("Port `\(text)' not valid") }
    return port
  }
}

/// SNAT and DNAT.
final class TranslationParser: RangeParser {
  private let isSource: Bool

  init(_ name: String) {
    isSource = name == "SNAT"
    super.init(name, value: name == "SNAT" ? "to-source" : "to-destination")
  }

  /// `ADDRESS[-ADDRESS][:PORT[-PORT[/BASE]]]`, where the addresses may be left out.
  override func readRange(_ text: String, _ rule: RuleSpecification) throws(IPTablesFailure) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    if parts.count == 2 {
      try checkPorts(rule)
      let ports = parts[1].split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
      range.ports = try readPorts(ports[0], rule.proto?.proto)
      if ports.count == 2 {
        guard let base = UInt16(ports[1]) else { throw .syntax("Port `\(ports[1])' not valid") }
        range.basePort = base
      }
    }
    guard !parts[0].isEmpty else { return }
    let ends = parts[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    guard let low = IPv4Address(ends[0]) else { throw .syntax("Bad IP address \"\(ends[0])\"") }
    guard let high = ends.count == 2 ? IPv4Address(ends[1]) : low else {
      throw .syntax("Bad IP address \"\(ends[1])\"")
    }
    range.addresses = min(low, high)...max(low, high)
  }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Target {
    let option = isSource ? "to-source" : "to-destination"
    guard seen.contains(option) else { throw .required(option, of: name) }
    return isSource ? .sourceNAT(range) : .destinationNAT(range)
  }
}

/// MASQUERADE and REDIRECT.
final class PortsParser: RangeParser {
  init(_ name: String) { super.init(name, value: "to-ports") }

  override func readRange(_ text: String, _ rule: RuleSpecification) throws(IPTablesFailure) {
    try checkPorts(rule)
    range.ports = try readPorts(text[...], rule.proto?.proto)
  }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Target {
    name == "REDIRECT" ? .redirect(range) : .masquerade(range)
  }
}

final class NetmapParser: TargetParser {
  private var prefix: IPv4Prefix?

  init() { super.init("NETMAP", [ExtensionOption("to")]) }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    guard RuleParser.host(String(values[0].split(separator: "/", omittingEmptySubsequences: false)[0])) != nil
    else { throw .syntax("getaddrinfo: Name or service not known\n") }
    let condition = try RuleParser.address(values[0], false)
    guard let length = condition.length else { throw .badValue(name, option, values[0]) }
    prefix = IPv4Prefix(condition.address, length: length)
  }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Target {
    guard let prefix else { throw .required("to", of: name) }
    return .netmap(prefix)
  }
}
