import Foundation
import Testing

/// The simulator against recordings of the real Linux kernel, the real programs and the real Docker Engine.
@Suite struct ConformanceTests {
  /// Scenarios in which every command and every rule trace is equal to the recording. One that once was stays so.
  static let equal: Set<String> = {
    let list = try? String(contentsOf: Scenario.folder.appendingPathComponent("equal.list"), encoding: .utf8)
    return Set((list ?? "").split(separator: "\n").map(String.init))
  }()

  @Test(
    "A scenario prints what Linux printed, and its packets meet the rules they met there",
    arguments: Scenario.all.filter { equal.contains($0.name) })
  func equalsTheRecording(_ scenario: Scenario) {
    let comparison = scenario.compare()
    #expect(comparison.isEqual, "\(comparison.differences.joined(separator: "\n"))")
  }

  @Test("The score over all scenarios is printed")
  func score() throws {
    var report = ""
    var (equalCommands, commands, equalTraces, traces, equalScenarios) = (0, 0, 0, 0, 0)
    for scenario in Scenario.all {
      let comparison = scenario.compare()
      equalCommands += comparison.equalCommands
      commands += comparison.commands
      equalTraces += comparison.equalTraces
      traces += comparison.traces
      equalScenarios += comparison.isEqual ? 1 : 0
      report += "\(scenario.name): \(comparison.equalCommands)/\(comparison.commands) commands, "
      report += "\(comparison.equalTraces)/\(comparison.traces) traces\n"
    }
    print(report, terminator: "")
    print(
      "conformance: \(equalCommands)/\(commands) commands, \(equalTraces)/\(traces) traces, "
        + "\(equalScenarios)/\(Scenario.all.count) scenarios equal")
    #expect(!Scenario.all.isEmpty)
  }
}
