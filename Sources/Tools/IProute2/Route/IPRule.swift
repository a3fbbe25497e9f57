import Linux
import Packets
import Simulation

/// `ip rule` (ip-rule(8)).
enum IPRule {
  static func run(_ words: WordReader, _ context: IPContext) throws(CommandStop) -> Int {
    var words = words
    if context.options.family == .ipv6 { throw .unsimulated("ip -6 rule") }
    guard let command = words.take() else { return try show(words, context) }
    let names = ["list", "lst", "show", "save", "restore", "add", "delete", "flush", "help"]
    switch names.first(where: { command.abbreviates($0) }) {
    case "list", "lst", "show": return try show(words, context)
    case "add": return try add(words, context)
    case "delete": return try delete(words, context)
    case "flush": return try flush(words, context)
    case let name?: throw .unsimulated("ip rule \(name)")
    case nil: throw context.unknownCommand(command, "rule")
    }
  }

  private static func add(_ words: WordReader, _ context: IPContext) throws(CommandStop) -> Int {
    guard !words.isAtEnd else {
      throw CommandStop(status: 1, message: "\"ip rule add\" requires arguments.\n")
    }
    var wish = try RuleWish.read(words, context)
    let routing = context.namespace.routing
    // One below the second rule (fib_default_rule_pref).
    let priority = wish.priority ?? routing.rules.dropFirst().first.map { max($0.priority, 1) - 1 } ?? 0
    wish.rule.priority = priority
    wish.rule.origin = context.network.origin
    if routing.rules.contains(where: { $0.isSame(as: wish.rule) }) { throw IPContext.refused(.exists) }
    routing.add(wish.rule)
    return 0
  }

  private static func delete(_ words: WordReader, _ context: IPContext) throws(CommandStop) -> Int {
    guard !words.isAtEnd else {
      throw CommandStop(status: 1, message: "\"ip rule del\" requires arguments.\n")
    }
    let wish = try RuleWish.read(words, context)
    let routing = context.namespace.routing
    guard let place = routing.rules.firstIndex(where: wish.fits) else {
      throw IPContext.refused(.noSuchFile)
    }
    guard
      routing.rules[place].priority != 0 || routing.rules[place].action != .lookup(table: RoutingTable.local)
    else { throw IPContext.refused(.notPermitted) }
    routing.removeRule(at: place)
    return 0
  }

  /// Everything but the rule with priority 0 goes.
  private static func flush(_ words: WordReader, _ context: IPContext) throws(CommandStop) -> Int {
    let wish = try words.isAtEnd ? nil : RuleWish.read(words, context)
    let routing = context.namespace.routing
    for place in routing.rules.indices.reversed() where routing.rules[place].priority != 0 {
      if let wish, !wish.fits(routing.rules[place]) { continue }
      routing.removeRule(at: place)
    }
    return 0
  }

  private static func show(_ words: WordReader, _ context: IPContext) throws(CommandStop) -> Int {
    let wish = try words.isAtEnd ? nil : RuleWish.read(words, context)
    let out = IPPrinter(process: context.process, options: context.options)
    var rows: [Listing.Row] = []
    out.beginArray()
    for rule in context.namespace.routing.rules {
      if let wish, !wish.fits(rule) { continue }
      out.beginObject()
      RulePrinter(out: out, options: context.options).print(rule)
      out.endObject()
      rows.append(
        Listing.Row(
          [String(rule.priority), RulePrinter.selector(rule), RulePrinter.action(rule)], origin: rule.origin))
    }
    out.endArray()
    out.finish()
    context.process.list(
      Listing(kind: "routing rules", columns: ["priority", "packets", "action"], rows: rows))
    return 0
  }
}

/// A rule as it is asked for: for a deletion, what is not said counts as any.
struct RuleWish {
  var rule = RoutingRule(priority: 0, action: .lookup(table: RoutingTable.main))
  var priority: UInt32?
  private var hasAction = false

  private let context: IPContext

  private init(_ context: IPContext) { self.context = context }

  static func read(_ words: WordReader, _ context: IPContext) throws(CommandStop) -> RuleWish {
    var wish = RuleWish(context)
    var words = words
    while let word = words.take() { try wish.take(word, &words) }
    return wish
  }

