import NetLanguage

extension NoteChecker {
  /// Like `report`, and says besides of which changes of a note its checks would notice nothing. The notes are taken
  /// one after the other: the changes of one are what runs side by side.
  package func mutate(_ paths: [String], each: (Reported) -> Void) {
    for path in paths {
      let reported = mutated(path)
      each(reported)
      if stopsAtFirstFailure, !reported.report.isGood { break }
    }
    cache?.prune()
  }

  private func mutated(_ path: String) -> Reported {
    reported(on: path, "mutated") { checked in
      var reported = Reported(checked)
      if case .ran(let result) = checked.verdict, result.isGood,
        let run = MutationRun(result.note, parameters: parameters)
      {
        reported.report.add(run.score(jobs: jobs), result.note)
      }
      return reported
    }
  }
}

extension NoteReport {
  /// Takes the score in, with a finding for each statement of which something is to be said.
  mutating func add(_ score: MutationScore, _ note: Note) {
    mutation = score
    for index in cells.indices {
      let mutants = score.mutants.filter { $0.cell == cells[index].number }
      cells[index].findings += Self.findings(of: mutants, note)
    }
  }

  private static func findings(of mutants: [Mutant], _ note: Note) -> [Finding] {
    var findings: [Finding] = []
    for (outcome, severity, identifier, summary) in Self.sayings {
      var (range, changes): (SourceRange?, [String]) = (nil, [])
      func end() {
        guard let range, !changes.isEmpty else { return }
        findings.append(
          Finding(
            severity, identifier, path: note.path, range: range, summary, details: changes,
            source: note.source.line(range.start.line)))
      }
      for mutant in mutants where mutant.outcome == outcome {
        if mutant.range != range {
          end()
          (range, changes) = (mutant.range, [])
        }
        changes.append(mutant.change)
      }
      end()
    }
    return findings.sorted { $0.range.start < $1.range.start }
  }

  private static let sayings: [(Mutant.Outcome, Diagnostic.Severity, identifier: String, summary: String)] = [
    (.unnoticed, .warning, "change-unnoticed", "the note would hold as well if this were changed"),
    (.changesNothing, .note, "change-without-effect", "nothing in the note depends on this"),
  ]
}
