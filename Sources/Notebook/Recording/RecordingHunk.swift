package import NetLanguage

/// One place of a note where what is recorded and what came out part: lines go, and others come in their place.
package struct RecordingHunk: Hashable, Sendable {
  /// The cell's number.
  package var cell: Int
  package var label: String?
  /// The file's line of the change: the first that goes, or the one behind which others come.
  package var line: Int
  /// What goes, as it stands in the file.
  package var removed: [RecordedLine]
  /// What comes, without what stands before each line of the fence.
  package var added: [String]
  /// A fence that is not there yet is written round what comes.
  package var isNewFence = false
  /// It is the value of this number in the prose, from 0, that changes.
  package var value: Int?
  /// Which of the cell's comparisons it belongs to.
  var comparison: Int
  var edits: LineEdits

  /// `cell 3 (nat)`; for a value, the question: `web address`.
  package var cellName: String {
    value == nil ? "cell \(cell)" + (label.map { " (\($0))" } ?? "") : label ?? "value"
  }
}

/// Changes to a file by its line numbers, from 1.
struct LineEdits: Hashable, Sendable {
  var removed: Set<Int> = []
  /// New lines behind a line.
  var inserted: [Int: [String]] = [:]
  var replaced: [Int: String] = [:]
  /// New texts for parts of a line.
  var spans: [Int: [Span]] = [:]

  struct Span: Hashable, Sendable {
    /// In characters from 1.
    var columns: Range<Int>
    var text: String
  }

  /// Adds the changes of another place. Of two new texts for a line the longer one counts: both lengthen a fence.
  mutating func merge(_ other: LineEdits) {
    removed.formUnion(other.removed)
    inserted.merge(other.inserted) { $0 + $1 }
    replaced.merge(other.replaced) { $0.count >= $1.count ? $0 : $1 }
    spans.merge(other.spans) { $0 + $1 }
  }

  /// Lines that are not named keep their bytes, their ends included.
  func applied(to source: NoteSource) -> String {
    let lineEnd = source.usesCarriageReturns ? "\r\n" : "\n"
    var output = ""
    var number = 1
    var rest = source.text.utf8[...]
    while !rest.isEmpty {
      let end = rest.firstIndex(of: UInt8(ascii: "\n")).map { rest.index(after: $0) } ?? rest.endIndex
      let new = inserted[number, default: []]
      if let line = replaced[number] {
        output += line + (rest[..<end].last == UInt8(ascii: "\n") || !new.isEmpty ? lineEnd : "")
      } else if let spans = spans[number] {
        output += Self.line(String(Substring(rest[..<end])), with: spans)
      } else if !removed.contains(number) {
        output += String(Substring(rest[..<end]))
        // The file's last line has no end of its own.
        if !new.isEmpty, rest[..<end].last != UInt8(ascii: "\n") { output += lineEnd }
      }
      for line in new { output += line + lineEnd }
      rest = rest[end...]
      number += 1
    }
    return output
  }

  /// From the back, so that columns stay what they are.
  private static func line(_ text: String, with spans: [Span]) -> String {
    var characters = Array(text)
    for span in spans.sorted(by: { $0.columns.lowerBound > $1.columns.lowerBound }) {
      characters.replaceSubrange(
        (span.columns.lowerBound - 1)..<(span.columns.upperBound - 1), with: span.text)
    }
    return String(characters)
  }
}
