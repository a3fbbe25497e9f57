import NetLanguage

/// The value that a call gives to a parameter, in place of the note's own.
package struct ParameterValue: Hashable, Sendable {
  package var name: String
  package var value: String

  package init(name: String, value: String) {
    self.name = name
    self.value = value
  }

  /// Reads `name=value`; the value may be empty and hold further `=`.
  package init?(_ text: String) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, Parameters.isName(parts[0]), !parts[1].contains(where: \.isNewline) else {
      return nil
    }
    self.init(name: parts[0], value: parts[1])
  }

  /// That a note does not declare it, for people.
  package func problem(in note: Note) -> String {
    let names = note.frontMatter.parameters.map(\.name.value)
    let known =
      names.isEmpty ? "it declares none" : "it declares " + names.joined(separator: ", ")
    return "\(note.path) declares no parameter \(name): \(known)"
  }
}

extension Note {
  /// What `${name}` stands for in its cells. Values for names that it does not declare do not matter.
  func parameters(_ given: [ParameterValue]) -> Parameters {
    var parameters = Parameters()
    for declared in frontMatter.parameters {
      let value = given.last { $0.name == declared.name.value }?.value
      parameters.set(declared.name.value, to: value ?? declared.value)
    }
    return parameters
  }
}

extension Parameters {
  /// Names and values in turn.
  var pairs: [String] { names.flatMap { [$0, self[$0] ?? ""] } }
}
