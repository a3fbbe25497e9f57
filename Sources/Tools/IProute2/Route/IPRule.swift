import Linux
import Packets
import Simulation

/// `ip rule` (ip-rule(8)).
enum IPRule {
  static func run(_ words: WordReader, _ context: IPContext) throws(CommandStop) -> Int {
    var words = words
    if context.options.family == .ipv6 { return try OtherFamily.rules(words, context) }
    guard let command = words.take() else { return try show(words, context) }
    let names = ["list", "lst", "show", "save", "restore", "add", "delete", "flush", "help"]
    switch names.first(where: { command.abbreviates($0) }) {
    case "list", "lst", "show": return try show(words, context)
    case "add": return try add(words, context)
    case "delete": return try delete(words, context)
    case "flush": return try flush(words, context)
    case "help": throw CommandStop(status: 255, message: IPUsage.rule)
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
    try context.ask { () throws(KernelError) in try wish.check() }
    if routing.rules.contains(where: { $0.isSame(as: wish.rule) && !RoutingPolicy.isInitial($0) }) {
      throw IPContext.refused(.exists)
    }
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
    routing.removeRule(at: place)
    return 0
  }

  /// Everything but the rule with priority 0 goes.
  private static func flush(_ words: WordReader, _ context: IPContext) throws(CommandStop) -> Int {
    let wish = try words.isAtEnd ? nil : RuleWish.readFilter(words, context)
    let routing = context.namespace.routing
    for place in routing.rules.indices.reversed() where routing.rules[place].priority != 0 {
      if let wish, !wish.lists(routing.rules[place]) { continue }
      routing.removeRule(at: place)
    }
    return 0
  }

  private static func show(_ words: WordReader, _ context: IPContext) throws(CommandStop) -> Int {
    let wish = try words.isAtEnd ? nil : RuleWish.readFilter(words, context)
    let out = IPPrinter(process: context.process, options: context.options)
    var rows: [Listing.Row] = []
    out.beginArray()
    for rule in context.namespace.routing.rules {
      if let wish, !wish.lists(rule) { continue }
      out.beginObject()
      RulePrinter(out: out, options: context.options, namespace: context.namespace).print(rule)
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

extension RoutingRule {
  /// Nothing but who made it distinguishes the two.
  func isSame(as other: RoutingRule) -> Bool {
    var (left, right) = (self, other)
    (left.origin, right.origin) = (nil, nil)
    return left == right
  }
}
