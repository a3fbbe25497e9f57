import Linux
import Packets

/// The options of targets in `iptables -L` (the print functions of libxtables' extensions).
extension RuleColumns {
  func text(of target: Target) -> String {
    switch target {
    case .reject(let kind): " reject-with " + kind.name
    case .log(let options): text(of: options)
    case .mark(let operation): " MARK" + text(of: operation)
    case .connectionMark(let operation): text(of: operation)
    case .sourceNAT(let range), .destinationNAT(let range): " to:" + range.text + flags(range)
    case .masquerade(let range):
      (range.ports.map { " masq ports: " + Target.dashed($0) } ?? "") + flags(range)
    case .redirect(let range): (range.ports.map { " redir ports " + Target.dashed($0) } ?? "") + flags(range)
    case .netmap(let prefix): " to:" + Target.netmapText(prefix)
    case .maximumSegmentSize(let size): size.map { " TCPMSS set \($0)" } ?? " TCPMSS clamp to PMTU"
    case .noTrack(let isOldName): isOldName ? " NOTRACK" : " CT notrack"
    case .timeToLive(.set(let value)): " TTL set to \(value)"
    case .timeToLive(.increase(let value)): " TTL increment by \(value)"
    case .timeToLive(.decrease(let value)): " TTL decrement by \(value)"
    case .typeOfService(let value, let mask): text(ofService: value, mask)
    case .differentiatedServices(let value): " DSCP set 0x\(value.hexadecimal)"
    case .addToSet(let operation):
      " add-set " + operation.text + operation.extras.map { " " + $0 }.joined()
    case .removeFromSet(let operation): " del-set " + operation.text
    case .uncommon(let target): target.columnText
    case .none, .accept, .drop, .return, .jump, .goto, .trace: ""
    }
  }

  /// The target's name; NOTRACK is stored as CT.
  func name(of target: Target) -> String {
    if case .noTrack = target { return "CT" }
    return target.name
  }

  private func flags(_ range: NATRange) -> String { range.flagNames.map { " " + $0 }.joined() }

  private func text(of options: LogOptions) -> String {
    var text = " LOG"
    if isNumeric {
      text += " flags \(options.flags.rawValue) level \(options.level)"
    } else {
      text += " level " + LogParser.levels[Int(options.level)]
      for (flag, name) in LogOptions.Flags.names where options.flags.contains(flag) { text += " " + name }
    }
    return text + (options.prefix.isEmpty ? "" : " prefix \"\(options.prefix)\"")
  }

  private func text(of operation: MarkOperation) -> String {
    if operation.value == 0 { return " and " + (~operation.mask).hexadecimal }
    if operation.value == operation.mask { return " or " + operation.value.hexadecimal }
    if operation.mask == 0 { return " xor " + operation.value.hexadecimal }
    if operation.mask == .max { return " set " + operation.value.hexadecimal }
    return " xset " + operation.text
  }

  private func text(of operation: ConnectionMarkOperation) -> String {
    switch operation {
    case .set(let set): " CONNMARK" + text(of: set)
    case .save(let packetMask, let connectionMask):
      " CONNMARK save"
        + masks(
          packetMask, connectionMask, "nfmask \(packetMask.hexadecimal) ctmask ~\(connectionMask.hexadecimal)"
        )
    case .restore(let packetMask, let connectionMask):
      " CONNMARK restore"
        + masks(
          packetMask, connectionMask, "ctmask \(connectionMask.hexadecimal) nfmask ~\(packetMask.hexadecimal)"
        )
    }
  }

  private func masks(_ packetMask: UInt32, _ connectionMask: UInt32, _ both: String) -> String {
    if packetMask == .max, connectionMask == .max { return "" }
    return packetMask == connectionMask ? " mask " + packetMask.hexadecimal : " " + both
  }

  private func text(ofService value: UInt8, _ mask: UInt8) -> String {
    if !isNumeric, mask == 0x3F, let named = ServiceClasses.typesOfService.first(where: { $0.1 == value }) {
      return "  TOS set" + named.0
    }
    if isNumeric || mask == 0xFF || mask == 0x3F {
      return " TOS set 0x\(value.hexadecimal)/0x\(mask.hexadecimal)"
    }
    if value == 0 { return " TOS and 0x\((~mask).hexadecimal)" }
    if value == mask { return " TOS or 0x\(value.hexadecimal)" }
    if mask == 0 { return " TOS xor 0x\(value.hexadecimal)" }
    return " TOS set 0x\(value.hexadecimal)/0x\(mask.hexadecimal)"
  }
}
