import NetLanguage

/// Puts what came out into a note's text as its recorded output, and touches no other byte.
package enum RecordingWriter {
  /// The note's text with its recordings put right; nil when all of them hold. Lines that hold stay as they are,
  /// with their wildcards; only wrong lines are taken out, and missing ones put in.
  package static func corrected(_ result: NoteResult) -> String? {
    let hunks = hunks(of: result)
    return hunks.isEmpty ? nil : text(of: result.note.source, with: hunks)
  }

  /// The text with some of the changes made.
  package static func text(of source: NoteSource, with hunks: [RecordingHunk]) -> String {
    var edits = LineEdits()
    for hunk in hunks { edits.merge(hunk.edits) }
    return edits.applied(to: source)
  }

  /// Every change that puts the recordings right, in the order of the note. Any choice of them can be made.
  ///
  /// - Parameters:
  ///   - label: only in the cell with this label or number.
  ///   - addsFences: cells that record nothing yet begin to.
  package static func hunks(
    of result: NoteResult, inCell label: String? = nil, addsFences: Bool = false
  ) -> [RecordingHunk] {
    var hunks: [RecordingHunk] = []
    for outcome in result.cells where outcome.isRecordable {
      if let label, !outcome.isNamed(label) { continue }
      for (index, comparison) in outcome.comparisons.enumerated() where !comparison.isEqual {
        hunks += self.hunks(of: comparison, at: index, outcome, in: result.note.source)
      }
      if addsFences, let hunk = NewOutputFence.hunk(for: outcome, in: result.note.source) {
        hunks.append(hunk)
      }
    }
    for outcome in result.values where outcome.isToBeWritten {
      if let label, !result.cells.contains(where: { $0.cell.number == outcome.cell && $0.isNamed(label) }) {
        continue
      }
      if let hunk = ValueHunk.hunk(for: outcome, in: result.note.source) { hunks.append(hunk) }
    }
    return hunks.enumerated().sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }
      .map(\.element)
  }

  private static func hunks(
    of comparison: RecordedComparison, at index: Int, _ outcome: CellOutcome, in source: NoteSource
  ) -> [RecordingHunk] {
    var writer = HunkWriter(comparison, at: index, outcome)
    for difference in comparison.differences { writer.add(difference) }
    writer.close()
    let longer = longerFence(outcome.cell, over: comparison.region.actual, in: source)
    for index in writer.hunks.indices { writer.hunks[index].edits.replaced = longer }
    return writer.hunks
  }

  /// A line of backticks in the output would end the fence: the fence must be longer.
  private static func longerFence(_ cell: Cell, over content: [String], in source: NoteSource) -> [Int:
    String]
  {
    let fence = cell.form == .session ? cell.fence : cell.recorded ?? cell.fence
    let marks = FenceLength.longest(in: content)
    guard marks >= fence.length, source.line(fence.line).contains("`") else { return [:] }
    let old = String(repeating: "`", count: fence.length)
    let new = String(repeating: "`", count: marks + 1)
    var lines: [Int: String] = [:]
    for number in [fence.line, fence.line + fence.lineCount + 1] {
      lines[number] = source.line(number).replacing(old, with: new, maxReplacements: 1)
    }
    return lines
  }
}

/// How many backticks a fence needs.
enum FenceLength {
  /// The longest run of backticks that a line of the content begins with.
  static func longest(in content: [String]) -> Int {
    content.map { $0.drop { $0 == " " }.prefix { $0 == "`" }.count }.max() ?? 0
  }
}

/// Walks through a comparison and gathers what changes together.
private struct HunkWriter {
  private let region: RecordedRegion
  private let index: Int
  private let outcome: CellOutcome
  private(set) var current: RecordingHunk?
  var hunks: [RecordingHunk] = []
  /// The file's line behind which a new line stands.
  private var last: Int
  /// The recorded line that comes next.
  private var next = 0

  init(_ comparison: RecordedComparison, at index: Int, _ outcome: CellOutcome) {
    region = comparison.region
    self.index = index
    self.outcome = outcome
    last = region.anchor
  }

  mutating func add(_ difference: LineDifference) {
    switch difference {
    case .kept(let line, _):
      close()
      pass(line)
    case .elided:
      close()
      if next < region.recorded.count, region.recorded[next].isElision { pass(region.recorded[next]) }
    case .removed(let line):
      if isBehindElision(line) { close() }
      open(at: line.number)
      current?.removed.append(line)
      current?.edits.removed.insert(line.number)
      pass(line)
    case .added(let actual):
      open(at: last)
      let text = Transcript.trimmedEnd(actual)
      current?.added.append(text)
      current?.edits.inserted[last, default: []].append(Transcript.trimmedEnd(region.prefix + text))
    }
  }

  /// Recorded lines that no difference mentions are elisions that stand for nothing this time: they stay.
  private mutating func pass(_ line: RecordedLine) {
    while next < region.recorded.count, region.recorded[next].number <= line.number { next += 1 }
    last = line.number
  }

  private func isBehindElision(_ line: RecordedLine) -> Bool {
    next < region.recorded.count && region.recorded[next].number < line.number
  }

  private mutating func open(at line: Int) {
    guard current == nil else { return }
    current = RecordingHunk(
      cell: outcome.cell.number, label: outcome.parsed.options.label?.value, line: line, removed: [],
      added: [],
      comparison: index, edits: LineEdits())
  }

  mutating func close() {
    if let current { hunks.append(current) }
    current = nil
  }
}
