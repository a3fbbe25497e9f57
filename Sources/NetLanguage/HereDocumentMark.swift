/// `<<WORD` in a command: the lines below, up to one that is WORD, are its input (POSIX.1-2017, XCU 2.7.4).
struct HereDocumentMark: Hashable, Sendable {
  private var delimiter: [Character]
  /// `<<-`: tabs in front of the lines do not count.
  private var stripsTabs: Bool

  func ends(at line: [Character]) -> Bool {
    var line = line[...]
    if stripsTabs { line = line.drop { $0 == "\t" } }
    if line.last == "\r" { line = line.dropLast() }
    return line.elementsEqual(delimiter)
  }

  /// Those of a line, outside quotes and comments, in their order.
  static func all(in line: [Character]) -> [HereDocumentMark] {
    guard line.contains("<") else { return [] }
    let roles = ShellContext(line, from: 0, hasSingleQuotes: true).roles
    var marks: [HereDocumentMark] = []
    var index = 0
    while index + 2 < line.count {
      guard roles[index] == .plain, line[index] == "<", line[index + 1] == "<" else {
        index += 1
        continue
      }
      // `<<<` gives a word itself.
      if line[index + 2] == "<" {
        index += 3
        continue
      }
      index += 2
      let strips = line[index] == "-"
      if strips { index += 1 }
      while index < line.count, line[index].isBlank { index += 1 }
      let word = delimiter(line, &index)
      if !word.isEmpty { marks.append(HereDocumentMark(delimiter: word, stripsTabs: strips)) }
    }
    return marks
  }

  /// The word without its quotes.
  private static func delimiter(_ line: [Character], _ index: inout Int) -> [Character] {
    var word: [Character] = []
    while index < line.count {
      let character = line[index]
      if character.isBlank || ";|&<>()".contains(character) { break }
      if character != "'" && character != "\"" && character != "\\" { word.append(character) }
      index += 1
    }
    return word
  }
}
