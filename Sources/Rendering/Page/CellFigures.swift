import Lab
import NetLanguage
package import Notebook

/// A cell's figures: most of a page's work, and made of nothing but the cell and its own result.
package struct CellFigures: Sendable {
  /// The network's picture, where the cell is the one to show it.
  let network: Markup?
  /// Of each traced line, by its place in the cell.
  private let traces: [Int: Markup]

  /// `capture` is the address of a line's capture file, if there is one.
  package init(
    _ outcome: CellOutcome, language: Language, drawsNetwork: Bool,
    capture: (_ line: Int) -> String? = { _ in nil }
  ) {
    let options = outcome.parsed.options
    guard let result = outcome.result, options.output != false else {
      (network, traces) = (nil, [:])
      return
    }
    // Begins the ids of its figures, of which a page has hundreds.
    let prefix = "c\(outcome.cell.number)"
    let caption = options.caption?.value
    let traced = result.lines.indices.filter { result.lines[$0].line.isTraced }
    network =
      drawsNetwork
      ? TraceFigures.network(
        result.topology, language: language, prefix: prefix + "-net", caption: traced.isEmpty ? caption : nil)
      : nil
    var traces: [Int: Markup] = [:]
    for index in traced {
      let line = result.lines[index]
      traces[index] =
        TraceFigures(
          line.trace, in: result.topology, language: language, prefix: "\(prefix)-\(index + 1)",
          isTruncated: line.isTraceTruncated, chains: line.chains, capture: capture(index),
          // The cell's caption is about the first of them.
          heading: index == traced.first && options.fold != true ? caption : nil
        ).html
    }
    self.traces = traces
  }

  /// Of the traced line at this place in the cell.
  subscript(line: Int) -> Markup { traces[line] ?? .empty }
}
