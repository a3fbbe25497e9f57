/// Reads short options as getopt(3) does: clusters (`-nc 3`), values joined or apart, operands anywhere, `--` as
/// the end of the options.
struct GetOpt {
  enum Item: Hashable {
    /// An option letter with its value, where it takes one.
    case option(Character, String?)
    case operand(String)
    /// getopt's own complaint, without the program's name.
    case problem(String)
  }

  private let takesValue: [Character: Bool]
  private var words: ArraySlice<String>
  private var cluster: Substring = ""
  private var optionsEnded = false

  /// `specification` as in getopt(3): `nc:` knows `-n` and `-c VALUE`.
  init(_ arguments: [String], _ specification: String) {
    var takesValue: [Character: Bool] = [:]
    var last: Character?
    for character in specification {
      if character == ":", let last {
        takesValue[last] = true
      } else {
        takesValue[character] = false
        last = character
      }
    }
    self.takesValue = takesValue
    words = arguments[...]
  }

  mutating func next() -> Item? {
    if let letter = cluster.popFirst() { return option(letter) }
    guard let word = words.popFirst() else { return nil }
    if !optionsEnded, word == "--" {
      optionsEnded = true
      return next()
    }
    guard !optionsEnded, word.hasPrefix("-"), word.count > 1 else { return .operand(word) }
    cluster = word.dropFirst()
    return next()
  }

  private mutating func option(_ letter: Character) -> Item {
    guard let needsValue = takesValue[letter] else { return .problem("invalid option -- '\(letter)'") }
    guard needsValue else { return .option(letter, nil) }
    if !cluster.isEmpty {
      defer { cluster = "" }
      return .option(letter, String(cluster))
    }
    guard let value = words.popFirst() else {
      return .problem("option requires an argument -- '\(letter)'")
    }
    return .option(letter, value)
  }
}
