package import Simulation

/// A table of chains that have one purpose (iptables(8), TABLES).
package final class Table {
  package enum Name: UInt8, Hashable, Sendable, CaseIterable {
    case raw, mangle, nat, filter, security

    package var text: String {
      switch self {
      case .raw: "raw"
      case .mangle: "mangle"
      case .nat: "nat"
      case .filter: "filter"
      case .security: "security"
      }
    }

    package init?(_ text: String) {
      guard let found = Self.allCases.first(where: { $0.text == text }) else { return nil }
      self = found
    }

    /// In the order of listings.
    package var hooks: [Hook] {
      switch self {
      case .raw: [.preRouting, .output]
      case .mangle: [.preRouting, .input, .forward, .output, .postRouting]
      case .nat: [.preRouting, .input, .output, .postRouting]
      case .filter, .security: [.input, .forward, .output]
      }
    }
  }

  package let name: Name
  package let builtInChains: [Chain]
  /// Sorted by name, as iptables-nft lists them.
  package internal(set) var userChains: [Chain] = []
  /// Of the user's chain made last.
  var lastSerial = 0

  init(_ name: Name) {
    self.name = name
    builtInChains = name.hooks.map { Chain(name: $0.name, hook: $0) }
  }

  /// A command has changed it: `iptables-save` prints it.
  package var isPresent: Bool { !userChains.isEmpty || wasUsed || builtInChains.contains { $0.isPresent } }
  var wasUsed = false

  package var chains: [Chain] { builtInChains + userChains }
  package func chain(named name: String) -> Chain? { chains.first { $0.name == name } }
  func chain(at hook: Hook) -> Chain? { builtInChains.first { $0.hook == hook } }

  /// Rules that lead to the chain.
  package func references(to chain: Chain) -> Int {
    var count = 0
    for each in chains { for rule in each.rules where rule.destination === chain { count += 1 } }
    return count
  }
}
