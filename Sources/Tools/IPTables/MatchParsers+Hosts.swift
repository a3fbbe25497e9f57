import Linux
import Packets

final class OwnerMatchParser: MatchParser {
  private var match = OwnerMatch()

  init() {
    super.init(
      "owner",
      [
        ExtensionOption("uid-owner", inverts: true), ExtensionOption("gid-owner", inverts: true),
        ExtensionOption("socket-exists", values: 0, inverts: true),
      ])
  }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    switch option {
    case "socket-exists": match.hasSocket = !isInverted
    case "uid-owner":
      match.user = OwnerMatch.Identifiers(try range(option, values[0]), isInverted: isInverted)
    default: match.group = OwnerMatch.Identifiers(try range(option, values[0]), isInverted: isInverted)
    }
  }

  /// `0`, `0-999`, or a name.
  private func range(_ option: String, _ text: String) throws(IPTablesFailure) -> ClosedRange<UInt32> {
    let names = option == "uid-owner" ? AccountNames.users : AccountNames.groups
    if let known = names.first(where: { $0.name == text }) { return known.identifier...known.identifier }
    let ends = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map { UInt32($0) }
    guard let low = ends[0], let high = ends.count == 2 ? ends[1] : low, low <= high else {
      throw .badValue(name, option, text)
    }
    return low...high
  }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Match {
    guard match != OwnerMatch() else {
      throw .syntax("owner: At least one of --uid-owner, --gid-owner or --socket-exists is required")
    }
    return .owner(match)
  }
}

final class PhysicalDeviceMatchParser: MatchParser {
  private var match = PhysicalDeviceMatch()

  init() {
    super.init(
      "physdev",
      [
        ExtensionOption("physdev-in", inverts: true), ExtensionOption("physdev-out", inverts: true),
        ExtensionOption("physdev-is-in", values: 0, inverts: true),
        ExtensionOption("physdev-is-out", values: 0, inverts: true),
        ExtensionOption("physdev-is-bridged", values: 0, inverts: true),
      ])
  }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    switch option {
    case "physdev-in": match.input = try RuleParser.interface(values[0], isInverted)
    case "physdev-out": match.output = try RuleParser.interface(values[0], isInverted)
    case "physdev-is-in": match.isIn = !isInverted
    case "physdev-is-out": match.isOut = !isInverted
    default: match.isBridged = !isInverted
    }
  }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Match {
    guard match != PhysicalDeviceMatch() else { throw .syntax("PHYSDEV: no physdev option specified") }
    return .physicalDevice(match)
  }
}

final class PacketTypeMatchParser: MatchParser {
  private var match: Match?

  init() { super.init("pkttype", [ExtensionOption("pkt-type", inverts: true)]) }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    let type: PacketType
    switch values[0].lowercased() {
    case "unicast", "host": type = .unicast
    case "broadcast", "bcast": type = .broadcast
    case "multicast", "mcast": type = .multicast
    default: throw .syntax("Bad packet type '\(values[0])'")
    }
    match = .packetType(type, isInverted: isInverted)
  }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Match {
    guard let match else { throw .required("pkt-type", of: name) }
    return match
  }
}

final class StatisticMatchParser: MatchParser {
  private var isNth = false
  private var probability: UInt32?
  private var every: UInt32?
  private var packet: UInt32 = 0
  private var isInverted = false

  init() {
    super.init(
      "statistic",
      [
        ExtensionOption("mode"), ExtensionOption("probability", inverts: true),
        ExtensionOption("every", inverts: true), ExtensionOption("packet"),
      ])
  }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    switch option {
    case "mode":
      guard values[0] == "random" || values[0] == "nth" else { throw .syntax("Bad mode \"\(values[0])\"") }
      isNth = values[0] == "nth"
    case "probability":
      guard let value = Double(values[0]), (0...1).contains(value) else {
        throw .syntax("statistic: bad value for option \"--probability\", or out of range (0-1).\n")
      }
      probability = UInt32((value * 2_147_483_648).rounded())
      self.isInverted = isInverted
    case "every":
      every = UInt32(try number(option, values[0], in: 1...4_294_967_295))
      self.isInverted = isInverted
    default: packet = UInt32(try number(option, values[0], in: 0...4_294_967_295))
    }
  }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Match {
    guard isNth else {
      guard let probability else {
        throw .syntax("--probability must be specified when using random mode")
      }
      return .statistic(.random(probability: probability, isInverted: isInverted))
    }
    guard let every else { throw .syntax("--every must be specified when using nth mode") }
    guard packet < every else { throw .syntax("the --packet p must be 0 <= p <= n-1") }
    return .statistic(.nth(every: every, packet: packet, isInverted: isInverted))
  }
}

