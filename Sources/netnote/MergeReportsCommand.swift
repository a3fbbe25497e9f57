import ArgumentParser
import Notebook

struct MergeReportsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge-reports",
    abstract: "Joins the JSON reports of several checks, such as those of shards, into one report.",
    discussion: """
      All parts must be there: a missing one is an error. The exit status is that of the whole check: 0 all is \
      well, 1 a note failed, 2 a note or a report could not be read, or a part is missing.
      """)

  @Argument(help: ArgumentHelp("Reports that check wrote in the form json.", valueName: "file"))
  var reports: [String]

  @OptionGroup var report: ReportOptions

  @Flag(help: "Print no summary.")
  var quiet = false

  func run() throws {
    let merged: Report
    do {
      merged = try Report.merged(reports.map { try JSONReport.read(FileReader.bytes(at: $0), path: $0) })
    } catch {
      throw UsageProblem(text: "\(error)")
    }
    try report.write(merged, isStreamed: false)
    let isSummaryPrinted = report.format == .text && report.output == nil
    if !quiet, !isSummaryPrinted { Terminal.report(merged.summary.text) }
    if merged.summary.exitStatus != 0 { throw ExitCode(merged.summary.exitStatus) }
  }
}
