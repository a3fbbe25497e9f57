import Foundation
import Testing

@testable import Rendering

@Suite struct ComparisonTests {
  private let whole = Journey(SeedStory.steps(), in: SeedStory.topology)
  private let dropped = Journey(SeedStory.dropped(), in: SeedStory.topology)

  @Test func aTraceGoesTheSameWayAsItself() {
    #expect(TraceComparison(whole, whole, language: .english).isSame)
  }

  @Test func whatOnlyOneWentThroughStandsOnItsSide() throws {
    let comparison = TraceComparison(whole, dropped, language: .english)
    #expect(!comparison.isSame)
    let request = try #require(comparison.parts.first)
    guard case .both = request.first else {
      Issue.record("the first step is common to both")
      return
    }
    let parted = request.compactMap { row -> (String?, String?)? in
      if case .parted(let left, let right) = row { (left, right) } else { nil }
    }
    #expect(parted.contains { $0.1?.contains("✕") == true })
    #expect(parted.contains { $0.0?.contains("✓ delivered to tcp") == true })
  }

  @Test func theForkIsMarkedOnceForEachDirection() {
    let comparison = TraceComparison(whole, dropped, language: .english)
    let html = ComparisonForm(comparison, titles: ("In [1]", "In [2]"), language: .english).html.source
    #expect(html.components(separatedBy: "<td>≠ ").count - 1 == 2 * comparison.parts.count)
  }
}
