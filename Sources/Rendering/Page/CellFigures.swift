/// A cell's figures: most of a page's work, and made of nothing but the cell and its own result.
struct CellFigures: Sendable {
  /// The network's picture, where the cell is the one to show it.
  private(set) var network: Markup?
  /// Of each traced line, by its place in the cell.
  private var traces: [Int: Markup] = [:]

  mutating func add(_ figure: Markup, for order: FigureOrder) {
    switch order.subject {
    case .network: network = figure
    case .trace(let line): traces[line] = figure
    }
  }

  /// Of the traced line at this place in the cell.
  subscript(line: Int) -> Markup { traces[line] ?? .empty }
}
