import Simulation

/// What the kernel checks of a table as a whole after every change (net/netfilter/nf_tables_api.c,
/// nft_table_validate): it walks from every built-in chain through all chains that it leads to.
extension Netfilter {
  /// Chains may lead to one another this deep (NFT_JUMP_STACK_SIZE).
  private static let deepest = 16

  /// Throws when a built-in chain leads too deep, as it does in a circle, or to a rule that has no place at its hook.
  /// Chains that no built-in chain leads to are not looked at.
  func validate(_ table: Table) throws(ChangeError) {
    for chain in table.builtInChains {
      guard let hook = chain.hook else { continue }
      try validate(chain, at: hook, depth: 0)
    }
  }

  private func validate(_ chain: Chain, at hook: Hook, depth: Int) throws(ChangeError) {
    guard depth < Self.deepest else { throw .loop }
    for rule in chain.rules {
      guard rule.specification.isUsable(at: hook) else { throw .invalid }
      if let destination = rule.destination { try validate(destination, at: hook, depth: depth + 1) }
    }
  }
}

extension RuleSpecification {
  /// Whether target and matches may be met at a hook (the `hooks` of xt_target and xt_match).
  fileprivate func isUsable(at hook: Hook) -> Bool {
    switch target {
    case .sourceNAT: guard hook == .input || hook == .postRouting else { return false }
    case .destinationNAT, .redirect: guard hook == .preRouting || hook == .output else { return false }
    case .masquerade: guard hook == .postRouting else { return false }
    default: break
    }
    return matches.allSatisfy {
      switch $0 {
      case .mac: hook != .output && hook != .postRouting
      case .owner: hook == .output || hook == .postRouting
      default: true
      }
    }
  }
}
