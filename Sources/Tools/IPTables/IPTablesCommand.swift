import Linux

/// One command of iptables, read from its words (iptables/xshared.c, do_parse).
struct IPTablesCommand {
  enum Action: Hashable {
    case append(String)
    case check(String)
    case delete(String)
    case deleteNumber(String, Int)
    /// The number counts from 1.
    case insert(String, Int)
    case replace(String, Int)
    case list(String?, Int?)
    case listRules(String?, Int?)
    case flush(String?)
    case zero(String?, Int?)
    case new(String)
    case deleteChain(String?)
    case rename(String, String)
    case policy(String, String)
    case version
    case help
  }

  var action: Action?
  /// What stands on standard error although the command is carried out.
  var warnings = ""
  /// What `-h` prints.
  var help = ""
  /// `-Z` may stand beside `-L` and `-S`.
  var alsoZeroes = false
  var tableName = "filter"
  var isVerbose = false
  var isNumeric = false
  var isExact = false
  var hasLineNumbers = false
  var counters: Counters?
  /// The options of the rule that were given, by letter, in order.
  var given: [Character] = []
  var rules: [RuleSpecification] = []
}

/// What the parser knows of an option that is no extension's.
enum BaseOption {
  /// Long names, and the letters they stand for; `0` is --line-numbers.
  static let long: [(String, Character)] = [
    ("append", "A"), ("delete", "D"), ("check", "C"), ("insert", "I"), ("replace", "R"), ("list", "L"),
    ("list-rules", "S"), ("flush", "F"), ("zero", "Z"), ("new-chain", "N"), ("delete-chain", "X"),
    ("rename-chain", "E"), ("policy", "P"), ("source", "s"), ("destination", "d"), ("src", "s"), ("dst", "d"),
    ("protocol", "p"), ("in-interface", "i"), ("jump", "j"), ("table", "t"), ("match", "m"), ("numeric", "n"),
    ("out-interface", "o"), ("verbose", "v"), ("wait", "w"), ("wait-interval", "W"), ("exact", "x"),
    ("fragments", "f"), ("version", "V"), ("help", "h"), ("line-numbers", "0"), ("modprobe", "M"),
    ("set-counters", "c"), ("goto", "g"), ("ipv4", "4"), ("ipv6", "6"),
  ]

  static let withValue: [Character] = [
    "A", "D", "C", "I", "R", "N", "E", "P", "s", "d", "p", "i", "o", "j", "t", "m", "M", "c", "g", "W",
  ]
  static let withOptionalValue: [Character] = ["L", "S", "F", "Z", "X", "w", "h"]
  static let plain: [Character] = ["n", "v", "x", "f", "V", "0", "4", "6"]

  /// The letter of a long name, or of the beginning of one name only.
  static func letter(ofLong name: String) -> Character? {
    if let exact = long.first(where: { $0.0 == name }) { return exact.1 }
    let candidates = long.filter { $0.0.hasPrefix(name) }
    guard let first = candidates.first, candidates.allSatisfy({ $0.1 == first.1 }) else { return nil }
    return first.1
  }

  /// Which options a command cannot have (commands_v_options).
  static func isAllowed(_ option: Character, with action: IPTablesCommand.Action) -> Bool {
    let rule: [Character] = ["s", "d", "p", "j", "i", "o", "f"]
    switch action {
    case .append, .insert, .replace: return !["n", "x", "0"].contains(option)
    case .check, .delete, .deleteNumber: return !["n", "x", "0", "c"].contains(option)
    case .list: return !rule.contains(option) && option != "c"
    case .policy: return option == "v" || option == "c"
    case .listRules, .flush, .zero, .new, .deleteChain, .rename: return option == "v"
    case .version, .help: return true
    }
  }
}
