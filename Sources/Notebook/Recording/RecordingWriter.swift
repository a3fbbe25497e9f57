import NetLanguage

/// Puts what came out into a note's text as its recorded output, and touches no other byte.
package enum RecordingWriter {
  /// The note's text with its recordings put right; nil when all of them hold. Lines that hold stay as they are,
  /// with their wildcards; only wrong lines are taken out, and missing ones put in.
  package static func corrected(_ result: NoteResult) -> String? {
    var edits = LineEdits()
    var isChanged = false
    for outcome in result.cells where outcome.isRecordable {
      for comparison in outcome.comparisons where !comparison.isEqual {
        isChanged = true
        add(comparison, to: &edits)
        lengthenFence(outcome.cell, over: comparison.region.actual, in: result.note.source, &edits)
      }
    }
    return isChanged ? edits.applied(to: result.note.source) : nil
  }

  private static func add(_ comparison: RecordedComparison, to edits: inout LineEdits) {
    let region = comparison.region
    var last = region.anchor
    var next = 0
    /// Recorded lines that no difference mentions are elisions: they stay, and what comes later stands behind them.
    func passElisions(before number: Int) {
      while next < region.recorded.count, region.recorded[next].number < number {
        last = region.recorded[next].number
        next += 1
      }
    }
    for difference in comparison.differences {
      switch difference {
      case .kept(let line, _):
        passElisions(before: line.number)
        (last, next) = (line.number, next + 1)
      case .elided: if next < region.recorded.count { passElisions(before: region.recorded[next].number + 1) }
      case .removed(let line):
        passElisions(before: line.number)
        edits.removed.insert(line.number)
        (last, next) = (line.number, next + 1)
      case .added(let actual):
        let text = Transcript.trimmedEnd(actual)
        edits.inserted[last, default: []].append(Transcript.trimmedEnd(region.prefix + text))
      }
    }
  }

  /// A line of backticks in the output would end the fence: the fence must be longer.
  private static func lengthenFence(
    _ cell: Cell, over content: [String], in source: NoteSource, _ edits: inout LineEdits
  ) {
    let fence = cell.form == .session ? cell.fence : cell.recorded ?? cell.fence
    let marks = content.map { $0.drop { $0 == " " }.prefix { $0 == "`" }.count }.max() ?? 0
    guard marks >= fence.length, source.line(fence.line).contains("`") else { return }
    let old = String(repeating: "`", count: fence.length)
    let new = String(repeating: "`", count: marks + 1)
    for number in [fence.line, fence.line + fence.lines.count + 1] {
      edits.replaced[number] = source.line(number).replacing(old, with: new, maxReplacements: 1)
    }
  }
}

/// Changes to a file by its line numbers, from 1.
struct LineEdits {
  var removed: Set<Int> = []
  /// New lines behind a line.
  var inserted: [Int: [String]] = [:]
  var replaced: [Int: String] = [:]

  /// Lines that are not named keep their bytes, their ends included.
  func applied(to source: NoteSource) -> String {
    let lineEnd = source.usesCarriageReturns ? "\r\n" : "\n"
    var output = ""
    var number = 1
    var rest = source.text.utf8[...]
    while !rest.isEmpty {
      let end = rest.firstIndex(of: UInt8(ascii: "\n")).map { rest.index(after: $0) } ?? rest.endIndex
      if let line = replaced[number] {
        output += line + lineEnd
      } else if !removed.contains(number) {
        output += String(Substring(rest[..<end]))
      }
      for line in inserted[number, default: []] { output += line + lineEnd }
      rest = rest[end...]
      number += 1
    }
    return output
  }
}
