import NetLanguage

/// A value of the prose that is filled in or put right.
enum ValueHunk {
  static func hunk(for outcome: ValueOutcome, in source: NoteSource) -> RecordingHunk? {
    guard let actual = outcome.actual else { return nil }
    let (value, line) = (outcome.value, outcome.value.line)
    let start = value.range.start.column
    let columns = start..<(start + value.range.length)
    let text = source.line(line)
    guard columns.upperBound <= text.count + 1 else { return nil }
    let written = value.written(actual)
    var edits = LineEdits()
    edits.spans[line] = [LineEdits.Span(columns: columns, text: written)]
    var characters = Array(text)
    characters.replaceSubrange((columns.lowerBound - 1)..<(columns.upperBound - 1), with: written)
    return RecordingHunk(
      cell: outcome.cell ?? 0, label: value.queryText, line: line,
      removed: [RecordedLine(text, number: line)], added: [String(characters)], value: value.index,
      comparison: 0, edits: edits)
  }
}
