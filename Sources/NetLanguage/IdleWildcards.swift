extension RecordedOutput {
  /// A wildcard of a recording, and its place in its line.
  package struct Wildcard: Hashable, Sendable {
    package var line: RecordedLine
    /// The column in the recorded line, in characters from 1.
    package var column: Int
    package var text: String
  }

  /// The wildcards that hide nothing: the recording holds without them as well. Empty unless it holds.
  ///
  /// - Parameter captures: what names stood for before this recording.
  package static func idleWildcards(
    _ expected: [RecordedLine], _ actual: [String], _ captures: Captures
  ) -> [Wildcard] {
    guard expected.contains(where: { $0.isElision || $0.text.contains(anyText) }) else { return [] }
    func holds(_ lines: [RecordedLine]) -> Bool {
      var bound = captures
      return compare(lines, actual, &bound).isEmpty
    }
    guard holds(expected) else { return [] }
    var idle: [Wildcard] = []
    // What is found idle stays away: of two wildcards of which one is enough, one is idle.
    var kept = expected
    var index = 0
    for line in expected {
      if line.isElision {
        var without = kept
        without.remove(at: index)
        let column = line.text.prefix { $0.isBlank }.count + 1
        if holds(without) {
          idle.append(Wildcard(line: line, column: column, text: "..."))
          kept = without
          continue
        }
      }
      var removed = 0
      for column in columns(ofPlaceholdersIn: line.text) {
        var without = kept
        var characters = Array(without[index].text)
        let start = column - 1 - removed
        characters.removeSubrange(start..<start + anyText.count)
        without[index].text = String(characters)
        guard holds(without) else { continue }
        idle.append(Wildcard(line: line, column: column, text: anyText))
        kept = without
        removed += anyText.count
      }
      index += 1
    }
    return idle
  }

  private static let anyText = "{{*}}"

  private static func columns(ofPlaceholdersIn text: String) -> [Int] {
    let (characters, mark) = (Array(text), Array(anyText))
    guard characters.count >= mark.count else { return [] }
    return (0...characters.count - mark.count).filter {
      characters[$0..<$0 + mark.count].elementsEqual(mark)
    }.map { $0 + 1 }
  }
}

extension String {
  fileprivate func contains(_ mark: String) -> Bool {
    let (text, mark) = (Array(utf8), Array(mark.utf8))
    guard text.count >= mark.count else { return false }
    return (0...text.count - mark.count).contains { text[$0..<$0 + mark.count].elementsEqual(mark) }
  }
}
