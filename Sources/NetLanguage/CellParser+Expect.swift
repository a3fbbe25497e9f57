import Patterns

extension CellParser {
  private static let claims = ["output", "exit", "path", "reply", "dropped"]
  private static let tables = ["raw", "mangle", "nat", "filter", "security"]
  private static let expectForms =
    "write `expect output is|contains|matches …`, `exit N`, `path NODE …`, `reply path NODE …`, "
    + "`NODE:IFACE SRC > DST`, `NODE hits|skips TABLE CHAIN \"RULE\"` or `dropped at NODE`"

  mutating func readExpect(_ words: [LogicalLine.Word]) {
    if words.count > 1, words[1].text == "never" { return readNever(words) }
    if !hasConsoleLine {
      report(
        "expect-without-command", words[0].range, "no console line stands above this expectation",
        suggestion: "an `expect` line is about the command above it")
    }
    var rest = words.dropFirst()
    var isNegated = false
    if rest.first?.text == "not" {
      isNegated = true
      rest.removeFirst()
    }
    guard let first = rest.first else {
      return report(
        "empty-expectation", words.last!.range, "nothing is expected", suggestion: Self.expectForms)
    }
    if first.text == "output" { return readOutputClaim(rest.dropFirst(), isNegated: isNegated) }
    if first.text == "exit" { return readExitClaim(rest.dropFirst(), isNegated: isNegated) }
    guard let claim = packetClaim(first, Array(rest.dropFirst())) else { return }
    if !hasTrace {
      report(
        "expect-without-trace", first.range,
        "this expectation is about packets, and no line above it is traced",
        suggestion: "write `trace` before the console line")
    }
    add(.expect(Expectation(claim, isNegated: isNegated)))
  }

  // MARK: Output and exit status

  private mutating func readOutputClaim(_ words: ArraySlice<LogicalLine.Word>, isNegated: Bool) {
    var words = words
    var isNegated = isNegated
    if words.first?.text == "not" {
      isNegated.toggle()
      words.removeFirst()
    }
    guard let verb = words.first else {
      return report(
        "empty-expectation", end, "nothing is expected of the output", suggestion: Self.outputForms)
    }
    guard ["is", "contains", "matches"].contains(verb.text) else {
      return report(
        "unknown-expectation", verb.range, "`\(verb.text)` is nothing that an output can be expected to do",
        suggestion: didYouMean(verb.text, among: ["is", "contains", "matches"]) ?? Self.outputForms)
    }
    guard let value = words.dropFirst().first else {
      return report("empty-expectation", end, "`\(verb.text)` needs a text", suggestion: Self.outputForms)
    }
    if value.text == "not" {
      return report(
        "misplaced-not", value.range, "`not` stands before the verb",
        suggestion: "write `expect output not \(verb.text) …`")
    }
    guard let claim = outputClaim(verb.text, value, words) else { return }
    add(.expect(Expectation(claim, isNegated: isNegated)))
  }

  private static let outputForms =
    "write `output is \"TEXT\"`, `output contains \"TEXT\"`, `output matches /REGEX/` or `output is empty`"

  private mutating func outputClaim(
    _ verb: String, _ value: LogicalLine.Word, _ words: ArraySlice<LogicalLine.Word>
  ) -> Expectation.Claim? {
    if verb == "is", value.text == "empty" {
      if words.count > 2 {
        report("unexpected-text", words[words.startIndex + 2].range, "nothing follows `empty`")
      }
      return .outputIsEmpty
    }
    if verb == "matches" { return expression(from: value).map { .outputMatches($0) } }
    guard let text = quotedText(from: value.range.lowerBound) else { return nil }
    if verb == "is" { return .outputIs(text) }
    if text.value.isEmpty {
      report(
        "empty-expectation", value.range, "every output contains the empty text",
        suggestion: "to expect no output write `expect output is empty`")
      return nil
    }
    return .outputContains(text)
  }

