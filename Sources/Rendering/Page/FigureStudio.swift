import Dispatch
package import Notebook
import Synchronization

/// Draws the figures of a note's cells on another core, while other work goes on: the cells behind them still run.
package final class FigureStudio: Sendable {
  private let language: Language
  private let capture: @Sendable (_ cell: Int, _ line: Int) -> String?
  private let work = Mutex(Work())
  private let queue = DispatchQueue(label: "netnote.figures", qos: .userInitiated)

  /// `capture` is the address of a line's capture file, if there is one.
  package init(
    language: Language, capture: @escaping @Sendable (_ cell: Int, _ line: Int) -> String? = { _, _ in nil }
  ) {
    (self.language, self.capture) = (language, capture)
  }

  /// Begins to draw a cell's figures. Cells come in the order of the note.
  package func draw(_ outcome: CellOutcome) {
    let hasWork = work.withLock { work in
      let orders = FigureOrder.all(
        for: outcome, language: language, drawsNetwork: work.network.stand(at: outcome),
        capture: { capture(outcome.cell.number, $0) })
      work.add(orders)
      return !orders.isEmpty
    }
    if hasWork { queue.async { self.drawAll() } }
  }

  /// The figures of a cell. Draws what has not been begun, the first cells' first, and waits for what is being drawn.
  func figures(of cell: Int) -> CellFigures {
    while true {
      if let figures = work.withLock({ $0.figures(of: cell) }) { return figures }
      if !drawNext() { queue.sync {} }
    }
  }

  /// Draws no more, and waits for what is being drawn: a process must not end while another core works.
  package func close() {
    work.withLock { $0.drop() }
    queue.sync {}
  }

  private func drawAll() { while drawNext() {} }

  /// False when all figures are drawn, or being drawn.
  private func drawNext() -> Bool {
    guard let order = work.withLock({ $0.take() }) else { return false }
    let figure = order.drawn
    work.withLock { $0.add(figure, for: order) }
    return true
  }

  private struct Work {
    var network = NetworkPictures()
    private var orders: [FigureOrder] = []
    private var next = 0
    private var drawn: [Int: CellFigures] = [:]
    /// How many figures of a cell are not drawn.
    private var missing: [Int: Int] = [:]

    mutating func add(_ new: [FigureOrder]) {
      orders += new
      for order in new { missing[order.cell, default: 0] += 1 }
    }

    mutating func take() -> FigureOrder? {
      guard next < orders.count else { return nil }
      defer { next += 1 }
      return orders[next]
    }

    mutating func drop() { while let order = take() { missing[order.cell, default: 0] -= 1 } }

    mutating func add(_ figure: Markup, for order: FigureOrder) {
      drawn[order.cell, default: CellFigures()].add(figure, for: order)
      missing[order.cell, default: 0] -= 1
    }

    /// Nil while some are missing.
    func figures(of cell: Int) -> CellFigures? {
      missing[cell, default: 0] == 0 ? drawn[cell] ?? CellFigures() : nil
    }
  }
}
