import Linux

/// Reads the words of an iptables command, as getopt_long(3) would with the options of all extensions that have
/// been named so far.
struct IPTablesCommandParser {
  private var command = IPTablesCommand()
  private var rule: RuleParser
  private var words: ArraySlice<String>
  private var isInverted = false
  private var letters: [Character] = []
  private let namespace: NetworkNamespace

  static func parse(
    _ arguments: [String], in namespace: NetworkNamespace, table: String? = nil
  ) throws(IPTablesFailure) -> IPTablesCommand {
    var parser = IPTablesCommandParser(arguments, namespace)
    if let table { parser.command.tableName = table }
    return try parser.read()
  }

  private init(_ arguments: [String], _ namespace: NetworkNamespace) {
    words = arguments[...]
    self.namespace = namespace
    rule = RuleParser(namespace: namespace)
  }

  private mutating func read() throws(IPTablesFailure) -> IPTablesCommand {
    while let word = words.popFirst() {
      if word == "!" {
        guard !isInverted else { throw .syntax("multiple consecutive ! not allowed") }
        isInverted = true
      } else if word.hasPrefix("--"), word.utf8.count > 2 {
        try readLong(word)
      } else if word.hasPrefix("-"), word.utf8.count > 1 {
        try readCluster(word)
      } else {
        throw IPTablesFailure(kind: .badArgument(word))
      }
      if command.action == .version || command.action == .help { return command }
    }
    return try check()
  }

  private mutating func readLong(_ word: String) throws(IPTablesFailure) {
    let body = word.dropFirst(2)
    let end = body.firstIndex(of: "=") ?? body.endIndex
    let name = String(body[..<end])
    let attached = end == body.endIndex ? nil : String(body[body.index(after: end)...])
    if let letter = BaseOption.long.first(where: { $0.0 == name })?.1 {
      try take(letter, attached: attached, shown: "--" + name)
      return
    }
    if try rule.take(long: name, isInverted: &isInverted, &words, attached: attached) { return }
    guard let letter = BaseOption.letter(ofLong: name) else { throw .syntax("unknown option \"\(word)\"") }
    try take(letter, attached: attached, shown: "--" + name)
  }

  private mutating func readCluster(_ word: String) throws(IPTablesFailure) {
    var rest = word.dropFirst()
    while let letter = rest.popFirst() {
      let known =
        letter != "0" && letter != "W"
        && (BaseOption.withValue.contains(letter) || BaseOption.withOptionalValue.contains(letter)
          || BaseOption.plain.contains(letter))
      guard known else { throw .syntax("unknown option \"\(word)\"") }
      if BaseOption.plain.contains(letter) {
        try take(letter, attached: nil, shown: "-\(letter)")
      } else {
        let attached = rest.isEmpty ? nil : String(rest)
        rest = ""
        try take(letter, attached: attached, shown: "-\(letter)")
      }
    }
  }

  private mutating func take(_ letter: Character, attached: String?, shown: String) throws(IPTablesFailure) {
    var value = attached
    if value == nil, BaseOption.withValue.contains(letter) {
      guard let next = words.popFirst() else { throw .syntax("option \"\(shown)\" requires an argument") }
      value = next
    }
    let invertible: [Character] = ["s", "d", "p", "i", "o", "f"]
    if isInverted, !invertible.contains(letter) { throw .syntax("cannot have ! before -\(letter)") }
    switch letter {
    case "s", "d", "i", "o", "p", "m", "j", "g", "f":
      try rule.take(letter, value ?? "", isInverted: isInverted)
    case "t": command.tableName = value ?? ""
    case "n", "v", "x", "0", "c": try takeFlag(letter, value)
    case "w", "W":
      if attached == nil, letter == "w", let next = words.first, Int(next) != nil { words.removeFirst() }
    case "4", "M": break
    case "6": throw IPTablesFailure(kind: .advice)
    case "V": command.action = .version
    case "h":
      command.action = .help
      command.help = IPTablesUsage.text(matches: rule.matchNames, target: rule.targetName)
    default: try takeCommand(letter, value)
    }
    isInverted = false
  }

  private mutating func takeFlag(_ letter: Character, _ value: String?) throws(IPTablesFailure) {
    letters.append(letter)
    switch letter {
    case "n": command.isNumeric = true
    case "v": command.isVerbose = true
    case "x": command.isExact = true
    case "0": command.hasLineNumbers = true
    default:
      guard let second = operand() else { throw .syntax("-c requires packet and byte counter") }
      guard let packets = value.flatMap({ UInt64($0) }) else {
        throw .syntax("-c packet counter not numeric")
      }
      guard let bytes = UInt64(second) else { throw .syntax("-c byte counter not numeric") }
      command.counters = Counters(packets: packets, bytes: bytes)
    }
  }

  /// The next word, if it is neither an option nor an exclamation mark.
  private mutating func operand() -> String? {
    guard let next = words.first, !next.hasPrefix("-"), next != "!" else { return nil }
    return words.removeFirst()
  }

  private mutating func takeCommand(_ letter: Character, _ value: String?) throws(IPTablesFailure) {
    if letter == "Z", let action = command.action, Self.isListing(action) {
      command.alsoZeroes = true
      guard let chain = value ?? operand() else { return }
      if case .list = action {
        command.action = .list(chain, nil)
      } else {
        command.action = .listRules(chain, nil)
      }
      return
    }
    if let action = command.action {
      guard letter == "L" || letter == "S", case .zero(let chain, _) = action else {
        throw .syntax("Cannot use -\(letter) with -\(Self.letter(of: action))")
      }
      command.alsoZeroes = true
      command.action = nil
      try takeCommand(letter, value ?? chain)
      return
    }
    command.action = try action(letter, value)
  }

