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
      work.orders += orders
      return !orders.isEmpty
    }
    if hasWork { queue.async { self.drawAll() } }
  }

  /// The figures of all cells, by their numbers; helps with those not begun, and waits for the others.
  func finish() -> [Int: CellFigures] {
    drawAll()
    return queue.sync { work.withLock { $0.drawn } }
  }

  private func drawAll() {
    while let order = work.withLock({ $0.take() }) {
      let figure = order.drawn
      work.withLock { $0.drawn[order.cell, default: CellFigures()].add(figure, for: order) }
    }
  }

  private struct Work {
    var network = NetworkPictures()
    var orders: [FigureOrder] = []
    private var next = 0
    var drawn: [Int: CellFigures] = [:]

    mutating func take() -> FigureOrder? {
      guard next < orders.count else { return nil }
      defer { next += 1 }
      return orders[next]
    }
  }
}
