import NetLanguage
import Notebook

/// Walks through changes to recordings and asks about each.
struct HunkReview {
  /// Without it everything is accepted.
  var isAsking: Bool
  var isColoured: Bool
  /// The person has had enough.
  private(set) var isOver = false

  init(isAsking: Bool, isColoured: Bool) {
    self.isAsking = isAsking
    self.isColoured = isColoured
  }

  mutating func choose(among hunks: [RecordingHunk], in note: Note) -> [RecordingHunk] {
    var accepted: [RecordingHunk] = []
    for (index, hunk) in hunks.enumerated() where !isOver {
      if isAsking { show(hunk, in: note, "\(index + 1) of \(hunks.count)") }
      if accepts() { accepted.append(hunk) }
    }
    return accepted
  }

  private mutating func accepts() -> Bool {
    while isAsking {
      Terminal.print("Record this? [y,n,a,q] ")
      switch readLine()?.lowercased() {
      case "y", "yes": return true
      case "n", "no": return false
      case "a", "all":
        isAsking = false
        return true
      case "q", "quit":
        isOver = true
        return false
      case nil:
        // Nobody is there to answer.
        Terminal.print("\n")
        isOver = true
        return false
      default: Terminal.print("y records it, n leaves it, a records it and all others, q ends\n")
      }
    }
    return true
  }

  private func show(_ hunk: RecordingHunk, in note: Note, _ count: String) {
    let head = "\(note.path):\(hunk.line): \(hunk.cellName), change \(count)"
    var lines = [isColoured ? "\u{1B}[1m\(head)\u{1B}[0m" : head]
    // The lines beside it, as far as they belong to the recording.
    let before = hunk.line - (hunk.removed.isEmpty ? 0 : 1)
    if !hunk.isNewFence { lines += ["  " + note.source.line(before)] }
    lines += hunk.removed.map { painted("- " + $0.text, "31") }
    lines += hunk.added.map { painted("+ " + $0, "32") }
    Terminal.print(lines.joined(separator: "\n") + "\n")
  }

  private func painted(_ text: String, _ colour: String) -> String {
    isColoured ? "\u{1B}[\(colour)m\(text)\u{1B}[0m" : text
  }
}
