import Linux

/// Carries out commands of iptables on a namespace's tables.
struct IPTablesExecution {
  let namespace: NetworkNamespace
  var outcome = IPTables.Outcome()
  private var netfilter: Netfilter { namespace.netfilter }

  init(namespace: NetworkNamespace) { self.namespace = namespace }

  mutating func run(_ command: IPTablesCommand) throws(IPTablesFailure) {
    guard let action = command.action else { return }
    outcome.error += command.warnings
    if action == .version {
      outcome.output += IPTables.version + "\n"
      return
    }
    if action == .help {
      outcome.output = command.help
      return
    }
    guard let name = Table.Name(command.tableName) else { return }
    let table = netfilter.table(name)
    switch action {
    case .append(let chain): try add(command, to: chain, table, at: nil)
    case .insert(let chain, let number): try add(command, to: chain, table, at: number)
    case .replace(let chain, let number): try replace(command, chain, number, table)
    case .check(let chain): try check(command, chain, table)
    case .delete(let chain): try delete(command, chain, table)
    case .deleteNumber(let chain, let number): try delete(chain, number, table)
    case .list(let chain, let number): try list(command, chain, number, table)
    case .listRules(let chain, let number): try listRules(command, chain, number, table)
    case .flush(let chain): try flush(command, chain, table)
    case .zero(let chain, let number): try zero(command, chain, number, table)
    case .new(let chain):
      guard table.chain(named: chain) == nil else { throw .missing("Chain already exists.") }
      netfilter.addChain(named: chain, to: table)
    case .deleteChain(let chain): try deleteChain(command, chain, table)
    case .rename(let old, let new): try rename(old, new, table)
    case .policy(let chain, let policy): try setPolicy(command, chain, policy, table)
    case .version, .help: break
    }
  }

  // MARK: - Rules

  private mutating func add(
    _ command: IPTablesCommand, to name: String, _ table: Table, at number: Int?
  ) throws(IPTablesFailure) {
    guard let chain = table.chain(named: name) else { throw .noChain }
    if let number, number > chain.rules.count + 1 { throw .missing("Index of insertion too big.") }
    for rule in command.rules {
      let index = number.map { $0 - 1 } ?? chain.rules.count
      do throws(Netfilter.ChangeError) {
        try netfilter.insert(rule, at: index, of: chain, in: table, counters: command.counters ?? Counters())
      } catch {
        throw refused(number == nil ? "RULE_APPEND" : "RULE_INSERT", error, "rule in chain \(name)")
      }
      echo(rule, command)
    }
  }

  private func refused(_ operation: String, _ error: Netfilter.ChangeError, _ place: String)
    -> IPTablesFailure
  {
    let reason =
      switch error {
      case .invalid: "Invalid argument"
      case .loop: "Too many links"
      case .unsupported: "Operation not supported"
      case .busy: "Device or resource busy"
      case .missing: "No such file or directory"
      }
    return IPTablesFailure(kind: .refused(operation: operation, reason: reason, place: place))
  }

  private mutating func echo(_ rule: RuleSpecification, _ command: IPTablesCommand) {
    if command.isVerbose { outcome.output += RuleList.echo(rule) }
  }

  /// The chain, if nf_tables has it: a built-in one that nothing has used does not exist.
  private func present(_ name: String, _ table: Table) throws(IPTablesFailure) -> Chain {
    guard let chain = table.chain(named: name), chain.isPresent else { throw .noChain }
    return chain
  }

  private mutating func replace(
    _ command: IPTablesCommand, _ name: String, _ number: Int, _ table: Table
  ) throws(IPTablesFailure) {
    let chain = try present(name, table)
    guard number <= chain.rules.count else { throw .missing("Index of replacement too big.") }
    do throws(Netfilter.ChangeError) {
      try netfilter.replace(
        at: number - 1, of: chain, in: table, with: command.rules[0],
        counters: command.counters ?? Counters())
    } catch {
      throw refused("RULE_REPLACE", error, "rule in chain \(name)")
    }
    echo(command.rules[0], command)
  }

  private func find(_ rule: RuleSpecification, _ name: String, _ table: Table) throws(IPTablesFailure) -> (
    Chain, Int
  ) {
    guard let chain = table.chain(named: name),
      let index = chain.rules.firstIndex(where: { $0.specification == rule })
    else { throw .badRule }
    return (chain, index)
  }

  private mutating func check(
    _ command: IPTablesCommand, _ name: String, _ table: Table
  ) throws(IPTablesFailure) {
    for rule in command.rules {
      _ = try find(rule, name, table)
      echo(rule, command)
    }
  }

  private mutating func delete(
    _ command: IPTablesCommand, _ name: String, _ table: Table
  ) throws(IPTablesFailure) {
    for rule in command.rules {
      let (chain, index) = try find(rule, name, table)
      netfilter.removeRule(at: index, of: chain, in: table)
      echo(rule, command)
    }
  }

