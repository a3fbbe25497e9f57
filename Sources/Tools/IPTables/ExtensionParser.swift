import Linux
import Packets

/// An option of an extension: its name without the dashes, how many values it takes, and whether a `!` may stand
/// before it.
struct ExtensionOption {
  var name: String
  /// What it is the same as, for names that mean the same.
  var canonical: String
  var values: Int
  var mayInvert: Bool

  init(_ name: String, as canonical: String? = nil, values: Int = 1, inverts: Bool = false) {
    self.name = name
    self.canonical = canonical ?? name
    self.values = values
    mayInvert = inverts
  }
}

/// Reads the options of one `-m` or `-j`.
class ExtensionParser {
  let name: String
  let options: [ExtensionOption]
  private(set) var seen: [String] = []

  init(_ name: String, _ options: [ExtensionOption]) {
    self.name = name
    self.options = options
  }

  /// The option of this name; a beginning of only one name is enough (getopt_long(3)).
  func find(_ written: String) -> ExtensionOption? {
    if let exact = options.first(where: { $0.name == written }) { return exact }
    let candidates = options.filter { $0.name.hasPrefix(written) }
    let meanings = candidates.map { $0.canonical }
    return meanings.allSatisfy { $0 == meanings[0] } ? candidates.first : nil
  }

  func take(
    _ option: ExtensionOption, written: String, _ isInverted: inout Bool, _ words: inout ArraySlice<String>,
    _ attached: String?, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    var values: [String] = []
    if option.values > 0 {
      if let attached {
        values.append(attached)
      } else if let next = words.popFirst() {
        values.append(next)
      } else {
        throw .syntax("option \"--\(written)\" requires an argument")
      }
    }
    if option.values > 1 {
      guard let second = words.first, !second.hasPrefix("-"), second != "!" else {
        throw .syntax("--\(option.name) requires two args.")
      }
      values.append(words.removeFirst())
    }
    if isInverted, !option.mayInvert {
      throw .syntax("\(name): option \"--\(option.name)\" cannot be inverted.\n")
    }
    if seen.contains(option.canonical) { throw repeated(option) }
    seen.append(option.canonical)
    try read(option.canonical, values, isInverted, rule)
    isInverted = false
  }

  /// Options of which only one may be given, in the order in which complaints look for them.
  var exclusive: [String] { [] }

  /// Looks at all options together, when the last word has been read (libxtables, xtables_options_fcheck).
  func checkTogether() throws(IPTablesFailure) {
    let given = exclusive.filter { seen.contains($0) }
    guard given.count > 1 else { return }
    throw .syntax(
      "\(name): option \"--\(given[0])\" cannot be used together with \"--\(given[1])\".\n")
  }

  func repeated(_ option: ExtensionOption) -> IPTablesFailure {
    .syntax("\(name): option \"--\(option.name)\" can only be used once.\n")
  }

  func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {}

  /// A number within a range, or the complaint of libxtables.
  func number(
    _ option: String, _ text: String, in range: ClosedRange<UInt64>, says: String? = nil
  ) throws(IPTablesFailure) -> UInt64 {
    guard let value = RuleParser.number(text), range.contains(value) else {
      let limits = says ?? "(\(range.lowerBound)-\(range.upperBound))"
      throw .syntax("\(name): bad value for option \"--\(option)\", or out of range \(limits).\n")
    }
    return value
  }

  /// `VALUE` or `VALUE/MASK`.
  func markAndMask(_ option: String, _ text: String) throws(IPTablesFailure) -> (UInt32, UInt32) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let numbers = parts.map { RuleParser.number($0).flatMap { UInt32(exactly: $0) } }
    guard let value = numbers[0], numbers.count == 1 || numbers[1] != nil else {
      throw .syntax("\(name): bad integer value for option \"--\(option)\", or out of range.\n")
    }
    return (value, numbers.count == 2 ? numbers[1]! : .max)
  }

  func onePart(_ words: String) -> [Substring] {
    words.split(separator: ",", omittingEmptySubsequences: false)
  }
}

/// Reads the options of a `-m`.
class MatchParser: ExtensionParser {
  /// What is said of a value that is taken all the same.
  var warnings = ""

  func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Match { .comment("") }

  static let protocolMatches = ["tcp", "udp", "icmp"]
}

/// Reads the options of a `-j`.
class TargetParser: ExtensionParser {
  func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Target { .none }
}
