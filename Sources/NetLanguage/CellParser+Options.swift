extension CellParser {
  private static let keys = [
    "label", "echo", "output", "eval", "fold", "on", "error", "caption", "ipv6", "fresh", "include",
    "from",
  ]

  /// Reads the lines `#| key: value` that a cell begins with, blank lines between them allowed, and returns how many
  /// lines they are.
  mutating func readOptions(_ lines: [PhysicalLine], firstColumn: Int) -> Int {
    var count = 0
    var seen: [String] = []
    for physical in lines {
      line = logicalLines([physical.substituting(parameters)], firstColumn: firstColumn)[0]
      if !line.trimmed.isEmpty {
        guard line.characters.starts(with: Array("#|")) else { break }
        if !reportUnknownParameters() { readOption(&seen) }
      }
      count += 1
    }
    if options.fresh == true, options.from == nil { names = KnownNames() }
    if options.fresh == true, let from = options.from {
      diagnostics.append(
        Diagnostic(
          .error, "conflicting-options", at: from.range, "`from` can not stand beside `fresh: true`",
          suggestion: "a network is either empty or goes on from a cell"))
    }
    checkOn()
    return count
  }

  private mutating func readOption(_ seen: inout [String]) {
    guard let colon = line.characters.firstIndex(of: ":") else {
      return report("malformed-option", line.trimmed, "an option has the form `#| key: value`")
    }
    let key = trim(2..<colon)
    let value = unquoted(trim(colon + 1..<line.trimmed.upperBound))
    let name = line.text(key)
    guard Self.keys.contains(name) else {
      return report(
        "unknown-option", key, "`\(name)` is not a cell option",
        suggestion: didYouMean(name, among: Self.keys) ?? "options are " + Self.keys.joined(separator: ", "))
    }
    if seen.contains(name) { report("duplicate-option", key, "the option `\(name)` was already given") }
    seen.append(name)
    guard !value.isEmpty else {
      return report("malformed-option", value, "the option `\(name)` has no value")
    }
    set(name, value)
  }

  private mutating func set(_ name: String, _ value: Range<Int>) {
    let text = Located(line.text(value), at: line.source(value))
    switch name {
    case "label": options.label = text
    case "caption": options.caption = text
    case "include": options.include = text
    case "from": options.from = text
    case "on": options.on = text
    case "echo": options.echo = flag(name, value)
    case "output": options.output = flag(name, value)
    case "eval": options.eval = flag(name, value)
    case "fold": options.fold = flag(name, value)
    case "error": options.error = flag(name, value)
    case "ipv6": options.ipv6 = flag(name, value)
    default: options.fresh = flag(name, value)
    }
  }

  private mutating func flag(_ name: String, _ value: Range<Int>) -> Bool? {
    switch line.text(value) {
    case "true": return true
    case "false": return false
    default:
      report(
        "malformed-option", value, "`\(name)` is true or false, not `\(line.text(value))`")
      return nil
    }
  }

  private mutating func checkOn() {
    guard let on = options.on, options.include == nil, let summary = unknownConsoleNode(on.value) else {
      return
    }
    diagnostics.append(
      Diagnostic(.error, "unknown-node", at: on.range, summary, suggestion: nodeSuggestion(on.value)))
  }

  func trim(_ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, max(range.lowerBound, range.upperBound))
    while start < end, line.characters[start].isBlank { start += 1 }
    while end > start, line.characters[end - 1].isBlank { end -= 1 }
    return start..<end
  }

  /// YAML writes `label: "a label"` with or without the quotes.
  private func unquoted(_ range: Range<Int>) -> Range<Int> {
    guard range.count >= 2, let first = line.characters[range].first, first == "\"" || first == "'",
      line.characters[range].last == first
    else { return range }
    return range.lowerBound + 1..<range.upperBound - 1
  }
}