  private func delete(_ name: String, _ number: Int, _ table: Table) throws(IPTablesFailure) {
    let chain = try present(name, table)
    guard number <= chain.rules.count else { throw .missing("Index of deletion too big.") }
    netfilter.removeRule(at: number - 1, of: chain, in: table)
  }

  // MARK: - Lists

  private func chains(_ name: String?, _ table: Table) throws(IPTablesFailure) -> [Chain] {
    guard let name else { return table.chains }
    guard let chain = table.chain(named: name) else {
      let text = "chain `\(name)' in table `\(table.name.text)' is incompatible, use 'nft' tool."
      throw IPTablesFailure(kind: .incompatible(text))
    }
    return [chain]
  }

  private mutating func list(
    _ command: IPTablesCommand, _ name: String?, _ number: Int?, _ table: Table
  ) throws(IPTablesFailure) {
    let list = RuleList(table, command)
    let chains = try chains(name, table)
    if let number {
      if number <= chains[0].rules.count {
        outcome.output += list.line(chains[0].rules[number - 1], number: number) + "\n"
      }
      return
    }
    outcome.output += chains.map { list.list($0) }.joined(separator: "\n")
    outcome.listings += chains.map { list.listing($0) }
    if command.alsoZeroes { try zero(command, name, nil, table) }
  }

  private mutating func listRules(
    _ command: IPTablesCommand, _ name: String?, _ number: Int?, _ table: Table
  ) throws(IPTablesFailure) {
    let list = RuleList(table, command)
    let chains = try chains(name, table)
    if let number {
      if number <= chains[0].rules.count {
        outcome.output += list.ruleLine(chains[0].rules[number - 1], chains[0])
      }
      return
    }
    for chain in chains { outcome.output += list.policyLine(chain) }
    for chain in chains {
      for rule in chain.rules { outcome.output += list.ruleLine(rule, chain) }
    }
    outcome.listings += chains.map { list.listing($0) }
    if command.alsoZeroes { try zero(command, name, nil, table) }
  }

  // MARK: - Chains

  private mutating func flush(
    _ command: IPTablesCommand, _ name: String?, _ table: Table
  ) throws(IPTablesFailure) {
    if let name, table.chain(named: name) == nil { throw .noChain }
    for chain in table.chains where name == nil || chain.name == name {
      netfilter.flush(chain)
      if command.isVerbose { outcome.output += "Flushing chain `\(chain.name)'\n" }
    }
  }

  private mutating func zero(
    _ command: IPTablesCommand, _ name: String?, _ number: Int?, _ table: Table
  ) throws(IPTablesFailure) {
    if let name, table.chain(named: name) == nil { throw .noChain }
    for chain in table.chains where chain.isPresent && (name == nil || chain.name == name) {
      if let number {
        if number <= chain.rules.count { netfilter.zeroRule(at: number - 1, of: chain) }
        continue
      }
      netfilter.zero(chain)
      if command.isVerbose, name != nil { outcome.output += "Zeroing chain `\(chain.name)'\n" }
    }
  }

  private mutating func deleteChain(
    _ command: IPTablesCommand, _ name: String?, _ table: Table
  ) throws(IPTablesFailure) {
    var doomed = table.userChains.sorted { $0.serial < $1.serial }
    if let name { doomed = [try present(name, table)] }
    // All or none.
    for chain in doomed where !chain.rules.isEmpty || table.references(to: chain) > 0 {
      throw refused("CHAIN_DEL", .busy, "chain \(chain.name)")
    }
    for chain in doomed {
      do throws(Netfilter.ChangeError) {
        try netfilter.removeChain(chain, from: table)
      } catch {
        throw refused("CHAIN_DEL", error, "chain \(chain.name)")
      }
      if command.isVerbose { outcome.output += "Deleting chain `\(chain.name)'\n" }
    }
  }

  private func rename(_ old: String, _ new: String, _ table: Table) throws(IPTablesFailure) {
    guard let chain = table.chain(named: old) else { throw .noChain }
    guard !chain.isBuiltIn else { throw .unsimulated("iptables -E of a built-in chain") }
    guard table.chain(named: new) == nil else { throw .missing("File exists.") }
    netfilter.rename(chain, to: new, in: table)
  }

  private func setPolicy(
    _ command: IPTablesCommand, _ name: String, _ policy: String, _ table: Table
  ) throws(IPTablesFailure) {
    guard let chain = table.chain(named: name), chain.isBuiltIn else {
      throw .missing("Bad built-in chain name.")
    }
    guard policy == "ACCEPT" || policy == "DROP" else {
      throw .missing("Bad policy name. Run `dmesg' for more information.")
    }
    netfilter.setPolicy(policy == "ACCEPT" ? .accept : .drop, of: chain, in: table)
  }
}
