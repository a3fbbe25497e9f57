/// The flags of a docker command (spf13/pflag).
struct FlagSet {
  enum Kind { case switched, text, list, number }

  struct Flag {
    var name: String
    var letter: Character?
    var kind: Kind
    /// It exists, but what it does is not simulated.
    var isSimulated = true
  }

  /// A command line after reading.
  struct Parsed {
    var values: [String: [String]] = [:]
    var arguments: [String] = []

    func has(_ name: String) -> Bool { values[name].map { $0.last != "false" } ?? false }
    func text(_ name: String) -> String? { values[name]?.last }
    func list(_ name: String) -> [String] { values[name] ?? [] }
  }

  enum Problem: Error {
    /// In pflag's words.
    case text(String)
    case unsimulated(Unsimulated)
    case help
  }

  let command: String
  private var flags: [Flag] = []
  /// Flags behind the first argument belong to it (`docker run IMAGE -x`).
  var stopsAtArgument = false

  init(_ command: String) { self.command = command }

  /// Words such as `a/all`, `n/last#`, `format=`, `publish/p*`: name, letter, and `=` text, `*` list, `#` number.
  /// A tilde in front marks what is not simulated.
  init(_ command: String, _ words: String, stopsAtArgument: Bool = false) {
    self.command = command
    self.stopsAtArgument = stopsAtArgument
    for word in words.utf8.split(whereSeparator: { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }) {
      add(Substring(word))
    }
  }

  private mutating func add(_ word: Substring) {
    var word = word
    let isSimulated = word.utf8.first != UInt8(ascii: "~")
    if !isSimulated { word.removeFirst() }
    var kind = Kind.switched
    switch word.utf8.last {
    case UInt8(ascii: "="): kind = .text
    case UInt8(ascii: "*"): kind = .list
    case UInt8(ascii: "#"): kind = .number
    default: break
    }
    if kind != .switched { word.removeLast() }
    let slash = word.utf8.firstIndex(of: UInt8(ascii: "/"))
    flags.append(
      Flag(
        name: String(word[..<(slash ?? word.endIndex)]),
        letter: slash.map { word[word.utf8.index(after: $0)] }, kind: kind, isSimulated: isSimulated))
  }

  func parse(_ words: [String]) throws(Problem) -> Parsed {
    var parsed = Parsed()
    var rest = words[...]
    while let word = rest.popFirst() {
      if word == "--" {
        parsed.arguments += rest
        return parsed
      }
      guard word.hasPrefix("-"), word != "-" else {
        parsed.arguments.append(word)
        if stopsAtArgument {
          parsed.arguments += rest
          return parsed
        }
        continue
      }
      if word.hasPrefix("--") {
        try readLong(String(word.dropFirst(2)), &rest, &parsed)
      } else {
        try readShort(word.dropFirst(), word, &rest, &parsed)
      }
    }
    return parsed
  }

  private func readLong(
    _ text: String, _ rest: inout ArraySlice<String>, _ parsed: inout Parsed
  ) throws(Problem) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    if parts[0] == "help" { throw .help }
    guard let flag = flags.first(where: { $0.name == parts[0] }) else {
      throw .text("unknown flag: --\(parts[0])")
    }
    if parts.count == 2 {
      try set(flag, parts[1], "--\(flag.name)", &parsed)
    } else if flag.kind == .switched {
      try set(flag, "true", "--\(flag.name)", &parsed)
    } else {
      guard let value = rest.popFirst() else { throw .text("flag needs an argument: --\(flag.name)") }
      try set(flag, value, "--\(flag.name)", &parsed)
    }
  }

  private func readShort(
    _ letters: Substring, _ word: String, _ rest: inout ArraySlice<String>, _ parsed: inout Parsed
  ) throws(Problem) {
    var letters = letters
    while let letter = letters.popFirst() {
      guard let flag = flags.first(where: { $0.letter == letter }) else {
        if letter == "h" { throw .help }
        throw .text("unknown shorthand flag: '\(letter)' in -\(String(letter) + letters)")
      }
      if flag.kind == .switched {
        if letters.first == "=" {
          try set(flag, String(letters.dropFirst()), "-\(letter), --\(flag.name)", &parsed)
          return
        }
        try set(flag, "true", "-\(letter), --\(flag.name)", &parsed)
        continue
      }
      var value = String(letters)
      if value.hasPrefix("=") { value.removeFirst() }
      if letters.isEmpty {
        guard let next = rest.popFirst() else {
          throw .text("flag needs an argument: '\(letter)' in -\(letter)")
        }
        value = next
      }
      try set(flag, value, "-\(letter), --\(flag.name)", &parsed)
      return
    }
  }

  private func set(_ flag: Flag, _ value: String, _ shown: String, _ parsed: inout Parsed) throws(Problem) {
    // (docker/cli, opts.FilterOpt)
    if flag.name == "filter", !value.isEmpty, !value.contains("=") {
      throw .text(
        "invalid argument \"\(value)\" for \"-f, --filter\" flag: bad format of filter (expected name=value)")
    }
    guard flag.isSimulated else { throw .unsimulated(Unsimulated("\(command) --\(flag.name)")) }
    if flag.kind == .switched,
      !["true", "false", "1", "0", "t", "f", "TRUE", "FALSE", "True", "False"].contains(value)
    {
      throw .text(
        "invalid argument \"\(value)\" for \"\(shown)\" flag: strconv.ParseBool: parsing \"\(value)\": invalid syntax"
      )
    }
    if flag.kind == .number, Int(value) == nil {
      throw .text(
        "invalid argument \"\(value)\" for \"\(shown)\" flag: strconv.ParseInt: parsing \"\(value)\": invalid syntax"
      )
    }
    let plain =
      flag.kind == .switched
      ? (["true", "1", "t", "TRUE", "True"].contains(value) ? "true" : "false") : value
    if flag.kind == .list {
      parsed.values[flag.name, default: []].append(plain)
    } else {
      parsed.values[flag.name] = [plain]
    }
  }
}
