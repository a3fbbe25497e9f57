import Linux
import Packets

/// A rule as it is asked for: for a deletion, what is not said counts as any (ip/iprule.c, iprule_modify).
struct RuleWish {
  var rule = RoutingRule(priority: 0, action: .lookup(table: RoutingTable.main))
  var priority: UInt32?
  private var hasAction = false
  private var saysNot = false

  private let context: IPContext

  private init(_ context: IPContext) { self.context = context }

  private static let keywords = Keywords(
    """
    not from to preference* order* priority* tos dsfield* fwmark realms* protocol* tun_id* table* lookup
    suppress_prefixlength* sup_pl suppress_ifgroup* sup_group dev iif oif l3mdev uidrange nat map-to* ipproto sport
    dport type
    """)

  /// Those of a listing, which may be told what a rule begins or ends with (iprule_list_flush_or_save).
  private static let filterWords = Keywords(
    """
    preference* order* priority* not tos dsfield* fwmark dev iif oif l3mdev uidrange tun_id* lookup* table* from* src*
    protocol* ipproto sport dport dst* to*
    """)

  static func read(_ words: WordReader, _ context: IPContext) throws(CommandStop) -> RuleWish {
    var wish = RuleWish(context)
    var words = words
    while let word = words.take() { try wish.take(keywords.name(of: word), word, &words) }
    return wish
  }

  static func readFilter(_ words: WordReader, _ context: IPContext) throws(CommandStop) -> RuleWish {
    var wish = RuleWish(context)
    var words = words
    while let word = words.take() {
      switch filterWords.name(of: word) {
      case "from", "src": wish.rule.from = try wish.filterPrefix(words.next())
      case "dst", "to": wish.rule.to = try wish.filterPrefix(words.next())
      case "not": wish.saysNot = true
      case "protocol": _ = try words.next()
      case let key?: try wish.take(key, word, &words)
      case nil: wish.rule.to = try wish.filterPrefix(word)
      }
    }
    return wish
  }

  private func filterPrefix(_ word: String) throws(CommandStop) -> IPv4Prefix {
    guard let prefix = try? IPValue.prefix(word) else {
      throw CommandStop(
        status: 1, message: "Error: inet prefix is expected rather than \"\(word)\".\n")
    }
    return prefix
  }

  private mutating func take(_ key: String?, _ word: String, _ words: inout WordReader) throws(CommandStop) {
    switch key {
    case "not": rule.isInverted = true
    case "from": rule.from = try IPValue.prefix(words.next())
    case "to": rule.to = try IPValue.prefix(words.next())
    case "preference", "order", "priority":
      priority = UInt32(try number(words.next(), "preference value is invalid\n"))
    case "tos", "dsfield":
      rule.typeOfService = UInt8(truncatingIfNeeded: try number(words.next(), "TOS value is invalid\n"))
    case "fwmark": try takeMark(words.next())
    case "realms": rule.realms = try realms(words.next())
    case "protocol":
      let value = try words.next()
      guard let found = IPRoute.proto(value) else {
        throw IPValue.invalid(value, "\"protocol\" value is invalid\n")
      }
      rule.proto = found
    case "iif", "dev": rule.inputInterface = try interface(words.next(), "\"iif\"/\"dev\"")
    case "oif": rule.outputInterface = try interface(words.next(), "\"oif\"")
    case "ipproto": try takeProtocol(words.next())
    case "sport": rule.sourcePorts = try ports(words.next())
    case "dport": rule.destinationPorts = try ports(words.next())
    case "uidrange": rule.users = try users(words.next())
    case "table", "lookup":
      let value = try words.next()
      guard let table = context.tableNames.identifier(value) else {
        throw IPValue.invalid(value, "invalid table ID\n")
      }
      (rule.action, hasAction) = (.lookup(table: table), true)
    case "suppress_prefixlength", "sup_pl":
      rule.suppressPrefixLength = try number(words.next(), "suppress_prefixlength value is invalid\n")
    case "suppress_ifgroup", "sup_group":
      let value = try words.next()
      guard let group = value == "default" ? 0 : IPValue.number(value) else {
        throw IPValue.invalid(value, "Invalid \"suppress_ifgroup\" value\n")
      }
      rule.suppressGroup = group
    case "type": try takeAction(words.next(), &words)
    case let key?: throw .unsimulated("ip rule … \(key)")
    case nil: try takeAction(word, &words)
    }
  }

  private mutating func takeAction(_ word: String, _ words: inout WordReader) throws(CommandStop) {
    hasAction = true
    if word.abbreviates("help") { throw CommandStop(status: 255, message: IPUsage.rule) }
    if word.abbreviates("goto") {
      rule.action = .goto(UInt32(try number(words.next(), "invalid target\n")))
    } else if word.abbreviates("nop") {
      rule.action = .proceed
    } else {
      switch word {
      case "blackhole": rule.action = .blackhole
      case "unreachable": rule.action = .unreachable
      case "prohibit": rule.action = .prohibit
      case "unicast": hasAction = true
      case "local", "broadcast", "anycast", "multicast", "throw", "nat":
        throw .unsimulated("ip rule … \(word)")
      default: throw IPValue.invalid(word, "Failed to parse rule type")
      }
    }
  }

