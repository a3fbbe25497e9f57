import Lab
import NetLanguage
package import Notebook
import Simulation

/// The lines of a note's cells that made what its tables list, so that each row can lead to its line.
package struct SourceLinks: Sendable {
  /// Lines of the file that rows of listings came from.
  private var targets: Set<Int> = []
  /// The text of the lines of the cells whose source is on the page.
  private var shown: [Int: String] = [:]

  /// Nothing is linked.
  package static let none = SourceLinks()

  private init() {}

  package init(_ result: NoteResult) {
    for outcome in result.cells {
      let fence = outcome.cell.fence
      if outcome.parsed.options.echo != false {
        for (index, line) in fence.lines.enumerated() { shown[fence.firstContentLine + index] = line }
      }
      guard outcome.parsed.options.output != false else { continue }
      let rows = (outcome.result?.lines ?? []).flatMap(\.listings).flatMap(\.rows)
      for case let origin? in rows.map(\.origin) where origin.file == nil { targets.insert(origin.line) }
    }
    targets.formIntersection(shown.keys)
  }

  func isTarget(_ line: Int) -> Bool { targets.contains(line) }

  static func identifier(of line: Int) -> String { "line-\(line)" }

  /// The line's number, leading to the line where it is on the page.
  func html(of origin: Origin, _ language: Language) -> Markup {
    if let file = origin.file { return Markup("\(file):\(origin.line)") }
    guard isTarget(origin.line) else { return Markup("\(origin.line)") }
    return element(
      "a",
      [
        "href": "#" + Self.identifier(of: origin.line), "title": shown[origin.line],
        "aria-label": language.say("line \(origin.line)", "第 \(origin.line) 行"),
      ]
    ) { "\(origin.line)" }
  }
}
