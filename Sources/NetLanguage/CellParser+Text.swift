extension CellParser {
  /// The text between a quote at the index and the line's last one; a backslash makes `\"`, `\\`, `\n` and `\t`, and
  /// before anything else stands for itself. Nil, and reported, when there is no such text.
  mutating func quotedText(from start: Int) -> Located<String>? {
    let end = line.trimmed.upperBound
    guard line.characters[start] == "\"" else {
      report(
        "missing-quote", start..<end, "expected a text in double quotes",
        suggestion: "write `\"\(line.text(start..<end))\"`")
      return nil
    }
    guard let last = lastQuote(in: start + 1..<end) else {
      report(
        "unterminated-quote", start..<start + 1, "the text has no closing quote",
        suggestion: "end it with `\"`")
      return nil
    }
    let rest = trim(last + 1..<end)
    guard rest.isEmpty else {
      report("unexpected-text", rest, "nothing may follow the closing quote")
      return nil
    }
    return Located(unescaped(start + 1..<last), at: line.source(start..<last + 1))
  }

  private func lastQuote(in range: Range<Int>) -> Int? {
    var last: Int?
    var index = range.lowerBound
    while index < range.upperBound {
      if line.characters[index] == "\\" {
        index += 1
      } else if line.characters[index] == "\"" {
        last = index
      }
      index += 1
    }
    return last
  }

  private func unescaped(_ range: Range<Int>) -> String {
    var text = ""
    var index = range.lowerBound
    while index < range.upperBound {
      var character = line.characters[index]
      if character == "\\", index + 1 < range.upperBound {
        let next = line.characters[index + 1]
        let meant: Character? =
          next == "n" ? "\n" : next == "t" ? "\t" : next == "\"" || next == "\\" ? next : nil
        if let meant {
          character = meant
          index += 1
        }
      }
      text.append(character)
      index += 1
    }
    return text
  }
}
