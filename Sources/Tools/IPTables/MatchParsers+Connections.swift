import Linux
import Packets

final class ConntrackMatchParser: MatchParser {
  private var conditions: [ConntrackCondition] = []

  init() {
    let names = [
      "ctstate", "ctproto", "ctorigsrc", "ctorigdst", "ctreplsrc", "ctrepldst", "ctorigsrcport",
      "ctorigdstport", "ctreplsrcport", "ctrepldstport", "ctstatus", "ctexpire",
    ]
    super.init(
      "conntrack",
      names.map { ExtensionOption($0, inverts: true) } + [ExtensionOption("ctdir")])
  }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    let test = try test(option, values[0])
    conditions.append(ConntrackCondition(test, isInverted: isInverted))
  }

  private func test(_ option: String, _ value: String) throws(IPTablesFailure) -> ConntrackCondition.Test {
    switch option {
    case "ctstate": return .state(try Self.states(value, "ctstate", translated: true))
    case "ctproto": return .proto(try RuleParser.proto(value))
    case "ctorigsrc": return .originalSource(try RuleParser.address(value, false))
    case "ctorigdst": return .originalDestination(try RuleParser.address(value, false))
    case "ctreplsrc": return .replySource(try RuleParser.address(value, false))
    case "ctrepldst": return .replyDestination(try RuleParser.address(value, false))
    case "ctorigsrcport": return .originalSourcePort(try RuleParser.ports(value, nil))
    case "ctorigdstport": return .originalDestinationPort(try RuleParser.ports(value, nil))
    case "ctreplsrcport": return .replySourcePort(try RuleParser.ports(value, nil))
    case "ctrepldstport": return .replyDestinationPort(try RuleParser.ports(value, nil))
    case "ctstatus": return .status(try statuses(value))
    case "ctexpire": return .expiry(try expiry(value))
    default:
      switch value.uppercased() {
      case "ORIGINAL": return .direction(isReply: false)
      case "REPLY": return .direction(isReply: true)
      default: throw .badValue(name, "ctdir", value)
      }
    }
  }

  static func states(
    _ list: String, _ option: String, translated: Bool
  ) throws(IPTablesFailure) -> ConnectionStates {
    var states: ConnectionStates = []
    for word in list.split(separator: ",", omittingEmptySubsequences: false) {
      let upper = word.uppercased()
      guard let state = ConnectionStates.names.first(where: { $0.1 == upper })?.0,
        translated || state.isDisjoint(with: [.sourceTranslated, .destinationTranslated])
      else { throw .syntax("Bad \(option) \"\(word)\"") }
      states.insert(state)
    }
    return states
  }

  private func statuses(_ list: String) throws(IPTablesFailure) -> ConnectionStatus {
    var statuses: ConnectionStatus = []
    for word in onePart(list) {
      let upper = word.uppercased()
      if upper == "NONE" { continue }
      guard let status = ConnectionStatus.names.first(where: { $0.1 == upper })?.0 else {
        throw .syntax("Bad ctstatus \"\(word)\"")
      }
      statuses.insert(status)
    }
    return statuses
  }

  private func expiry(_ value: String) throws(IPTablesFailure) -> ClosedRange<UInt32> {
    let parts = value.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let numbers = parts.map { RuleParser.number($0).flatMap { UInt32(exactly: $0) } }
    guard let low = parts[0].isEmpty ? 0 : numbers[0] else {
      throw .syntax(
        "conntrack: bad value for option \"--ctexpire\" near \"\(value)\", or out of range (0-4294967295).\n")
    }
    let high = numbers.count == 1 ? low : parts[1].isEmpty ? UInt32.max : numbers[1] ?? UInt32.max
    return min(low, high)...max(low, high)
  }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Match {
    guard !conditions.isEmpty else { throw .syntax("conntrack: At least one option is required") }
    return .conntrack(conditions.sorted { $0.test.order < $1.test.order })
  }
}

final class StateMatchParser: MatchParser {
  private var match: Match?

  init() { super.init("state", [ExtensionOption("state", inverts: true)]) }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    match = .state(
      try ConntrackMatchParser.states(values[0], "state", translated: false), isInverted: isInverted)
  }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Match {
    guard let match else { throw .required("state", of: name) }
    return match
  }
}

final class AddressTypeMatchParser: MatchParser {
  private var match = AddressTypeMatch()

  init() {
    super.init(
      "addrtype",
      [
        ExtensionOption("src-type", inverts: true), ExtensionOption("dst-type", inverts: true),
        ExtensionOption("limit-iface-in", values: 0), ExtensionOption("limit-iface-out", values: 0),
      ])
  }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    switch option {
    case "src-type": (match.source, match.isSourceInverted) = (try types(values[0]), isInverted)
    case "dst-type": (match.destination, match.isDestinationInverted) = (try types(values[0]), isInverted)
    case "limit-iface-in": match.limitsToInput = true
    default: match.limitsToOutput = true
    }
  }

  private func types(_ list: String) throws(IPTablesFailure) -> AddressTypeMatch.Types {
    var types: AddressTypeMatch.Types = []
    for word in onePart(list) {
      let upper = word.uppercased()
      guard let type = AddressTypeMatch.Types.names.first(where: { $0.1 == upper })?.0 else {
        throw .syntax("addrtype: bad type \"\(word)\"")
      }
      types.insert(type)
    }
    return types
  }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Match {
    guard match.source != nil || match.destination != nil else {
      throw .syntax("addrtype: you must specify --src-type or --dst-type")
    }
    if match.limitsToInput, match.limitsToOutput {
      throw .syntax("addrtype: you can't specify both --limit-iface-in and --limit-iface-out")
    }
    return .addressType(match)
  }
}

final class MACMatchParser: MatchParser {
  private var match: Match?

  init() { super.init("mac", [ExtensionOption("mac-source", inverts: true)]) }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    guard let address = MACAddress(values[0]) else { throw .syntax("Invalid MAC address specified.") }
    match = .mac(address, isInverted: isInverted)
  }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Match {
    guard let match else { throw .required("mac-source", of: name) }
    return match
  }
}

/// `-m mark` and `-m connmark`.
final class MarkMatchParser: MatchParser {
  private let isOfConnection: Bool
  private var condition: MarkCondition?

  init(isOfConnection: Bool) {
    self.isOfConnection = isOfConnection
    super.init(isOfConnection ? "connmark" : "mark", [ExtensionOption("mark", inverts: true)])
  }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    let (value, mask) = try markAndMask(option, values[0])
    condition = MarkCondition(value: value, mask: mask, isInverted: isInverted)
  }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Match {
    guard let condition else { throw .required("mark", of: name) }
    return isOfConnection ? .connectionMark(condition) : .mark(condition)
  }
}
