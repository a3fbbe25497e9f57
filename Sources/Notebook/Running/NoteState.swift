import Lab
import NetLanguage

/// How far the run of a note is.
struct NoteState {
  let note: Note
  let parameters: Parameters
  var world: World
  /// The network before anything is declared.
  private let empty: World
  /// What the named placeholders of recorded outputs stood for; these are the note's, not the network's.
  var captures = Captures()
  /// The networks as they stood after the cells with labels, for `#| from:`.
  private var labels: [Label] = []

  private struct Label {
    var name: String
    var line: Int
    /// Nil when the cell was not run.
    var station: World.Station?
  }

  init(note: Note, parameters: Parameters, shelf: ResultShelf?, limits: Limits) {
    self.note = note
    self.parameters = parameters
    let key = shelf?.key(["network"] + parameters.pairs)
    empty = World(shelf: shelf, key: key, limits: limits)
    world = empty
  }

  /// Takes the network that a cell says it runs on. Cells behind it go on with that one.
  mutating func enter(_ cell: Cell, _ options: CellOptions) -> [NoteFailure] {
    var mistakes: [Diagnostic] = []
    if let label = options.label, let other = labels.first(where: { $0.name == label.value }) {
      mistakes.append(
        Diagnostic(
          .error, "duplicate-label", at: label.range,
          "the cell of line \(other.line) has the label `\(label.value)` already"))
    }
    if let from = options.from {
      mistakes += enter(from)
    } else if options.fresh == true {
      world = empty
    }
    return mistakes.map { NoteFailure(path: note.path, cell: cell.number, $0) }
  }

  private mutating func enter(_ from: Located<String>) -> [Diagnostic] {
    guard let label = labels.first(where: { $0.name == from.value }) else {
      let names = labels.map(\.name)
      let known = names.isEmpty ? "no cell before this one has a label" : names.joined(separator: ", ")
      return [
        Diagnostic(
          .error, "from-unknown", at: from.range, "no cell before this one has the label `\(from.value)`",
          suggestion: NetLanguage.nearest(to: from.value, among: names).map { "did you mean `\($0)`?" }
            ?? (names.isEmpty
              ? "write `#| label: \(from.value)` into the cell to go on from" : "labels: " + known)
        )
      ]
    }
    guard let station = label.station else {
      return [
        Diagnostic(
          .error, "from-not-run", at: from.range,
          "the cell `\(from.value)` was not run: there is no network to go on from")
      ]
    }
    world = World(station)
    return []
  }

  /// Remembers the network as it stands after a cell with a label.
  mutating func leave(_ cell: Cell, _ options: CellOptions, hasRun: Bool) {
    guard let label = options.label?.value, !labels.contains(where: { $0.name == label }) else { return }
    labels.append(Label(name: label, line: cell.fence.line, station: hasRun ? world.station : nil))
  }
}

extension CellOptions {
  /// What is known of names when the cell is read depends on its options.
  var choosesNetwork: Bool { fresh == true || from != nil || include != nil }
}
