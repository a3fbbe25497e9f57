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
