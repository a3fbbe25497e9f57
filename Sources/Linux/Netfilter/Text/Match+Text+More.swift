import Packets

extension ConnectionStates {
  package var text: String {
    Self.names.filter { contains($0.0) }.map { $0.1 }.joined(separator: ",")
  }
}

extension ConnectionStatus {
  package var rulesText: String {
    let names = Self.names.filter { contains($0.0) }.map { $0.1 }
    return names.isEmpty ? "NONE" : names.joined(separator: ",")
  }
}

extension ConntrackCondition.Test {
  var text: String { "--" + name + " " + value }

  package var name: String {
    switch self {
    case .state: "ctstate"
    case .proto: "ctproto"
    case .originalSource: "ctorigsrc"
    case .originalDestination: "ctorigdst"
    case .replySource: "ctreplsrc"
    case .replyDestination: "ctrepldst"
    case .originalSourcePort: "ctorigsrcport"
    case .originalDestinationPort: "ctorigdstport"
    case .replySourcePort: "ctreplsrcport"
    case .replyDestinationPort: "ctrepldstport"
    case .status: "ctstatus"
    case .expiry: "ctexpire"
    case .direction: "ctdir"
    }
  }

  package var value: String {
    switch self {
    case .state(let states): states.text
    case .proto(let proto): String(proto.number)
    case .originalSource(let address), .originalDestination(let address), .replySource(let address),
      .replyDestination(let address):
      address.length == 32 ? address.address.description : address.text
    case .originalSourcePort(let ports), .originalDestinationPort(let ports), .replySourcePort(let ports),
      .replyDestinationPort(let ports):
      ports.portText
    case .status(let status): status.rulesText
    case .expiry(let range): range.portText
    case .direction(let isReply): isReply ? "REPLY" : "ORIGINAL"
    }
  }

  /// The place in a rule's text.
  package var order: Int {
    switch self {
    case .state: 0
    case .proto: 1
    case .originalSource: 2
    case .originalDestination: 3
    case .replySource: 4
    case .replyDestination: 5
    case .originalSourcePort: 6
    case .originalDestinationPort: 7
    case .replySourcePort: 8
    case .replyDestinationPort: 9
    case .status: 10
    case .expiry: 11
    case .direction: 12
    }
  }
}

extension AddressTypeMatch.Types {
  package var text: String { Self.names.filter { contains($0.0) }.map { $0.1 }.joined(separator: ",") }
}

extension AddressTypeMatch {
  var options: [String] {
    [
      source.map { (isSourceInverted ? "! " : "") + "--src-type " + $0.text },
      destination.map { (isDestinationInverted ? "! " : "") + "--dst-type " + $0.text },
      limitsToInput ? "--limit-iface-in" : nil, limitsToOutput ? "--limit-iface-out" : nil,
    ].compactMap { $0 }
  }
}

extension MarkCondition {
  /// `0x1`, or `0x1/0xff` with a mask.
  package var text: String {
    value.hexadecimal + (mask == .max ? "" : "/" + mask.hexadecimal)
  }
}

extension LimitMatch {
  var options: [String] {
    ["--limit \(rate)/\(unit.text)"] + (burst == Self.defaultBurst ? [] : ["--limit-burst \(burst)"])
  }
}

extension AddressRange {
  package var text: String { "\(first)-\(last)" }
}

extension TimeToLiveMatch {
  var text: String {
    switch self {
    case .equal(let value): "--ttl-eq \(value)"
    case .notEqual(let value): "! --ttl-eq \(value)"
    case .less(let value): "--ttl-lt \(value)"
    case .greater(let value): "--ttl-gt \(value)"
    }
  }
}

extension OwnerMatch {
  var options: [String] {
    func text(_ option: String, _ identifiers: Identifiers) -> String {
      let range = identifiers.range
      let value = range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)-\(range.upperBound)"
      return (identifiers.isInverted ? "! " : "") + option + " " + value
    }
    return [
      hasSocket.map { ($0 ? "" : "! ") + "--socket-exists" }, user.map { text("--uid-owner", $0) },
      group.map { text("--gid-owner", $0) },
    ].compactMap { $0 }
  }
}

extension PhysicalDeviceMatch {
  package var options: [String] {
    func flag(_ value: Bool?, _ option: String) -> String? { value.map { ($0 ? "" : "! ") + option } }
    return [
      flag(isIn, "--physdev-is-in"), input?.text("--physdev-in"), flag(isOut, "--physdev-is-out"),
      output?.text("--physdev-out"), flag(isBridged, "--physdev-is-bridged"),
    ].compactMap { $0 }
  }
}

extension StatisticMatch {
  var options: [String] {
    switch self {
    case .random(let probability, let isInverted):
      ["--mode random", (isInverted ? "! " : "") + "--probability " + Self.text(probability)]
    case .nth(let every, let packet, let isInverted):
      ["--mode nth", (isInverted ? "! " : "") + "--every \(every)", "--packet \(packet)"]
    }
  }

  /// Eleven digits behind the point, rounded (printf's `%.11f` of the value over 2³¹).
  package static func text(_ probability: UInt32) -> String {
    let scale: UInt64 = 100_000_000_000
    let (high, low) = UInt64(probability).multipliedFullWidth(by: scale)
    let (quotient, rest) = UInt64(1 << 31).dividingFullWidth((high, low))
    let value = rest >= 1 << 30 ? quotient + 1 : quotient
    let fraction = String(value % scale)
    return "\(value / scale)." + String(repeating: "0", count: 11 - fraction.utf8.count) + fraction
  }
}

extension RecentMatch {
  var options: [String] {
    var options: [String] = []
    switch action {
    case .set: options.append("--set")
    case .check: options.append("--rcheck")
    case .update: options.append("--update")
    case .remove: options.append("--remove")
    }
    if isInverted { options[0] = "! " + options[0] }
    if seconds != 0 { options.append("--seconds \(seconds)") }
    if reaps { options.append("--reap") }
    if hitCount != 0 { options.append("--hitcount \(hitCount)") }
    if comparesTimeToLive { options.append("--rttl") }
    options.append("--name " + name)
    options.append("--mask \(IPv4Address(bits: mask))")
    options.append(usesDestination ? "--rdest" : "--rsource")
    return options
  }
}

extension SetMatch {
  package var partsText: String { parts.map { $0.text }.joined(separator: ",") }

  /// The options behind the name and the parts, without their dashes; `! ` stands before where it belongs.
  package var extras: [(isInverted: Bool, name: String)] {
    (wantsException ? [(false, "return-nomatch")] : []) + (updatesCounters ? [] : [(true, "update-counters")])
  }
}
