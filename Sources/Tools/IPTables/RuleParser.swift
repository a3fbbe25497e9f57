import Linux
import Packets

/// Collects the words of one rule: what `-s`, `-p`, `-m`, `-j` and the options of extensions say, in the order in
/// which they stand, since an extension's options are known only behind its `-m`.
struct RuleParser {
  let namespace: NetworkNamespace
  private(set) var specification = RuleSpecification()
  /// Several where `-s` or `-d` names a list: one rule for each pair.
  private var sources: [AddressCondition] = []
  private var destinations: [AddressCondition] = []
  private var matches: [MatchParser] = []
  private var target: TargetParser?
  private(set) var targetName: String?
  private var isGoto = false
  /// Remarks that do not keep the rule from being made.
  private(set) var warnings = ""
  /// The options that were given, by letter.
  private(set) var given: [Character] = []

  init(namespace: NetworkNamespace) { self.namespace = namespace }

  /// The matches that were loaded, and the one that the protocol brings, for the help.
  var matchNames: [String] {
    let named = matches.map { $0.name }
    guard let own = specification.proto?.proto.keyword, MatchParser.protocolMatches.contains(own),
      !named.contains(own)
    else { return named }
    return named + [own]
  }

  private mutating func note(_ letter: Character) throws(IPTablesFailure) {
    guard !given.contains(letter) else { throw .syntax("multiple -\(letter) flags not allowed") }
    given.append(letter)
  }

  /// A short option that every rule knows. `isInverted` is a `!` before it.
  mutating func take(_ letter: Character, _ value: String, isInverted: Bool) throws(IPTablesFailure) {
    switch letter {
    case "s":
      try note("s")
      sources = try Self.addresses(value, isInverted)
    case "d":
      try note("d")
      destinations = try Self.addresses(value, isInverted)
    case "i":
      try note("i")
      warn(of: value)
      specification.input = try Self.interface(value, isInverted)
    case "o":
      try note("o")
      warn(of: value)
      specification.output = try Self.interface(value, isInverted)
    case "p":
      try note("p")
      try takeProtocol(value, isInverted)
    case "f":
      try note("f")
      specification.isLaterFragment = !isInverted
    case "m": try load(match: value)
    case "j", "g": try take(target: value, isGoto: letter == "g")
    default: break
    }
  }

  private mutating func warn(of interface: String) {
    guard interface.contains(where: { $0 == "/" || $0 == " " }) else { return }
    warnings +=
      "Warning: weird character in interface `\(interface)' ('/' and ' ' are not allowed by the kernel).\n"
  }

  private mutating func takeProtocol(_ value: String, _ isInverted: Bool) throws(IPTablesFailure) {
    let proto = try Self.proto(value)
    guard proto.number != 0 else {
      if isInverted { throw .syntax("rule would never match protocol") }
      return
    }
    specification.proto = ProtocolCondition(proto, isInverted: isInverted)
  }

  private mutating func load(match name: String) throws(IPTablesFailure) {
    matches.append(try MatchParser.named(name, self))
  }

  private mutating func take(target name: String, isGoto: Bool) throws(IPTablesFailure) {
    try note("j")
    guard !name.isEmpty else { throw .syntax("Invalid target name (too short)") }
    targetName = name
    self.isGoto = isGoto
    guard !isGoto else { return }
    target = try TargetParser.named(name, self)
  }

  /// A long option of an extension. False when none that is loaded has it.
  mutating func take(
    long option: String, isInverted: inout Bool, _ words: inout ArraySlice<String>, attached: String?
  ) throws(IPTablesFailure) -> Bool {
    if try give(option, &isInverted, &words, attached) { return true }
    // The match of a protocol need not be named (libxtables, xtables_load_proto).
    guard let proto = specification.proto?.proto, let name = proto.keyword,
      !matches.contains(where: { $0.name == name })
    else { return false }
    let unsimulated: [IPProtocol] = [.sctp, .esp, .ah, .udplite]
    if unsimulated.contains(proto) { throw .unsimulated("iptables -p \(name) --\(option)") }
    guard MatchParser.protocolMatches.contains(name) else { return false }
    let parser = try MatchParser.named(name, self)
    guard parser.find(option) != nil else { return false }
    matches.append(parser)
    return try give(option, &isInverted, &words, attached)
  }

  private func give(
    _ option: String, _ isInverted: inout Bool, _ words: inout ArraySlice<String>, _ attached: String?
  ) throws(IPTablesFailure) -> Bool {
    var extensions: [ExtensionParser] = []
    if let target { extensions.append(target) }
    for match in matches.reversed() { extensions.append(match) }
    for parser in extensions {
      guard let found = parser.find(option) else { continue }
      try parser.take(found, written: option, &isInverted, &words, attached, specification)
      return true
    }
    return false
  }

  /// The rules that the words mean in a table, whose chains they may lead to.
  mutating func finish(in table: Table) throws(IPTablesFailure) -> [RuleSpecification] {
    specification.matches = []
    for parser in matches {
      try parser.checkTogether()
      specification.matches.append(try parser.finish(specification))
      warnings += parser.warnings
    }
    try target?.checkTogether()
    specification.target = try finishTarget(table)
    var rules: [RuleSpecification] = []
    if sources.count > 1 || destinations.count > 1,
      sources.contains(where: { $0.isInverted }) || destinations.contains(where: { $0.isInverted })
    {
      throw .syntax("! not allowed with multiple source or destination IP addresses")
    }
    for source in sources.isEmpty ? [nil] : sources.map({ Optional($0) }) {
      for destination in destinations.isEmpty ? [nil] : destinations.map({ Optional($0) }) {
        var rule = specification
        rule.source = Self.meaningful(source)
        rule.destination = Self.meaningful(destination)
        rules.append(rule)
      }
    }
    return rules
  }

  /// 0.0.0.0/0 is no condition.
  private static func meaningful(_ condition: AddressCondition?) -> AddressCondition? {
    guard let condition, condition.mask != 0 || condition.isInverted else { return nil }
    return condition
  }

  private func finishTarget(_ table: Table) throws(IPTablesFailure) -> Target {
    if let target { return try target.finish(specification) }
    guard let targetName else { return .none }
    if !isGoto {
      switch targetName {
      case "ACCEPT": return .accept
      case "DROP": return .drop
      case "RETURN": return .return
      default: break
      }
    }
    guard table.chain(named: targetName) != nil else {
      throw IPTablesFailure(kind: .noSuchChain(targetName))
    }
    return isGoto ? .goto(targetName) : .jump(targetName)
  }
}
