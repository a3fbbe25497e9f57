import Linux
import Packets

final class CommentMatchParser: MatchParser {
  private var text: String?

  init() { super.init("comment", [ExtensionOption("comment")]) }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    text = String(values[0].prefix(255))
  }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Match {
    guard let text else { throw .required("comment", of: name) }
    return .comment(text)
  }
}

final class LimitMatchParser: MatchParser {
  private var rate: (Int64, LimitMatch.Unit) = (3, .hour)
  private var burst = LimitMatch.defaultBurst

  init() { super.init("limit", [ExtensionOption("limit"), ExtensionOption("limit-burst")]) }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    if option == "limit" {
      if Self.isTooFast(values[0]) { throw .syntax("Rate too fast \"\(values[0])\"") }
      guard let rate = Self.rate(values[0], scale: 10000) else { throw .syntax("bad rate \"\(values[0])\"'") }
      self.rate = rate
    } else {
      burst = Int64(try number(option, values[0], in: 0...10000))
    }
  }

  /// iptables keeps the time between two packets in units of a second over `scale`, and prints it as the largest unit
  /// in which it is a whole number (libxt_limit, print_rate). Nil for words that are no rate.
  static func rate(_ text: String, scale: Int64) -> (Int64, LimitMatch.Unit)? {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    var unit = LimitMatch.Unit.second
    if parts.count == 2 {
      let names: [(String, LimitMatch.Unit)] = [
        ("second", .second), ("minute", .minute), ("hour", .hour), ("day", .day),
      ]
      let written = parts[1].lowercased()
      guard !written.isEmpty, let found = names.first(where: { $0.0.hasPrefix(written) })?.1 else {
        return nil
      }
      unit = found
    }
    guard let count = Int64(parts[0]), count > 0 else { return nil }
    let period = scale * unit.seconds / count
    guard period > 0 else { return nil }
    var best = LimitMatch.Unit.day
    for next in [LimitMatch.Unit.hour, .minute, .second] {
      let whole = next.seconds * scale
      if period > whole || whole / period < whole % period { break }
      best = next
    }
    return (best.seconds * scale / period, best)
  }

  private static func isTooFast(_ text: String) -> Bool {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let unit = parts.count == 2 ? parts[1].lowercased() : "s"
    guard let count = Int64(parts[0]), let letter = unit.first else { return false }
    let seconds: Int64 = letter == "m" ? 60 : letter == "h" ? 3600 : letter == "d" ? 86400 : 1
    return count / seconds > 10000
  }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Match {
    .limit(LimitMatch(rate: rate.0, unit: rate.1, burst: burst))
  }
}

final class AddressRangeMatchParser: MatchParser {
  private var source: AddressRange?
  private var destination: AddressRange?

  init() {
    super.init(
      "iprange", [ExtensionOption("src-range", inverts: true), ExtensionOption("dst-range", inverts: true)])
  }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    let ends = values[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    guard let low = IPv4Address(ends[0]), let high = ends.count == 2 ? IPv4Address(ends[1]) : low else {
      throw .syntax("iprange: Bad value for \"--\(option)\" option: \"\(values[0])\"")
    }
    let range = AddressRange(low, high, isInverted: isInverted)
    if range.isReversed {
      warnings += "xt_iprange: range \(range.text) is reversed and will never match\n"
    }
    if option == "src-range" { source = range } else { destination = range }
  }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Match {
    guard source != nil || destination != nil else {
      throw .syntax("iprange match: You must specify `--src-range' or `--dst-range'")
    }
    return .addressRange(source: source, destination: destination)
  }
}

final class LengthMatchParser: MatchParser {
  private var match: Match?

  init() { super.init("length", [ExtensionOption("length", inverts: true)]) }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    let parts = values[0].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let low = parts[0].isEmpty && parts.count == 2 ? 0 : UInt16(parts[0]),
      let high = parts.count == 1 ? low : parts[1].isEmpty ? UInt16.max : UInt16(parts[1]), low <= high
    else {
      throw .syntax(
        "length: bad value for option \"--length\" near \"\(values[0])\", or out of range (0-65535).\n")
    }
    match = .length(low...high, isInverted: isInverted)
  }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Match {
    guard let match else { throw .required("length", of: name) }
    return match
  }
}

