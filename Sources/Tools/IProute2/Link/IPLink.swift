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
    case "property": return try property(words, context)
    case "afstats": return 0
    case "xstats":
      guard let word = words.peek else { throw CommandStop(status: 1, message: "xstats: missing argument\n") }
      throw .unsimulated("ip link xstats \(word)")
    case let name?: throw .unsimulated("ip link \(name)")
    case nil: throw context.unknownCommand(command, "link")
    }
  }

  private static func delete(_ words: WordReader, _ context: IPContext) throws(CommandStop) -> Int {
    var words = words
    let request = try LinkRequest.read(&words, adding: false, context)
    guard let name = request.name else {
      guard let group = request.group else {
        throw CommandStop(status: 255, message: "Not enough information: \"dev\" argument is required.\n")
      }
      return try delete(group: group, context)
    }
    let device = try context.device(name)
    guard isRemovable(device) else { throw IPContext.refused(.notSupported) }
    context.namespace.delete(device)
    return 0
  }

  private static func isRemovable(_ device: NetworkDevice) -> Bool {
    device.linkKind != nil && device.kind != .ethernet
  }

  /// All of them or none (net/core/rtnetlink.c, rtnl_group_dellink).
  private static func delete(group: Int, _ context: IPContext) throws(CommandStop) -> Int {
    guard group != 0 else { throw IPContext.refused(.notPermitted) }
    let devices = context.namespace.devices.filter { $0.group == group }
    guard !devices.isEmpty else { throw IPContext.refused(.noDevice) }
    guard devices.allSatisfy(isRemovable) else { throw IPContext.refused(.notSupported) }
    for device in devices where context.namespace.devices.contains(where: { $0 === device }) {
      context.namespace.delete(device)
    }
    return 0
  }

  /// `ip link property add dev DEVICE altname NAME…` (ip/iplink.c, iplink_prop_mod).
  private static func property(_ words: WordReader, _ context: IPContext) throws(CommandStop) -> Int {
    var words = words
    guard let operation = words.take() else { throw CommandStop(status: 255, message: IPUsage.link) }
    guard operation == "add" || operation == "del" else {
      throw CommandStop(status: 255, message: "Operator required\n")
    }
    var device: NetworkDevice?
    var names: [String] = []
    while let word = words.take() {
      switch word {
      case "altname": names.append(try words.next())
      case "help": throw CommandStop(status: 255, message: IPUsage.link)
      default: device = try context.device(word == "dev" ? words.next() : word)
      }
    }
    guard let device else {
      throw CommandStop(status: 255, message: "Not enough of information: \"dev\" argument is required.\n")
    }
    for name in names {
      if operation == "add" {
        guard context.namespace.device(named: name) == nil else { throw IPContext.refused(.exists) }
        device.alternativeNames.append(name)
      } else {
        guard device.alternativeNames.contains(name) else { throw IPContext.refused(.noSuchFile) }
        device.alternativeNames.removeAll { $0 == name }
      }
    }
    return 0
  }
}
