package import NetLanguage

/// A change of one statement of a note, and whether anything in the note noticed it.
package struct Mutant: Hashable, Sendable {
  package enum Outcome: String, Hashable, Sendable, CaseIterable {
    /// An expectation, a recorded output, a value in the prose, or a command failed.
    case noticed
    /// Something was another than before, and nothing in the note says that it should not be.
    case unnoticed
    /// Every output, every trace and the network's picture stayed as they were: nothing could notice it.
    case changesNothing = "changes-nothing"
  }

  /// The cell's number.
  package var cell: Int
  /// The included file that the statement is in; nil for the note itself.
  package var file: String?
  /// The statement's first line.
  package var range: SourceRange
  /// In words: `left out`, `8080 becomes 8081`.
  package var change: String
  package var outcome: Outcome
  /// The line of the note where it was noticed first; nil where the included file itself cannot be run any more.
  package var noticedAt: Int?

  package init(
    cell: Int, file: String? = nil, range: SourceRange, change: String, outcome: Outcome,
    noticedAt: Int? = nil
  ) {
    self.cell = cell
    self.file = file
    self.range = range
    self.change = change
    self.outcome = outcome
    self.noticedAt = noticedAt
  }
}

/// What a note's checks notice.
package struct MutationScore: Hashable, Sendable {
  /// In the order of the note.
  package var mutants: [Mutant]

  package init(mutants: [Mutant]) { self.mutants = mutants }

  package func count(_ outcome: Mutant.Outcome) -> Int { mutants.count { $0.outcome == outcome } }

  /// The changes that were noticed, in percent of those that changed something, rounded down; nil when none did.
  package var percent: Int? {
    let (noticed, unnoticed) = (count(.noticed), count(.unnoticed))
    return noticed + unnoticed == 0 ? nil : noticed * 100 / (noticed + unnoticed)
  }

  package var text: String {
    let (noticed, unnoticed, idle) = (count(.noticed), count(.unnoticed), count(.changesNothing))
    let score = percent.map { "\($0) %: \(noticed) of \(noticed + unnoticed) changes noticed" }
    return (score ?? "none: no change shows") + (idle > 0 ? "; \(idle) more change nothing" : "")
  }
}
