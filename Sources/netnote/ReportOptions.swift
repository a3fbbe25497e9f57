import ArgumentParser
import Notebook

/// Where a report goes, and in which forms.
struct ReportOptions: ParsableArguments {
  @Option(help: "The form of the report: \(ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
  var format: ReportFormat = .text

  @Option(help: ArgumentHelp("Write the report into a file instead of printing it.", valueName: "file"))
  var output: String?

  @Option(
    name: .customLong("report"),
    help: ArgumentHelp(
      "Write a report of another form into a file too; may be given several times.",
      valueName: "format=file"))
  var files: [ReportFile] = []

  /// A report as it is to be written whole.
  func write(_ report: Report, isStreamed: Bool) throws {
    if let output {
      try RunCommand.save(format.text(of: report), to: output)
    } else if !isStreamed {
      Terminal.print(format.text(of: report))
    }
    for file in files { try RunCommand.save(file.format.text(of: report), to: file.path) }
  }

  /// The text form on a terminal, or nil where the report is written as one piece.
  func text(of note: NoteReport, _ writer: TextReport) -> String? {
    output == nil ? format.text(of: note, writer) : nil
  }

  var isStreamed: Bool { output == nil && (format == .text || format == .github) }
}

/// `junit=build/report.xml`.
struct ReportFile: ExpressibleByArgument {
  var format: ReportFormat
  var path: String

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let format = ReportFormat(rawValue: String(parts[0])), !parts[1].isEmpty else {
      return nil
    }
    self.format = format
    path = String(parts[1])
  }

  static var allValueStrings: [String] { ReportFormat.allCases.map { "\($0.rawValue)=FILE" } }
}

extension ReportFormat: ExpressibleByArgument {}
