package import Linux

/// Docker's way to rules: iptables commands, as the daemon runs them.
package final class RuleWriter {
  /// Runs iptables with these words in a namespace; true when it succeeded.
  package typealias Command = ([String], NetworkNamespace) -> Bool

  unowned(unsafe) let namespace: NetworkNamespace
  private let command: Command

  package init(namespace: NetworkNamespace, command: @escaping Command) {
    self.namespace = namespace
    self.command = command
  }

  @discardableResult
  private func run(_ table: String, _ words: String) -> Bool {
    command(Self.arguments(words, table), namespace)
  }

  private static func arguments(_ words: String, _ table: String) -> [String] {
    ["-t", table] + words.utf8.split(separator: UInt8(ascii: " ")).map { String(Substring($0)) }
  }

  /// Runs iptables in another namespace, such as a container's.
  func run(_ words: String, in other: NetworkNamespace, table: String) {
    _ = command(Self.arguments(words, table), other)
  }

  func makeChain(_ chain: String, in table: String = "filter") { run(table, "-N \(chain)") }
  func setPolicy(_ policy: String, of chain: String) { run("filter", "-P \(chain) \(policy)") }

  func holds(_ rule: String, in chain: String, of table: String = "filter") -> Bool {
    run(table, "-C \(chain) \(rule)")
  }

  /// Appends a rule, unless it is there.
  func append(_ rule: String, to chain: String, of table: String = "filter") {
    if !holds(rule, in: chain, of: table) { run(table, "-A \(chain) \(rule)") }
  }

  /// Puts a rule on top, unless it is there.
  func insert(_ rule: String, into chain: String, of table: String = "filter") {
    if !holds(rule, in: chain, of: table) { run(table, "-I \(chain) \(rule)") }
  }

  /// What iptables said to a command that failed, as the daemon passes it on; nil where it worked. A rule that is there
  /// already is not made again. `words` is the command as the daemon writes it.
  func demand(_ action: String, _ rule: String, _ chain: String, of table: String, as words: String)
    -> String?
  {
    if holds(rule, in: chain, of: table) || run(table, "\(action) \(chain) \(rule)") { return nil }
    let arguments = Self.arguments("\(action) \(chain) \(rule)", table)
    return "iptables failed: iptables --wait \(words): \(Self.complaint(about: arguments, in: namespace))"
  }

  func delete(_ rule: String, from chain: String, of table: String = "filter") {
    if holds(rule, in: chain, of: table) { run(table, "-D \(chain) \(rule)") }
  }

  /// Puts a rule on top, wherever it stood before (libnetwork, EnsureJumpRule).
  func moveToTop(_ rule: String, of chain: String, in table: String = "filter") {
    delete(rule, from: chain, of: table)
    run(table, "-I \(chain) \(rule)")
  }
}
