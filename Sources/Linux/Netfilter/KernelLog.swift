package import Simulation

/// What the kernel has printed (dmesg(1)); the oldest lines go when it is full.
package final class KernelLog {
  package struct Line: Hashable, Sendable {
    package var time: Nanoseconds
    package var text: String
  }

  package private(set) var lines: [Line] = []
  private static let limit = 10_000

  init() {}

  package func append(_ text: String, at time: Nanoseconds) {
    if lines.count >= Self.limit { lines.removeFirst(Self.limit / 10) }
    lines.append(Line(time: time, text: text))
  }

  package func clear() { lines = [] }
}
