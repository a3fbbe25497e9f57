package import NetLanguage

/// Lines of a note that say what commands printed: a whole `output` fence, or what stands between two prompts of a
/// `net session`.
package struct RecordedRegion: Hashable, Sendable {
  /// The file's line behind which the recorded lines stand, from 1: a fence or a prompt.
  package var anchor: Int
  /// What stands before each line in the file.
  package var prefix: String
  package var recorded: [RecordedLine]
  /// What came out this time.
  package var actual: [String]

  package init(anchor: Int, prefix: String, recorded: [RecordedLine], actual: [String]) {
    self.anchor = anchor
    self.prefix = prefix
    self.recorded = recorded
    self.actual = actual
  }
}

/// A recording held against what came out.
package struct RecordedComparison: Hashable, Sendable {
  package var region: RecordedRegion
  /// Empty when the recording holds; otherwise the whole comparison.
  package var differences: [LineDifference]
  /// What the names of placeholders stood for before.
  private var captures: Captures

  package var isEqual: Bool { differences.isEmpty }

  /// Placeholders with a name must stand for the same text wherever the note uses them.
  package init(_ region: RecordedRegion, _ captures: inout Captures) {
    self.region = region
    self.captures = captures
    differences = RecordedOutput.compare(region.recorded, region.actual, &captures)
  }

  /// The file's line of the first difference: the recorded line that is wrong, or the one behind which a line is
  /// missing.
  package var firstDifference: Int {
    var line = region.anchor
    for (index, difference) in differences.enumerated() {
      switch difference {
      case .kept(let recorded, _): line = recorded.number
      case .elided: break
      case .removed(let recorded): return recorded.number
      case .added:
        // Where recorded lines make way for others, the first of them is the place.
        if index + 1 < differences.count, case .removed(let recorded) = differences[index + 1] {
          return recorded.number
        }
        return line
      }
    }
    return line
  }

  /// How many lines that came out stand before the first difference.
  var linesBeforeDifference: Int {
    var count = 0
    for difference in differences {
      switch difference {
      case .kept, .elided: count += 1
      case .removed, .added: return count
      }
    }
    return count
  }

  /// Wildcards of a recording that holds without them: they make the note vaguer than it need be.
  package var idleWildcards: [Diagnostic] {
    guard isEqual else { return [] }
    return RecordedOutput.idleWildcards(region.recorded, region.actual, captures).map { wildcard in
      let column = region.prefix.count + wildcard.column
      return Diagnostic(
        .warning, "idle-wildcard",
        at: SourceRange(
          start: SourcePosition(line: wildcard.line.number, column: column), length: wildcard.text.count),
        "the wildcard \(wildcard.text) hides nothing", suggestion: "the recording holds without it")
    }
  }

  /// Lines kept round a difference.
  private static let context = 2

  /// The differences as text, with a little around them.
  package var diff: [String] {
    let changes = differences.indices.filter { Self.isChange(differences[$0]) }
    var shown: Set<Int> = []
    for change in changes {
      shown.formUnion(max(0, change - Self.context)...min(differences.count - 1, change + Self.context))
    }
    var (lines, last) = ([String](), -1)
    for index in shown.sorted() {
      if index > last + 1 { lines.append("  ⋮") }
      lines.append(Self.text(differences[index]))
      last = index
    }
    if last < differences.count - 1 { lines.append("  ⋮") }
    return lines
  }

  private static func isChange(_ difference: LineDifference) -> Bool {
    switch difference {
    case .kept, .elided: false
    case .removed, .added: true
    }
  }

  private static func text(_ difference: LineDifference) -> String {
    switch difference {
    case .kept(let line, _): "  " + line.text
    case .elided(let actual): "  " + actual
    case .removed(let line): "- " + line.text
    case .added(let actual): "+ " + Transcript.trimmedEnd(actual)
    }
  }
}
