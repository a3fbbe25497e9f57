import ArgumentParser
import Garden

struct PublishCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "publish", abstract: "Builds the garden of notes as a static site.")

  func run() throws {
    throw UsageProblem(text: "publish is not available in this build")
  }
}
