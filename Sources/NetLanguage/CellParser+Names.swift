extension CellParser {
  /// The second word as the name of a new node, checked; nil when there is none.
  mutating func newName(_ words: [LogicalLine.Word], of noun: String) -> LogicalLine.Word? {
    guard words.count > 1 else {
      report("missing-name", end, "the \(noun) has no name", suggestion: "write `\(noun) NAME`")
      return nil
    }
    let word = words[1]
    if let wrong = word.text.firstIndex(where: { !Self.isNameCharacter($0) }) {
      let offset = word.text.distance(from: word.text.startIndex, to: wrong)
      report(
        "invalid-name", word.range.lowerBound + offset..<word.range.lowerBound + offset + 1,
        "a name can not contain `\(word.text[wrong])`",
        suggestion: "names are letters, digits, `_`, `.` and `-`")
      return nil
    }
    if let entry = names.entry(word.text) {
      report(
        "duplicate-name", word.range,
        "the name `\(word.text)` is taken by the \(entry.kind.noun) of line \(entry.line)",
        suggestion: "names are unique over hosts, switches and containers")
      return nil
    }
    return word
  }

  static func isNameCharacter(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_" || character == "." || character == "-"
  }

  /// Reports a node that can not have a console, a socket or a packet's visit; a namespace `host/red` counts as its
  /// host. With a Docker host about, an unknown name may be a container's: running the note tells.
  mutating func checkNode(_ name: String, _ range: Range<Int>) -> Bool {
    let node = String(name.prefix { $0 != "/" })
    guard let summary = unknownConsoleNode(node) else { return true }
    report("unknown-node", range, summary, suggestion: nodeSuggestion(node))
    return false
  }

  /// Why no such node can be, or nil when it can.
  func unknownConsoleNode(_ name: String) -> String? {
    switch names[name] {
    case .host, .container: nil
    case .networkSwitch: "`\(name)` is a switch, not a host or a container"
    case nil: names.hasDockerHost ? nil : "there is no host `\(name)`"
    }
  }

  func nodeSuggestion(_ name: String) -> String {
    let known = names.consoleNames
    if let near = didYouMean(name, among: known) { return near }
    if known.isEmpty { return "declare it first: `host \(name)`" }
    return "known are " + known.map { "`\($0)`" }.joined(separator: ", ")
  }
}
