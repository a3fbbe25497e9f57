import Lab
import NetLanguage

/// A cell's text, understood: its statements, and what it records of their output.
struct CellText {
  let cell: Cell
  var parsed: ParsedCell
  /// For a session: what is recorded under each of its statements.
  private let sessionOutputs: [[RecordedLine]]

  init(_ cell: Cell, names: KnownNames, parameters: Parameters = Parameters()) {
    self.cell = cell
    let fence = cell.fence
    switch cell.form {
    case .statements:
      parsed = CellParser.parse(
        fence.text, firstLine: fence.firstContentLine, firstColumn: fence.firstContentColumn, names: names,
        parameters: parameters)
      sessionOutputs = []
    case .session:
      let session = SessionParser.parse(
        fence.text, firstLine: fence.firstContentLine, firstColumn: fence.firstContentColumn, names: names,
        parameters: parameters)
      parsed = ParsedCell(
        options: session.options, statements: session.steps.map(\.statement),
        diagnostics: session.diagnostics,
        names: session.names)
      sessionOutputs = session.steps.map(\.output)
    }
  }

  /// What the meaning of the text depends on, beside the names that are known and the parameters.
  var keyParts: [String] {
    // What is said of a text counts columns from where its fence begins.
    [
      "cell", cell.form == .session ? "session" : "statements", String(cell.fence.firstContentColumn),
      cell.fence.text,
    ]
  }

  /// Where the text stands.
  var unit: Placement.Unit {
    Placement.Unit(firstLine: cell.fence.firstContentLine, lineCount: cell.fence.lineCount)
  }

  /// What the note says that these lines printed, beside what they did print.
  func regions(for lines: [LineResult], in source: NoteSource) -> [RecordedRegion] {
    switch cell.form {
    case .statements: cell.recorded.map { [region(of: $0, for: lines)] } ?? []
    case .session: zip(sessionOutputs, lines).map { region(of: $0, for: $1, in: source) }
    }
  }

  private func region(of fence: Fence, for lines: [LineResult]) -> RecordedRegion {
    let recorded = fence.lines.enumerated().map { RecordedLine($1, number: fence.firstContentLine + $0) }
    let text =
      Self.isTranscript(recorded, of: lines)
      ? Transcript.text(of: lines) : lines.map { Transcript.completed($0.output) }.joined()
    return RecordedRegion(
      anchor: fence.line, prefix: fence.prefix, recorded: recorded, actual: text.endedLines)
  }

  /// The console line whose output is the first that differs.
  func line(of comparison: RecordedComparison, at region: Int, of lines: [LineResult]) -> Int? {
    guard cell.form == .statements else { return region }
    var left = comparison.linesBeforeDifference
    for (index, line) in lines.enumerated() {
      let count = Transcript.text(of: [line]).endedLines.count
      if left < count { return index }
      left -= count
    }
    return lines.indices.last
  }

  /// The output of one console line may stand alone. Several lines are recorded as a transcript, unless the recording
  /// is just what all of them printed, as the output of a script is.
  private static func isTranscript(_ recorded: [RecordedLine], of lines: [LineResult]) -> Bool {
    guard let line = lines.first else { return true }
    let isPrompt =
      recorded.first.map { Transcript.trimmedEnd($0.text) }
      == Transcript.trimmedEnd(Transcript.promptLine(of: line))
    if isPrompt || lines.count == 1 { return isPrompt }
    let printed = lines.flatMap { $0.output.endedLines }
    var captures = Captures()
    return recorded.isEmpty || !RecordedOutput.compare(recorded, printed, &captures).isEmpty
  }

  /// Blank lines before the next prompt only part the commands.
  private func region(of output: [RecordedLine], for line: LineResult, in source: NoteSource)
    -> RecordedRegion
  {
    var anchor = line.statement.range.start.line
    while source.line(anchor).hasSuffix("\\") { anchor += 1 }
    var (recorded, actual) = (output, line.output.endedLines)
    while let last = recorded.last, last.text.allSatisfy(\.isWhitespace) { recorded.removeLast() }
    while let last = actual.last, last.allSatisfy(\.isWhitespace) { actual.removeLast() }
    return RecordedRegion(anchor: anchor, prefix: cell.fence.prefix, recorded: recorded, actual: actual)
  }
}
