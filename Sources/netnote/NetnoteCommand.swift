import ArgumentParser

@main
struct NetnoteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "netnote", abstract: "Runs, checks and publishes networking notes.")
}
