import Linux

/// `ip link` (ip-link(8)).
enum IPLink {
  static func run(_ words: WordReader, _ context: IPContext) throws(CommandStop) -> Int {
    var words = words
    guard let command = words.take() else { return try IPLinkListing(context, isLink: true).show(words) }
    let names = [
      "add", "set", "change", "replace", "delete", "show", "lst", "list", "xstats", "afstats", "property",
      "help",
    ]
    switch names.first(where: { command.abbreviates($0) }) {
    case "add": return try IPLinkAddition(context).run(words)
    case "set", "change": return try IPLinkChange(context).run(words)
    case "delete": return try delete(words, context)
    case "show", "lst", "list": return try IPLinkListing(context, isLink: true).show(words)
    case let name?: throw .unsimulated("ip link \(name)")
    case nil: throw context.unknownCommand(command, "link")
    }
  }

  private static func delete(_ words: WordReader, _ context: IPContext) throws(CommandStop) -> Int {
    var words = words
    var name: String?
    while let word = words.take() {
      switch word {
      case "type": _ = try words.next()
      case "group": throw .unsimulated("ip link delete group")
      default:
        let value = word == "dev" ? try words.next() : word
        if name != nil { throw IPValue.garbage(value, after: "dev") }
        name = value
      }
    }
    guard let name else {
      throw CommandStop(status: 255, message: "Not enough information: \"dev\" argument is required.\n")
    }
    let device = try context.device(name)
    guard device.linkKind != nil else { throw IPContext.refused(.notSupported) }
    context.namespace.delete(device)
    return 0
  }
}
