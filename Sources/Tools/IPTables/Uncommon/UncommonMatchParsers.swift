import Linux
import Packets

extension MatchParser {
  /// The parsers of the matches that few rules have; nil for another name.
  static func uncommon(named name: String) -> MatchParser? {
    switch name {
    case "connlimit": ConnectionLimitParser()
    case "string": ContentMatchParser()
    case "hashlimit": HashLimitParser()
    case "time": TimeMatchParser()
    case "quota": QuotaMatchParser()
    case "tcpmss": SegmentSizeMatchParser()
    case "connbytes": ConnectionBytesParser()
    case "ecn": CongestionMatchParser()
    case "helper": HelperMatchParser()
    case "rpfilter": ReversePathParser()
    case "cpu": NumberMatchParser("cpu", "cpu")
    case "cgroup": NumberMatchParser("cgroup", "cgroup")
    case "u32": WordsMatchParser()
    default: nil
    }
  }
}

final class ConnectionLimitParser: MatchParser {
  private var match: ConnectionLimitMatch?
  private var prefixLength = 32
  private var countsDestination = false

  init() {
    super.init(
      "connlimit",
      [
        ExtensionOption("connlimit-upto", inverts: true), ExtensionOption("connlimit-above", inverts: true),
        ExtensionOption("connlimit-mask"), ExtensionOption("connlimit-saddr", values: 0),
        ExtensionOption("connlimit-daddr", values: 0),
      ])
  }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    switch option {
    case "connlimit-saddr": countsDestination = false
    case "connlimit-daddr": countsDestination = true
    // The mask is written for IPv6 too, so that it may be longer than an address.
    case "connlimit-mask": prefixLength = min(32, Int(try number(option, values[0], in: 0...128)))
    default:
      let limit = UInt32(try number(option, values[0], in: 0...4_294_967_295))
      match = ConnectionLimitMatch(limit: limit, isUpTo: (option == "connlimit-upto") != isInverted)
    }
  }

  override var exclusive: [String] { ["connlimit-upto", "connlimit-above"] }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Match {
    guard var match else {
      throw .syntax("You must specify \"--connlimit-above\" or \"--connlimit-upto\".")
    }
    (match.prefixLength, match.countsDestination) = (prefixLength, countsDestination)
    return .uncommon(.connectionLimit(match))
  }
}

final class ContentMatchParser: MatchParser {
  private var pattern: [UInt8]?
  private var isInverted = false
  private var algorithm: String?
  private var start: UInt16 = 0
  private var end = UInt16.max
  private var ignoresCase = false

  init() {
    super.init(
      "string",
      [
        ExtensionOption("algo"), ExtensionOption("from"), ExtensionOption("to"),
        ExtensionOption("string", inverts: true), ExtensionOption("hex-string", inverts: true),
        ExtensionOption("icase", values: 0),
      ])
  }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    switch option {
    case "algo": algorithm = values[0]
    case "from": start = UInt16(try number(option, values[0], in: 0...65535))
    case "to": end = UInt16(try number(option, values[0], in: 0...65535))
    case "icase": ignoresCase = true
    case "string": (pattern, self.isInverted) = (Array(values[0].utf8), isInverted)
    default: (pattern, self.isInverted) = (try Self.octets(values[0]), isInverted)
    }
  }

  /// Hexadecimal digits, two for each octet, stand between bars; a backslash takes the next character as it is.
  private static func octets(_ text: String) throws(IPTablesFailure) -> [UInt8] {
    var octets: [UInt8] = []
    var digits: [UInt8] = []
    var isHexadecimal = false
    var isEscaped = false
    for character in text.utf8 {
      if isHexadecimal, character != UInt8(ascii: "|") {
        if character == UInt8(ascii: " ") { continue }
        guard let digit = Character(UnicodeScalar(character)).hexDigitValue else {
          throw .syntax("Invalid hex char '\(Character(UnicodeScalar(character)))'")
        }
        digits.append(UInt8(digit))
        guard digits.count == 2 else { continue }
        octets.append(digits[0] << 4 | digits[1])
        digits = []
      } else if isEscaped {
        octets.append(character)
        isEscaped = false
      } else if character == UInt8(ascii: "\\") {
        isEscaped = true
      } else if character == UInt8(ascii: "|") {
        isHexadecimal.toggle()
      } else {
        octets.append(character)
      }
    }
    return octets
  }

  override var exclusive: [String] { ["string", "hex-string"] }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Match {
    guard let algorithm else { throw .required("algo", of: name) }
    guard let pattern else { throw .syntax("STRING match: You must specify `--string' or `--hex-string'") }
    let isHexadecimal = pattern.contains { $0 < 32 || $0 > 126 } || pattern.last == UInt8(ascii: "\\")
    var match = ContentMatch(
      pattern: pattern, isHexadecimal: isHexadecimal, isInverted: isInverted, algorithm: algorithm)
    (match.start, match.end, match.ignoresCase) = (start, end, ignoresCase)
    return .uncommon(.content(match))
  }
}

final class QuotaMatchParser: MatchParser {
  private var match: UncommonMatch?

