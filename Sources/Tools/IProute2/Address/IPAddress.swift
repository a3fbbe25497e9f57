import Linux

/// `ip address` (ip-address(8)).
enum IPAddress {
  static func run(_ words: WordReader, _ context: IPContext) throws(CommandStop) -> Int {
    var words = words
    guard let command = words.take() else { return try IPLinkListing(context, isLink: false).show(words) }
    for (name, action) in commands where command.abbreviates(name) {
      switch action {
      case .modify(let operation): return try IPAddressChange(context, operation).run(words)
      case .show: return try IPLinkListing(context, isLink: false).show(words)
      case .flush: return try IPLinkListing(context, isLink: false).flush(words)
      case .other: throw .unsimulated("ip address \(name)")
      }
    }
    throw context.unknownCommand(command, "address")
  }

  private enum Action { case modify(IPAddressChange.Operation), show, flush, other }

  private static var commands: [(String, Action)] {
    [
      ("add", .modify(.add)), ("change", .modify(.change)), ("chg", .modify(.change)),
      ("replace", .modify(.replace)), ("delete", .modify(.delete)), ("show", .show), ("lst", .show),
      ("list", .show), ("flush", .flush), ("save", .other), ("showdump", .other), ("restore", .other),
      ("help", .other),
    ]
  }
}