  private mutating func expression(from word: LogicalLine.Word) -> Located<String>? {
    let start = word.range.lowerBound
    let last = line.trimmed.upperBound - 1
    guard line.characters[start] == "/", last > start, line.characters[last] == "/" else {
      report(
        "malformed-expression", start..<line.trimmed.upperBound,
        "expected a regular expression between slashes",
        suggestion: "write `matches /REGEX/`")
      return nil
    }
    let range = start + 1..<last
    guard !range.isEmpty else {
      report("empty-expectation", start..<last + 1, "the empty regular expression matches every output")
      return nil
    }
    let text = line.text(range)
    do throws(PatternError) {
      _ = try Pattern(text, syntax: .perl, isLinewise: true)
    } catch {
      let place = min(start + 1 + error.position, last - 1)
      report(
        "malformed-expression", place..<place + 1, "the regular expression is malformed: \(error.message)")
      return nil
    }
    return Located(text, at: line.source(start..<last + 1))
  }

  private mutating func readExitClaim(_ words: ArraySlice<LogicalLine.Word>, isNegated: Bool) {
    guard let word = words.first, let status = decimal(word.text), status <= 255, words.count == 1 else {
      return report(
        "invalid-exit-status", (words.count > 1 ? words.last : words.first)?.range ?? end,
        "expected one exit status", suggestion: "write `expect exit N`, N from 0 to 255")
    }
    add(.expect(Expectation(.exit(Located(status, at: line.source(word.range))), isNegated: isNegated)))
  }

  // MARK: Packets

  mutating func packetClaim(_ first: LogicalLine.Word, _ rest: [LogicalLine.Word]) -> Expectation
    .Claim?
  {
    switch first.text {
    case "path": return nodes(rest[...], atLeast: 1).map { .path($0) }
    case "reply":
      guard rest.first?.text == "path" else {
        report(
          "unknown-expectation", rest.first?.range ?? end, "expected `path` after `reply`",
          suggestion: "write `expect reply path NODE NODE …`")
        return nil
      }
      return nodes(rest.dropFirst(), atLeast: 1).map { .replyPath($0) }
    case "dropped": return dropped(rest)
    default: break
    }
    if first.text.contains(":") { return seen(first, rest) }
    if let verb = rest.first, verb.text == "hits" || verb.text == "skips" {
      return ruleClaim(first, verb, rest)
    }
    let verb = rest.first { nearest(to: $0.text, among: ["hits", "skips"]) != nil }
    if names[first.text] != nil, let verb {
      report(
        "unknown-expectation", verb.range, "`\(verb.text)` is not an expectation",
        suggestion: didYouMean(verb.text, among: ["hits", "skips"]))
    } else {
      report(
        "unknown-expectation", first.range, "`\(first.text)` is not an expectation",
        suggestion: didYouMean(first.text, among: Self.claims) ?? Self.expectForms)
    }
    return nil
  }

  private mutating func nodes(_ words: ArraySlice<LogicalLine.Word>, atLeast least: Int) -> [Located<String>]?
  {
    guard words.count >= least else {
      report("empty-expectation", end, "the path names no node", suggestion: "write `path NODE NODE …`")
      return nil
    }
    var areKnown = true
    for word in words where !checkNode(word.text, word.range) { areKnown = false }
    return areKnown ? words.map { line.located($0) } : nil
  }

  /// `dropped at NODE [by TABLE CHAIN]`.
  private mutating func dropped(_ words: [LogicalLine.Word]) -> Expectation.Claim? {
    let form = "write `expect dropped at NODE` or `expect dropped at NODE by TABLE CHAIN`"
    guard words.count == 2 || words.count == 5, words[0].text == "at",
      words.count == 2 || words[2].text == "by"
    else {
      let wrong = words.isEmpty ? end : words[0].text == "at" ? words.last!.range : words[0].range
      report("malformed-expectation", wrong, "this is not how a drop is expected", suggestion: form)
      return nil
    }
    guard checkNode(words[1].text, words[1].range) else { return nil }
    guard words.count == 5 else { return .dropped(node: line.located(words[1]), table: nil, chain: nil) }
    guard checkTable(words[3]) else { return nil }
    return .dropped(
      node: line.located(words[1]), table: line.located(words[3]), chain: line.located(words[4]))
  }