  private mutating func takeMark(_ word: String) throws(CommandStop) {
    let parts = word.split(separator: "/", maxSplits: 1)
    rule.mark = UInt32(try number(parts.first.map(String.init) ?? "", "fwmark value is invalid\n"))
    guard parts.count == 2 else { return }
    rule.markMask = UInt32(try number(String(parts[1]), "fwmask value is invalid\n"))
  }

  private mutating func takeProtocol(_ word: String) throws(CommandStop) {
    let known: [(String, IPProtocol)] = [("tcp", .tcp), ("udp", .udp), ("icmp", .icmp)]
    if let found = known.first(where: { $0.0 == word }) {
      rule.ipProtocol = found.1
    } else if let number = IPValue.number(word, in: 1...255) {
      rule.ipProtocol = IPProtocol(UInt8(number))
    } else {
      throw IPValue.invalid(word, "Invalid \"ipproto\" value\n")
    }
  }

  // MARK: - Values

  private func interface(_ word: String, _ key: String) throws(CommandStop) -> String {
    guard IPValue.isInterfaceName(word) else { throw IPValue.invalid(word, "\(key) not a valid ifname") }
    return word
  }

  private func number(_ word: String, _ reason: String) throws(CommandStop) -> Int {
    guard let number = IPValue.number(word) else { throw IPValue.invalid(word, reason) }
    return number
  }

  /// Larger numbers wrap (sscanf with %hu); what is in the wrong order the kernel refuses.
  private func ports(_ word: String) throws(CommandStop) -> ClosedRange<UInt16> {
    let parts = word.split(separator: "-", maxSplits: 1).map { IPValue.number(String($0)) }
    guard let first = parts.first ?? nil, let last = parts.last ?? nil else {
      throw IPValue.invalid(word, "invalid port range\n")
    }
    let (low, high) = (UInt16(truncatingIfNeeded: first), UInt16(truncatingIfNeeded: last))
    guard low <= high else {
      throw IPContext.refused(KernelError.invalidArgument.explained("Invalid sport range"))
    }
    return low...high
  }

  private func users(_ word: String) throws(CommandStop) -> ClosedRange<UInt32> {
    let parts = word.split(separator: "-", maxSplits: 1).map { IPValue.number(String($0)) }
    guard parts.count == 2, let first = parts[0], let last = parts[1] else {
      throw IPValue.invalid(word, "invalid UID range\n")
    }
    guard first <= last else {
      throw IPContext.refused(KernelError.invalidArgument.explained("Invalid uid range"))
    }
    return UInt32(first)...UInt32(last)
  }

  private func realms(_ word: String) throws(CommandStop) -> UInt32 {
    let parts = word.split(separator: "/", maxSplits: 1).map { IPValue.number(String($0), in: 0...65535) }
    guard let last = parts.last ?? nil, let first = parts.first ?? nil else {
      throw IPValue.invalid(word, "invalid realms\n")
    }
    return UInt32(parts.count == 2 ? first << 16 : 0) | UInt32(last)
  }

  // MARK: - Uses

  /// The kernel's own checks (net/core/fib_rules.c, fib_nl2rule).
  func check() throws(KernelError) {
    if case .goto(let target) = rule.action, target <= rule.priority {
      throw .invalidArgument.explained("Backward goto not supported")
    }
  }

  /// For a deletion.
  func fits(_ other: RoutingRule) -> Bool {
    (rule.from.length == 0 || rule.from == other.from) && (rule.to.length == 0 || rule.to == other.to)
      && (!rule.isInverted || other.isInverted) && fitsBesideAddresses(other)
  }

  /// For a listing: addresses within a prefix count.
  func lists(_ other: RoutingRule) -> Bool {
    // A protocol selects nothing here, whatever the usage text says.
    isWithin(rule.from, other.from) && isWithin(rule.to, other.to) && (!saysNot || other.isInverted)
      && (rule.mark == nil || rule.mark! & rule.markMask == 0 || rule.mark == other.mark)
      && fitsBesideAddresses(other)
  }

  private func isWithin(_ wish: IPv4Prefix, _ prefix: IPv4Prefix) -> Bool {
    wish.length == 0 || prefix.length > 0 && wish.contains(prefix.address)
  }

  private func fitsBesideAddresses(_ other: RoutingRule) -> Bool {
    (priority == nil || priority == other.priority)
      && (rule.mark == nil || rule.mark! & rule.markMask == 0 || rule.mark == other.mark)
      && (rule.inputInterface == nil || rule.inputInterface == other.inputInterface)
      && (rule.outputInterface == nil || rule.outputInterface == other.outputInterface)
      && (rule.typeOfService == 0 || rule.typeOfService == other.typeOfService)
      && (rule.ipProtocol == nil || rule.ipProtocol == other.ipProtocol)
      && (rule.users == nil || rule.users == other.users)
      && (rule.proto == nil || rule.proto == other.proto)
      && (rule.suppressPrefixLength == nil || rule.suppressPrefixLength == other.suppressPrefixLength)
      && (rule.sourcePorts == nil || rule.sourcePorts == other.sourcePorts)
      && (rule.destinationPorts == nil || rule.destinationPorts == other.destinationPorts)
      && (!hasAction || rule.action == other.action)
  }
}
