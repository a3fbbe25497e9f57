import ArgumentParser
import Foundation
import Lab
import NetLanguage
import Notebook
import Rendering

/// `netnote run NOTE.md`: each cell's transcript as it is done, then the files that were asked for.
struct NoteRun {
  var command: RunCommand

  func run(_ bytes: Data) throws {
    if command.write, Terminal.isContinuousIntegration {
      throw UsageProblem(text: "--write changes the note, and CI is set: nothing was run")
    }
    let note: Note
    do {
      note = try Note(path: command.path, bytes: bytes)
    } catch {
      Self.report(error, path: command.path, bytes: bytes)
      throw ExitCode(2)
    }
    var runner = NoteRunner()
    runner.parameters = command.parameters.values
    runner.cache = command.cache.chosen
    if let unknown = command.parameters.values.first(where: { note.frontMatter.parameter($0.name) == nil }) {
      throw UsageProblem(text: unknown.problem(in: note))
    }
    let language = NotePage.language(of: note)
    let figures = command.html.map { _ in FigureStudio(language: language) }
    defer { figures?.close() }
    var result = runner.run(note) { outcome in
      figures?.draw(outcome)
      show(outcome, in: language)
    }
    if command.write { try record(&result) }
    let report = NoteReport(result)
    let text = TextReport(isColoured: Terminal.colouredReports).text(of: report)
    if !text.isEmpty { Terminal.report(text) }
    if let json = command.json { try RunCommand.save(ResultJSON.note(result).text, to: json) }
    if let pcap = command.pcap { try saveCaptures(of: result, to: pcap) }
    if let html = command.html { try savePage(of: result, figures, to: html) }
    let status = Report(notes: [report]).summary.exitStatus
    if status != 0 { throw ExitCode(status) }
  }

  private func show(_ outcome: CellOutcome, in language: Language) {
    guard !command.quiet, command.json != "-" else { return }
    let number = outcome.cell.number
    if command.verbose {
      let label = outcome.parsed.options.label.map { " \($0.value)" } ?? ""
      Terminal.print("-- \(command.path):\(outcome.cell.fence.line): cell \(number)\(label)\n")
    }
    let text = Transcript.text(of: outcome.result?.lines ?? [])
    if !text.isEmpty { Terminal.print(text + "\n") }
    if command.origins {
      let origins = OriginText.text(of: outcome.result?.lines ?? [], path: command.path)
      if !origins.isEmpty { Terminal.print(origins + "\n") }
    }
    if let result = outcome.result {
      for line in result.lines where line.line.isTraced {
        let journey = Journey(line.trace, in: result.topology)
        Terminal.print(TraceText(journey, language: language).text + "\n")
      }
    }
  }

  /// Puts the recordings right. What differed before is as recorded then.
  private func record(_ result: inout NoteResult) throws {
    let hunks = RecordingWriter.hunks(of: result)
    if hunks.isEmpty { return }
    do {
      try RecordingFile.write(hunks, into: result.note.source)
    } catch {
      throw UsageProblem(text: "\(error)")
    }
    result.accept(hunks)
    Terminal.report("\(command.path): recorded")
  }

  private func saveCaptures(of result: NoteResult, to path: String) throws {
    var folder = try CaptureFolder(path: path)
    for outcome in result.cells {
      try folder.save(outcome.result?.lines ?? [], cell: outcome.cell.number)
    }
  }

  private func savePage(of result: NoteResult, _ figures: FigureStudio?, to path: String) throws {
    guard result.isGood || command.force else {
      return Terminal.report("\(path): not written, because the note fails (--force writes it nevertheless)")
    }
    try RunCommand.save(NotePage(result, figures: figures).html, to: path)
  }

  static func report(_ error: NoteError, path: String, bytes: Data) {
    let lines = NoteSource(path: path, text: String(decoding: bytes, as: UTF8.self)).lines
    let writer = FailureText(isColoured: Terminal.colouredReports) { _ in lines }
    for diagnostic in error.diagnostics { Terminal.report(writer.text(for: diagnostic, path: path)) }
  }
}
