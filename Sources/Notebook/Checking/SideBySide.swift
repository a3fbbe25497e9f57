import Foundation
import Synchronization

/// Work on many things over several cores, handed over in order.
package enum SideBySide {
  /// The machine's, less what a control group takes away; finding that out reads files.
  private static let cores = ProcessInfo.processInfo.activeProcessorCount

  /// Does the work for 0, 1, …, each number once, in any order. What comes out is handed over in the order of the
  /// numbers, as soon as it and all before it are there; calls do not overlap.
  ///
  /// - Parameters:
  ///   - jobs: how many at a time; nil is one for each core.
  ///   - isLast: what stands behind it is of no interest: it is not begun any more, and not handed over.
  package static func run<Outcome: Sendable>(
    _ count: Int, jobs: Int? = nil, isLast: @Sendable (Outcome) -> Bool = { _ in false },
    _ work: @Sendable (Int) -> Outcome, each: @Sendable (Outcome) -> Void
  ) {
    let queue = Mutex(Queue<Outcome>(count: count))
    let workers = max(1, min(count, jobs ?? cores))
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      while let index = queue.withLock({ $0.take() }) {
        let outcome = work(index)
        queue.withLock { $0.finish(index, outcome, isLast: isLast(outcome), each) }
      }
    }
  }

  /// What comes out, in the order of the numbers.
  package static func map<Outcome: Sendable>(
    _ count: Int, jobs: Int? = nil, _ work: @Sendable (Int) -> Outcome
  ) -> [Outcome] {
    let all = Mutex<[Outcome]>([])
    run(count, jobs: jobs, work) { outcome in all.withLock { $0.append(outcome) } }
    return all.withLock { $0 }
  }

  /// What the function makes of each element, in order, on all cores.
  package static func map<Element: Sendable, Outcome: Sendable>(
    _ elements: [Element], _ transform: @Sendable (Element) -> Outcome
  ) -> [Outcome] {
    map(elements.count) { transform(elements[$0]) }
  }

  /// Things taken in order, finished in any order, handed over in order.
  private struct Queue<Outcome: Sendable> {
    private var next = 0
    private var delivered = 0
    /// What is behind it is of no interest.
    private var end: Int
    private var done: [Outcome?]

    init(count: Int) {
      end = count
      done = Array(repeating: nil, count: count)
    }

    mutating func take() -> Int? {
      guard next < end else { return nil }
      defer { next += 1 }
      return next
    }

    mutating func finish(_ index: Int, _ outcome: Outcome, isLast: Bool, _ each: (Outcome) -> Void) {
      done[index] = outcome
      if isLast { end = min(end, index + 1) }
      while delivered < end, let next = done[delivered] {
        each(next)
        done[delivered] = nil
        delivered += 1
      }
    }
  }
}
