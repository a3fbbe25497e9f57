import ArgumentParser
import Notebook

struct AcceptCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accept",
    abstract: "Records what came out in the notes, changing only the lines that differ.",
    discussion: """
      Lines whose wildcards (..., {{*}}, {{name:kind}}) still match stay as they are, and so does every other byte \
      of a note. With CI set nothing is run or written.

      Exit status: 0 the notes hold now, 1 something else fails, or a change was declined, 2 the call is wrong, or \
      a note could not be read or asks for something that is not simulated.
      """)

  @Argument(help: "Notes, or folders of notes.")
  var paths: [String] = ["Notebooks"]

  @Option(help: ArgumentHelp("Only the cell with this label or number.", valueName: "label"))
  var cell: String?

  @Flag(help: "Show each change and ask: y accepts it, n leaves it, a accepts it and all others, q ends.")
  var review = false

  @Flag(help: "Also give cells that record nothing yet an output fence.")
  var add = false

  @OptionGroup var parameters: ParameterOptions

  @OptionGroup var cache: CacheOptions

  @Flag(help: "Do not name the notes that were changed.")
  var quiet = false

  func run() throws {
    if Terminal.isContinuousIntegration {
      throw UsageProblem(text: "accept changes notes, and CI is set: nothing was run")
    }
    let notes = try CheckCommand.notes(at: paths)
    var review = HunkReview(isAsking: self.review, isColoured: Terminal.colouredOutput)
    var summary = CheckSummary()
    var hasCell = false
    var declared: Set<String> = []
    var checker = NoteChecker()
    checker.parameters = parameters.values
    checker.cache = cache.chosen
    for path in notes where !review.isOver {
      var checked = checker.verdict(on: path)
      if case .ran(var result) = checked {
        hasCell = hasCell || cell.map { label in result.cells.contains { $0.isNamed(label) } } ?? true
        try record(&result, &review)
        checked = .ran(result)
      }
      let note = NoteChecker.Checked(path: path, verdict: checked)
      declared.formUnion(note.parameters)
      let report = NoteReport(note)
      summary.add(report)
      let text = TextReport(isColoured: Terminal.colouredReports).text(of: report)
      if !text.isEmpty { Terminal.report(text) }
    }
    if let cell, !hasCell, summary.unreadableNotes == 0 {
      throw UsageProblem(text: "no note has a cell \(cell)")
    }
    if !review.isOver { try parameters.requireTaken(by: declared) }
    if review.isOver, summary.exitStatus == 0 { throw ExitCode(1) }
    if summary.exitStatus != 0 { throw ExitCode(summary.exitStatus) }
  }

  private func record(_ result: inout NoteResult, _ review: inout HunkReview) throws {
    let hunks = RecordingWriter.hunks(of: result, inCell: cell, addsFences: add)
    let accepted = review.choose(among: hunks, in: result.note)
    if accepted.isEmpty { return }
    do {
      try RecordingFile.write(accepted, into: result.note.source)
    } catch {
      throw UsageProblem(text: "\(error)")
    }
    result.accept(accepted)
    let changes = accepted.count == 1 ? "1 change" : "\(accepted.count) changes"
    if !quiet { Terminal.report("\(result.note.path): recorded \(changes)") }
  }
}
