/// A line of a file with its number.
package struct RecordedLine: Hashable, Sendable {
  package var text: String
  package var number: Int

  package init(_ text: String, number: Int) {
    self.text = text
    self.number = number
  }

  /// It is only `...` and stands for any lines.
  package var isElision: Bool { LinePattern.isElision(text) }
}

/// One line of the comparison between what was recorded and what came out.
package enum LineDifference: Hashable, Sendable {
  /// The recorded line, and the line that fits it.
  case kept(RecordedLine, actual: String)
  /// A line that an elision stands for.
  case elided(actual: String)
  /// Recorded, and nothing that came out fits it.
  case removed(RecordedLine)
  /// Came out, and nothing recorded fits it.
  case added(actual: String)
}

package enum RecordedOutput {
  /// Compares recorded lines with those that came out; white space at line ends does not count.
  ///
  /// The answer is empty when all is well. Otherwise it is the whole comparison, with as many kept lines as can be, and
  /// `captures` is left as it was. A recorded line that is wrong is replaced by what came out in its place rather
  /// than given up to an elision beside it: recording the answer never makes an elision stand for more than it has to.
  package static func compare(
    _ expected: [RecordedLine], _ actual: [String], _ captures: inout Captures
  ) -> [LineDifference] {
    if let bound = agreement(expected, actual, captures) {
      captures = bound
      return []
    }
    var comparison = RecordedAlignment(expected, actual, captures)
    let differences = comparison.walk()
    let isSame = differences.allSatisfy {
      switch $0 {
      case .kept, .elided: true
      case .removed, .added: false
      }
    }
    guard isSame else { return differences }
    captures = comparison.captures
    return []
  }

  /// What the names stand for when each recorded line fits the actual one beside it, none of them an elision: the
  /// common case, without an alignment.
  private static func agreement(
    _ expected: [RecordedLine], _ actual: [String], _ captures: Captures
  ) -> Captures? {
    guard expected.count == actual.count else { return nil }
    var captures = captures
    for (line, text) in zip(expected, actual) {
      if line.text == text, !LinePattern.mayHoldWildcards(text) { continue }
      let pattern = LinePattern(line.text)
      if pattern.isElision || !pattern.matches(text, &captures) { return nil }
    }
    return captures
  }

  /// The comparison as text: `  ` before kept lines, `- ` before removed and `+ ` before added ones, recorded lines
  /// with their numbers.
  package static func render(_ differences: [LineDifference]) -> String {
    var width = 0
    for case .kept(let line, _) in differences { width = max(width, "\(line.number)".count) }
    for case .removed(let line) in differences { width = max(width, "\(line.number)".count) }
    func row(_ number: Int?, _ mark: String, _ text: String) -> String {
      let digits = number.map { "\($0)" } ?? ""
      return String(repeating: " ", count: width - digits.count) + digits + " " + mark
        + (text.isEmpty ? "" : " " + text) + "\n"
    }
    return differences.map { difference in
      switch difference {
      case .kept(let line, let actual): row(line.number, " ", actual)
      case .elided(let actual): row(nil, " ", actual)
      case .removed(let line): row(line.number, "-", line.text)
      case .added(let actual): row(nil, "+", actual)
      }
    }.joined()
  }
}
