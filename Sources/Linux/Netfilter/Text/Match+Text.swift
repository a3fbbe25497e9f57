import Packets

extension Match {
  /// With `-m NAME` before, as `iptables -S` prints it.
  package var text: String { "-m " + name + (options.isEmpty ? "" : " " + options.joined(separator: " ")) }

  package var name: String {
    switch self {
    case .tcp: "tcp"
    case .udp: "udp"
    case .icmp: "icmp"
    case .multiport: "multiport"
    case .conntrack: "conntrack"
    case .state: "state"
    case .addressType: "addrtype"
    case .mac: "mac"
    case .mark: "mark"
    case .connectionMark: "connmark"
    case .comment: "comment"
    case .limit: "limit"
    case .addressRange: "iprange"
    case .length: "length"
    case .timeToLive: "ttl"
    case .typeOfService: "tos"
    case .differentiatedServices: "dscp"
    case .owner: "owner"
    case .physicalDevice: "physdev"
    case .packetType: "pkttype"
    case .statistic: "statistic"
    case .recent: "recent"
    case .set: "set"
    case .uncommon(let match): match.name
    }
  }

  /// The options, each with its values and a `!` before where it is inverted.
  var options: [String] {
    func option(_ isInverted: Bool, _ text: String) -> String { (isInverted ? "! " : "") + text }
    switch self {
    case .tcp(let match): return match.options
    case .udp(let source, let destination):
      return [source.map { $0.text("--sport") }, destination.map { $0.text("--dport") }].compactMap { $0 }
    case .icmp(let match): return [match.text]
    case .multiport(let match): return [match.text]
    case .conntrack(let conditions): return conditions.map { option($0.isInverted, $0.test.text) }
    case .state(let states, let isInverted): return [option(isInverted, "--state " + states.text)]
    case .addressType(let match): return match.options
    case .mac(let address, let isInverted): return [option(isInverted, "--mac-source \(address)")]
    case .mark(let condition), .connectionMark(let condition):
      return [option(condition.isInverted, "--mark " + condition.text)]
    case .comment(let text): return ["--comment " + Self.quoted(text)]
    case .limit(let limit): return limit.options
    case .addressRange(let source, let destination):
      return [
        source.map { option($0.isInverted, "--src-range " + $0.text) },
        destination.map { option($0.isInverted, "--dst-range " + $0.text) },
      ].compactMap { $0 }
    case .length(let range, let isInverted): return [option(isInverted, "--length " + range.portText)]
    case .timeToLive(let match): return [match.text]
    case .typeOfService(let value, let mask, let isInverted):
      return [option(isInverted, "--tos 0x\(value.hexadecimal)/0x\(mask.hexadecimal)")]
    case .differentiatedServices(let value, let isInverted):
      return [option(isInverted, "--dscp 0x\(value.hexadecimal)")]
    case .owner(let match): return match.options
    case .physicalDevice(let match): return match.options
    case .packetType(let type, let isInverted): return [option(isInverted, "--pkt-type " + type.text)]
    case .statistic(let match): return match.options
    case .recent(let match): return match.options
    case .set(let match):
      return [option(match.isInverted, "--match-set " + match.name + " " + match.partsText)]
        + match.extras.map { option($0.isInverted, "--" + $0.name) }
    case .uncommon(let match): return match.options
    }
  }

  /// In double quotes where a shell would split or change it (libxtables, xtables_save_string).
  package static func quoted(_ text: String) -> String {
    let isPlain =
      !text.isEmpty
      && text.utf8.allSatisfy {
        ($0 >= 0x30 && $0 <= 0x39) || ($0 >= 0x41 && $0 <= 0x5A) || ($0 >= 0x61 && $0 <= 0x7A)
          || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
      }
    guard !isPlain else { return text }
    var quoted = "\""
    for character in text {
      if character == "\"" || character == "\\" || character == "'" { quoted += "\\" }
      quoted.append(character)
    }
    return quoted + "\""
  }
}

extension PortCondition {
  func text(_ option: String) -> String { (isInverted ? "! " : "") + option + " " + ports.portText }
}

extension TCPMatch {
  var options: [String] {
    [
      source.map { $0.text("--sport") }, destination.map { $0.text("--dport") },
      option.map { ($0.isInverted ? "! " : "") + "--tcp-option \($0.number)" },
      flags.map { ($0.isInverted ? "! " : "") + "--tcp-flags " + $0.text(" ") },
    ].compactMap { $0 }
  }
}

extension TCPMatch.FlagsCondition {
  /// The mask and what must be set, `SYN,ACK SYN`.
  package func text(_ separator: String) -> String { Self.names(mask) + separator + Self.names(set) }

  package static let all: [(UInt8, String)] = [
    (0x01, "FIN"), (0x02, "SYN"), (0x04, "RST"), (0x08, "PSH"), (0x10, "ACK"), (0x20, "URG"),
  ]

  private static func names(_ bits: UInt8) -> String {
    let names = all.filter { bits & $0.0 != 0 }.map { $0.1 }
    return names.isEmpty ? "NONE" : names.joined(separator: ",")
  }
}

extension ICMPMatch {
  var text: String {
    let what = type == 255 ? "any" : "\(type)" + (code.map { "/\($0)" } ?? "")
    return (isInverted ? "! " : "") + "--icmp-type " + what
  }
}

extension MultiportMatch {
  var text: String {
    let option =
      switch side {
      case .source: "--sports"
      case .destination: "--dports"
      case .either: "--ports"
      }
    return (isInverted ? "! " : "") + option + " " + ports.map { $0.portText }.joined(separator: ",")
  }
}
