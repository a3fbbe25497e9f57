/// The programs that a command line runs, as far as they can be seen without running it.
enum CommandNames {
  /// Words that run the command behind them.
  private static let wrappers: Set<Substring> = ["sudo", "time", "nohup", "exec", "command", "env"]

  static func found(in line: String) -> [String] {
    var names: [String] = []
    let first = line.prefix { $0 != "\n" }
    for command in simpleCommands(first) {
      add(command.split(separator: " ")[...], to: &names)
    }
    return names
  }

  /// Parts between `|`, `&&`, `||`, `;` and `&` that stand outside of quotes.
  private static func simpleCommands(_ line: Substring) -> [String] {
    var parts = [""]
    var quote: Character?
    var previous: Character = " "
    for character in line {
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "'" || character == "\"" {
        quote = character
      } else if "|;".contains(character) || (character == "&" && previous != ">") {
        parts.append("")
        previous = character
        continue
      }
      parts[parts.count - 1].append(character)
      previous = character
    }
    return parts
  }

  private static func add(_ words: ArraySlice<Substring>, to names: inout [String]) {
    var words = words.drop { $0.contains("=") || wrappers.contains($0) }
    guard let name = words.popFirst()?.split(separator: "/").last.map(String.init),
      name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) })
    else { return }
    if !names.contains(name) { names.append(name) }
    // `ip netns exec NAME …` and `docker exec NAME …` run a command elsewhere.
    if let exec = words.firstIndex(of: "exec"),
      name == "docker" || (name == "ip" && words.first == "netns") || name == "nsenter"
    {
      add(words[(exec + 1)...].drop { $0.hasPrefix("-") }.dropFirst(), to: &names)
    }
  }
}
