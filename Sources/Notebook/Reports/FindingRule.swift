/// What kinds of findings there are, for tools that list rules.
enum FindingRule {
  /// The `reportingDescriptor` of an identifier (SARIF 2.1.0, section 3.49).
  static func value(_ identifier: String) -> JSONValue {
    .object([
      "id": .string(identifier), "name": .string(name(identifier)),
      "shortDescription": .object(["text": .string(description(identifier))]),
    ])
  }

  /// `output-differs` is `OutputDiffers`.
  private static func name(_ identifier: String) -> String {
    identifier.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  static func description(_ identifier: String) -> String {
    if let text = known.first(where: { $0.key == identifier })?.value { return text }
    if identifier.hasPrefix("expect-") { return "What the note expects is not what happened." }
    if identifier.hasPrefix("front-matter-") { return "The note's front matter cannot be understood." }
    return "The text of the note or of a cell cannot be understood: "
      + identifier.replacing("-", with: " ") + "."
  }

  private static let known: KeyValuePairs = [
    "output-differs": "The output that the note records is not what came out.",
    "command-failed": "A command ended with an exit status other than 0, and nothing says that it should.",
    "cell-succeeded": "A cell that says it fails (error: true) went well.",
    "not-simulated": "The note asks for something that Netnote does not simulate.",
    "never-ends": "A command waits for something that will never come.",
    "runaway": "A command does not come to an end.",
    "switch-loop": "Frames go round for ever between switches.",
    "unknown-node": "A line names a host or a container that there is not.",
    "include-file": "A file that a cell includes cannot be read.",
    "unusable-file": "A file cannot be read.",
    "not-utf8": "A file is not UTF-8 text.",
    "idle-wildcard": "A wildcard in a recorded output hides nothing.",
    "from-unknown": "A cell goes on from a cell that there is not.",
    "from-not-run": "A cell goes on from a cell that was not run.",
    "duplicate-label": "Two cells have the same label.",
    "change-unnoticed": "A statement could be another, and every check of the note would still hold.",
    "change-without-effect": "A statement could be another, and nothing in the note would be.",
    "unknown-parameter": "A cell uses a parameter that the note does not declare.",
  ]
}
