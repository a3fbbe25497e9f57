import Linux
import Simulation
import Tools

/// A host whose rules a test edits.
final class RuleHost {
  let network = Network()
  let namespace: NetworkNamespace

  init() { namespace = network.makeNamespace(name: "h") }

  /// Carries out `iptables WORDS`, split at blanks; single quotes keep blanks together.
  @discardableResult
  func iptables(_ line: String) throws -> IPTables.Outcome {
    var words: [String] = []
    for (index, piece) in line.split(separator: "'", omittingEmptySubsequences: false).enumerated() {
      if index % 2 == 1 {
        words.append(String(piece))
      } else {
        words += piece.split(separator: " ").map(String.init)
      }
    }
    return try IPTables.run(arguments: words, in: namespace)
  }

  /// What `iptables LINE` prints, without the blanks at line ends.
  func output(_ line: String) throws -> String {
    let outcome = try iptables(line)
    return (outcome.output + outcome.error).split(separator: "\n", omittingEmptySubsequences: false).map {
      var text = $0
      while text.last == " " { text.removeLast() }
      return String(text)
    }.joined(separator: "\n")
  }
}
