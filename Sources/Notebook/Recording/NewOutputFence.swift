import Lab
import NetLanguage

/// An `output` fence for a cell that records nothing yet.
enum NewOutputFence {
  /// Nil where there is nothing to record: the cell printed nothing, shows no output, or has a recording.
  static func hunk(for outcome: CellOutcome, in source: NoteSource) -> RecordingHunk? {
    let cell = outcome.cell
    guard cell.form == .statements, cell.recorded == nil, cell.fence.isClosed,
      outcome.parsed.options.output != false, let lines = outcome.result?.lines,
      lines.contains(where: { !$0.output.isEmpty })
    else { return nil }
    let text = lines.count == 1 ? lines[0].output : Transcript.text(of: lines)
    let content = text.endedLines.map(Transcript.trimmedEnd)
    let closing = cell.fence.line + cell.fence.lineCount + 1
    let marks = String(repeating: "`", count: max(3, FenceLength.longest(in: content) + 1))
    let fence = ["", marks + "output"] + content + [marks]
    let prefix = prefix(of: cell.fence, closing: source.line(closing))
    var edits = LineEdits()
    edits.inserted[closing] = fence.map { Transcript.trimmedEnd(prefix + $0) }
    return RecordingHunk(
      cell: cell.number, label: outcome.parsed.options.label?.value, line: closing, removed: [],
      added: content,
      isNewFence: true, comparison: 0, edits: edits)
  }

  /// A fence in a list or a quotation goes on there: what stands before the closing fence does so before the new one.
  private static func prefix(of fence: Fence, closing: String) -> String {
    String(closing.prefix { $0 != "`" && $0 != "~" })
  }
}
