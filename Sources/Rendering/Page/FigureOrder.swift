import Lab
import NetLanguage
import Notebook

/// One of a cell's figures, to be drawn anywhere.
struct FigureOrder: Sendable {
  enum Subject: Hashable, Sendable {
    /// The network without a trace.
    case network
    /// The trace of the line at this place in the cell.
    case trace(line: Int)
  }

  let subject: Subject
  let cell: Int
  private let result: CellResult
  private let language: Language
  /// What the note's author says of it.
  private let caption: String?
  private let capture: String?

  static func all(
    for outcome: CellOutcome, language: Language, drawsNetwork: Bool, capture: (_ line: Int) -> String?
  ) -> [FigureOrder] {
    let options = outcome.parsed.options
    guard let result = outcome.result, options.output != false else { return [] }
    let traced = result.lines.indices.filter { result.lines[$0].line.isTraced }
    // The cell's caption is about the first trace, or else about the network; a folded cell has it at its fold.
    let caption = options.caption?.value
    func order(_ subject: Subject, caption: String?, capture: String? = nil) -> FigureOrder {
      FigureOrder(
        subject: subject, cell: outcome.cell.number, result: result, language: language, caption: caption,
        capture: capture)
    }
    let network = drawsNetwork ? [order(.network, caption: traced.isEmpty ? caption : nil)] : []
    return network
      + traced.map { line in
        let heads = line == traced.first && options.fold != true
        return order(.trace(line: line), caption: heads ? caption : nil, capture: capture(line))
      }
  }

  var drawn: Markup {
    // Begins the ids of its elements, of which a page has hundreds.
    let prefix = "c\(cell)"
    switch subject {
    case .network:
      return TraceFigures.network(
        result.topology, language: language, prefix: prefix + "-net", caption: caption)
    case .trace(let index):
      let line = result.lines[index]
      return TraceFigures(
        line.trace, in: result.topology, language: language, prefix: "\(prefix)-\(index + 1)",
        isTruncated: line.isTraceTruncated, chains: line.chains, capture: capture, heading: caption
      ).html
    }
  }
}
