package import Linux

extension RuleWriter {
  /// Runs iptables itself.
  package static func runIPTables(_ words: [String], in namespace: NetworkNamespace) -> Bool {
    do throws(Unsimulated) {
      return try IPTables.run(arguments: words, in: namespace).status == 0
    } catch {
      return false
    }
  }
}
