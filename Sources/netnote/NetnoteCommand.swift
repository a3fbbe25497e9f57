import ArgumentParser
import Foundation

/// The command's entry: it parses arguments and hands over to a subcommand.
@main
struct NetnoteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "netnote",
    abstract: "Runs, checks and publishes networking notes.",
    discussion: """
      A note is Markdown whose fenced `net` cells run on a simulated network.

      Exit status: 0 all is well, 1 a note failed or differs, 2 the call or the input could not be used, \
      3 a fault of netnote itself.
      """,
    version: "netnote \(Netnote.version)",
    subcommands: [
      RunCommand.self, CheckCommand.self, AcceptCommand.self, PublishCommand.self, ServeCommand.self,
      NewCommand.self,
      FormatCommand.self, MergeReportsCommand.self, ExportCommand.self, ImportCommand.self,
    ])

  /// Wrong calls end with 2, unlike the library's 64; what nobody foresaw ends with 3.
  static func main() {
    FaultReport.install()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let status as ExitCode {
      Foundation.exit(status.rawValue)
    } catch let problem as UsageProblem {
      Terminal.report("netnote: \(problem.text)")
      Foundation.exit(2)
    } catch {
      if exitCode(for: error).isSuccess { exit(withError: error) }
      Terminal.report(fullMessage(for: error))
      let isWrongCall = exitCode(for: error) == .validationFailure
      if !isWrongCall { Terminal.report("netnote: this is a fault of netnote itself; please report it") }
      Foundation.exit(isWrongCall ? 2 : 3)
    }
  }
}

enum Netnote {
  static let version = "0.1.0"
}

/// The call or its input cannot be used.
struct UsageProblem: Error {
  var text: String
}
