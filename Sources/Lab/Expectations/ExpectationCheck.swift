import Linux
import NetLanguage
import Packets
import Patterns
import Simulation
import Tools

/// Holding an expectation against what a console line did.
extension Lab {
  /// Empty when the expectation holds. The line is the last that was run.
  func check(_ expectation: Expectation, of line: LineResult, at range: SourceRange) -> [Failure] {
    switch expectation.claim {
    case .exit(let status):
      return verdict(line.exitStatus == status.value, expectation, range, "expect-exit") {
        ["expected exit status \(status.value)", "the command ended with \(line.exitStatus)"]
          + printed(line)
      }
    case .outputIs, .outputContains, .outputMatches, .outputIsEmpty:
      return checkOutput(expectation, of: line, at: range)
    default:
      guard line.line.isTraced else {
        return [
          Failure(
            "expect-untraced", at: range,
            "this expectation is about packets, but the line above is not traced",
            details: ["write: trace \(line.statement.text)"])
        ]
      }
      return checkTrace(expectation, of: line, at: range)
    }
  }

  private func checkOutput(
    _ expectation: Expectation, of line: LineResult, at range: SourceRange
  ) -> [Failure] {
    let output = line.output.withoutTrailingNewlines
    let holds: Bool
    let wanted: String
    switch expectation.claim {
    case .outputIs(let text): (holds, wanted) = (output == text.value, "to be \"\(text.value)\"")
    case .outputContains(let text):
      (holds, wanted) = (output.containsText(text.value), "to contain \"\(text.value)\"")
    case .outputMatches(let text):
      do throws(PatternError) {
        let pattern = try Pattern(text.value, syntax: .perl, isLinewise: true)
        (holds, wanted) = (try pattern.firstMatch(in: output) != nil, "to match /\(text.value)/")
      } catch {
        return [Failure("bad-pattern", at: text.range, "this regular expression cannot be used")]
      }
    default: (holds, wanted) = (output.isEmpty, "to be empty")
    }
    return verdict(holds, expectation, range, "expect-output") {
      ["expected the output \(expectation.isNegated ? "not " : "")\(wanted)"] + printed(line)
    }
  }

  private func printed(_ line: LineResult) -> [String] {
    let lines = line.output.withoutTrailingNewlines.split(separator: "\n", omittingEmptySubsequences: false)
    guard !line.output.isEmpty else { return ["it printed nothing"] }
    return ["it printed:"] + lines.prefix(20).map { "  " + $0 }
      + (lines.count > 20 ? ["  … and \(lines.count - 20) lines more"] : [])
  }

  func verdict(
    _ holds: Bool, _ expectation: Expectation, _ range: SourceRange, _ identifier: String,
    details: () -> [String]
  ) -> [Failure] {
    guard holds == expectation.isNegated else { return [] }
    let failure = Failure(identifier, at: range, "this expectation does not hold", details: details())
    return [failure.explained(by: explainer?.explanation(of: expectation, network))]
  }
}

extension String {
  var withoutTrailingNewlines: String {
    var bytes = self[...]
    while bytes.last?.isNewline == true { bytes = bytes.dropLast() }
    return String(bytes)
  }

  /// Whether the other text stands somewhere in this one, octet by octet.
  func containsText(_ other: String) -> Bool {
    let (text, wanted) = (Array(utf8), Array(other.utf8))
    guard !wanted.isEmpty else { return true }
    guard text.count >= wanted.count else { return false }
    return (0...(text.count - wanted.count)).contains { start in
      text[start] == wanted[0] && text[start..<(start + wanted.count)].elementsEqual(wanted)
    }
  }
}
