import Linux
import Packets

extension TargetParser {
  private static let unsimulated = [
    "CLUSTERIP", "CONNSECMARK", "DNPT", "HMARK", "IDLETIMER", "LED", "QUEUE", "RATEEST", "SECMARK", "SNPT",
    "SYNPROXY", "TEE", "TPROXY", "ULOG",
  ]

  /// Nil for ACCEPT and its like, and for chains.
  static func named(_ name: String, _ parser: RuleParser) throws(IPTablesFailure) -> TargetParser? {
    switch name {
    case "REJECT": return RejectParser()
    case "LOG": return LogParser()
    case "MARK": return MarkTargetParser()
    case "CONNMARK": return ConnectionMarkParser()
    case "SNAT", "DNAT": return TranslationParser(name)
    case "MASQUERADE", "REDIRECT": return PortsParser(name)
    case "NETMAP": return NetmapParser()
    case "TCPMSS": return SegmentSizeParser()
    case "NOTRACK", "CT": return TrackingParser(name)
    case "TTL": return TimeToLiveParser()
    case "TOS": return TypeOfServiceParser()
    case "DSCP": return DifferentiatedServicesParser()
    case "TRACE": return PlainParser(name, .trace)
    case "SET": return SetTargetParser(parser.namespace.netfilter.sets)
    default:
      if unsimulated.contains(name) { throw .unsimulated("iptables -j \(name)") }
      return uncommon(named: name)
    }
  }
}

/// A target without options.
final class PlainParser: TargetParser {
  private let target: Target

  init(_ name: String, _ target: Target) {
    self.target = target
    super.init(name, [])
  }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Target { target }
}

final class RejectParser: TargetParser {
  private var kind = RejectKind.portUnreachable

  init() { super.init("REJECT", [ExtensionOption("reject-with")]) }

  /// A name, or the beginning of one.
  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    let word = values[0].lowercased()
    guard !word.isEmpty,
      let found = RejectKind.allCases.first(where: { $0.name.hasPrefix(word) || $0.alias.hasPrefix(word) })
    else { throw .syntax("unknown reject type \"\(values[0])\"") }
    kind = found
  }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Target { .reject(kind) }
}

final class LogParser: TargetParser {
  private var log = LogOptions()

  /// The names of the levels, by number (syslog(3)).
  static let levels = ["emerg", "alert", "crit", "err", "warn", "notice", "info", "debug"]

  init() {
    super.init(
      "LOG",
      [ExtensionOption("log-level"), ExtensionOption("log-prefix")]
        + LogOptions.Flags.names.map { ExtensionOption("log-" + $0.1, values: 0) })
  }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    switch option {
    case "log-level": log.level = try level(values[0])
    case "log-prefix":
      guard !values[0].isEmpty else {
        throw .syntax("Argument must have a minimum length of 1 characters\n")
      }
      guard !values[0].contains("\n") else { throw .syntax("Newlines not allowed in --log-prefix") }
      // The kernel's field has 30 octets, the last of which is zero.
      log.prefix = String(values[0].prefix(29))
    default:
      if let flag = LogOptions.Flags.names.first(where: { "log-" + $0.1 == option }) {
        log.flags.insert(flag.0)
      }
    }
  }

  private func level(_ text: String) throws(IPTablesFailure) -> UInt8 {
    if let number = UInt8(text), number <= 7 { return number }
    // The names of libxtables, which are not all those that it prints.
    switch text {
    case "emerg", "panic": return 0
    case "alert": return 1
    case "crit": return 2
    case "error": return 3
    case "warning": return 4
    case "notice": return 5
    case "info": return 6
    case "debug": return 7
    default: throw .syntax("log level \"\(text)\" unknown\n")
    }
  }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Target { .log(log) }
}

final class MarkTargetParser: TargetParser {
  private var operation: MarkOperation?

  init() {
    super.init(
      "MARK",
      ["set-xmark", "set-mark", "and-mark", "or-mark", "xor-mark"].map { ExtensionOption($0) })
  }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    let (value, mask) = try markAndMask(option, values[0])
    operation = MarkOperation(option, value, mask)
  }

  override var exclusive: [String] { ["set-xmark", "set-mark", "and-mark", "or-mark", "xor-mark"] }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Target {
    guard let operation else {
      throw .syntax("MARK: One of the --set-xmark, --{and,or,xor,set}-mark options is required")
    }
    return .mark(operation)
  }
}

extension MarkOperation {
  /// The one form that all options are kept in (libxt_MARK).
  init(_ option: String, _ value: UInt32, _ mask: UInt32) {
    switch option {
    case "set-mark": self.init(value: value, mask: value | mask)
    case "and-mark": self.init(value: 0, mask: ~value)
    case "or-mark": self.init(value: value, mask: value)
    case "xor-mark": self.init(value: value, mask: 0)
    default: self.init(value: value, mask: mask)
    }
  }
}

final class ConnectionMarkParser: TargetParser {
  private var action: String?
  private var set: MarkOperation?
  private var packetMask: UInt32 = .max
  private var connectionMask: UInt32 = .max

  init() {
    super.init(
      "CONNMARK",
      ["set-xmark", "set-mark", "and-mark", "or-mark", "xor-mark", "mask", "nfmask", "ctmask"].map {
        ExtensionOption($0)
      } + [ExtensionOption("save-mark", values: 0), ExtensionOption("restore-mark", values: 0)])
  }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    switch option {
    case "save-mark", "restore-mark": action = option
    case "mask":
      packetMask = try markAndMask(option, values[0]).0
      connectionMask = packetMask
    case "nfmask": packetMask = try markAndMask(option, values[0]).0
    case "ctmask": connectionMask = try markAndMask(option, values[0]).0
    default:
      let (value, mask) = try markAndMask(option, values[0])
      set = MarkOperation(option, value, mask)
    }
  }

  override var exclusive: [String] {
    ["set-xmark", "set-mark", "and-mark", "or-mark", "xor-mark", "save-mark", "restore-mark"]
  }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Target {
    if let set { return .connectionMark(.set(set)) }
    switch action {
    case "save-mark": return .connectionMark(.save(packetMask: packetMask, connectionMask: connectionMask))
    case "restore-mark":
      return .connectionMark(.restore(packetMask: packetMask, connectionMask: connectionMask))
    default: throw .syntax("CONNMARK target: No operation specified")
    }
  }
}
