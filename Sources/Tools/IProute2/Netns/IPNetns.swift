import Linux
import Simulation

/// `ip netns` (ip-netns(8)).
enum IPNetns {
  static func run(_ words: WordReader, _ context: IPContext) throws(CommandStop) -> Int {
    var words = words
    guard let command = words.take() else { return list(context) }
    let names = [
      "list", "show", "lst", "list-id", "help", "add", "set", "delete", "identify", "pids", "exec", "monitor",
      "attach",
    ]
    switch names.first(where: { command.abbreviates($0) }) {
    case "list", "show", "lst": return list(context)
    case "list-id": return listIdentifiers(words, context)
    case "add": return try add(words, context)
    case "set": return try set(words, context)
    case "delete": return try delete(words, context)
    case "identify": return try identify(words, context)
    case "pids": return try identifiers(words, context)
    case "exec": return try execute(words, context)
    case "attach": return try attach(words, context)
    case "help": throw CommandStop(status: 255, message: IPUsage.netns)
    case let name?: throw .unsimulated("ip netns \(name)")
    case nil:
      throw CommandStop(status: 255, message: "Command \"\(command)\" is unknown, try \"ip netns help\".\n")
    }
  }

  private static func failure(_ message: String) -> CommandStop {
    CommandStop(status: 255, message: message + "\n")
  }

  private static func missing(_ message: String) -> CommandStop {
    CommandStop(status: 1, message: message + "\n")
  }

  /// That of a running process, or of one that this one descends from, such as the shell.
  private static func namespace(ofProcess number: Int, _ context: IPContext) -> NetworkNamespace? {
    if number == 1 { return context.machine.node.namespace }
    var ancestor: Process? = context.process
    while let process = ancestor {
      if process.identifier == number { return process.namespace }
      ancestor = process.parent
    }
    return context.machine.process(number)?.namespace
  }

  // MARK: - Listing

  /// The newest first, with the number by which this namespace knows each, if it does.
  private static func list(_ context: IPContext) -> Int {
    var rows: [Listing.Row] = []
    let out = IPPrinter(process: context.process, options: context.options)
    out.beginArray()
    context.machine.forgetEndedNamespaces()
    for named in context.machine.namedNamespaces.reversed() {
      let name = context.machine.shortName(of: named)
      let number = context.namespace.knownIdentifier(of: named)
      out.beginObject()
      out.string("name", name, name)
      if let number { out.number("id", number, " (id: \(number))") }
      out.words("\n")
      out.endObject()
      rows.append(Listing.Row([name, number.map(String.init) ?? ""], origin: named.loopback.origin))
    }
    out.endArray()
    if !rows.isEmpty || context.options.isJSON { out.finish() }
    context.process.list(Listing(kind: "namespaces", columns: ["name", "id"], rows: rows))
    return 0
  }

  private static func listIdentifiers(_ words: WordReader, _ context: IPContext) -> Int {
    for (number, other) in context.namespace.identifiers {
      let isNamed = context.machine.namedNamespaces.contains { $0 === other }
      let suffix = isNamed ? "(iproute2 netns name: \(context.machine.shortName(of: other)))" : ""
      context.process.write("nsid \(number) \(suffix)\n")
    }
    return 0
  }

  // MARK: - Making and removing

  private static func check(_ name: String) throws(CommandStop) {
    guard !name.isEmpty, name.utf8.count < 256, !name.contains("/"), name != ".", name != ".." else {
      throw failure("Invalid netns name \"\(name)\"")
    }
  }

  private static func add(_ words: WordReader, _ context: IPContext) throws(CommandStop) -> Int {
    guard let name = words.peek else { throw missing("No netns name specified") }
    try check(name)
    let machine = context.machine
    guard machine.namedNamespace(name) == nil else {
      throw CommandStop(
        status: 1, message: "Cannot create namespace file \"/run/netns/\(name)\": File exists\n")
    }
    machine.makeNamedNamespace(name)
    return 0
  }

