import Linux

/// `ip route` (ip-route(8)).
enum IPRoute {
  static func run(_ words: WordReader, _ context: IPContext) throws(CommandStop) -> Int {
    var words = words
    if context.options.family == .ipv6 { return try OtherFamily.routes(words, context) }
    guard let command = words.take() else { return try IPRouteListing(context).show(words) }
    let names = [
      "list", "show", "lst", "get", "add", "change", "chg", "replace", "prepend", "append", "test",
      "delete", "flush", "save", "restore", "showdump", "help",
    ]
    switch names.first(where: { command.abbreviates($0) }) {
    case "list", "show", "lst": return try IPRouteListing(context).show(words)
    case "get": return try IPRouteQuery(context).run(words)
    case "add": return try IPRouteChange(context).apply(.add, words)
    case "change", "chg": return try IPRouteChange(context).apply(.change, words)
    case "replace": return try IPRouteChange(context).apply(.replace, words)
    case "prepend": return try IPRouteChange(context).apply(.prepend, words)
    case "append": return try IPRouteChange(context).apply(.append, words)
    case "delete": return try IPRouteChange(context).delete(words)
    case "flush": return try IPRouteListing(context).flush(words)
    case "help": throw CommandStop(status: 255, message: IPUsage.route)
    case let name?: throw .unsimulated("ip route \(name)")
    case nil: throw context.unknownCommand(command, "route")
    }
  }

  static let kinds: [(String, RouteKind)] = [
    ("unicast", .unicast), ("local", .local), ("broadcast", .broadcast), ("blackhole", .blackhole),
    ("unreachable", .unreachable), ("prohibit", .prohibit), ("throw", .throw),
  ]

  static func kind(_ word: String) -> RouteKind? { kinds.first { $0.0 == word }?.1 }

  /// A name of /etc/iproute2/rt_protos, or a number.
  static func proto(_ word: String) -> String? {
    if protocols.contains(where: { $0.name == word }) { return word }
    guard let number = IPValue.number(word, in: 0...255) else { return nil }
    return protocols.first { $0.number == number }?.name ?? String(number)
  }

  /// The number of a protocol that is kept by name.
  static func number(ofProtocol name: String) -> Int {
    protocols.first { $0.name == name }?.number ?? Int(name) ?? 0
  }

  private static let protocols: [(name: String, number: Int)] = [
    ("unspec", 0), ("redirect", 1), ("kernel", 2), ("boot", 3), ("static", 4), ("gated", 8), ("ra", 9),
    ("mrt", 10), ("zebra", 11), ("bird", 12), ("dnrouted", 13), ("xorp", 14), ("ntk", 15), ("dhcp", 16),
    ("keepalived", 18), ("babel", 42), ("openr", 99), ("bgp", 186), ("isis", 187), ("ospf", 188),
    ("rip", 189), ("eigrp", 192),
  ]
}
