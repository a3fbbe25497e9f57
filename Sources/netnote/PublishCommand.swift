import ArgumentParser
import Foundation
import Garden
import Notebook

struct PublishCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "publish", abstract: "Builds the garden of notes as a static site.")

  @Option(help: ArgumentHelp("The folder of notes.", valueName: "folder"))
  var notes = "Notebooks"

  @Option(help: ArgumentHelp("The folder of the theme: site.yml, templates/, assets/.", valueName: "folder"))
  var site = "Site"

  @Option(name: .shortAndLong, help: ArgumentHelp("Where the site is written.", valueName: "folder"))
  var output = "_site"

  @Flag(help: "A warning, such as a broken link, or a failing note keeps the site from being written.")
  var strict = false

  @OptionGroup var cache: CacheOptions

  @Flag(help: "Print failures and warnings only.")
  var quiet = false

  func run() throws {
    var builder = GardenBuilder()
    func folder(_ path: String) -> String {
      path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }
    (builder.notesFolder, builder.siteFolder, builder.output) = (folder(notes), folder(site), folder(output))
    builder.isStrict = strict
    builder.cache = cache.chosen
    builder.stateFolder = cache.cache ? GardenBuilder.userStateFolder() : nil
    let isQuiet = quiet
    let report: GardenBuilder.Report
    do {
      report = try builder.build { done, count in
        if !isQuiet { Terminal.progress("\(done) of \(count) notes") }
      }
    } catch let error as GardenProblems {
      Terminal.progress("")
      show(error.problems)
      throw ExitCode(2)
    } catch let error as FileProblem {
      throw UsageProblem(text: "\(error)")
    }
    if !quiet { Terminal.progress("") }
    try finish(report)
  }

  private func finish(_ report: GardenBuilder.Report) throws {
    for checked in report.checked {
      let text = TextReport(isColoured: Terminal.colouredReports).text(of: NoteReport(checked))
      if !text.isEmpty { Terminal.report(text) }
    }
    show(report.warnings)
    if !quiet {
      var parts = ["\(report.pages) notes (\(report.run) run, \(report.reused) as they were)"]
      if report.drafts > 0 { parts.append("\(report.drafts) drafts left out") }
      if report.failed > 0 { parts.append("\(report.failed) failed") }
      if !report.warnings.isEmpty { parts.append("\(report.warnings.count) warnings") }
      if report.isPublished { parts.append("\(report.made) of \(report.files) files made") }
      let summary = parts.joined(separator: ", ")
      Terminal.print(
        report.isPublished
          ? "\(summary): \(output)/index.html\n" : "\(summary): \(output) was left as it was\n")
    }
    guard report.isPublished else {
      let isUnreadable = report.checked.contains { if case .ran = $0.verdict { false } else { true } }
      throw ExitCode(isUnreadable ? 2 : 1)
    }
    if report.failed > 0 { throw ExitCode(1) }
  }

  private func show(_ problems: [GardenProblem]) {
    let writer = FailureText(isColoured: Terminal.colouredReports) { path in
      (try? FileReader.bytes(at: path)).map {
        NoteSource(path: path, text: String(decoding: $0, as: UTF8.self)).lines
      } ?? []
    }
    for problem in problems { Terminal.report(writer.text(for: problem.diagnostic, path: problem.path)) }
  }
}
