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
        reported.report.add(run.score(jobs: jobs), result.note, including: run.sources)
      }
      return reported
    }
  }
}

extension NoteReport {
  /// Takes the score in, with a finding for each statement of which something is to be said.
  ///
  /// - Parameter sources: the files that the note includes, by path.
  mutating func add(_ score: MutationScore, _ note: Note, including sources: [String: NoteSource] = [:]) {
    mutation = score
    for index in cells.indices {
      let mutants = score.mutants.filter { $0.cell == cells[index].number }
      cells[index].findings += Self.findings(of: mutants, note, sources)
    }
  }

  private static func findings(
    of mutants: [Mutant], _ note: Note, _ sources: [String: NoteSource]
  ) -> [Finding] {
    var statements: [[Mutant]] = []
    for mutant in mutants {
      if let last = statements.last?.first, last.range == mutant.range, last.file == mutant.file {
        statements[statements.count - 1].append(mutant)
      } else {
        statements.append([mutant])
      }
    }
    return statements.compactMap { mutants in
      finding(of: mutants, note, mutants[0].file.flatMap { sources[$0] })
    }
  }

  /// What is to be said of one statement, of the note or of a file that it includes.
  private static func finding(of mutants: [Mutant], _ note: Note, _ included: NoteSource?) -> Finding? {
    func finding(
      _ severity: Diagnostic.Severity, _ identifier: String, _ summary: String, _ changes: [Mutant]
    ) -> Finding {
      let range = changes[0].range
      return Finding(
        severity, identifier, path: (included ?? note.source).path, range: range, summary,
        details: changes.map(\.change), source: (included ?? note.source).line(range.start.line))
    }
    let name = included == nil ? "the note" : "the note \(note.path)"
    let unnoticed = mutants.filter { $0.outcome == .unnoticed }
    if !unnoticed.isEmpty {
      return finding(
        .warning, "change-unnoticed", "\(name) would hold as well if this were changed", unnoticed)
    }
    // Of a statement that matters, the changes that do not are of no interest.
    let idle = mutants.filter { $0.outcome == .changesNothing }
    guard idle.contains(where: { $0.change == StatementChange.leftOut }) else { return nil }
    return finding(.note, "change-without-effect", "nothing in \(name) depends on this", idle)
  }
}
