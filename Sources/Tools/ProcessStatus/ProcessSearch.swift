import Linux

/// Processes found by their names.
enum ProcessSearch {
  /// `pgrep [-acflnox] PATTERN`.
  static func pgrep(_ process: Process) throws(Unsimulated) -> Int {
    var letters: Set<Character> = []
    var patterns: [String] = []
    for word in process.arguments {
      if word.hasPrefix("-"), word.count > 1 {
        for letter in word.dropFirst() {
          guard "acflnox".contains(letter) else {
            throw Unsimulated("pgrep \(process.arguments.joined(separator: " "))")
          }
          letters.insert(letter)
        }
      } else {
        patterns.append(word)
      }
    }
    guard patterns.count == 1, let pattern = patterns.first else {
      throw Unsimulated("pgrep \(process.arguments.joined(separator: " "))")
    }
    guard pattern.allSatisfy({ !"[]().*+?|\\^$".contains($0) }) else {
      throw Unsimulated("a regular expression for pgrep")
    }
    var found = ProcessRow.all(of: process.node.machine).filter { row in
      guard row.process !== process else { return false }
      let text = letters.contains("f") ? row.commandLine : row.name
      return letters.contains("x") ? text == pattern : text.holds(pattern)
    }
    if letters.contains("n") { found = found.suffix(1) }
    if letters.contains("o") { found = Array(found.prefix(1)) }
    if letters.contains("c") {
      process.write("\(found.count)\n")
      return found.isEmpty ? 1 : 0
    }
    for row in found {
      let detail = letters.contains("a") ? " " + row.commandLine : letters.contains("l") ? " " + row.name : ""
      process.write("\(row.process.identifier)\(detail)\n")
    }
    return found.isEmpty ? 1 : 0
  }

  /// `pidof NAME…`: the youngest first.
  static func pidof(_ process: Process) throws(Unsimulated) -> Int {
    var isSingle = false
    var names: [String] = []
    for word in process.arguments {
      if word == "-s" {
        isSingle = true
      } else if word.hasPrefix("-") {
        throw Unsimulated("pidof \(word)")
      } else {
        names.append(FileSystem.name(of: word))
      }
    }
    let found = ProcessRow.all(of: process.node.machine).reversed().filter {
      names.contains(FileSystem.name(of: $0.process.name))
    }
    guard !found.isEmpty else { return 1 }
    let numbers = found.map { String($0.process.identifier) }
    process.write((isSingle ? numbers[0] : numbers.joined(separator: " ")) + "\n")
    return 0
  }
}
