import Linux
import Packets

/// How a rule looks in `iptables -L` (iptables/nft-shared.c, nft-ipv4.c).
struct RuleColumns {
  /// `-n`: no names for addresses, ports and protocols.
  let isNumeric: Bool

  func proto(_ rule: RuleSpecification) -> String {
    guard let condition = rule.proto else { return " all" }
    return (condition.isInverted ? "!" : " ") + name(of: condition.proto)
  }

  /// With `-n` only the protocols that iptables has names of its own for; 1.8.9 alone prints their numbers.
  private func name(of proto: IPProtocol) -> String {
    let known: [IPProtocol] = [.icmp, .tcp, .udp, .esp, .ah, .sctp, .udplite]
    if isNumeric, !known.contains(proto) { return String(proto.number) }
    return ProtocolNames.name(of: proto) ?? String(proto.number)
  }

  func fragment(_ rule: RuleSpecification) -> String {
    rule.isLaterFragment.map { $0 ? "-f" : "!f" } ?? "--"
  }

  func interface(_ condition: InterfaceCondition?) -> String {
    guard let condition else { return isNumeric ? "*" : "any" }
    return (condition.isInverted ? "!" : "") + condition.text
  }

  /// With the sign before: a space or an exclamation mark.
  func address(_ condition: AddressCondition?) -> String {
    guard let condition else { return isNumeric ? " 0.0.0.0/0" : " anywhere" }
    let text: String
    if condition.mask == .max {
      text = !isNumeric && condition.address == .loopback ? "localhost" : condition.address.description
    } else {
      text = condition.mask == 0 && !isNumeric ? "anywhere" : condition.text
    }
    return (condition.isInverted ? "!" : " ") + text
  }

  /// The matches and the target's options, each with a space before.
  func extras(_ rule: RuleSpecification) -> String {
    var text = ""
    if case .goto = rule.target { text += "[goto] " }
    for match in rule.matches { text += self.text(of: match, rule) }
    return text + self.text(of: rule.target)
  }

  func port(_ port: UInt16, _ proto: IPProtocol?) -> String {
    (isNumeric ? nil : Services.name(of: port, proto)) ?? "\(port)"
  }

  private func text(of match: Match, _ rule: RuleSpecification) -> String {
    switch match {
    case .tcp(let tcp):
      var text = " tcp" + ports("spt", tcp.source, .tcp) + ports("dpt", tcp.destination, .tcp)
      if let option = tcp.option { text += " option=" + (option.isInverted ? "!" : "") + "\(option.number)" }
      return text + flags(tcp.flags)
    case .udp(let source, let destination):
      return " udp" + ports("spt", source, .udp) + ports("dpt", destination, .udp)
    case .icmp(let icmp): return self.text(of: icmp)
    case .multiport(let multiport): return self.text(of: multiport, rule.proto?.proto)
    default: return MatchColumns(isNumeric: isNumeric).text(of: match)
    }
  }

  private func ports(_ name: String, _ condition: PortCondition?, _ proto: IPProtocol) -> String {
    guard let condition else { return "" }
    let (low, high) = (condition.ports.lowerBound, condition.ports.upperBound)
    if low == 0, high == .max, !condition.isInverted { return "" }
    let sign = condition.isInverted ? "!" : ""
    guard low != high else { return " \(name):\(sign)\(port(low, proto))" }
    return " \(name)s:\(sign)\(port(low, proto)):\(port(high, proto))"
  }

  private func flags(_ condition: TCPMatch.FlagsCondition?) -> String {
    guard let condition else { return "" }
    let sign = condition.isInverted ? "!" : ""
    guard isNumeric else { return " flags:" + sign + condition.text("/") }
    return " flags:\(sign)0x\(upper(condition.mask))/0x\(upper(condition.set))"
  }

  private func upper(_ value: UInt8) -> String { value.hexadecimal.uppercased() }

  private func text(of icmp: ICMPMatch) -> String {
    if !isNumeric, let name = ICMPTypes.name(of: icmp) {
      return " icmp " + (icmp.isInverted ? "!" : "") + name
    }
    let sign = icmp.isInverted ? " icmp !type " : " icmptype "
    return sign + "\(icmp.type)" + (icmp.code.map { " code \($0)" } ?? "")
  }

  private func text(of match: MultiportMatch, _ proto: IPProtocol?) -> String {
    let side =
      switch match.side {
      case .source: " sports "
      case .destination: " dports "
      case .either: " ports "
      }
    let ports = match.ports.map { range in
      range.count == 1
        ? port(range.lowerBound, proto) : port(range.lowerBound, proto) + ":" + port(range.upperBound, proto)
    }
    return " multiport" + side + (match.isInverted ? " !" : "") + ports.joined(separator: ",")
  }
}
