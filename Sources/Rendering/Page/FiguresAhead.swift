import Dispatch
package import Notebook
import Synchronization

/// Draws the figures of a note's cells on another core, while the cells behind them still run.
package final class FiguresAhead: Sendable {
  private let language: Language
  private let work = Mutex(Work())
  private let queue = DispatchQueue(label: "netnote.figures", qos: .userInitiated)

  /// The address of a capture file is not known yet: such figures name none.
  package init(language: Language) { self.language = language }

  /// Begins to draw a cell's figures. Cells are told in the order of the note.
  package func draw(_ outcome: CellOutcome) {
    work.withLock { $0.add(outcome) }
    queue.async { self.drawNext() }
  }

  /// The figures of all cells, by their numbers; helps with those not begun, and waits for the others.
  func finish() -> [Int: CellFigures] {
    while drawNext() {}
    return queue.sync { work.withLock { $0.drawn } }
  }

  @discardableResult
  private func drawNext() -> Bool {
    guard let (outcome, drawsNetwork) = work.withLock({ $0.take() }) else { return false }
    let figures = CellFigures(outcome, language: language, drawsNetwork: drawsNetwork)
    work.withLock { $0.drawn[outcome.cell.number] = figures }
    return true
  }

  private struct Work {
    private var network = NetworkPictures()
    private var waiting: [(CellOutcome, drawsNetwork: Bool)] = []
    private var next = 0
    var drawn: [Int: CellFigures] = [:]

    mutating func add(_ outcome: CellOutcome) {
      waiting.append((outcome, network.stand(at: outcome)))
    }

    mutating func take() -> (CellOutcome, drawsNetwork: Bool)? {
      guard next < waiting.count else { return nil }
      defer { next += 1 }
      return waiting[next]
    }
  }
}
