import Simulation

/// A sentence in the languages that pages are written in. It ends without a full stop.
package struct Phrase: Hashable, Sendable {
  package var english: String
  package var chinese: String

  package init(_ english: String, _ chinese: String) {
    self.english = english
    self.chinese = chinese
  }
}

/// Why something did not go as the note expects: what became of which packet, and the lines of the note that made
/// it so.
package struct Explanation: Hashable, Sendable {
  /// The kind of cause, stable, for machines: `rule`, `no-route`, `unanswered-arp`.
  package var cause: String
  /// What happened, the decisive sentence first.
  package var reasons: [Phrase]
  /// The lines that made it so, the decisive one first; each line once.
  package private(set) var lines: [Failure.Related] = []

  /// More lines than this confuse.
  private static let mostLines = 6

  init(_ cause: String, _ reason: Phrase) {
    self.cause = cause
    reasons = [reason]
  }

  package init(cause: String, reasons: [Phrase], lines: [Failure.Related]) {
    (self.cause, self.reasons, self.lines) = (cause, reasons, lines)
  }

  mutating func add(_ reason: Phrase) { if !reasons.contains(reason) { reasons.append(reason) } }

  /// What has no origin was not made by the note, and has no line.
  mutating func point(to origin: Origin?, _ text: Phrase) {
    guard let origin, lines.count < Self.mostLines, !lines.contains(where: { $0.origin == origin }) else {
      return
    }
    lines.append(Failure.Related(origin: origin, text))
  }

  /// Everything that another explanation says, behind what this one does.
  mutating func add(_ other: Explanation) {
    for reason in other.reasons { add(reason) }
    for line in other.lines { point(to: line.origin, line.phrase) }
  }
}

extension Failure {
  /// Lines without a file of their own are lines of this one.
  package func relating(to file: String) -> Failure {
    var failure = self
    for index in failure.related.indices {
      failure.related[index].origin.file = failure.related[index].origin.file ?? file
    }
    return failure
  }

  /// The failure with its reasons: as details and as lines to look at.
  func explained(by explanation: Explanation?) -> Failure {
    var failure = self
    failure.explain(by: explanation)
    return failure
  }

  /// Adds the reasons, as details and as lines to look at.
  package mutating func explain(by explanation: Explanation?) {
    guard let explanation else { return }
    self.explanation = explanation
    details += explanation.reasons.enumerated().map { ($0 == 0 ? "why: " : "     ") + $1.english }
    related += explanation.lines
  }
}
