import Lab
import NetLanguage

/// Asks the network for the values of the prose, each when the cell that it is about has run.
struct ValueAnswers {
  private let note: Note
  private var waiting: [ProseValue]
  private(set) var outcomes: [ValueOutcome] = []
  /// The labels of the cells that were reached.
  private var labels: [String] = []

  init(note: Note) {
    self.note = note
    waiting = note.values.filter { $0.query != nil }
  }

  /// Answers what is asked about a cell that is done.
  mutating func ask(_ world: inout World, after outcome: CellOutcome, _ captures: Captures) {
    let label = outcome.parsed.options.label?.value
    if let label { labels.append(label) }
    let number = outcome.cell.number
    var rest: [ProseValue] = []
    for value in waiting {
      guard let query = value.query,
        query.cell.map({ $0.value == label }) ?? (cellAbove(value) == number)
      else {
        rest.append(value)
        continue
      }
      var answer = ValueOutcome(value: value, cell: number)
      // A cell that was not understood leaves a network behind that nobody described.
      if outcome.state != .notUnderstood {
        do throws(Failure) {
          answer.actual = try world.value(
            of: query, asWritten: value.queryText, after: outcome.result, captured: captures)
        } catch {
          answer.failures = [NoteFailure(path: note.path, cell: nil, failure: error)]
        }
      }
      compare(&answer)
      outcomes.append(answer)
    }
    waiting = rest
  }

  /// What no cell answers, in the order of the text with all others.
  mutating func finish(isWhole: Bool) -> [ValueOutcome] {
    for value in waiting {
      var answer = ValueOutcome(value: value)
      if isWhole, let failure = unasked(value) {
        answer.failures = [NoteFailure(path: note.path, cell: nil, failure: failure)]
      }
      outcomes.append(answer)
    }
    waiting = []
    return outcomes.sorted { $0.value.index < $1.value.index }
  }

  private func cellAbove(_ value: ProseValue) -> Int? {
    note.cells.last { $0.fence.line < value.line }?.number
  }

  private func compare(_ answer: inout ValueOutcome) {
    guard let actual = answer.actual, let recorded = answer.value.recorded, recorded.value != actual else {
      return
    }
    let failure = Failure(
      "value-differs", at: recorded.range, "the text says \(recorded.value), but it is \(actual)",
      details: ["- \(recorded.value)", "+ \(actual)", "asked: \(answer.value.queryText)"])
    answer.failures.append(NoteFailure(path: note.path, cell: nil, failure: failure))
  }

  private func unasked(_ value: ProseValue) -> Failure? {
    guard let cell = value.query?.cell else {
      return Failure(
        "value-no-cell", at: value.range, "no cell stands above: there is no network to ask yet",
        details: ["help: name the cell that the value is about, as in `… @LABEL`"])
    }
    let similar = NetLanguage.nearest(to: cell.value, among: labels)
    let known = labels.isEmpty ? "no cell has a label" : "labels: " + labels.joined(separator: ", ")
    return Failure(
      "value-cell", at: cell.range, "no cell has the label `\(cell.value)`",
      details: ["help: " + (similar.map { "did you mean `\($0)`?" } ?? known)])
  }
}

extension NoteResult {
  /// The note's text as a tree with what the network says in the place of its values.
  package var filledDocument: MarkdownDocument {
    if values.isEmpty { return note.document }
    var answers: [Int: ValueOutcome] = [:]
    for value in values { answers[value.value.index] = value }
    return MarkdownDocument(root: Self.filled(note.document.root, answers))
  }

  private static func filled(_ node: MarkdownNode, _ answers: [Int: ValueOutcome]) -> MarkdownNode {
    var node = node
    if case .value(var value) = node.kind, let answer = answers[value.index], let actual = answer.actual {
      if let recorded = answer.value.recorded?.value, recorded != actual { value.wrong = recorded }
      value.text = actual
      node.kind = .value(value)
    }
    node.children = node.children.map { filled($0, answers) }
    return node
  }
}
