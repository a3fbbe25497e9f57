package import Lab
import NetLanguage
import Simulation

/// For a terminal: the rows of what commands listed, each with the line of the note that made it.
package enum OriginText {
  /// Empty where nothing of the note made any row. Ends with a line feed otherwise.
  package static func text(of lines: [LineResult], path: String) -> String {
    lines.map { text(of: $0, path: path) }.joined()
  }

  private static func text(of line: LineResult, path: String) -> String {
    let rows = line.listings.flatMap(\.rows).filter { $0.origin != nil }
    if rows.isEmpty { return "" }
    var text = "made by, in \(line.line.prompt) \(line.line.shownCommand):\n"
    for row in rows {
      guard let origin = row.origin else { continue }
      let cells = row.cells.filter { !$0.isEmpty }.joined(separator: " ")
      text += "  \(origin.file ?? path):\(origin.line): \(cells)\n"
    }
    return text
  }
}