  init() { super.init("quota", [ExtensionOption("quota", inverts: true)]) }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    match = .quota(try number(option, values[0], in: 0...UInt64.max), isInverted: isInverted)
  }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Match {
    guard let match else { throw .required("quota", of: name) }
    return .uncommon(match)
  }
}

final class SegmentSizeMatchParser: MatchParser {
  private var match: UncommonMatch?

  init() { super.init("tcpmss", [ExtensionOption("mss", inverts: true)]) }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    let parts = values[0].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    var ends: [UInt16] = []
    for part in parts {
      guard let value = UInt16(part) else {
        throw .syntax(
          "tcpmss: bad value for option \"--mss\" near \"\(values[0])\", or out of range (0-65535).\n")
      }
      ends.append(value)
    }
    guard ends[0] <= ends[ends.count - 1] else { throw .syntax("tcpmss: invalid range given") }
    match = .segmentSize(ends[0]...ends[ends.count - 1], isInverted: isInverted)
  }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Match {
    guard let match else { throw .required("mss", of: name) }
    return .uncommon(match)
  }
}

final class ConnectionBytesParser: MatchParser {
  private var range: (from: UInt64, to: UInt64?)?
  private var isInverted = false
  private var mode: ConnectionBytesMatch.Mode?
  private var direction: ConnectionBytesMatch.Direction?

  init() {
    super.init(
      "connbytes",
      [
        ExtensionOption("connbytes", inverts: true), ExtensionOption("connbytes-dir"),
        ExtensionOption("connbytes-mode"),
      ])
  }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    switch option {
    case "connbytes-dir":
      direction = ConnectionBytesMatch.Direction(rawValue: values[0])
      if direction == nil { throw .syntax("Unknown --connbytes-dir `\(values[0])'") }
    case "connbytes-mode":
      mode = ConnectionBytesMatch.Mode(rawValue: values[0])
      if mode == nil { throw .syntax("Unknown --connbytes-mode `\(values[0])'") }
    default:
      let parts = values[0].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      let numbers = parts.map { RuleParser.number($0) }
      guard let from = numbers[0], parts.count == 1 || parts[1].isEmpty || numbers[1] != nil else {
        throw .syntax(
          "connbytes: bad value for option \"--connbytes\" near \"\(values[0])\", or out of range "
            + "(0-18446744073709551615).\n")
      }
      let to = numbers.count == 2 ? numbers[1] : nil
      if let to, to < from {
        throw .syntax("connbytes: Range \(from):\(to) is not valid")
      }
      (range, self.isInverted) = ((from, to), isInverted)
    }
  }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Match {
    guard let range else { throw .required("connbytes", of: name) }
    guard let direction else { throw .required("connbytes-dir", of: name) }
    guard let mode else { throw .required("connbytes-mode", of: name) }
    return .uncommon(
      .connectionBytes(
        ConnectionBytesMatch(
          from: range.from, to: range.to, mode: mode, direction: direction, isInverted: isInverted)))
  }
}

final class CongestionMatchParser: MatchParser {
  private var match = CongestionMatch()

  init() {
    super.init(
      "ecn",
      [
        ExtensionOption("ecn-tcp-cwr", values: 0, inverts: true),
        ExtensionOption("ecn-tcp-ece", values: 0, inverts: true),
        ExtensionOption("ecn-ip-ect", inverts: true),
      ])
  }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    switch option {
    case "ecn-tcp-cwr": match.isReduced = !isInverted
    case "ecn-tcp-ece": match.isEchoed = !isInverted
    default:
      match.codepoint = UInt8(try number(option, values[0], in: 0...3))
      match.isCodepointInverted = isInverted
    }
  }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Match {
    guard match != CongestionMatch() else { throw .syntax("ECN match: some option required") }
    return .uncommon(.congestion(match))
  }
}

final class HelperMatchParser: MatchParser {
  private var match: UncommonMatch?

  init() { super.init("helper", [ExtensionOption("helper", inverts: true)]) }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    match = .helper(String(values[0].prefix(29)), isInverted: isInverted)
  }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Match {
    guard let match else { throw .required("helper", of: name) }
    return .uncommon(match)
  }
}

final class ReversePathParser: MatchParser {
  private var match = ReversePathMatch()

  init() {
    super.init(
      "rpfilter",
      ["loose", "validmark", "accept-local", "invert"].map { ExtensionOption($0, values: 0) })
  }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    switch option {
    case "loose": match.isLoose = true
    case "validmark": match.usesMark = true
    case "accept-local": match.acceptsLocal = true
    default: match.isInverted = true
    }
  }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Match {
    .uncommon(.reversePath(match))
  }
}

/// `-m cpu` and `-m cgroup`: one option with one number.
final class NumberMatchParser: MatchParser {
  private let option: String
  private var value: (number: UInt32, isInverted: Bool)?

  init(_ name: String, _ option: String) {
    self.option = option
    super.init(name, [ExtensionOption(option, inverts: true)])
  }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    value = (UInt32(try number(option, values[0], in: 0...4_294_967_295)), isInverted)
  }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Match {
    guard let value else { throw .required(option, of: name) }
    return .uncommon(
      name == "cpu"
        ? .processor(value.number, isInverted: value.isInverted)
        : .controlGroup(value.number, isInverted: value.isInverted))
  }
}
