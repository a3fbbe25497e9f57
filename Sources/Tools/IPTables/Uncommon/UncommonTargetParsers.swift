import Linux
import Packets

extension TargetParser {
  /// The parsers of the targets that few rules have; nil for another name.
  static func uncommon(named name: String) -> TargetParser? {
    switch name {
    case "CLASSIFY": ClassifyParser()
    case "CHECKSUM": ChecksumParser()
    case "NFLOG": NetfilterLogParser()
    case "NFQUEUE": QueueParser()
    case "AUDIT": AuditParser()
    case "ECN": RemoveECNParser()
    case "TCPOPTSTRIP": StripOptionsParser()
    default: nil
    }
  }
}

final class ClassifyParser: TargetParser {
  private var target: UncommonTarget?

  init() { super.init("CLASSIFY", [ExtensionOption("set-class")]) }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    let parts = values[0].split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let major = UInt16(parts[0], radix: 16), let minor = UInt16(parts[1], radix: 16)
    else { throw .syntax("Bad class value \"\(values[0])\"") }
    target = .classify(major: major, minor: minor)
  }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Target {
    guard let target else { throw .required("set-class", of: name) }
    return .uncommon(target)
  }
}

final class ChecksumParser: TargetParser {
  init() { super.init("CHECKSUM", [ExtensionOption("checksum-fill", values: 0)]) }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Target {
    guard !seen.isEmpty else { throw .required("checksum-fill", of: name) }
    return .uncommon(.fillChecksum)
  }
}

final class NetfilterLogParser: TargetParser {
  private var log = NetfilterLogOptions()

  init() {
    super.init(
      "NFLOG",
      ["nflog-group", "nflog-prefix", "nflog-size", "nflog-threshold", "nflog-range"].map {
        ExtensionOption($0)
      })
  }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    switch option {
    case "nflog-group": log.group = UInt16(try number(option, values[0], in: 0...65535))
    case "nflog-prefix":
      guard !values[0].contains("\n") else { throw .syntax("Newlines not allowed in --nflog-prefix") }
      log.prefix = String(values[0].prefix(63))
    case "nflog-size": log.size = UInt32(try number(option, values[0], in: 0...4_294_967_295))
    case "nflog-threshold": log.threshold = UInt16(try number(option, values[0], in: 0...65535))
    default: throw .unsimulated("iptables -j NFLOG --\(option)")
    }
  }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Target {
    .uncommon(.netfilterLog(log))
  }
}

final class QueueParser: TargetParser {
  private var queue = QueueOptions()

  init() {
    super.init(
      "NFQUEUE",
      [
        ExtensionOption("queue-num"), ExtensionOption("queue-balance"),
        ExtensionOption("queue-bypass", values: 0), ExtensionOption("queue-cpu-fanout", values: 0),
      ])
  }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    switch option {
    case "queue-num":
      let number = UInt16(try number(option, values[0], in: 0...65535))
      queue.queues = number...number
    case "queue-balance":
      let ends = values[0].split(separator: ":", omittingEmptySubsequences: false).map { UInt16($0) }
      guard ends.count == 2, let low = ends[0], let high = ends[1] else {
        throw .syntax(
          "NFQUEUE: bad value for option \"--queue-balance\" near \"\(values[0])\", or out of range "
            + "(0-65535).\n")
      }
      guard low < high else { throw .syntax("NFQUEUE: bad range for option \"--queue-balance\"") }
      (queue.queues, queue.isBalanced) = (low...high, true)
    case "queue-bypass": queue.mayBypass = true
    default: queue.spreadsByProcessor = true
    }
  }

  override var exclusive: [String] { ["queue-num", "queue-balance"] }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Target {
    .uncommon(.queue(queue))
  }
}

final class AuditParser: TargetParser {
  private var type: String?

  init() { super.init("AUDIT", [ExtensionOption("type")]) }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    let lower = values[0].lowercased()
    guard ["accept", "drop", "reject"].contains(lower) else {
      throw .syntax("Bad action type value \"\(values[0])\"")
    }
    type = lower
  }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Target {
    guard let type else { throw .required("type", of: name) }
    return .uncommon(.audit(type))
  }
}

final class RemoveECNParser: TargetParser {
  init() { super.init("ECN", [ExtensionOption("ecn-tcp-remove", values: 0)]) }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Target {
    guard !seen.isEmpty else { throw .syntax("ECN target: An operation is required") }
    guard rule.isExactly(.tcp) else {
      throw .syntax("ECN target: TCP operations are only allowed on TCP rules")
    }
    return .uncommon(.removeECN)
  }
}

final class StripOptionsParser: TargetParser {
  private var numbers: [UInt8] = []

  private static let names: [(String, UInt8)] = [
    ("wscale", 3), ("mss", 2), ("sack-permitted", 4), ("sack", 5), ("timestamp", 8), ("md5", 19),
  ]

  init() { super.init("TCPOPTSTRIP", [ExtensionOption("strip-options")]) }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    for word in values[0].split(separator: ",") {
      guard let number = Self.names.first(where: { $0.0 == word })?.1 ?? UInt8(word) else {
        throw .syntax("TCPOPTSTRIP: Bad option value \"\(word)\"")
      }
      numbers.append(number)
    }
    numbers.sort()
  }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Target {
    guard !numbers.isEmpty else { throw .required("strip-options", of: name) }
    return .uncommon(.stripOptions(numbers))
  }
}

/// `-j CT` and its old form `-j NOTRACK`.
final class TrackingParser: TargetParser {
  private var tracking = TrackingOptions()

  /// In the order of their bits, which is that of listings.
  private static let eventNames = [
    "new", "related", "destroy", "reply", "assured", "protoinfo", "helper", "mark", "natseqinfo", "secmark",
  ]

  init(_ name: String) {
    super.init(
      name,
      name == "NOTRACK"
        ? []
        : [
          ExtensionOption("notrack", values: 0), ExtensionOption("helper"), ExtensionOption("ctevents"),
          ExtensionOption("expevents"), ExtensionOption("zone"), ExtensionOption("timeout"),
          ExtensionOption("zone-orig"), ExtensionOption("zone-reply"),
        ])
  }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    switch option {
    case "notrack": tracking.isExempt = true
    case "helper": tracking.helper = values[0]
    case "ctevents": tracking.events = try events(values[0])
    case "expevents":
      guard values[0] == "new" else { throw .syntax("Unknown event type \"\(values[0])\"\n") }
      tracking.expectedEvents = ["new"]
    case "zone":
      guard values[0] != "mark" else { throw .unsimulated("iptables -j CT --zone mark") }
      tracking.zone = UInt16(try number(option, values[0], in: 0...65535))
    default: throw .unsimulated("iptables -j CT --\(option)")
    }
  }

  private func events(_ list: String) throws(IPTablesFailure) -> [String] {
    var given: [String] = []
    for word in list.split(separator: ",") {
      guard Self.eventNames.contains(String(word)) else { throw .syntax("Unknown event type \"\(word)\"\n") }
      given.append(String(word))
    }
    return Self.eventNames.filter { given.contains($0) }
  }

  override var exclusive: [String] { ["notrack", "helper"] }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Target {
    guard name == "CT" else { return .noTrack(isOldName: true) }
    return seen == ["notrack"] ? .noTrack(isOldName: false) : .uncommon(.track(tracking))
  }
}
