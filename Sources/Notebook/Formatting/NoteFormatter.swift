import NetLanguage

/// Lays out the cells of a note and leaves everything round them alone.
package enum NoteFormatter {
  /// The note's text with its cells in style; the same bytes when they are.
  package static func formatted(_ note: Note) -> String {
    var edits = LineEdits()
    for cell in note.cells where cell.fence.isClosed {
      let fence = cell.fence
      add(
        from: fence.lines, to: CellFormatter.formatted(fence.lines, isSession: cell.form == .session),
        behind: fence.line, prefix: fence.prefix, &edits)
    }
    return edits.applied(to: note.source)
  }

  /// A file of statements is one cell.
  package static func formatted(_ source: NoteSource) -> String {
    var lines = source.lines
    if lines.last == "" { lines.removeLast() }
    var edits = LineEdits()
    add(from: lines, to: CellFormatter.formatted(lines), behind: 0, prefix: "", &edits)
    return edits.applied(to: source)
  }

  /// Formatting changes lines and takes blank ones away, it never adds any: each old line that is not blank has its
  /// new one.
  private static func add(
    from old: [String], to new: [String], behind line: Int, prefix: String, _ edits: inout LineEdits
  ) {
    var rest = new[...]
    for (offset, text) in old.enumerated() {
      let number = line + 1 + offset
      let isBlank = text.allSatisfy(\.isWhitespace)
      if isBlank, rest.first.map({ !$0.allSatisfy(\.isWhitespace) }) ?? true {
        edits.removed.insert(number)
      } else if let next = rest.popFirst(), next != text {
        edits.replaced[number] = Transcript.trimmedEnd(prefix + next)
      }
    }
  }
}
