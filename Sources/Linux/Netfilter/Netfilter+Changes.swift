import Packets
import Simulation

/// What `iptables` asks of the kernel. The tool says in its own words what went wrong.
extension Netfilter {
  package enum ChangeError: Error, Hashable, Sendable {
    /// EINVAL: the kernel does not want this match or target in this chain.
    case invalid
    /// ELOOP, "Too many links": chains that lead to themselves.
    case loop
    /// EOPNOTSUPP: a jump to a built-in chain.
    case unsupported
    /// EBUSY.
    case busy
    /// ENOENT: a jump to a built-in chain that nothing has used yet.
    case missing
  }

  /// Puts a rule before the one at this place (from 0); the end is the number of rules.
  package func insert(
    _ specification: RuleSpecification, at index: Int, of chain: Chain, in table: Table,
    counters: Counters = Counters()
  ) throws(ChangeError) {
    let rule = try makeRule(specification, chain, table, counters)
    chain.insert(rule, at: index)
    do throws(ChangeError) {
      try validate(table)
    } catch {
      chain.remove(at: index)
      throw error
    }
    prepare(for: specification)
    markUsed(chain, table)
  }

  /// What matches do when a rule with them is made, and nobody undoes.
  private func prepare(for specification: RuleSpecification) {
    for match in specification.matches {
      switch match {
      case .recent(let match): if recent[match.name] == nil { recent[match.name] = RecentList() }
      case .uncommon(.hashLimit(let match)):
        if hashLimits[match.name] == nil { hashLimits[match.name] = HashLimitTable() }
      // The match has accounting switched on (net/netfilter/xt_connbytes.c, connbytes_mt_check).
      case .uncommon(.connectionBytes): namespace.settings.conntrack.isAccounting = true
      default: break
      }
    }
  }

  package func append(
    _ specification: RuleSpecification, to chain: Chain, in table: Table, counters: Counters = Counters()
  ) throws(ChangeError) {
    try insert(specification, at: chain.rules.count, of: chain, in: table, counters: counters)
  }

  package func replace(
    at index: Int, of chain: Chain, in table: Table, with specification: RuleSpecification,
    counters: Counters = Counters()
  ) throws(ChangeError) {
    let rule = try makeRule(specification, chain, table, counters)
    let former = chain.rules[index]
    chain.remove(at: index)
    chain.insert(rule, at: index)
    do throws(ChangeError) {
      try validate(table)
    } catch {
      chain.remove(at: index)
      chain.insert(former, at: index)
      throw error
    }
    noteRemoval(of: former, chain, table)
    rulesChanged()
  }

  package func removeRule(at index: Int, of chain: Chain, in table: Table) {
    noteRemoval(of: chain.rules[index], chain, table)
    chain.remove(at: index)
    rulesChanged()
  }

  private func makeRule(
    _ specification: RuleSpecification, _ chain: Chain, _ table: Table, _ counters: Counters
  ) throws(ChangeError) -> Rule {
    guard specification.isAllowed(in: chain, of: table) else { throw .invalid }
    guard specification.isKnown else { throw .missing }
    var destination: Chain?
    switch specification.target {
    case .jump(let name), .goto(let name):
      guard let found = table.chain(named: name) else { throw .invalid }
      // The change itself makes the chain that it is about.
      guard found === chain || found.isPresent else { throw .missing }
      guard !found.isBuiltIn else { throw .unsupported }
      destination = found
    default: break
    }
    return Rule(
      specification, counters: counters, destination: destination, origin: namespace.network.origin)
  }

  package func addChain(named name: String, to table: Table) {
    let chain = Chain(name: name, hook: nil)
    table.lastSerial += 1
    chain.serial = table.lastSerial
    let place = table.userChains.firstIndex { $0.name > name } ?? table.userChains.count
    table.userChains.insert(chain, at: place)
    table.wasUsed = true
    rulesChanged()
  }

  /// A chain that rules lead to stays.
  package func removeChain(_ chain: Chain, from table: Table) throws(ChangeError) {
    guard chain.rules.isEmpty, table.references(to: chain) == 0 else { throw .busy }
    table.wasUsed = true
    if chain.isBuiltIn {
      (chain.isPresent, chain.policy, chain.countsPolicy) = (false, .accept, false)
    }
    table.userChains.removeAll { $0 === chain }
    rulesChanged()
  }

  package func rename(_ chain: Chain, to name: String, in table: Table) {
    table.userChains.removeAll { $0 === chain }
    chain.name = name
    let place = table.userChains.firstIndex { $0.name > name } ?? table.userChains.count
    table.userChains.insert(chain, at: place)
    for each in table.chains {
      for rule in each.rules where rule.destination === chain {
        if case .goto = rule.specification.target {
          rule.specification.target = .goto(name)
        } else {
          rule.specification.target = .jump(name)
        }
      }
    }
  }

