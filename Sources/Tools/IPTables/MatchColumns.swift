import Linux
import Packets

/// The matches in `iptables -L` that need no names of ports (the print functions of libxtables' extensions).
struct MatchColumns {
  let isNumeric: Bool

  func text(of match: Match) -> String {
    func sign(_ isInverted: Bool, _ text: String = "! ") -> String { isInverted ? text : "" }
    switch match {
    case .conntrack(let conditions):
      return conditions.map {
        sign($0.isInverted, " !") + " " + $0.test.name + " " + $0.test.value
      }.joined()
    case .state(let states, let isInverted): return sign(isInverted, " !") + " state " + states.text
    case .addressType(let match): return text(of: match)
    case .mac(let address, let isInverted): return " MAC " + sign(isInverted) + "\(address)"
    case .mark(let condition): return " mark match " + sign(condition.isInverted) + condition.text
    case .connectionMark(let condition):
      // Two spaces, unless it is inverted.
      return " connmark match " + (condition.isInverted ? "! " : " ") + condition.text
    case .comment(let text): return " /* " + text + " */"
    case .limit(let limit): return " limit: avg \(limit.rate)/\(limit.unit.text) burst \(limit.burst)"
    case .addressRange(let source, let destination):
      return (source.map { " source IP range " + sign($0.isInverted) + $0.text } ?? "")
        + (destination.map { " destination IP range " + sign($0.isInverted) + $0.text } ?? "")
    case .length(let range, let isInverted): return " length " + sign(isInverted, "!") + range.portText
    case .timeToLive(let match): return text(of: match)
    case .typeOfService(let value, let mask, let isInverted):
      return text(ofService: value, mask, isInverted)
    case .differentiatedServices(let value, let isInverted):
      return " DSCP match " + sign(isInverted, "!") + "0x\(value.hexadecimal)"
    case .owner(let match): return text(of: match)
    case .physicalDevice(let match): return " PHYSDEV match" + match.options.map { " " + $0 }.joined()
    case .packetType(let type, let isInverted):
      return " PKTTYPE " + (isInverted ? "!=" : "=") + " " + type.text
    case .statistic(let match): return text(of: match)
    case .recent(let match): return text(of: match)
    case .set(let match):
      return sign(match.isInverted, " !") + " match-set " + match.name + " " + match.partsText
        + match.extras.map { sign($0.isInverted, " !") + " " + $0.name }.joined()
    case .uncommon(let match): return match.columnText
    case .tcp, .udp, .icmp, .multiport: return ""
    }
  }

  private func text(of match: AddressTypeMatch) -> String {
    var text = " ADDRTYPE match"
    if let source = match.source { text += " src-type " + (match.isSourceInverted ? "!" : "") + source.text }
    if let destination = match.destination {
      text += " dst-type " + (match.isDestinationInverted ? "!" : "") + destination.text
    }
    if match.limitsToInput { text += " limit-in" }
    if match.limitsToOutput { text += " limit-out" }
    return text
  }

  private func text(of match: TimeToLiveMatch) -> String {
    switch match {
    case .equal(let value): " TTL match TTL == \(value)"
    case .notEqual(let value): " TTL match TTL != \(value)"
    case .less(let value): " TTL match TTL < \(value)"
    case .greater(let value): " TTL match TTL > \(value)"
    }
  }

  private func text(ofService value: UInt8, _ mask: UInt8, _ isInverted: Bool) -> String {
    if !isNumeric, mask == 0x3F, let named = ServiceClasses.typesOfService.first(where: { $0.1 == value }) {
      return " tos match" + (isInverted ? "!" : "") + " " + named.0
    }
    return " tos match" + (isInverted ? "!" : "") + "0x\(value.hexadecimal)/0x\(mask.hexadecimal)"
  }

  private func text(of match: OwnerMatch) -> String {
    func identifiers(
      _ what: String, _ given: OwnerMatch.Identifiers, _ names: [AccountNames.Account]
    ) -> String {
      let range = given.range
      let name = isNumeric ? nil : names.first { $0.identifier == range.lowerBound }?.name
      let value =
        range.count > 1
        ? "\(range.lowerBound)-\(range.upperBound)" : name ?? "\(range.lowerBound)"
      return (given.isInverted ? " !" : "") + " owner " + what + " match " + value
    }
    var text = match.hasSocket.map { ($0 ? "" : " !") + " owner socket exists" } ?? ""
    if let user = match.user { text += identifiers("UID", user, AccountNames.users) }
    if let group = match.group { text += identifiers("GID", group, AccountNames.groups) }
    return text
  }

  private func text(of match: StatisticMatch) -> String {
    switch match {
    case .random(let probability, let isInverted):
      " statistic mode random" + (isInverted ? " !" : "") + " probability " + StatisticMatch.text(probability)
    case .nth(let every, let packet, let isInverted):
      " statistic mode nth" + (isInverted ? " !" : "") + " every \(every)"
        + (packet == 0 ? "" : " packet \(packet)")
    }
  }

  private func text(of match: RecentMatch) -> String {
    var text = match.isInverted ? " !" : ""
    text += " recent: "
    switch match.action {
    case .set: text += "SET"
    case .check: text += "CHECK"
    case .update: text += "UPDATE"
    case .remove: text += "REMOVE"
    }
    if match.seconds != 0 { text += " seconds: \(match.seconds)" }
    if match.reaps { text += " reap" }
    if match.hitCount != 0 { text += " hit_count: \(match.hitCount)" }
    if match.comparesTimeToLive { text += " TTL-Match" }
    text += " name: " + match.name + (match.usesDestination ? " side: dest" : " side: source")
    return text + " mask: \(IPv4Address(bits: match.mask))"
  }
}
