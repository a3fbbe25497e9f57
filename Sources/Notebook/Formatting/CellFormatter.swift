import NetLanguage

/// The one style of a cell's text: single spaces between the words of a declaration, the ends of links below each
/// other, one blank line at most. Commands, expectations and comments stay as they are, to the byte.
package enum CellFormatter {
  /// Formatting what was formatted changes nothing.
  package static func formatted(_ lines: [String], isSession: Bool = false) -> [String] {
    var result = lines
    let head = lines.prefix { isOption($0) || isBlank($0) }.count
    for index in 0..<head where isOption(lines[index]) { result[index] = option(lines[index]) }
    // In a pasted session and in a script every line may be output or a command.
    if isSession || result[..<head].contains(where: { $0.hasPrefix("#| on:") }) { return result }
    let statements = statementLines(Array(lines[head...])).map {
      ($0.lowerBound + head)...($0.upperBound + head)
    }
    for index in 0..<head where isBlank(result[index]) { result[index] = "" }
    layOut(&result, statements)
    // The lines of a here-document are what a program reads, and so are those that a command goes on in.
    return withoutBlankRuns(result, keeping: Set(statements.filter { $0.count > 1 }.flatMap(Array.init)))
  }

  private static func layOut(_ lines: inout [String], _ statements: [ClosedRange<Int>]) {
    var links: [Int] = []
    for statement in statements {
      let index = statement.lowerBound
      let line = lines[index]
      guard statement.count == 1, let words = declaration(line) else {
        align(&lines, links)
        links = []
        if statement.count == 1, isBlank(line) { lines[index] = "" }
        continue
      }
      lines[index] = words.joined(separator: " ")
      if words[0] == "link", words.contains("--") {
        links.append(index)
      } else {
        align(&lines, links)
        links = []
      }
    }
    align(&lines, links)
  }

  /// Links that follow each other have their ` -- ` in one column.
  private static func align(_ lines: inout [String], _ links: [Int]) {
    func left(_ line: String) -> Int {
      line.firstRange(of: " -- ").map { width(line[..<$0.lowerBound]) } ?? 0
    }
    let column = links.map { left(lines[$0]) }.max() ?? 0
    for index in links {
      guard let dashes = lines[index].firstRange(of: " -- ") else { continue }
      let padding = String(repeating: " ", count: column - left(lines[index]))
      lines[index].insert(contentsOf: padding, at: dashes.lowerBound)
    }
  }

  private static func width(_ text: Substring) -> Int { text.reduce(0) { $0 + NetLanguage.displayWidth($1) } }

  private static let declarations: Set<String> = ["host", "switch", "link", "image", "serve"]

  /// The words of a declaration, a quoted text being one; nil for every other line.
  private static func declaration(_ line: String) -> [String]? {
    var words: [String] = []
    var word = ""
    var isQuoted = false
    for character in line {
      // Quotation marks of a word processor are read as quotes, too, but which closes which is not plain.
      if "“”„‟＂".contains(character) { return nil }
      if character == "\"" { isQuoted.toggle() }
      if !isQuoted, character == " " || character == "\t" {
        if !word.isEmpty { words.append(word) }
        word = ""
      } else {
        word.append(character)
      }
    }
    // What stands behind a # may be aligned on purpose.
    if isQuoted || words.contains(where: { $0.hasPrefix("#") }) || word.hasPrefix("#") { return nil }
    if !word.isEmpty { words.append(word) }
    return words.first.map(declarations.contains) == true ? words : nil
  }

  private static func isBlank(_ line: String) -> Bool { line.allSatisfy { $0 == " " || $0 == "\t" } }
  private static func isOption(_ line: String) -> Bool { line.hasPrefix("#|") }

  /// `#|key:value` is `#| key: value`.
  private static func option(_ line: String) -> String {
    let parts = line.dropFirst(2).split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      .map(trimmed)
    return parts.count == 2 && !parts[1].isEmpty ? "#| \(parts[0]): \(parts[1])" : line
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text.drop { $0 == " " || $0 == "\t" }
    while text.last == " " || text.last == "\t" { text.removeLast() }
    return text
  }

  /// No blank line at the beginning or the end, and never two of them.
  private static func withoutBlankRuns(_ lines: [String], keeping kept: Set<Int>) -> [String] {
    var result: [String] = []
    var isBehindBlank = true
    for (index, line) in lines.enumerated() {
      let isRemovable = line.isEmpty && !kept.contains(index)
      if !isRemovable || !isBehindBlank { result.append(line) }
      isBehindBlank = isRemovable
    }
    if isBehindBlank, result.last?.isEmpty == true { result.removeLast() }
    return result
  }
}
