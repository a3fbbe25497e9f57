/// The forms in which a report is written.
package enum ReportFormat: String, Hashable, Sendable, CaseIterable {
  case text, json, junit, sarif, github, tap

  /// The whole report as a file.
  package func text(of report: Report) -> String {
    switch self {
    case .text: TextReport().text(of: report)
    case .json: JSONReport.value(of: report).text
    case .junit: JUnitReport.text(of: report)
    case .sarif: SARIFReport.value(of: report).text
    case .github: report.notes.map(GitHubReport.text).joined()
    case .tap: TAPReport.text(of: report)
    }
  }

  /// What is written of one note as soon as it is done; nil where the report is one piece.
  package func text(of note: NoteReport, _ writer: TextReport) -> String? {
    switch self {
    case .text: writer.text(of: note)
    case .github: GitHubReport.text(of: note)
    case .json, .junit, .sarif, .tap: nil
    }
  }
}