  private static func attach(_ words: WordReader, _ context: IPContext) throws(CommandStop) -> Int {
    var words = words
    guard let name = words.take(), let word = words.take() else {
      throw missing("No netns name and PID specified")
    }
    guard let number = Int(word) else { throw missing("Invalid PID: \(word)") }
    try check(name)
    guard context.machine.namedNamespace(name) == nil else {
      throw CommandStop(
        status: 1, message: "Cannot create namespace file \"/run/netns/\(name)\": File exists\n")
    }
    guard let process = context.machine.process(number), process.namespace !== context.machine.node.namespace
    else {
      throw .unsimulated("ip netns attach to process \(word)")
    }
    if context.machine.namedNamespaces.contains(where: { $0 === process.namespace }) {
      throw .unsimulated("two names for a network namespace")
    }
    context.machine.attachNamespace(process.namespace, as: name)
    return 0
  }

  private static func delete(_ words: WordReader, _ context: IPContext) throws(CommandStop) -> Int {
    let machine = context.machine
    if context.options.forAll {
      for named in machine.namedNamespaces { machine.removeNamedNamespace(named) }
      return 0
    }
    guard let name = words.peek else { throw missing("No netns name specified") }
    try check(name)
    guard let named = machine.namedNamespace(name) else {
      throw CommandStop(
        status: 1,
        message: "Cannot remove namespace file \"/run/netns/\(name)\": No such file or directory\n")
    }
    machine.removeNamedNamespace(named)
    return 0
  }

  private static func set(_ words: WordReader, _ context: IPContext) throws(CommandStop) -> Int {
    var words = words
    guard let name = words.take() else { throw missing("No netns name specified") }
    guard let value = words.take() else { throw missing("No nsid specified") }
    let named = try context.machine.openNamespace(name)
    if value == "auto" {
      context.namespace.identifier(of: named)
      return 0
    }
    guard let number = IPValue.number(value, in: 0...Int(Int32.max)) else {
      throw failure("Invalid \"netnsid\" value")
    }
    try context.ask { () throws(KernelError) in try context.namespace.identify(named, as: number) }
    return 0
  }

  // MARK: - Processes

  private static func identify(_ words: WordReader, _ context: IPContext) throws(CommandStop) -> Int {
    var namespace = context.process.namespace
    if let word = words.peek, word != "self" {
      guard let number = Int(word) else { throw missing("Specified string '\(word)' is not a pid") }
      guard let found = IPNetns.namespace(ofProcess: number, context) else {
        throw CommandStop(
          status: 1,
          message: "Cannot open network namespace: No such file or directory\n")
      }
      namespace = found
    }
    let named = context.machine.namedNamespaces.first { $0 === namespace }
    context.process.write((named.map { context.machine.shortName(of: $0) } ?? "") + "\n")
    return 0
  }

  private static func identifiers(_ words: WordReader, _ context: IPContext) throws(CommandStop) -> Int {
    guard let name = words.peek else { throw missing("No netns name specified") }
    guard let named = context.machine.namedNamespace(name) else {
      throw CommandStop(
        status: 1, message: "Cannot open network namespace: No such file or directory\n")
    }
    for process in context.machine.processes where process.namespace === named {
      context.process.write("\(process.identifier)\n")
    }
    return 0
  }

  private static func execute(_ words: WordReader, _ context: IPContext) throws(CommandStop) -> Int {
    var words = words
    if context.options.forAll { return try executeInAll(words, context) }
    guard let name = words.take() else { throw missing("No netns name specified") }
    guard !words.isAtEnd else { throw CommandStop(status: 1, message: "No command specified\n") }
    let namespace = try context.machine.openNamespace(name)
    try NamespaceEntry.become(words.rest, in: namespace, context.process) { missing in
      CommandStop(status: 1, message: "exec of \"\(missing)\" failed: No such file or directory\n")
    }
    return IPCommand.stillRunning
  }

  /// One namespace after the other, each with its name above.
  private static func executeInAll(_ words: WordReader, _ context: IPContext) throws(CommandStop) -> Int {
    guard !words.isAtEnd else { throw missing("No command specified") }
    let places = Array(context.machine.namedNamespaces.reversed())
    let machine = context.machine
    let process = context.process
    func next(_ place: Int) throws(CommandStop) {
      guard place < places.count else { return process.exit(0) }
      process.write("\nnetns: \(machine.shortName(of: places[place]))\n")
      try NamespaceEntry.launch(words.rest, in: places[place], process) { _ in
        do throws(CommandStop) { try next(place + 1) } catch { process.exit(error.status) }
      }
    }
    try next(0)
    return IPCommand.stillRunning
  }
}
