/// A code span as it stands in the file, on one line.
struct CodeSpan: Hashable {
  var line: Int
  /// Columns in characters from 1: the first backtick, and behind the last.
  var columns: Range<Int>
  var ticks: Int
  /// What the parser makes of it: one space taken off at each end (CommonMark 0.31, section 6.1).
  var content: String
  /// `<!-- … -->` right behind it.
  var comment: Comment?

  struct Comment: Hashable {
    var line: Int
    /// From `<` to behind `>`.
    var columns: Range<Int>
    /// What stands between the marks, blanks included, and the column of its first character.
    var text: String
    var textColumn: Int
  }
}

/// Finds code spans and comments in the lines of a block: the Markdown parser says what they are, but not dependably
/// where.
struct CodeSpanScanner {
  private(set) var spans: [CodeSpan] = []
  /// Comments that stand behind no code span.
  private(set) var strayComments: [CodeSpan.Comment] = []
  /// A row of a table: `\|` stands for `|`.
  private let isTableRow: Bool

  init(_ lines: ClosedRange<Int>, of source: NoteSource, isTableRow: Bool) {
    self.isTableRow = isTableRow
    var text = Text(lines, of: source)
    while let character = text.current {
      switch character {
      case "\\": text.skip(2)
      case "`": readSpan(&text)
      case "<": if let comment = readComment(&text) { strayComments.append(comment) }
      default: text.skip(1)
      }
    }
  }

  private mutating func readSpan(_ text: inout Text) {
    let start = text.position
    let ticks = text.run(of: "`")
    guard let end = text.closing(ticks) else { return }
    let content = String(text.characters[text.index..<end])
    text.index = end + ticks
    // A span over two lines is none that a value could stand in.
    guard !content.contains("\n") else { return }
    let columns = start.column..<(start.column + 2 * ticks + content.count)
    var span = CodeSpan(
      line: start.line, columns: columns, ticks: ticks, content: Self.stripped(unescaped(content)))
    if text.current == "<" { span.comment = readComment(&text) }
    spans.append(span)
  }

  /// Moves on by one character where there is no comment.
  private func readComment(_ text: inout Text) -> CodeSpan.Comment? {
    let start = text.position
    guard text.follows("<!--"), let end = text.find("-->") else {
      text.skip(1)
      return nil
    }
    let body = String(text.characters[(text.index + 4)..<end])
    text.index = end + 3
    guard !body.contains("\n") else { return nil }
    return CodeSpan.Comment(
      line: start.line, columns: start.column..<(start.column + body.count + 7), text: unescaped(body),
      textColumn: start.column + 4)
  }

  private func unescaped(_ text: String) -> String { isTableRow ? text.replacing("\\|", with: "|") : text }

  private static func stripped(_ text: String) -> String {
    guard text.count > 2, text.first == " ", text.last == " ", text.contains(where: { $0 != " " }) else {
      return text
    }
    return String(text.dropFirst().dropLast())
  }

  /// The lines of a block as one run of characters that knows where each stands.
  private struct Text {
    let characters: [Character]
    private let lineStarts: [Int]
    private let firstLine: Int
    var index = 0

    init(_ lines: ClosedRange<Int>, of source: NoteSource) {
      var characters: [Character] = []
      var starts: [Int] = []
      for number in lines {
        starts.append(characters.count)
        characters += Array(source.line(number))
        characters.append("\n")
      }
      (self.characters, lineStarts, firstLine) = (characters, starts, lines.lowerBound)
    }

    var current: Character? { index < characters.count ? characters[index] : nil }

    var position: (line: Int, column: Int) {
      let line = lineStarts.lastIndex { $0 <= index } ?? 0
      return (firstLine + line, index - lineStarts[line] + 1)
    }

    mutating func skip(_ count: Int) { index = min(index + count, characters.count) }

    mutating func run(of mark: Character) -> Int {
      let start = index
      while current == mark { index += 1 }
      return index - start
    }

    func follows(_ mark: String) -> Bool { characters[index...].starts(with: mark) }

    func find(_ mark: String) -> Int? {
      let mark = Array(mark)
      return (index..<characters.count).first { characters[$0...].starts(with: mark) }
    }

    /// Where the run of just so many backticks begins that ends a span.
    func closing(_ ticks: Int) -> Int? {
      var place = index
      while place < characters.count {
        guard characters[place] == "`" else {
          place += 1
          continue
        }
        let end = characters[place...].firstIndex { $0 != "`" } ?? characters.count
        if end - place == ticks { return place }
        place = end
      }
      return nil
    }
  }
}
