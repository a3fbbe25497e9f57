import Foundation
import Lab
import NetLanguage

/// Writes recordings into the file of a note.
package enum RecordingFile {
  /// Makes the changes to the file as a whole. Throws, and changes nothing, when the file is not any more the text
  /// that was run.
  package static func write(_ hunks: [RecordingHunk], into source: NoteSource) throws {
    let mark = Data([0xEF, 0xBB, 0xBF])
    let bytes = try FileReader.bytes(at: source.path)
    let hadMark = bytes.starts(with: mark)
    guard (hadMark ? bytes.dropFirst(3) : bytes).elementsEqual(source.text.utf8) else {
      throw FileProblem(path: source.path, reason: "it was changed while it ran; nothing was recorded")
    }
    let text = RecordingWriter.text(of: source, with: hunks)
    try AtomicFile.write((hadMark ? mark : Data()) + Data(text.utf8), to: source.path)
  }
}

extension NoteResult {
  /// What the note says now that the changes were made: a recording that was put right as a whole differs no more.
  package mutating func accept(_ hunks: [RecordingHunk]) {
    let written = Set(hunks.compactMap(\.value))
    for index in values.indices where written.contains(values[index].value.index) {
      values[index].failures.removeAll { $0.failure.identifier == "value-differs" }
      let actual = values[index].actual ?? ""
      values[index].value.recorded?.value = actual
    }
    for index in cells.indices {
      let number = cells[index].cell.number
      let accepted = Set(hunks.filter { $0.cell == number && $0.value == nil })
      for (which, comparison) in cells[index].comparisons.enumerated() where !comparison.isEqual {
        let needed = RecordingWriter.hunks(of: self, inCell: String(number)).filter {
          $0.cell == number && $0.comparison == which && $0.value == nil
        }
        guard !needed.isEmpty, accepted.isSuperset(of: needed) else { continue }
        cells[index].removeDifference(of: comparison)
      }
    }
  }
}

extension CellOutcome {
  /// The cell's label or number.
  package func isNamed(_ label: String) -> Bool {
    parsed.options.label?.value == label || String(cell.number) == label
  }

  fileprivate mutating func removeDifference(of comparison: RecordedComparison) {
    func isAboutIt(_ failure: NoteFailure) -> Bool {
      failure.failure.identifier == NoteRunner.outputDiffers
        && failure.failure.range.start.line == comparison.firstDifference
    }
    failures.removeAll(where: isAboutIt)
    expectedFailures.removeAll(where: isAboutIt)
  }
}
