/// `expect never …`: what no packet of the cell may do, whichever line causes it, traced or not.
extension CellParser {
  private static let neverForms =
    "write `expect never reaches NODE`, `never NODE:IFACE SRC > DST`, `never NODE hits TABLE CHAIN \"RULE\"`, "
    + "`never dropped at NODE` or `never rewritten at NODE`"

  mutating func readNever(_ words: [LogicalLine.Word]) {
    let rest = Array(words.dropFirst(2))
    guard let first = rest.first else {
      return report(
        "empty-expectation", words.last!.range, "nothing is ruled out", suggestion: Self.neverForms)
    }
    guard let claim = neverClaim(first, Array(rest.dropFirst())) else { return }
    var expectation = Expectation(claim)
    expectation.isNever = true
    add(.expect(expectation))
  }

  private mutating func neverClaim(
    _ first: LogicalLine.Word, _ rest: [LogicalLine.Word]
  ) -> Expectation.Claim? {
    switch first.text {
    case "reaches": return neverNode(first, rest[...]).map { .reaches(node: $0) }
    case "rewritten":
      guard rest.first?.text == "at" else {
        report(
          "malformed-expectation", rest.first?.range ?? end, "expected `at` and a node",
          suggestion: "write `expect never rewritten at NODE`")
        return nil
      }
      return neverNode(first, rest.dropFirst()).map { .rewritten(node: $0) }
    case "dropped": return packetClaim(first, rest)
    default: break
    }
    if first.text.contains(":") || rest.first?.text == "hits" { return packetClaim(first, rest) }
    report(
      "unknown-expectation", first.range, "`\(first.text)` is nothing that packets can be kept from",
      suggestion: didYouMean(first.text, among: ["reaches", "rewritten", "dropped"]) ?? Self.neverForms)
    return nil
  }

  private mutating func neverNode(
    _ verb: LogicalLine.Word, _ words: ArraySlice<LogicalLine.Word>
  ) -> Located<String>? {
    guard let node = words.first, words.count == 1 else {
      report(
        "malformed-expectation", words.dropFirst().first?.range ?? end, "`\(verb.text)` takes one node",
        suggestion: Self.neverForms)
      return nil
    }
    return checkNode(node.text, node.range) ? line.located(node) : nil
  }
}