  private mutating func take(_ word: String, _ words: inout WordReader) throws(CommandStop) {
    switch word {
    case "not": rule.isInverted = true
    case "from": rule.from = try IPValue.prefix(words.next())
    case "to": rule.to = try IPValue.prefix(words.next())
    case "preference", "order", "priority", "pref", "prio":
      priority = UInt32(try number(words.next(), "preference value is invalid"))
    case "tos", "dsfield":
      rule.typeOfService = UInt8(truncatingIfNeeded: try number(words.next(), "TOS value is invalid"))
    case "fwmark": try takeMark(words.next())
    case "iif", "dev": rule.inputInterface = try words.next()
    case "oif": rule.outputInterface = try words.next()
    case "ipproto": try takeProtocol(words.next())
    case "sport": rule.sourcePorts = try ports(words.next(), "sport")
    case "dport": rule.destinationPorts = try ports(words.next(), "dport")
    case "table", "lookup":
      let value = try words.next()
      guard let table = context.tableNames.identifier(value) else {
        throw IPValue.invalid(value, "invalid table ID\n".dropLast().description)
      }
      (rule.action, hasAction) = (.lookup(table: table), true)
    case "suppress_prefixlength", "sup_pl":
      rule.suppressPrefixLength = try number(words.next(), "suppress_prefixlength value is invalid")
    case "type": try takeAction(words.next())
    case "goto", "nat", "map-to", "uidrange", "realms", "tun_id", "l3mdev", "suppress_ifgroup",
      "suppress_group", "sup_group", "protocol":
      throw .unsimulated("ip rule … \(word)")
    default: try takeAction(word)
    }
  }

  private mutating func takeAction(_ word: String) throws(CommandStop) {
    switch word {
    case "blackhole": rule.action = .blackhole
    case "unreachable": rule.action = .unreachable
    case "prohibit": rule.action = .prohibit
    case "unicast", "lookup": break
    case "help": throw .unsimulated("ip rule help")
    default: throw IPValue.invalid(word, "Failed to parse rule type")
    }
    hasAction = true
  }

  private mutating func takeMark(_ word: String) throws(CommandStop) {
    let parts = word.split(separator: "/", maxSplits: 1)
    rule.mark = UInt32(try number(parts.first.map(String.init) ?? "", "fwmark value is invalid"))
    guard parts.count == 2 else { return }
    rule.markMask = UInt32(try number(String(parts[1]), "fwmask value is invalid"))
  }

  private mutating func takeProtocol(_ word: String) throws(CommandStop) {
    switch word {
    case "tcp": rule.ipProtocol = .tcp
    case "udp": rule.ipProtocol = .udp
    case "icmp": rule.ipProtocol = .icmp
    default: throw .unsimulated("ip rule … ipproto \(word)")
    }
  }

  private func number(_ word: String, _ reason: String) throws(CommandStop) -> Int {
    guard let number = IPValue.number(word) else { throw IPValue.invalid(word, reason) }
    return number
  }

  private func ports(_ word: String, _ key: String) throws(CommandStop) -> ClosedRange<UInt16> {
    let parts = word.split(separator: "-", maxSplits: 1).map { UInt16($0) }
    guard let first = parts.first ?? nil, let last = parts.last ?? nil, first <= last else {
      throw IPValue.invalid(word, "invalid \"\(key)\" value")
    }
    return first...last
  }

  /// For a deletion and a listing.
  func fits(_ other: RoutingRule) -> Bool {
    (priority == nil || priority == other.priority)
      && (rule.from.length == 0 || rule.from == other.from) && (rule.to.length == 0 || rule.to == other.to)
      && (rule.mark == nil || rule.mark == other.mark) && (!rule.isInverted || other.isInverted)
      && (rule.inputInterface == nil || rule.inputInterface == other.inputInterface)
      && (rule.outputInterface == nil || rule.outputInterface == other.outputInterface)
      && (rule.typeOfService == 0 || rule.typeOfService == other.typeOfService)
      && (rule.ipProtocol == nil || rule.ipProtocol == other.ipProtocol)
      && (rule.sourcePorts == nil || rule.sourcePorts == other.sourcePorts)
      && (rule.destinationPorts == nil || rule.destinationPorts == other.destinationPorts)
      && (!hasAction || rule.action == other.action)
  }
}

extension RoutingRule {
  /// Nothing but who made it distinguishes the two.
  func isSame(as other: RoutingRule) -> Bool {
    var (left, right) = (self, other)
    (left.origin, right.origin) = (nil, nil)
    return left == right
  }
}