  /// `-P` makes the policy count, from these numbers on.
  package func setPolicy(
    _ policy: Verdict, of chain: Chain, in table: Table, counters: Counters = Counters()
  ) {
    chain.policy = policy
    chain.counters = counters
    chain.countsPolicy = true
    namespace.network.note(.policy, of: chain)
    markUsed(chain, table)
  }

  private func noteRemoval(of rule: Rule, _ chain: Chain, _ table: Table) {
    namespace.network.note(
      Removal(.rule(rule, chain: chain.name, table: table.name), in: namespace))
  }

  package func flush(_ chain: Chain) {
    if let table = tables.first(where: { $0.chains.contains { $0 === chain } }) {
      for rule in chain.rules { noteRemoval(of: rule, chain, table) }
    }
    chain.removeAllRules()
    rulesChanged()
  }

  /// Sets the counters of all rules and of the policy to zero.
  package func zero(_ chain: Chain) {
    for rule in chain.rules { rule.counters = Counters() }
    chain.counters = Counters()
    if chain.isBuiltIn, chain.isPresent { chain.countsPolicy = true }
    rulesChanged()
  }

  package func zeroRule(at index: Int, of chain: Chain) { chain.rules[index].counters = Counters() }

  /// The table as it was before it was used; `iptables-restore` begins so.
  package func reset(_ table: Table) {
    for chain in table.builtInChains {
      for rule in chain.rules { noteRemoval(of: rule, chain, table) }
      chain.removeAllRules()
      namespace.network.note(.policy, of: chain)
      (chain.policy, chain.countsPolicy, chain.counters) = (.accept, false, Counters())
      chain.isPresent = false
    }
    table.userChains = []
    table.wasUsed = true
    rulesChanged()
  }

  private func markUsed(_ chain: Chain, _ table: Table) {
    chain.isPresent = true
    table.wasUsed = true
    rulesChanged()
  }
}

extension RuleSpecification {
  /// The kernel has the algorithms of `-m string` and the helpers of `-j CT` that the rule names.
  var isKnown: Bool {
    if case .uncommon(.track(let options)) = target, let helper = options.helper {
      let proto = self.proto?.proto
      let isThere =
        switch helper {
        case "ftp", "irc", "pptp", "sane": proto == .tcp
        case "tftp", "amanda", "netbios-ns", "snmp": proto == .udp
        case "sip": proto == .tcp || proto == .udp
        default: false
        }
      guard isThere else { return false }
    }
    return matches.allSatisfy {
      guard case .uncommon(.content(let match)) = $0 else { return true }
      return ["bm", "kmp", "fsm"].contains(match.algorithm)
    }
  }

  /// Where the kernel takes a target or a match (the `table`, `hooks` and `proto` of its xt_target and xt_match).
  func isAllowed(in chain: Chain, of table: Table) -> Bool {
    guard isTargetAllowed(in: table.name, chain.hook) else { return false }
    for match in matches {
      switch match {
      case .mac: if chain.hook == .output || chain.hook == .postRouting { return false }
      case .owner:
        if let hook = chain.hook, hook != .output, hook != .postRouting { return false }
      case .physicalDevice(let match):
        // The port is not known yet when a host's own packet is at OUTPUT (net/netfilter/xt_physdev.c).
        let looksAhead = (match.output != nil || match.isOut != nil) && match.isBridged != true
        if chain.hook == .output, looksAhead { return false }
      case .recent(let match):
        if match.action == .set || match.action == .remove, match.seconds != 0 || match.hitCount != 0 {
          return false
        }
      case .uncommon(let match):
        if !match.isAllowed(in: table.name, chain.hook, isTCP: isTCP) { return false }
      default: break
      }
    }
    return true
  }

  private var isTCP: Bool { proto.map { $0.proto == .tcp && !$0.isInverted } ?? false }

  private func isTargetAllowed(in table: Table.Name, _ hook: Hook?) -> Bool {
    switch target {
    case .reject(let kind):
      return table == .filter && (kind != .reset || isTCP)
    case .sourceNAT:
      return table == .nat && (hook == nil || hook == .input || hook == .postRouting)
    case .destinationNAT, .redirect:
      return table == .nat && (hook == nil || hook == .preRouting || hook == .output)
    case .masquerade: return table == .nat && (hook == nil || hook == .postRouting)
    case .netmap: return table == .nat
    case .maximumSegmentSize(let size):
      return isTCP && (size != nil || hook == nil || [.forward, .output, .postRouting].contains(hook))
    case .noTrack: return table == .raw
    case .uncommon(let target): return target.isAllowed(in: table, hook, isTCP: isTCP)
    case .timeToLive, .typeOfService, .differentiatedServices: return table == .mangle
    default: return true
    }
  }
}
