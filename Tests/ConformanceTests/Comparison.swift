/// How a simulated run stands to a recorded one: commands and rule traces that are equal, and how the others differ.
struct Comparison: Sendable {
  private(set) var equalCommands = 0
  private(set) var commands: Int
  private(set) var equalTraces = 0
  private(set) var traces = 0
  private(set) var differences: [String] = []

  init(
    expected: [Block], expectedTraces: [[Scenario.RecordedTrace]?], blocks: [Block],
    traces simulated: [[Scenario.RecordedTrace]?]
  ) {
    commands = expected.count
    for (index, block) in expected.enumerated() {
      guard index < blocks.count else {
        differences.append("\(block.prompt) \(block.command)\n  was not run")
        continue
      }
      if block == blocks[index] {
        equalCommands += 1
      } else {
        differences.append(Self.describe(block, blocks[index]))
      }
    }
    for (index, trace) in expectedTraces.enumerated() {
      guard let trace else { continue }
      traces += 1
      let found = (index < simulated.count ? simulated[index] : nil) ?? []
      if found == trace {
        equalTraces += 1
      } else {
        differences.append(Self.describe(trace, found, index < expected.count ? expected[index] : nil))
      }
    }
  }

  var isEqual: Bool { equalCommands == commands && equalTraces == traces && commands > 0 }

  private static func describe(_ expected: Block, _ found: Block) -> String {
    "\(expected.prompt) \(expected.command)\n"
      + difference(
        expected.output.lines + ["exit \(expected.status)"], found.output.lines + ["exit \(found.status)"])
  }

  private static func describe(
    _ expected: [Scenario.RecordedTrace], _ found: [Scenario.RecordedTrace], _ block: Block?
  ) -> String {
    func lines(_ trace: [Scenario.RecordedTrace]) -> [String] {
      trace.flatMap { [$0.packet] + $0.hits.map { "    " + $0 } }
    }
    return "trace \(block?.prompt ?? "") \(block?.command ?? "")\n"
      + difference(lines(expected), lines(found))
  }

  /// Lines only in the recording with `-`, lines only in the simulation with `+`.
  private static func difference(_ expected: [String], _ found: [String]) -> String {
    let changes = found.difference(from: expected)
    var removed: [Int: String] = [:]
    var inserted: [Int: String] = [:]
    for change in changes {
      switch change {
      case .remove(let offset, let line, _): removed[offset] = line
      case .insert(let offset, let line, _): inserted[offset] = line
      }
    }
    let old = removed.sorted { $0.key < $1.key }.map { "  - " + $0.value }
    let new = inserted.sorted { $0.key < $1.key }.map { "  + " + $0.value }
    return (old + new).joined(separator: "\n")
  }
}

extension String {
  var lines: [String] { split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
}