final class RecentMatchParser: MatchParser {
  private var match = RecentMatch(.set)
  private var hasAction = false

  init() {
    super.init(
      "recent",
      [
        ExtensionOption("set", values: 0, inverts: true), ExtensionOption("rcheck", values: 0, inverts: true),
        ExtensionOption("update", values: 0, inverts: true),
        ExtensionOption("remove", values: 0, inverts: true), ExtensionOption("seconds"),
        ExtensionOption("reap", values: 0), ExtensionOption("hitcount"), ExtensionOption("rttl", values: 0),
        ExtensionOption("name"), ExtensionOption("rsource", values: 0), ExtensionOption("rdest", values: 0),
        ExtensionOption("mask"),
      ])
  }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    switch option {
    case "set": act(.set, isInverted)
    case "rcheck": act(.check, isInverted)
    case "update": act(.update, isInverted)
    case "remove": act(.remove, isInverted)
    case "seconds": match.seconds = UInt32(try number(option, values[0], in: 1...4_294_967_295))
    case "reap": match.reaps = true
    case "hitcount": match.hitCount = UInt32(try number(option, values[0], in: 1...4_294_967_295))
    case "rttl": match.comparesTimeToLive = true
    case "name": match.name = values[0]
    case "rsource": match.usesDestination = false
    case "rdest": match.usesDestination = true
    default:
      guard let mask = IPv4Address(values[0]) else { throw .badValue(name, option, values[0]) }
      match.mask = mask.bits
    }
  }

  private func act(_ action: RecentMatch.Action, _ isInverted: Bool) {
    (match.action, match.isInverted, hasAction) = (action, isInverted, true)
  }

  override var exclusive: [String] { ["set", "rcheck", "update", "remove"] }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Match {
    guard hasAction else {
      throw .syntax("recent: you must specify one of `--set', `--rcheck' `--update' or `--remove'")
    }
    if match.reaps, match.seconds == 0 {
      throw .syntax("recent: option \"--reap\" also requires \"--seconds\".\n")
    }
    return .recent(match)
  }
}

final class SetMatchParser: MatchParser {
  private let sets: IPSets
  private var match: SetMatch?
  private var wantsException = false
  private var updatesCounters = true

  init(namespaceSets: IPSets) {
    sets = namespaceSets
    super.init(
      "set",
      [
        ExtensionOption("match-set", values: 2, inverts: true), ExtensionOption("return-nomatch", values: 0),
        ExtensionOption("update-counters", values: 0, inverts: true),
      ])
  }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    switch option {
    case "return-nomatch": wantsException = true
    case "update-counters": updatesCounters = !isInverted
    default:
      guard sets.named(values[0]) != nil else { throw .syntax("Set \(values[0]) doesn't exist.\n") }
      match = SetMatch(name: values[0], parts: try SetMatch.parts(values[1]), isInverted: isInverted)
    }
  }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Match {
    guard var match else { throw .syntax("You must specify `--match-set' with proper arguments") }
    (match.wantsException, match.updatesCounters) = (wantsException, updatesCounters)
    return .set(match)
  }
}

extension SetMatch {
  static func parts(_ list: String) throws(IPTablesFailure) -> [Part] {
    var parts: [Part] = []
    for word in list.split(separator: ",") {
      guard word == "src" || word == "dst" else {
        throw .syntax("You must spefify (the comma separated list of) 'src' or 'dst'.")
      }
      parts.append(word == "src" ? .source : .destination)
    }
    return parts
  }
}
