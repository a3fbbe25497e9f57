import Lab
import Simulation

/// The chains that one packet came through, in the order in which it did, with every rule of them.
struct RulesModel {
  /// A base chain at a hook of a node.
  struct Traversal {
    var node: String
    var hook: Hook
    var table: String
    var rows: [Row]
  }

  struct Row {
    var text: String
    var state: State
    /// Why it did not match.
    var mismatch: RuleVisit.Mismatch?
    /// Numbers the rules that matched, in the order of the packet's way: the same number as the row of the steps has.
    var match: Int?
    /// `table/CHAIN/number`, as hits are counted.
    var key: String
    /// The chain that the rule led to.
    var jump: [Row] = []
    var isPolicy = false
    /// Its target is one that rewrites addresses: the ACCEPT that it ends with is not what it is for.
    var isRewriting: Bool {
      ["DNAT", "SNAT", "MASQUERADE", "REDIRECT", "NETMAP"].contains { name in
        text.hasSuffix(" -j " + name) || text.contains(" -j " + name + " ")
      }
    }
  }

  enum State: Equatable {
    /// The packet went on, after the rule had done this: `JUMP DOCKER`, `CONTINUE`, `RETURN`.
    case matched(String)
    case lookedAt
    case notReached
    /// The table was done with the packet: `ACCEPT`, `DROP`.
    case ended(String)
  }

  private(set) var traversals: [Traversal] = []

  /// Nothing was visited.
  init() {}

  init(_ packet: PacketJourney, chains: [VisitedChain]) {
    var matches = 0
    for walk in Self.walks(packet) {
      guard let base = Self.chain(walk.table, walk.hook.name, at: walk.node, in: chains) else { continue }
      var walker = Walker(walk: walk, chains: chains, matches: matches)
      traversals.append(
        Traversal(node: walk.node, hook: walk.hook, table: walk.table, rows: walker.rows(of: base, depth: 0)))
      matches = walker.matches
    }
  }

  /// What happened in one table at one hook.
  struct Walk {
    var node: String
    var hook: Hook
    var table: String
    var visits: [RuleVisit] = []
    var policy: String?
  }

  private static func walks(_ packet: PacketJourney) -> [Walk] {
    var walks: [Walk] = []
    var isNew = true
    func open(_ node: String, _ hook: Hook, _ table: String) {
      if !isNew, let last = walks.last, last.node == node, last.hook == hook, last.table == table { return }
      walks.append(Walk(node: node, hook: hook, table: table))
      isNew = false
    }
    for step in packet.stops.flatMap(\.steps) {
      switch step.event {
      case .entered: isNew = true
      case .rule(let visit):
        open(step.node, visit.hook, visit.table)
        walks[walks.count - 1].visits.append(visit)
      case .policy(let hook, let table, _, let verdict):
        open(step.node, hook, table)
        walks[walks.count - 1].policy = verdict
      default: break
      }
    }
    return walks
  }

  fileprivate static func chain(
    _ table: String, _ name: String, at node: String, in chains: [VisitedChain]
  ) -> VisitedChain? {
    chains.first { $0.node == node && $0.table == table && $0.chain == name }
  }
}

/// Follows a packet's visits through the chains' full lists.
private struct Walker {
  let walk: RulesModel.Walk
  let chains: [VisitedChain]
  var matches: Int
  private var next = 0

  init(walk: RulesModel.Walk, chains: [VisitedChain], matches: Int) {
    (self.walk, self.chains, self.matches) = (walk, chains, matches)
  }

  mutating func rows(of chain: VisitedChain, depth: Int) -> [RulesModel.Row] {
    var rows: [RulesModel.Row] = []
    for (index, text) in chain.rules.enumerated() {
      var row = RulesModel.Row(
        text: text, state: .notReached, key: "\(chain.table)/\(chain.chain)/\(index + 1)")
      if next < walk.visits.count, walk.visits[next].chain == chain.chain,
        walk.visits[next].number == index + 1
      {
        let visit = walk.visits[next]
        next += 1
        visited(visit, &row, depth)
      }
      rows.append(row)
    }
    if let policy = chain.policy {
      let isReached = walk.policy != nil
      var row = RulesModel.Row(
        text: "-P \(chain.chain) \(policy)", state: isReached ? .ended(policy) : .notReached, key: "")
      row.isPolicy = true
      rows.append(row)
    }
    return rows
  }

  private mutating func visited(_ visit: RuleVisit, _ row: inout RulesModel.Row, _ depth: Int) {
    guard let verdict = visit.verdict else {
      (row.state, row.mismatch) = (.lookedAt, visit.mismatch)
      return
    }
    matches += 1
    row.match = matches
    let words = verdict.split(separator: " ")
    let goesOn: Set<Substring> = ["JUMP", "GOTO", "RETURN", "CONTINUE"]
    row.state = words.first.map(goesOn.contains) == true ? .matched(verdict) : .ended(verdict)
    // The kernel allows no more jumps inside each other than a chain list has members; a figure allows fewer.
    if words.count == 2, depth < 16,
      let chain = RulesModel.chain(walk.table, String(words[1]), at: walk.node, in: chains)
    {
      row.jump = rows(of: chain, depth: depth + 1)
    }
  }
}
