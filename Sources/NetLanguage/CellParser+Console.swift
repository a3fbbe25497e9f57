extension CellParser {
  /// The start of a console line: who, at which prompt, where the command begins.
  struct ConsoleHead {
    /// Nil for the cell's `on`.
    var prompt: Prompt?
    /// As written; for a line without one as the node would show it.
    var promptText: String
    var commandStart: Int
    var isTraced: Bool
  }

  /// Whether the line is a console line, typography aside.
  func consoleHead() -> ConsoleHead? {
    let characters = Typography.mended(line.characters)
    var start = line.trimmed.lowerBound
    var isTraced = false
    if characters[start...].starts(with: Array("trace")), start + 5 < characters.count,
      characters[start + 5].isBlank
    {
      isTraced = true
      start += 5
      while start < characters.count, characters[start].isBlank { start += 1 }
      if start == characters.count { return nil }
    }
    if let prompt = Prompt(characters, from: start), isMeant(prompt, characters) {
      return ConsoleHead(
        prompt: prompt, promptText: characters[prompt.range].text, commandStart: prompt.range.upperBound,
        isTraced: isTraced)
    }
    guard let on = options.on else { return nil }
    return unprompted(characters, from: start, isTraced: isTraced, node: on.value)
  }

  private func isMeant(_ prompt: Prompt, _ characters: [Character]) -> Bool {
    let node = names[characters[prompt.node].text]
    if prompt.isGlued { return node != nil }
    // A script's line may begin with a word that only looks like a prompt.
    return options.on == nil || node != nil || prompt.form != .plain
  }

  private func unprompted(
    _ characters: [Character], from start: Int, isTraced: Bool, node: String
  ) -> ConsoleHead? {
    let mark = characters[start]
    let isBare = start + 1 == characters.count || characters[start + 1].isBlank
    if isBare, mark == "$" || (mark == "#" && (takesBareHash || isTraced)) {
      return ConsoleHead(promptText: String(mark), commandStart: start + 1, isTraced: isTraced)
    }
    if !isTraced, line.words(from: start)[0].text == "expect" { return nil }
    return ConsoleHead(promptText: node + "#", commandStart: start, isTraced: isTraced)
  }

  mutating func readConsole(_ head: ConsoleHead) {
    let name = head.prompt.map { String(Typography.mended(Array(line.characters[$0.node]))) }
    let node = name ?? options.on?.value ?? ""
    var isWindows = false
    if case .host(let host) = names[node] { isWindows = host.isWindows }
    var context = ShellContext(line.characters, from: head.commandStart, hasSingleQuotes: !isWindows)
    mendTypography(context)
    context = ShellContext(line.characters, from: head.commandStart, hasSingleQuotes: !isWindows)
    let command = trim(head.commandStart..<line.trimmed.upperBound)
    if command.isEmpty || line.characters[command.lowerBound...].starts(with: Array("^C")) {
      if head.isTraced { report("missing-command", line.trimmed, "there is no command to trace") }
      return
    }
    hasConsoleLine = true
    if head.isTraced { hasTrace = true }
    if let quote = context.openQuote {
      report(
        "unterminated-quote", quote..<quote + 1, "this quote is never closed",
        suggestion: "end it with `\(line.characters[quote])`, or write `\\\(line.characters[quote])`")
    }
    warnOfPlaceholders(command, context)
    introduceContainers(command, context)
    if let prompt = head.prompt, !checkNode(node, prompt.node) { return }
    let nodeRange = head.prompt.map { line.source($0.node) } ?? options.on?.range ?? line.source(command)
    add(
      .console(
        ConsoleLine(
          node: Located(node, at: nodeRange), prompt: head.promptText,
          command: Located(line.text(command), at: line.source(command)), isTraced: head.isTraced)))
  }

  /// `<IP>` that was never replaced.
  private mutating func warnOfPlaceholders(_ command: Range<Int>, _ context: ShellContext) {
    var index = command.lowerBound
    while index < command.upperBound {
      if line.characters[index] == "<", context.roles[index] != .comment,
        let close = placeholderEnd(index, command.upperBound, isQuoted: context.roles[index] == .quoted)
      {
        let text = line.text(index..<close)
        report(
          .warning, "unbound-placeholder", index..<close,
          "`\(text)` stands for something that is not filled in",
          suggestion: "write the value itself")
        index = close
      } else {
        index += 1
      }
    }
  }

  private func placeholderEnd(_ start: Int, _ limit: Int, isQuoted: Bool) -> Int? {
    var index = start + 1
    while index < limit, Self.isNameCharacter(line.characters[index]) { index += 1 }
    guard index < limit, line.characters[index] == ">", index > start + 1, line.characters[start + 1].isLetter
    else {
      return nil
    }
    // In quotes it may be HTML; there only capitals are taken for a placeholder.
    if isQuoted, line.characters[start + 1..<index].contains(where: { $0.isLowercase }) { return nil }
    return index + 1
  }

  /// Declares the containers that `docker run --name X` and `docker create --name X` make.
  private mutating func introduceContainers(_ command: Range<Int>, _ context: ShellContext) {
    guard names.hasDockerHost else { return }
    let words = line.words(from: command.lowerBound).filter { context.roles[$0.range.lowerBound] != .comment }
    var verb: String?
    var takesName = false
    var previous = ""
    for word in words {
      if takesName || (verb != nil && word.text.hasPrefix("--name=")) {
        let start = takesName ? word.range.lowerBound : word.range.lowerBound + 7
        introduceContainer(start..<word.range.upperBound)
        takesName = false
        verb = nil
      } else if previous == "docker" || previous == "container", word.text == "run" || word.text == "create" {
        verb = word.text
      } else if [";", "&&", "||", "|", "&"].contains(word.text) {
        verb = nil
      } else if verb != nil, word.text == "--name" {
        takesName = true
      }
      previous = word.text
    }
  }

  private mutating func introduceContainer(_ range: Range<Int>) {
    var range = range
    let isMark: (Character) -> Bool = { $0 == "\"" || $0 == "'" || $0 == ";" || $0 == ")" || $0 == "&" }
    while !range.isEmpty, isMark(line.characters[range.lowerBound]) {
      range = range.lowerBound + 1..<range.upperBound
    }
    while !range.isEmpty, isMark(line.characters[range.upperBound - 1]) {
      range = range.lowerBound..<range.upperBound - 1
    }
    let name = line.text(range)
    // What the shell makes of `web$i` only running it tells.
    guard !name.isEmpty, name.allSatisfy({ Self.isNameCharacter($0) }) else { return }
    if let entry = names.entry(name), entry.kind != .container {
      report(
        "duplicate-name", range,
        "the name `\(name)` is taken by the \(entry.kind.noun) of line \(entry.line)",
        suggestion: "names are unique over hosts, switches and containers")
    }
    names.introduce(name, as: .container, line: line.positions[0].line)
  }

  /// A line whose first word looks like a prompt glued to its command, at a node that is not known.
  mutating func reportUnknownPrompt(_ word: LogicalLine.Word) -> Bool {
    guard let prompt = Prompt(line.characters, from: word.range.lowerBound) else { return false }
    let node = line.text(prompt.node)
    guard nearest(to: node, among: names.consoleNames) != nil || prompt.form != .plain else { return false }
    hasConsoleLine = true
    report("unknown-node", prompt.node, "there is no host `\(node)`", suggestion: nodeSuggestion(node))
    return true
  }

  mutating func reportUntraceable(_ words: [LogicalLine.Word]) {
    hasTrace = true
    hasConsoleLine = true
    report(
      "malformed-trace", words.count > 1 ? words[1].range : end, "`trace` takes a console line",
      suggestion: "write `trace NODE# COMMAND`")
  }
}
