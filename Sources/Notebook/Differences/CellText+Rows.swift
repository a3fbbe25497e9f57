import Lab
import NetLanguage

extension CellText {
  /// The differences of a region in words, where its commands list rows. The first line begins with `rows: `.
  func rowDifferences(_ comparison: RecordedComparison, at index: Int, _ lines: [LineResult]) -> [String] {
    let sentences = recordings(of: comparison, at: index, lines).flatMap { line, recorded in
      Self.sentences(line.line.command.value, recorded, line.output.endedLines)
    }
    return sentences.enumerated().map { ($0 == 0 ? "rows: " : "      ") + $1 }
  }

  private static func sentences(_ command: String, _ recorded: [String], _ actual: [String]) -> [String] {
    guard let rows = RowDifferences(command: command, recorded: recorded, actual: actual) else { return [] }
    let sentences = rows.sentences
    // White space at line ends does not count as a difference.
    let isEqual = recorded.map(Transcript.trimmedEnd) == actual.map(Transcript.trimmedEnd)
    guard sentences.isEmpty, !isEqual, recorded.map(\.words) == actual.map(\.words) else { return sentences }
    return ["only the blanks between the columns differ"]
  }

  /// The console lines of a region, each with what is recorded of its output.
  private func recordings(
    of comparison: RecordedComparison, at index: Int, _ lines: [LineResult]
  ) -> [(LineResult, [String])] {
    let region = comparison.region
    let meant = comparison.meant
    func texts(_ recorded: [RecordedLine]) -> [String] { recorded.flatMap { meant[$0.number] ?? [$0.text] } }
    if cell.form == .session {
      return lines.indices.contains(index) ? [(lines[index], texts(region.recorded))] : []
    }
    let text = region.recorded.map { $0.text + "\n" }.joined()
    let transcript = RecordedTranscript.split(
      text, firstLine: region.recorded.first?.number ?? 1, among: lines.map(\.line))
    return zip(lines, transcript.outputs).compactMap { line, output in output.map { (line, texts($0)) } }
  }
}

extension RecordedComparison {
  /// What recorded lines with wildcards stand for, by line: what fits them, and for an elision the lines it hides.
  fileprivate var meant: [Int: [String]] {
    var meant: [Int: [String]] = [:]
    var rest = region.recorded[...]
    func pass(_ number: Int) {
      while let next = rest.first, next.number <= number { rest.removeFirst() }
    }
    for difference in differences {
      switch difference {
      case .kept(let line, let actual):
        meant[line.number] = [actual]
        pass(line.number)
      case .removed(let line): pass(line.number)
      case .elided(let actual):
        if let next = rest.first, next.isElision { meant[next.number, default: []].append(actual) }
      case .added: break
      }
    }
    for line in region.recorded where line.isElision && meant[line.number] == nil { meant[line.number] = [] }
    return meant
  }
}
