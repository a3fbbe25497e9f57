/// Values that a note declares and that stand in its cells as `${name}`.
package struct Parameters: Hashable, Sendable {
  /// In the order in which they are declared.
  package private(set) var names: [String] = []
  private var values: [String: String] = [:]

  package init() {}

  /// The value of a name that is declared; setting one declares it.
  package subscript(name: String) -> String? { values[name] }

  package mutating func set(_ name: String, to value: String) {
    if values[name] == nil { names.append(name) }
    values[name] = value
  }

  /// A letter or `_`, then letters, digits, `_` and `-`.
  package static func isName(_ text: String) -> Bool {
    guard let first = text.first, first.isLetter || first == "_" else { return false }
    return text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
  }
}

/// `${name}` in a line.
struct ParameterUse {
  var name: String
  /// Braces and dollar included.
  var range: Range<Int>

  /// The uses in a line, from left to right. A backslash before the dollar takes its meaning, as in a shell.
  static func all(in characters: [Character]) -> [ParameterUse] {
    var uses: [ParameterUse] = []
    var index = 0
    while index + 3 < characters.count {
      if characters[index] == "\\" {
        index += 2
        continue
      }
      guard characters[index] == "$", characters[index + 1] == "{",
        let close = characters[index...].firstIndex(of: "}")
      else {
        index += 1
        continue
      }
      let name = String(characters[index + 2..<close])
      if Parameters.isName(name) { uses.append(ParameterUse(name: name, range: index..<close + 1)) }
      index += Parameters.isName(name) ? close + 1 - index : 1
    }
    return uses
  }
}

extension PhysicalLine {
  /// The line with the values of declared parameters in it. Their characters stand where the `$` does, so that what
  /// is said of them points at the whole `${name}`. Other names stay: they are the shell's.
  func substituting(_ parameters: Parameters) -> PhysicalLine {
    if parameters.names.isEmpty { return self }
    var result = PhysicalLine(characters: [], number: number)
    var columns: [Int] = []
    var next = 0
    for use in ParameterUse.all(in: characters) {
      guard let value = parameters[use.name] else { continue }
      result.characters += characters[next..<use.range.lowerBound]
      columns += next..<use.range.lowerBound
      for character in value {
        result.characters.append(character)
        columns.append(use.range.lowerBound)
      }
      next = use.range.upperBound
    }
    if next == 0 { return self }
    result.characters += characters[next...]
    columns += next...characters.count
    result.columns = columns
    return result
  }
}

extension CellParser {
  /// Reports names in a line that is not a shell's and that nobody declared.
  mutating func reportUnknownParameters() -> Bool {
    var isReported = false
    for use in ParameterUse.all(in: line.characters) where parameters[use.name] == nil {
      isReported = true
      report(
        "unknown-parameter", use.range, "the note declares no parameter `\(use.name)`",
        suggestion: didYouMean(use.name, among: parameters.names)
          ?? "declare it in the front matter: `params:` and under it `  \(use.name): VALUE`")
    }
    return isReported
  }
}
