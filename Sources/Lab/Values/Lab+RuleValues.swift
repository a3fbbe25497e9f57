import Linux
import NetLanguage

/// What the prose asks of netfilter.
extension Lab {
  func ruleCount(
    of node: Located<String>, _ table: Located<String>, _ chain: Located<String>?
  ) throws(Failure) -> String {
    let table = try self.table(table, of: node)
    if let chain { return "\(try self.chain(chain, in: table).rules.count)" }
    return "\(table.chains.reduce(0) { $0 + $1.rules.count })"
  }

  func counters(
    of node: Located<String>, _ table: Located<String>, _ chain: Located<String>, _ rule: Located<String>
  ) throws(Failure) -> Counters {
    let chain = try self.chain(chain, in: self.table(table, of: node))
    if rule.value == "policy" {
      guard chain.isBuiltIn else {
        throw .unanswered("\(chain.name) has no policy: a user made it", at: rule.range)
      }
      return chain.counters
    }
    if let number = Int(rule.value) {
      guard chain.rules.indices.contains(number - 1) else {
        throw .unanswered(
          "\(chain.name) has \(chain.rules.count) rules: there is no rule \(rule.value)", at: rule.range)
      }
      return chain.rules[number - 1].counters
    }
    let texts = chain.rules.map { $0.text(in: chain.name) }
    let found = texts.indices.filter { texts[$0].containsText(rule.value) }
    if found.count == 1 { return chain.rules[found[0]].counters }
    let summary =
      found.isEmpty
      ? "no rule of \(chain.name) contains \"\(rule.value)\""
      : "\(found.count) rules of \(chain.name) contain \"\(rule.value)\": say more of the one"
    throw Failure("value-unanswered", at: rule.range, summary, details: texts)
  }

  private func table(_ name: Located<String>, of node: Located<String>) throws(Failure) -> Table {
    let namespace = try namespace(node)
    if let known = Table.Name(name.value) { return namespace.netfilter.table(known) }
    throw .unanswered(
      "there is no table `\(name.value)`", at: name.range, known: Table.Name.allCases.map { $0.text },
      for: name.value)
  }

  private func chain(_ name: Located<String>, in table: Table) throws(Failure) -> Chain {
    if let chain = table.chain(named: name.value) { return chain }
    throw .unanswered(
      "the table \(table.name.text) has no chain `\(name.value)`", at: name.range,
      known: table.chains.map { $0.name }, for: name.value)
  }
}

extension Failure {
  /// A question that has no answer: the names that do, or the one that was probably meant.
  static func unanswered(
    _ summary: String, at range: SourceRange, known: [String] = [], for word: String = ""
  ) -> Failure {
    let similar = word.isEmpty ? nil : NetLanguage.nearest(to: word, among: known)
    let help = similar.map { "did you mean `\($0)`?" } ?? "known: " + known.joined(separator: ", ")
    return Failure(
      "value-unanswered", at: range, summary, details: known.isEmpty ? [] : ["help: " + help])
  }
}
