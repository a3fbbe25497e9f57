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
    layOut(&result, from: head)
    return withoutBlankRuns(result)
  }

  private static func layOut(_ lines: inout [String], from head: Int) {
    var isContinued = false
    var links: [Int] = []
    for index in head..<lines.count {
      let line = lines[index]
      let isWhole = !isContinued && !line.hasSuffix("\\")
      isContinued = line.hasSuffix("\\")
      guard isWhole, let words = declaration(line) else {
        align(&lines, links)
        links = []
        if isBlank(line), isWhole { lines[index] = "" }
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

  /// No blank line at the beginning or the end, and never two of them; those inside a continued command stay.
  private static func withoutBlankRuns(_ lines: [String]) -> [String] {
    var result: [String] = []
    for line in lines {
      let isContinuation = result.last?.hasSuffix("\\") ?? false
      if line.isEmpty, !isContinuation, result.last?.isEmpty ?? true { continue }
      result.append(line)
    }
    while result.last?.isEmpty == true { result.removeLast() }
    return result
  }
}
