/// A command of a pasted session with the output that stands under it.
package struct SessionStep: Hashable, Sendable {
  /// A console line.
  package var statement: Statement
  package var output: [RecordedLine]
}

/// The text of a `net session` fence, parsed.
package struct ParsedSession: Hashable, Sendable {
  package var options: CellOptions
  package var steps: [SessionStep]
  package var diagnostics: [Diagnostic]
  package var names: KnownNames
}

/// Reads a pasted transcript: prompts with commands, and between them what the commands printed.
///
/// A line is a command when it begins with the prompt of a known node, with a `[root@NODE ~]#` or `root@NODE:~#`
/// prompt, or, where the option `on` names a node, with a bare `$ ` or `# `. Everything else is output, save a lone
/// `^C`, which a terminal shows and no program prints.
package enum SessionParser {
  package static func parse(
    _ text: String, firstLine: Int = 1, firstColumn: Int = 1, names: KnownNames = KnownNames(),
    parameters: Parameters = Parameters()
  ) -> ParsedSession {
    var parser = CellParser(names: names, parameters: parameters)
    let lines = physicalLines(text, firstLine: firstLine)
    var index = parser.readOptions(lines, firstColumn: firstColumn)
    parser.takesBareHash = !lines.contains { parser.isPrompt($0, allowingHash: false) }
    var steps: [SessionStep] = []
    var hasFailedCommand = false
    while index < lines.count {
      if parser.isPrompt(lines[index], allowingHash: true) {
        var end = index + 1
        while end < lines.count, lines[end - 1].characters.last == "\\" { end += 1 }
        let count = parser.statements.count
        // Values stand in commands only: what was printed was printed.
        let command = lines[index..<end].map { $0.substituting(parameters) }
        parser.line = logicalLines(command[...], firstColumn: firstColumn)[0]
        if let head = parser.consoleHead() { parser.readConsole(head) }
        hasFailedCommand = parser.statements.count == count
        if let statement = parser.statements.last, !hasFailedCommand {
          steps.append(SessionStep(statement: statement, output: []))
        }
        index = end
      } else {
        parser.addOutput(lines[index], to: &steps, isDropped: hasFailedCommand, firstColumn: firstColumn)
        index += 1
      }
    }
    return ParsedSession(
      options: parser.options, steps: steps, diagnostics: parser.diagnostics, names: parser.names)
  }
}

extension CellParser {
  fileprivate func isPrompt(_ line: PhysicalLine, allowingHash: Bool) -> Bool {
    var characters = Typography.mended(line.characters)
    if characters.starts(with: Array("trace ")) { characters.removeFirst(6) }
    if let prompt = Prompt(characters, from: 0) {
      return prompt.form != .plain || names[String(characters[prompt.node])] != nil
    }
    guard options.on != nil, let mark = characters.first else { return false }
    if mark == "$" { return characters.count == 1 || characters[1].isBlank }
    guard mark == "#", allowingHash, takesBareHash else { return false }
    return characters.count == 1 || BarePrompt.isHashCommand(logicalLines([line], firstColumn: 1)[0])
  }

  fileprivate mutating func addOutput(
    _ physical: PhysicalLine, to steps: inout [SessionStep], isDropped: Bool, firstColumn: Int
  ) {
    var text = String(physical.characters)
    if text.hasPrefix("^C") {
      text.removeFirst(2)
      if text.words.isEmpty { return }
    }
    if isDropped { return }
    if let last = steps.indices.last {
      steps[last].output.append(RecordedLine(text, number: physical.number))
      return
    }
    if text.words.isEmpty { return }
    line = logicalLines([physical], firstColumn: firstColumn)[0]
    let node = names.consoleNames.first ?? "NODE"
    report(
      "output-before-command", line.trimmed, "a session begins with a prompt and a command",
      suggestion: options.on == nil
        ? "write `\(node)# COMMAND`, or name a node by `#| on: \(node)` for bare `$ ` and `# ` prompts"
        : "a command's line begins with `$ ` or `# `")
  }
}
