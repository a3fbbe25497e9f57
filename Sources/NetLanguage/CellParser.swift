/// Reads the text of a cell or of a whole `.net` file: as many statements as can be understood, and every diagnostic.
///
/// Places are those of the enclosing file: a cell in a note is parsed with the line and column where its text begins.
package struct CellParser {
  static let statementWords = ["host", "switch", "link", "image", "serve", "trace", "expect"]

  var options = CellOptions()
  var statements: [Statement] = []
  var diagnostics: [Diagnostic] = []
  var names: KnownNames
  /// The line that is being read, typography put right.
  var line = LogicalLine()
  /// For expectations: what stood above, also where it could not be read.
  var hasConsoleLine = false
  var hasTrace = false
  /// The last line in which a dash was put right.
  var mendedDashLine = 0
  /// A bare `# ` begins a command, because nothing else in a cell with `on` does.
  var takesBareHash = false

  let parameters: Parameters

  init(names: KnownNames, parameters: Parameters) {
    self.names = names
    self.parameters = parameters
  }

  /// - Parameters:
  ///   - firstLine: the line of the file that the text begins in.
  ///   - firstColumn: the column that the text's lines begin in; more than 1 in an indented fence.
  ///   - names: what the note's earlier cells introduced.
  ///   - parameters: what `${name}` stands for.
  package static func parse(
    _ text: String, firstLine: Int = 1, firstColumn: Int = 1, names: KnownNames = KnownNames(),
    parameters: Parameters = Parameters()
  ) -> ParsedCell {
    var parser = CellParser(names: names, parameters: parameters)
    let lines = physicalLines(text, firstLine: firstLine).map { $0.substituting(parameters) }
    let head = parser.readOptions(lines, firstColumn: firstColumn)
    let body = logicalLines(lines[head...], firstColumn: firstColumn)
    parser.takesBareHash = BarePrompt.usesHash(in: body)
    for line in body { parser.read(line) }
    return ParsedCell(
      options: parser.options, statements: parser.statements, diagnostics: parser.diagnostics,
      names: parser.names)
  }

  /// Reads one line into a statement or diagnostics.
  private mutating func read(_ logicalLine: LogicalLine) {
    line = logicalLine
    guard !line.trimmed.isEmpty else { return }
    if line.characters[0] == "#", !isBareHashPrompt {
      if line.characters.starts(with: Array("#|")) {
        report(
          .warning, "late-option", line.trimmed, "an option after the cell's first lines means nothing",
          suggestion: "move it to the head of the cell")
      }
      return
    }
    if let console = consoleHead() { return readConsole(console) }
    mendStatementTypography()
    let words = line.words(from: 0)
    guard let first = words.first else { return }
    if first.text != "expect", first.text != "trace", reportUnknownParameters() { return }
    switch first.text {
    case "host": readHost(words)
    case "switch": readSwitch(words)
    case "link": readLink(words)
    case "image": readImage(words)
    case "serve": readServe(words)
    case "expect": readExpect(words)
    case "trace": reportUntraceable(words)
    default: reportUnknownStatement(first)
    }
  }

  private var isBareHashPrompt: Bool {
    options.on != nil && takesBareHash && BarePrompt.isHashCommand(line)
  }

  mutating func add(_ kind: Statement.Kind) {
    statements.append(
      Statement(kind, at: line.source(line.trimmed), text: line.text(0..<line.trimmed.upperBound)))
  }

  mutating func report(
    _ severity: Diagnostic.Severity, _ identifier: String, _ range: Range<Int>, _ summary: String,
    suggestion: String? = nil
  ) {
    diagnostics.append(
      Diagnostic(severity, identifier, at: line.source(range), summary, suggestion: suggestion))
  }

  /// The place after the line's last character: where something is missing.
  var end: Range<Int> {
    let end = line.trimmed.upperBound
    return end..<end
  }

  private mutating func reportUnknownStatement(_ word: LogicalLine.Word) {
    if reportUnknownPrompt(word) { return }
    let near = nearest(to: word.text, among: Self.statementWords)
    report(
      "unknown-statement", word.range, "`\(word.text)` is not a statement",
      suggestion: near.map { "did you mean `\($0)`?" }
        ?? "a line is a declaration (host, switch, link, image, serve), a console line such as `NODE# COMMAND`, "
        + "`trace NODE# COMMAND`, or `expect …`")
  }

  func didYouMean(_ word: String, among candidates: [String]) -> String? {
    nearest(to: word, among: candidates).map { "did you mean `\($0)`?" }
  }
}

extension CellParser {
  mutating func report(
    _ identifier: String, _ range: Range<Int>, _ summary: String, suggestion: String? = nil
  ) {
    report(.error, identifier, range, summary, suggestion: suggestion)
  }
}
