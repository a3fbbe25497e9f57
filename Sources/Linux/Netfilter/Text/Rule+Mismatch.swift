import Packets
import Simulation

/// Why a packet did not meet a rule: the condition as it stands in the rule, and what the packet had instead.
extension RuleSpecification {
  func mismatch(_ failure: Rule.Failure, _ context: HookContext) -> RuleVisit.Mismatch {
    let ip = context.buffer.ip
    switch failure {
    case .source: return .init(condition: source!.text("-s"), found: "source \(ip.source)")
    case .destination:
      return .init(condition: destination!.text("-d"), found: "destination \(ip.destination)")
    case .input: return .init(condition: input!.text("-i"), found: Self.found("in", context.input))
    case .output: return .init(condition: output!.text("-o"), found: Self.found("out", context.output))
    case .proto: return .init(condition: proto!.text, found: "\(ip.proto)")
    case .fragment:
      let found = ip.fragmentOffset == 0 ? "not a later fragment" : "a later fragment"
      return .init(condition: isLaterFragment! ? "-f" : "! -f", found: found)
    case .match(let index): return matches[index].mismatch(context)
    }
  }

  static func found(_ direction: String, _ device: NetworkDevice?) -> String {
    device.map { direction + " " + $0.name } ?? "no " + direction + " interface"
  }
}

extension Match {
  fileprivate func mismatch(_ context: HookContext) -> RuleVisit.Mismatch {
    let buffer = context.buffer
    var condition = options.joined(separator: " ")
    let found: String
    switch self {
    case .tcp(let match):
      guard let segment = buffer.ip.tcp else { return .init(condition: text, found: "\(buffer.ip.proto)") }
      return match.mismatch(segment)
    case .udp(let source, let destination):
      guard let datagram = buffer.ip.udp else { return .init(condition: text, found: "\(buffer.ip.proto)") }
      if let source, !source.holds(for: datagram.sourcePort) {
        return .init(condition: source.text("--sport"), found: "sport \(datagram.sourcePort)")
      }
      condition = destination?.text("--dport") ?? condition
      found = "dport \(datagram.destinationPort)"
    case .icmp:
      found = buffer.ip.icmp.map { "icmp type \($0.type) code \($0.code)" } ?? "\(buffer.ip.proto)"
    case .multiport(let match): found = match.found(buffer.ip.ports)
    case .conntrack(let conditions):
      guard let failed = conditions.first(where: { !$0.holds(buffer, now: context.now) }) else {
        found = ""
        break
      }
      return .init(
        condition: (failed.isInverted ? "! " : "") + failed.test.text, found: failed.found(context))
    case .state: found = "state \(buffer.stateForRules.text)"
    case .addressType(let match): return match.mismatch(context, condition)
    case .mac: found = "MAC \(buffer.sourceHardware)"
    case .mark: found = "mark \(buffer.mark.hexadecimal)"
    case .connectionMark:
      found = buffer.connection.map { "connmark \($0.mark.hexadecimal)" } ?? "no connection"
    case .comment: found = ""
    case .limit: found = "above the limit"
    case .addressRange(let source, _):
      if let source, !source.holds(for: context.source) {
        return .init(
          condition: (source.isInverted ? "! " : "") + "--src-range " + source.text,
          found: "source \(context.source)")
      }
      found = "destination \(context.destination)"
    case .length: found = "length \(buffer.ip.totalLength)"
    case .timeToLive: found = "ttl \(buffer.ip.timeToLive)"
    case .typeOfService: found = "tos 0x\(buffer.ip.typeOfService.hexadecimal)"
    case .differentiatedServices: found = "dscp 0x\((buffer.ip.typeOfService >> 2).hexadecimal)"
    case .owner: found = buffer.sender.isEmpty ? "no socket" : "uid 0 gid 0"
    case .physicalDevice:
      found =
        RuleSpecification.found("in", buffer.physicalInput) + ", "
        + RuleSpecification.found("out", buffer.physicalOutput)
    case .packetType: found = buffer.packetType.text
    case .statistic: found = "not chosen"
    case .recent: found = "not in the list so"
    case .uncommon(let match): found = match.found(context)
    case .set: found = "\(context.source) to \(context.destination)"
    }
    return .init(condition: condition, found: found)
  }
}

extension TCPMatch {
  fileprivate func mismatch(_ segment: TCPSegment) -> RuleVisit.Mismatch {
    if let source, !source.holds(for: segment.sourcePort) {
      return .init(condition: source.text("--sport"), found: "sport \(segment.sourcePort)")
    }
    if let destination, !destination.holds(for: segment.destinationPort) {
      return .init(condition: destination.text("--dport"), found: "dport \(segment.destinationPort)")
    }
    if let flags, (segment.flags.rawValue & flags.mask == flags.set) == flags.isInverted {
      let names = FlagsCondition.all.filter { segment.flags.rawValue & $0.0 != 0 }.map { $0.1 }
      return .init(
        condition: (flags.isInverted ? "! " : "") + "--tcp-flags " + flags.text(" "),
        found: "flags " + (names.isEmpty ? "NONE" : names.joined(separator: ",")))
    }
    return .init(condition: options.joined(separator: " "), found: "no such option")
  }
}

extension MultiportMatch {
  fileprivate func found(_ packet: (source: UInt16, destination: UInt16)?) -> String {
    guard let packet else { return "no ports" }
    switch side {
    case .source: return "sport \(packet.source)"
    case .destination: return "dport \(packet.destination)"
    case .either: return "sport \(packet.source) dport \(packet.destination)"
    }
  }
}

extension ConntrackCondition {
  fileprivate func found(_ context: HookContext) -> String {
    if case .state = test { return "state " + Self.states(of: context.buffer).text }
    guard let connection = context.buffer.connection else { return "no connection" }
    let (original, reply) = (connection.original, connection.reply)
    return switch test {
    case .state: ""
    case .proto: "\(connection.proto)"
    case .originalSource: "original source \(original.source)"
    case .originalDestination: "original destination \(original.destination)"
    case .replySource: "reply source \(reply.source)"
    case .replyDestination: "reply destination \(reply.destination)"
    case .originalSourcePort: "original sport \(original.sourcePort)"
    case .originalDestinationPort: "original dport \(original.destinationPort)"
    case .replySourcePort: "reply sport \(reply.sourcePort)"
    case .replyDestinationPort: "reply dport \(reply.destinationPort)"
    case .status: "status " + connection.status.rulesText
    case .expiry: "expires in \(connection.remaining(at: context.now).seconds)"
    case .direction: "direction " + (context.buffer.isReply ? "REPLY" : "ORIGINAL")
    }
  }
}

extension AddressTypeMatch {
  fileprivate func mismatch(_ context: HookContext, _ condition: String) -> RuleVisit.Mismatch {
    let device = limitsToInput ? context.input : limitsToOutput ? context.output : nil
    if let source {
      let type = context.namespace.type(of: context.source, on: device)
      if source.contains(type) == isSourceInverted {
        return .init(
          condition: (isSourceInverted ? "! " : "") + "--src-type " + source.text,
          found: "source \(context.source) is \(type.text)")
      }
    }
    let type = context.namespace.type(of: context.destination, on: device)
    return .init(
      condition: destination.map { (isDestinationInverted ? "! " : "") + "--dst-type " + $0.text }
        ?? condition,
      found: "destination \(context.destination) is \(type.text)")
  }
}
