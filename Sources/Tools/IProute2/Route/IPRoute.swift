import Linux

/// `ip route` (ip-route(8)).
enum IPRoute {
  static func run(_ words: WordReader, _ context: IPContext) throws(CommandStop) -> Int {
    var words = words
    if context.options.family == .ipv6 { throw .unsimulated("ip -6 route") }
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
    let names = [
      "unspec", "redirect", "kernel", "boot", "static", "gated", "ra", "mrt", "zebra", "bird", "dnrouted",
      "xorp", "ntk", "dhcp", "keepalived", "babel", "openr", "bgp", "isis", "ospf", "rip", "eigrp",
    ]
    if names.contains(word) { return word }
    guard let number = IPValue.number(word, in: 0...255) else { return nil }
    return number < 5 ? ["unspec", "redirect", "kernel", "boot", "static"][number] : String(number)
  }
}