final class TimeToLiveMatchParser: MatchParser {
  private var match: TimeToLiveMatch?

  init() {
    super.init(
      "ttl",
      [
        ExtensionOption("ttl-eq", inverts: true), ExtensionOption("ttl", as: "ttl-eq", inverts: true),
        ExtensionOption("ttl-lt"), ExtensionOption("ttl-gt"),
      ])
  }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    let value = UInt8(try number(option, values[0], in: 0...255))
    switch option {
    case "ttl-eq": match = isInverted ? .notEqual(value) : .equal(value)
    case "ttl-lt": match = .less(value)
    default: match = .greater(value)
    }
  }

  override var exclusive: [String] { ["ttl-lt", "ttl-gt", "ttl-eq"] }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Match {
    guard let match else {
      throw .syntax("TTL match: You must specify one of `--ttl-eq', `--ttl-lt', `--ttl-gt")
    }
    return .timeToLive(match)
  }
}

/// The names of --tos and --dscp-class (libxt_tos, libxt_dscp; RFC 2474, 2597, 3246).
enum ServiceClasses {
  static let typesOfService: [(String, UInt8)] = [
    ("Minimize-Delay", 0x10), ("Maximize-Throughput", 0x08), ("Maximize-Reliability", 0x04),
    ("Minimize-Cost", 0x02), ("Normal-Service", 0x00),
  ]

  /// `0x10`, `0x10/0x3f`, or a name, whose mask leaves the lowest bits alone.
  static func typeOfService(_ text: String) -> (value: UInt8, mask: UInt8)? {
    if let named = typesOfService.first(where: { $0.0.lowercased() == text.lowercased() }) {
      return (named.1, 0x3F)
    }
    let numbers = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map {
      RuleParser.number($0).flatMap { UInt8(exactly: $0) }
    }
    guard let value = numbers[0], numbers.count == 1 || numbers[1] != nil else { return nil }
    return (value, numbers.count == 2 ? numbers[1]! : 0xFF)
  }

  static func differentiatedServices(_ name: String) -> UInt8? {
    let upper = name.uppercased()
    if upper == "EF" { return 0x2E }
    if upper == "BE" { return 0 }
    let digits = upper.utf8.dropFirst(2).map { Int($0) - 48 }
    if upper.hasPrefix("CS"), digits.count == 1, (0...7).contains(digits[0]) { return UInt8(digits[0] << 3) }
    if upper.hasPrefix("AF"), digits.count == 2, (1...4).contains(digits[0]), (1...3).contains(digits[1]) {
      return UInt8(digits[0] << 3 | digits[1] << 1)
    }
    return nil
  }
}

final class TypeOfServiceMatchParser: MatchParser {
  private var match: Match?

  init() { super.init("tos", [ExtensionOption("tos", inverts: true)]) }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    guard let (value, mask) = ServiceClasses.typeOfService(values[0]) else {
      throw .syntax("Symbolic name \"\(values[0])\" is unknown")
    }
    match = .typeOfService(value: value, mask: mask, isInverted: isInverted)
  }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Match {
    guard let match else { throw .required("tos", of: name) }
    return match
  }
}

final class DifferentiatedServicesMatchParser: MatchParser {
  private var match: Match?

  init() {
    super.init(
      "dscp", [ExtensionOption("dscp", inverts: true), ExtensionOption("dscp-class", inverts: true)])
  }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    let value: UInt8
    if option == "dscp" {
      value = UInt8(try number(option, values[0], in: 0...63))
    } else {
      guard let named = ServiceClasses.differentiatedServices(values[0]) else {
        throw .syntax("Invalid DSCP value `\(values[0])'\n")
      }
      value = named
    }
    match = .differentiatedServices(value, isInverted: isInverted)
  }

  override var exclusive: [String] { ["dscp", "dscp-class"] }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Match {
    guard let match else { throw .syntax("DSCP match: Parameter --dscp is required") }
    return match
  }
}
