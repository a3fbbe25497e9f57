/// A line of a cell, its continuations joined, that knows where each of its characters stands in the file.
struct LogicalLine: Hashable, Sendable {
  var characters: [Character] = []
  /// One for each character, and one for the end.
  var positions: [SourcePosition] = []

  var text: String { characters[...].text }

  /// From the first character that is not white space to the last.
  var trimmed: Range<Int> {
    var start = 0
    var end = characters.count
    while start < end, characters[start].isBlank { start += 1 }
    while end > start, characters[end - 1].isBlank { end -= 1 }
    return start..<end
  }

  func text(_ range: Range<Int>) -> String { characters[range].text }

  /// The place of some characters; of those in the first line, when they go on in the next.
  func source(_ range: Range<Int>) -> SourceRange {
    let start = positions[range.lowerBound]
    var end = start.column
    for index in range where positions[index].line == start.line {
      // What a parameter stands for shares one place; behind it the line goes on where the parameter ends.
      let next = positions[index + 1]
      end = max(end, next.line == start.line ? next.column : positions[index].column + 1)
    }
    return SourceRange(start: start, length: end - start.column)
  }

  /// The words between white space, from the index on.
  func words(from start: Int) -> [Word] {
    var words: [Word] = []
    var index = start
    while index < characters.count {
      while index < characters.count, characters[index].isBlank { index += 1 }
      let first = index
      while index < characters.count, !characters[index].isBlank { index += 1 }
      if index > first { words.append(Word(text: text(first..<index), range: first..<index)) }
    }
    return words
  }

  /// A word and where in its line it stands.
  struct Word: Hashable, Sendable {
    var text: String
    var range: Range<Int>
  }

  func located(_ word: Word) -> Located<String> { Located(word.text, at: source(word.range)) }
}

extension Character {
  /// Compared as octets: comparing characters is the most of what reading a line takes.
  var isBlank: Bool { octet?.isBlank ?? false }

  /// Of an ASCII character, but for CR LF, which is one character.
  fileprivate var octet: UInt8? { utf8.count == 1 ? utf8.first : nil }
}

extension UInt8 {
  var isBlank: Bool {
    self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") || self == UInt8(ascii: "\r")
  }
}

extension ArraySlice<Character> {
  /// The characters as a text. ASCII is put together from octets, which is much less work than appending characters.
  var text: String { String(octets: self) ?? String(self) }
}

extension String {
  /// Nil when there are others than ASCII among them.
  fileprivate init?(octets characters: ArraySlice<Character>) {
    var isASCII = true
    self.init(unsafeUninitializedCapacity: characters.count) { buffer in
      var count = 0
      for character in characters {
        guard let octet = character.octet else {
          isASCII = false
          return 0
        }
        buffer[count] = octet
        count += 1
      }
      return count
    }
    if !isASCII { return nil }
  }
}

/// A line of a file as it stands there.
struct PhysicalLine: Hashable, Sendable {
  var characters: [Character]
  var number: Int
  /// Where each character and the end stand in the file's line, from 0; nil when it is as in the file.
  var columns: [Int]?

  init(characters: [Character], number: Int) {
    self.characters = characters
    self.number = number
  }

  func column(_ index: Int) -> Int {
    if let columns { columns[index] } else { index }
  }
}

/// The text's lines; a last newline ends the last line and begins none.
func physicalLines(_ text: String, firstLine: Int) -> [PhysicalLine] {
  var lines: [PhysicalLine] = []
  var current: [Character] = []
  for character in text {
    if character == "\n" || character == "\r\n" {
      lines.append(PhysicalLine(characters: current, number: firstLine + lines.count))
      current = []
    } else {
      current.append(character)
    }
  }
  if !current.isEmpty { lines.append(PhysicalLine(characters: current, number: firstLine + lines.count)) }
  return lines
}

/// Joins each line that ends with a backslash with the next, and a here-document with the line that begins it. A
/// comment ends with its line.
func logicalLines(_ lines: ArraySlice<PhysicalLine>, firstColumn: Int) -> [LogicalLine] {
  var result: [LogicalLine] = []
  var current = LogicalLine()
  var isJoining = false
  var index = lines.startIndex
  while index < lines.endIndex {
    let line = lines[index]
    index += 1
    isJoining = line.characters.last == "\\" && (isJoining || line.characters.first != "#")
    current.append(line, withoutLast: isJoining, firstColumn: firstColumn)
    if isJoining { continue }
    if current.characters.first != "#" {
      for document in HereDocumentMark.all(in: current.characters) {
        guard let end = lines[index...].firstIndex(where: { document.ends(at: $0.characters) }) else {
          continue
        }
        for line in lines[index...end] {
          current.characters.append("\n")
          current.append(line, withoutLast: false, firstColumn: firstColumn)
        }
        index = end + 1
      }
    }
    current.end(with: lines[index - 1], firstColumn: firstColumn)
    result.append(current)
    current = LogicalLine()
  }
  if isJoining, let line = lines.last {
    let column = firstColumn + line.column(line.characters.count - 1)
    current.positions.append(SourcePosition(line: line.number, column: column))
    result.append(current)
  }
  return result
}

extension LogicalLine {
  /// Adds a physical line's characters. A line feed that was added before it stands at the line's beginning.
  fileprivate mutating func append(_ line: PhysicalLine, withoutLast: Bool, firstColumn: Int) {
    if positions.count < characters.count {
      positions.append(SourcePosition(line: line.number, column: firstColumn + line.column(0)))
    }
    if characters.isEmpty {
      characters.reserveCapacity(line.characters.count)
      positions.reserveCapacity(line.characters.count + 1)
    }
    for (index, character) in line.characters.enumerated()
    where !withoutLast || index < line.characters.count - 1 {
      characters.append(character)
      positions.append(SourcePosition(line: line.number, column: firstColumn + line.column(index)))
    }
  }

  fileprivate mutating func end(with line: PhysicalLine, firstColumn: Int) {
    positions.append(
      SourcePosition(line: line.number, column: firstColumn + line.column(line.characters.count)))
  }
}
