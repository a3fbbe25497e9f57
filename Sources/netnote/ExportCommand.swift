import ArgumentParser
import Foundation
import Notebook
import Rendering

struct ExportCommand: ParsableCommand {
  enum Form: String, CaseIterable, ExpressibleByArgument { case ipynb }

  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Runs a note and writes it in the format of another program.",
    discussion: """
      ipynb is a Jupyter notebook with outputs, tables and figures (nbformat 4.5); netnote import makes the note of \
      it again, byte by byte.

      Exit status: 0 done, 1 the note fails and nothing was written (--force writes it nevertheless), 2 the call is \
      wrong, or the note could not be read or asks for something that is not simulated.
      """)

  @Argument(help: ArgumentHelp("The note.", valueName: "note"))
  var path: String

  @Option(help: "The format.")
  var to: Form

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The file to write; - is standard output. Without it, the note's name with the format's ending.",
      valueName: "file"))
  var output: String?

  @Flag(help: "Write it although the note fails.")
  var force = false

  @OptionGroup var parameters: ParameterOptions

  func run() throws {
    let checked = verdict()
    let report = NoteReport(checked)
    let text = TextReport(isColoured: Terminal.colouredReports).text(of: report)
    if !text.isEmpty { Terminal.report(text) }
    let status = Report(notes: [report]).summary.exitStatus
    guard case .ran(let result) = checked.verdict else { throw ExitCode(status) }
    try parameters.requireTaken(by: Set(checked.parameters))
    let target = output ?? ((path as NSString).deletingPathExtension + ".ipynb")
    guard status == 0 || force else {
      Terminal.report("\(target): not written, because the note fails (--force writes it nevertheless)")
      throw ExitCode(status)
    }
    let hasMark = try FileReader.bytes(at: path).starts(with: [0xEF, 0xBB, 0xBF])
    try RunCommand.save(NotebookExport(result).json(hasByteOrderMark: hasMark).text, to: target)
    if status != 0 { throw ExitCode(status) }
  }

  private func verdict() -> NoteChecker.Checked {
    var checker = NoteChecker()
    checker.parameters = parameters.values
    return NoteChecker.Checked(path: path, verdict: checker.verdict(on: path))
  }
}