  private mutating func action(
    _ letter: Character, _ value: String?
  ) throws(IPTablesFailure) -> IPTablesCommand.Action {
    let chain = value ?? ""
    switch letter {
    case "A": return .append(chain)
    case "C": return .check(chain)
    case "D":
      guard let number = operand() else { return .delete(chain) }
      return .deleteNumber(chain, try self.number(number))
    case "I":
      guard let number = operand() else { return .insert(chain, 1) }
      return .insert(chain, try self.number(number))
    case "R":
      guard let number = operand() else { throw .syntax("-R requires a rule number") }
      return .replace(chain, try self.number(number))
    case "L", "S", "Z":
      let name = value ?? operand()
      let number = name == nil ? nil : try operandNumber()
      return letter == "L"
        ? .list(name, number) : letter == "S" ? .listRules(name, number) : .zero(name, number)
    case "F": return .flush(value ?? operand())
    case "N":
      try checkName(chain)
      return .new(chain)
    case "X": return .deleteChain(value ?? operand())
    case "E":
      guard let new = operand() else { throw .syntax("-E requires old-chain-name and new-chain-name") }
      try checkName(new)
      return .rename(chain, new)
    default:
      guard let policy = operand() else { throw .syntax("-P requires a chain and a policy") }
      return .policy(chain, policy)
    }
  }

  private mutating func operandNumber() throws(IPTablesFailure) -> Int? {
    guard let word = operand() else { return nil }
    return try number(word)
  }

  private func number(_ word: String) throws(IPTablesFailure) -> Int {
    guard let number = Int(word), number > 0 else { throw .syntax("Invalid rule number `\(word)'") }
    return number
  }

  /// What a new chain may be called.
  private func checkName(_ name: String) throws(IPTablesFailure) {
    if let first = name.first, first == "-" || first == "!" {
      throw .syntax("chain name not allowed to start with `\(first)'")
    }
    let targets = [
      "ACCEPT", "DROP", "RETURN", "QUEUE", "REJECT", "LOG", "MARK", "CONNMARK", "SNAT", "DNAT", "MASQUERADE",
      "REDIRECT", "NETMAP", "TCPMSS", "NOTRACK", "CT", "TTL", "TOS", "DSCP", "TRACE", "SET", "NFLOG",
      "NFQUEUE",
    ]
    guard name.utf8.count < 29 else {
      throw .syntax("chain name `\(name)' too long (must be under 29 chars)")
    }
    if targets.contains(name) { throw .syntax("chain name may not clash with target name") }
    if name.contains(where: { $0.isWhitespace }) { throw .syntax("Invalid chain name `\(name)'") }
  }

  private static func isListing(_ action: IPTablesCommand.Action) -> Bool {
    switch action {
    case .list, .listRules: true
    default: false
    }
  }

  private static func letter(of action: IPTablesCommand.Action) -> Character {
    switch action {
    case .append: "A"
    case .check: "C"
    case .delete, .deleteNumber: "D"
    case .insert: "I"
    case .replace: "R"
    case .list: "L"
    case .listRules: "S"
    case .flush: "F"
    case .zero: "Z"
    case .new: "N"
    case .deleteChain: "X"
    case .rename: "E"
    case .policy: "P"
    case .version: "V"
    case .help: "h"
    }
  }

  // MARK: - After the last word

  private mutating func check() throws(IPTablesFailure) -> IPTablesCommand {
    guard let action = command.action else { throw .syntax("no command specified") }
    let options = rule.given + letters
    let order: [Character] = ["n", "s", "d", "p", "j", "v", "x", "i", "o", "0", "c", "f"]
    for option in order where options.contains(option) && !BaseOption.isAllowed(option, with: action) {
      throw .syntax("Illegal option `-\(option)' with this command")
    }
    guard let table = table() else {
      throw IPTablesFailure(kind: .unavailable("table '\(command.tableName)' does not exist"))
    }
    try checkFiltering(action)
    switch action {
    case .append(let chain), .check(let chain), .delete(let chain), .insert(let chain, _),
      .replace(let chain, _):
      command.rules = try rule.finish(in: table)
      if case .replace = action, command.rules.count > 1 {
        throw .syntax("Replacement rule does not specify a unique address")
      }
      try checkInterfaces(chain)
    default: break
    }
    try checkLength(action)
    command.warnings = rule.warnings
    return command
  }

  private func table() -> Table? {
    Table.Name(command.tableName).map { namespace.netfilter.table($0) }
  }

  /// The nat table sees only the first packet of a connection, so iptables refuses to drop there.
  private func checkFiltering(_ action: IPTablesCommand.Action) throws(IPTablesFailure) {
    guard command.tableName == "nat" else { return }
    var isDropped = rule.targetName == "DROP"
    if case .policy(_, "DROP") = action { isDropped = true }
    guard isDropped else { return }
    throw .syntax(
      "\nThe \"nat\" table is not intended for filtering, the use of DROP is therefore inhibited.\n\n")
  }

  private func checkInterfaces(_ chain: String) throws(IPTablesFailure) {
    if chain == "PREROUTING" || chain == "INPUT", rule.given.contains("o") {
      throw .syntax("Can't use -o with \(chain)\n")
    }
    if chain == "POSTROUTING" || chain == "OUTPUT", rule.given.contains("i") {
      throw .syntax("Can't use -i with \(chain)\n")
    }
  }

  private func checkLength(_ action: IPTablesCommand.Action) throws(IPTablesFailure) {
    switch action {
    case .new(let name), .rename(_, let name), .append(let name), .insert(let name, _):
      guard name.utf8.count < 29 else {
        throw .syntax("chain name `\(name)' too long (must be under 29 chars)")
      }
    default: break
    }
  }
}
