package import Packets

extension Target {
  /// `-j NAME` and the options, as `iptables -S` prints them; nil for a rule without a target.
  package var text: String? {
    switch self {
    case .none: nil
    case .goto(let chain): "-g " + chain
    default: "-j " + name + optionsText
    }
  }

  /// As the column `target` of `iptables -L` has it; empty for none.
  package var name: String {
    switch self {
    case .none: ""
    case .accept: "ACCEPT"
    case .drop: "DROP"
    case .return: "RETURN"
    case .jump(let chain), .goto(let chain): chain
    case .reject: "REJECT"
    case .log: "LOG"
    case .mark: "MARK"
    case .connectionMark: "CONNMARK"
    case .sourceNAT: "SNAT"
    case .destinationNAT: "DNAT"
    case .masquerade: "MASQUERADE"
    case .redirect: "REDIRECT"
    case .netmap: "NETMAP"
    case .maximumSegmentSize: "TCPMSS"
    case .noTrack(let isOldName): isOldName ? "NOTRACK" : "CT"
    case .timeToLive: "TTL"
    case .typeOfService: "TOS"
    case .differentiatedServices: "DSCP"
    case .trace: "TRACE"
    case .addToSet, .removeFromSet: "SET"
    case .uncommon(let target): target.name
    }
  }

  private var optionsText: String {
    switch self {
    case .reject(let kind): " --reject-with " + kind.name
    case .log(let options): options.text
    case .mark(let operation): " --set-xmark " + operation.text
    case .connectionMark(let operation): operation.text
    case .sourceNAT(let range): " --to-source " + range.text + range.flagsText
    case .destinationNAT(let range): " --to-destination " + range.text + range.flagsText
    case .masquerade(let range), .redirect(let range):
      (range.ports.map { " --to-ports " + Self.dashed($0) } ?? "") + range.flagsText
    case .netmap(let prefix): " --to " + Self.netmapText(prefix)
    case .maximumSegmentSize(let size): size.map { " --set-mss \($0)" } ?? " --clamp-mss-to-pmtu"
    case .noTrack(let isOldName): isOldName ? "" : " --notrack"
    case .timeToLive(.set(let value)): " --ttl-set \(value)"
    case .timeToLive(.increase(let value)): " --ttl-inc \(value)"
    case .timeToLive(.decrease(let value)): " --ttl-dec \(value)"
    case .typeOfService(let value, let mask): " --set-tos 0x\(value.hexadecimal)/0x\(mask.hexadecimal)"
    case .differentiatedServices(let value): " --set-dscp 0x\(value.hexadecimal)"
    case .addToSet(let operation):
      " --add-set " + operation.text + operation.extras.map { " --" + $0 }.joined()
    case .removeFromSet(let operation): " --del-set " + operation.text
    case .uncommon(let target): target.optionsText
    default: ""
    }
  }

  /// `80`, or `80-90`.
  package static func dashed(_ ports: ClosedRange<UInt16>) -> String {
    ports.count == 1 ? "\(ports.lowerBound)" : "\(ports.lowerBound)-\(ports.upperBound)"
  }

  package static func netmapText(_ prefix: IPv4Prefix) -> String {
    prefix.description
  }
}

extension NATRange {
  /// `1.1.1.1-1.1.1.5:1000-1999/8000`.
  package var text: String {
    var text = ""
    if let addresses {
      text += "\(addresses.lowerBound)"
      if addresses.upperBound != addresses.lowerBound { text += "-\(addresses.upperBound)" }
    }
    if let ports { text += ":" + Target.dashed(ports) }
    if let basePort { text += "/\(basePort)" }
    return text
  }

  fileprivate var flagsText: String { flagNames.map { " --" + $0 }.joined() }

  package var flagNames: [String] {
    (flags.contains(.random) ? ["random"] : []) + (flags.contains(.fullyRandom) ? ["random-fully"] : [])
      + (flags.contains(.persistent) ? ["persistent"] : [])
  }
}

extension MarkOperation {
  package var text: String { value.hexadecimal + "/" + mask.hexadecimal }
}

extension ConnectionMarkOperation {
  var text: String {
    switch self {
    case .set(let operation): " --set-xmark " + operation.text
    case .save(let packetMask, let connectionMask):
      " --save-mark --nfmask \(packetMask.hexadecimal) --ctmask \(connectionMask.hexadecimal)"
    case .restore(let packetMask, let connectionMask):
      " --restore-mark --nfmask \(packetMask.hexadecimal) --ctmask \(connectionMask.hexadecimal)"
    }
  }
}

extension LogOptions {
  var text: String {
    var text = ""
    if !prefix.isEmpty { text += " --log-prefix " + Match.quoted(prefix) }
    if level != 4 { text += " --log-level \(level)" }
    for (flag, name) in LogOptions.Flags.names where flags.contains(flag) { text += " --log-" + name }
    return text
  }
}

extension LogOptions.Flags {
  package static let names: [(LogOptions.Flags, String)] = [
    (.tcpSequence, "tcp-sequence"), (.tcpOptions, "tcp-options"), (.ipOptions, "ip-options"),
    (.user, "uid"), (.macDecode, "macdecode"),
  ]
}

extension SetOperation {
  /// The options behind the name and the parts, without their dashes.
  package var extras: [String] { (replaces ? ["exist"] : []) + (timeout.map { ["timeout \($0)"] } ?? []) }

  package var text: String { name + " " + parts.map { $0.text }.joined(separator: ",") }
}