  private mutating func checkTable(_ word: LogicalLine.Word) -> Bool {
    if Self.tables.contains(word.text) { return true }
    report(
      "unknown-table", word.range, "there is no table `\(word.text)`",
      suggestion: didYouMean(word.text, among: Self.tables)
        ?? "tables are " + Self.tables.joined(separator: ", "))
    return false
  }

  /// `NODE hits TABLE CHAIN "RULE PART"`.
  private mutating func ruleClaim(
    _ node: LogicalLine.Word, _ verb: LogicalLine.Word, _ rest: [LogicalLine.Word]
  ) -> Expectation.Claim? {
    guard rest.count >= 4 else {
      report(
        "malformed-expectation", end, "`\(verb.text)` needs a table, a chain and a part of the rule",
        suggestion: "write `expect \(node.text) \(verb.text) nat PREROUTING \"-j DNAT\"`")
      return nil
    }
    let isKnown = checkNode(node.text, node.range)
    let isTable = checkTable(rest[1])
    guard let rule = quotedText(from: rest[3].range.lowerBound), isKnown, isTable else { return nil }
    if rule.value.isEmpty {
      report("empty-expectation", rest[3].range, "every rule has the empty text as a part")
      return nil
    }
    let (place, table, chain) = (line.located(node), line.located(rest[1]), line.located(rest[2]))
    return verb.text == "hits"
      ? .hits(node: place, table: table, chain: chain, rule: rule)
      : .skips(node: place, table: table, chain: chain, rule: rule)
  }

  /// `NODE:IFACE SRC > DST`.
  private mutating func seen(_ place: LogicalLine.Word, _ words: [LogicalLine.Word]) -> Expectation.Claim? {
    guard words.count == 3, words[1].text == ">" else {
      report(
        "malformed-expectation", words.count > 3 ? words[3].range : words.last?.range ?? end,
        "expected a source and a destination", suggestion: "write `expect \(place.text) SOURCE > DESTINATION`"
      )
      return nil
    }
    let colon = line.characters[place.range].firstIndex(of: ":")!
    let node = place.range.lowerBound..<colon
    let interface = colon + 1..<place.range.upperBound
    let isKnown = checkNode(line.text(node), node)
    if interface.isEmpty { report("missing-interface", place.range, "no interface is named after the colon") }
    let source = endpoint(words[0])
    let destination = endpoint(words[2])
    guard isKnown, !interface.isEmpty, let source, let destination else { return nil }
    return .seen(
      node: Located(line.text(node), at: line.source(node)),
      interface: Located(line.text(interface), at: line.source(interface)), source: source,
      destination: destination)
  }

  /// `ADDRESS`, `ADDRESS:PORT`, with `*` for anything.
  private mutating func endpoint(_ word: LogicalLine.Word) -> Expectation.Endpoint? {
    let parts = word.text.split(separator: ":", omittingEmptySubsequences: false).map { String($0) }
    let address = ipv4Bits(parts[0])
    let port = parts.count == 2 ? decimal(parts[1]) : nil
    let hasAddress = address != nil || parts[0] == "*"
    let hasPort =
      parts.count == 1 || (parts.count == 2 && (parts[1] == "*" || (0...65535).contains(port ?? -1)))
    guard hasAddress, hasPort else {
      report(
        "malformed-endpoint", word.range, "`\(word.text)` is not an address or an address and a port",
        suggestion: "write `ADDRESS`, `ADDRESS:PORT`, or `*` in the place of either")
      return nil
    }
    return Expectation.Endpoint(address: address, port: port, text: line.located(word))
  }
}
