import Lab

extension NoteRunner {
  /// How far the run of a note is, and what it has given so far.
  struct Progress {
    fileprivate(set) var state: NoteState
    fileprivate(set) var outcomes: [CellOutcome] = []
    fileprivate(set) var values: ValueAnswers
    fileprivate let shelf: ResultShelf?

    /// Where a run may go on from, as often as one likes.
    ///
    /// It can be sent anywhere: there is no network in it, only how one is made.
    struct Checkpoint: @unchecked Sendable {
      fileprivate let progress: Progress
    }

    /// A run with a cache has none: what it keeps belongs to one thread.
    var checkpoint: Checkpoint {
      precondition(shelf == nil)
      var copy = self
      copy.state.world = World(state.world.station)
      return Checkpoint(progress: copy)
    }

    init(_ checkpoint: Checkpoint) { self = checkpoint.progress }

    fileprivate init(state: NoteState, values: ValueAnswers, shelf: ResultShelf?) {
      (self.state, self.values, self.shelf) = (state, values, shelf)
    }
  }

  func begin(_ note: Note) -> Progress {
    let parameters = note.parameters(parameters)
    // Other limits are for trials, whose results nobody asks for again.
    let shelf = limits == Limits() ? cache?.shelf(ofNoteAt: note.path, parameters: parameters.pairs) : nil
    let state = NoteState(note: note, parameters: parameters, shelf: shelf, limits: limits)
    return Progress(state: state, values: ValueAnswers(note: note), shelf: shelf)
  }

  /// Runs the next cell.
  func advance(_ progress: inout Progress, over cell: Cell) -> CellOutcome {
    let outcome = run(cell, &progress.state)
    progress.outcomes.append(outcome)
    progress.values.ask(&progress.state.world, after: outcome, progress.state.captures)
    return outcome
  }

  func finish(_ progress: Progress) -> NoteResult {
    progress.shelf?.finish()
    var values = progress.values
    let note = progress.state.note
    return NoteResult(
      note: note, cells: progress.outcomes,
      noteFailures: note.errors.map { NoteFailure(path: note.path, cell: nil, $0) },
      values: values.finish(isWhole: progress.outcomes.count == note.cells.count))
  }
}
