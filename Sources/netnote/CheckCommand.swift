import ArgumentParser
import Notebook
import Synchronization

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Runs notes and compares every recorded output and expectation.",
    discussion: """
      Everything that fails is reported, each at its line and column.

      Exit status: 0 all is well, 1 a note failed or differs, 2 the call is wrong, or a note could not be read or \
      asks for something that is not simulated, 3 a fault of netnote itself. The graver status counts: where a \
      note could not be examined, the status is 2 whatever the others gave.
      """)

  @Argument(help: "Notes, or folders of notes.")
  var paths: [String] = ["Notebooks"]

  @OptionGroup var report: ReportOptions

  @Flag(help: "Stop at the first failure.")
  var failFast = false

  @Option(name: .shortAndLong, help: "How many notes run at a time; one for each core without it.")
  var jobs: Int?

  @Option(
    help: ArgumentHelp(
      "Check the I-th of N parts of the notes only; merge-reports joins the parts' JSON reports.",
      valueName: "i/n"))
  var shard: Shard?

  @Flag(
    help: ArgumentHelp(
      "Change each statement in turn, and say which changes no check of its note would notice.",
      discussion: """
        A statement is left out, or an address, a mask, a port, a verdict or the order of rules in it is another. \
        Each note gets a score: how many of the changes that change anything its expectations, recorded outputs, \
        values and exit statuses notice. A low score is no failure.
        """))
  var mutate = false

  @OptionGroup var parameters: ParameterOptions

  @OptionGroup var cache: CacheOptions

  @Flag(help: "Say nothing of notes that hold, and no summary.")
  var quiet = false

  @Flag(help: "Name every note.")
  var verbose = false

  func validate() throws {
    if quiet && verbose { throw ValidationError("--quiet and --verbose contradict each other") }
    if let jobs, jobs < 1 { throw ValidationError("--jobs is at least 1, not \(jobs)") }
    if failFast, shard != nil {
      throw ValidationError("--fail-fast and --shard contradict each other: the other parts go on")
    }
  }

  func run() throws {
    let notes = try Self.notes(at: paths)
    let part = shard?.paths(of: notes) ?? notes
    var checker = NoteChecker()
    checker.jobs = jobs
    checker.stopsAtFirstFailure = failFast
    checker.parameters = parameters.values
    checker.cache = cache.chosen
    let (result, declared) = check(part, by: checker)
    try report.write(result, isStreamed: report.isStreamed)
    let summary = result.summary
    if !quiet {
      let isPrinted = report.format == .text && report.output == nil
      isPrinted ? Terminal.print(summary.text + "\n") : Terminal.report(summary.text)
    }
    if shard == nil { try parameters.requireTaken(by: declared) }
    if summary.exitStatus != 0 { throw ExitCode(summary.exitStatus) }
  }

  private func check(_ notes: [String], by checker: NoteChecker) -> (Report, declared: Set<String>) {
    let state = Mutex((report: Report(shard: shard), summary: CheckSummary(), declared: Set<String>()))
    let options = report
    let writer = TextReport(isColoured: Terminal.colouredOutput, isVerbose: verbose)
    let isQuiet = quiet
    let each: @Sendable (NoteChecker.Reported) -> Void = { checked in
      let note = checked.report
      state.withLock { state in
        state.report.notes.append(note)
        state.summary.add(note)
        state.declared.formUnion(checked.parameters)
        if let text = options.text(of: note, writer), !text.isEmpty {
          Terminal.progress("")
          Terminal.print(text)
        }
        if !isQuiet { Terminal.progress(of: state.summary, notes.count) }
      }
    }
    mutate ? checker.mutate(notes, each: each) : checker.report(notes, each: each)
    if !quiet { Terminal.progress("") }
    return state.withLock { ($0.report, $0.declared) }
  }

  /// The notes of a call. That there are none is a mistake: a check of nothing would be green for ever.
  static func notes(at paths: [String]) throws -> [String] {
    let notes: [String]
    do {
      notes = try NoteFinder.notes(at: paths)
    } catch {
      throw UsageProblem(text: "\(error)")
    }
    if notes.isEmpty {
      throw UsageProblem(text: "there is no note (*.md) in \(paths.joined(separator: ", "))")
    }
    return notes
  }
}

extension Shard: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}
