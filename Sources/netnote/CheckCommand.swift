import ArgumentParser
import Notebook
import Synchronization

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Runs notes and compares every recorded output and expectation.")

  @Argument(help: "Notes, or folders of notes.")
  var paths: [String] = ["Notebooks"]

  @Option(
    help: "How failures are reported: \(CheckReport.Format.allCases.map(\.rawValue).joined(separator: ", "))."
  )
  var format: CheckReport.Format = .text

  @Flag(help: "Say nothing of notes that hold, and no summary.")
  var quiet = false

  @Flag(help: "Name every note.")
  var verbose = false

  func run() throws {
    let notes: [String]
    do {
      notes = try NoteFinder.notes(at: paths)
    } catch {
      throw UsageProblem(text: "\(error)")
    }
    let state = Mutex((summary: CheckSummary(), json: [JSONValue]()))
    let (format, isVerbose, isQuiet) = (format, verbose, quiet)
    NoteChecker.check(notes) { checked in
      state.withLock { state in
        state.summary.add(checked)
        switch format {
        case .json: state.json.append(CheckReport.json(for: checked))
        case .github: Terminal.print(CheckReport.github(for: checked))
        case .text:
          let text = CheckReport.text(
            for: checked, isColoured: Terminal.colouredOutput, isVerbose: isVerbose)
          if !text.isEmpty {
            Terminal.progress("")
            Terminal.print(text)
          }
        }
        if !isQuiet { Terminal.progress("\(state.summary.notes) of \(notes.count) notes") }
      }
    }
    let (summary, json) = state.withLock { $0 }
    if !quiet { Terminal.progress("") }
    if format == .json { Terminal.print(CheckReport.json(notes: json, summary).text) }
    if !quiet { format == .text ? Terminal.print(summary.text + "\n") : Terminal.report(summary.text) }
    if summary.exitStatus != 0 { throw ExitCode(summary.exitStatus) }
  }
}

extension CheckReport.Format: ExpressibleByArgument {}
