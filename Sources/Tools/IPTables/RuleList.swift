import Linux
import Packets
import Simulation

/// `iptables -L` and `-S`: the text, and the rows behind it.
struct RuleList {
  let table: Table
  let command: IPTablesCommand
  private var columns: RuleColumns { RuleColumns(isNumeric: command.isNumeric) }

  init(_ table: Table, _ command: IPTablesCommand) {
    self.table = table
    self.command = command
  }

  // MARK: - -L

  func list(_ chain: Chain) -> String {
    title(chain) + "\n" + header
      + chain.rules.indices.map { line(chain.rules[$0], number: $0 + 1) + "\n" }.joined()
  }

  func title(_ chain: Chain) -> String {
    guard chain.isBuiltIn else { return "Chain \(chain.name) (\(table.references(to: chain)) references)" }
    let policy = "Chain \(chain.name) (policy \(chain.policy.name)"
    guard command.isVerbose else { return policy + ")" }
    let counters = chain.counters
    return policy + " \(large(counters.packets).trimmed) packets, \(large(counters.bytes).trimmed) bytes)"
  }

  private var header: String {
    var text = command.hasLineNumbers ? "num  " : ""
    if command.isVerbose { text += command.isExact ? "    pkts      bytes " : " pkts bytes " }
    text += "target     prot opt "
    if command.isVerbose { text += "in     out     " }
    return text + "source               destination         \n"
  }

  func line(_ rule: Rule, number: Int) -> String {
    let specification = rule.specification
    var text = command.hasLineNumbers ? "\(number)".padded(4) + " " : ""
    if command.isVerbose { text += large(rule.counters.packets) + large(rule.counters.bytes) }
    text += columns.name(of: specification.target).padded(9) + " "
    text += columns.proto(specification).padded(5) + " " + columns.fragment(specification)
    text += command.isVerbose ? "  " : " "
    if command.isVerbose {
      text += columns.interface(specification.input).padded(6) + " "
      text += columns.interface(specification.output).padded(6) + " "
    }
    text += columns.address(specification.source).padded(20) + " "
    text += columns.address(specification.destination).padded(20) + " "
    return text + columns.extras(specification)
  }

  /// Five columns with K, M, G and T; with `-x` eight and the exact number (xtables_print_num).
  private func large(_ number: UInt64) -> String {
    guard !command.isExact else { return "\(number)".leftPadded(8) + " " }
    guard number > 99999 else { return "\(number)".leftPadded(5) + " " }
    var rounded = (number + 500) / 1000
    for unit in ["K", "M", "G"] {
      if rounded <= 9999 { return "\(rounded)".leftPadded(4) + unit + " " }
      rounded = (rounded + 500) / 1000
    }
    return "\(rounded)".leftPadded(4) + "T "
  }

  // MARK: - -S

  func policyLine(_ chain: Chain) -> String {
    guard chain.isBuiltIn else { return "-N \(chain.name)\n" }
    let counters = command.isVerbose ? " -c \(chain.counters.packets) \(chain.counters.bytes)" : ""
    return "-P \(chain.name) \(chain.policy.name)\(counters)\n"
  }

  func ruleLine(_ rule: Rule, _ chain: Chain) -> String {
    let counters = command.isVerbose ? "-c \(rule.counters.packets) \(rule.counters.bytes)" : nil
    return rule.specification.text(in: chain.name, counters: counters) + "\n"
  }

  /// What `-v -A` echoes.
  static func echo(_ rule: RuleSpecification) -> String {
    let columns = RuleColumns(isNumeric: true)
    return columns.name(of: rule.target) + " " + columns.proto(rule) + " opt " + columns.fragment(rule)
      + " in "
      + columns.interface(rule.input) + " out " + columns.interface(rule.output) + " "
      + columns.address(rule.source) + " " + columns.address(rule.destination).prefix(1) + "-> "
      + columns.address(rule.destination).dropFirst() + "  " + columns.extras(rule) + "\n"
  }

  // MARK: - Rows

  func listing(_ chain: Chain) -> Listing {
    let columns = RuleColumns(isNumeric: true)
    let rows = chain.rules.indices.map { index in
      let rule = chain.rules[index]
      let specification = rule.specification
      return Listing.Row(
        [
          "\(index + 1)", "\(rule.counters.packets)", "\(rule.counters.bytes)",
          columns.name(of: specification.target), columns.proto(specification).trimmed,
          columns.interface(specification.input), columns.interface(specification.output),
          columns.address(specification.source).trimmed, columns.address(specification.destination).trimmed,
          columns.extras(specification).trimmed,
        ], origin: rule.origin, rule: "\(table.name.text)/\(chain.name)/\(index + 1)")
    }
    return Listing(
      kind: "rules", title: title(chain),
      columns: ["num", "pkts", "bytes", "target", "prot", "in", "out", "source", "destination", ""],
      rows: rows)
  }
}

extension Netfilter.Verdict {
  var name: String { self == .accept ? "ACCEPT" : "DROP" }
}

extension String {
  /// Without the spaces at both ends.
  var trimmed: String {
    var text = self[...]
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
