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

extension RuleWriter {
  /// What iptables says to a command that fails, and its exit status, as Go's exec package words it.
  static func complaint(about words: [String], in namespace: NetworkNamespace) -> String {
    do throws(Unsimulated) {
      let outcome = try IPTables.run(arguments: words, in: namespace)
      return "\(outcome.output)\(outcome.error) (exit status \(outcome.status))"
    } catch {
      return error.feature
    }
  }

  /// Runs a command of ipset, such as `add NAME 10.0.0.0/8`.
  func runIPSet(_ words: String) {
    var execution = IPSetExecution(namespace)
    do throws(IPSetFailure) {
      try execution.run(try IPSetCommand(words.split(separator: " ").map(String.init)))
    } catch {}
  }
}
