import ArgumentParser
import Notebook

/// `--param name=value`, as often as there are parameters.
struct ParameterOptions: ParsableArguments {
  @Option(
    name: .customLong("param"),
    help: ArgumentHelp(
      "The value of a parameter that notes declare in their front matter (params:).", valueName: "name=value")
  )
  var values: [ParameterValue] = []

  /// A value that no note takes is a mistake: the notes ran with others than the call meant.
  func requireTaken(by declared: Set<String>) throws {
    guard let value = values.first(where: { !declared.contains($0.name) }) else { return }
    throw UsageProblem(text: "no note declares the parameter \(value.name)")
  }

  func validate() throws {
    for (index, value) in values.enumerated()
    where values[..<index].contains(where: { $0.name == value.name }) {
      throw ValidationError("--param gives \(value.name) twice")
    }
  }
}

extension ParameterValue: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}
