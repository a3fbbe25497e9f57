import NetLanguage

/// How much a note may ask of the Markdown parser, which takes time in the square of some constructs: 240 kB of
/// `![[]()` would take it eighteen seconds, and a table of two thousand columns and rows becomes 40 MB.
package enum MarkdownLimits {
  /// A note's size.
  package static let bytes = 1 << 20
  /// Blocks and inlines inside each other.
  package static let depth = 100
  /// Columns times rows of one table.
  package static let tableCells = 50_000
  /// Opening brackets between two blank lines.
  package static let brackets = 2_000

  /// The first construct that is too much.
  static func violation(in text: String, firstLine: Int) -> Diagnostic? {
    if text.utf8.count > bytes {
      return Diagnostic(
        .error,
        "note-too-large", at: place(firstLine), "the note has more than \(bytes) bytes",
        suggestion: "divide it into several notes")
    }
    return text.withOctets { violation(in: $0, firstLine: firstLine) }
  }

  private static func violation(in text: UnsafeBufferPointer<UInt8>, firstLine: Int) -> Diagnostic? {
    var (line, openBrackets, columns, rows) = (firstLine, 0, 0, 0)
    var start = 0
    while start < text.count {
      let end = text[start...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
      defer { (line, start) = (line + 1, end + 1) }
      let shape = LineShape(text[start..<end])
      if shape.isBlank {
        (openBrackets, columns, rows) = (0, 0, 0)
        continue
      }
      openBrackets += shape.brackets
      if shape.isDelimiterRow { (columns, rows) = (shape.pipes + 1, 0) }
      rows += 1
      if shape.quotes > depth { return tooDeep(line: line) }
      if openBrackets > brackets {
        return Diagnostic(
          .error,
          "too-many-brackets", at: place(line), "more than \(brackets) opening brackets without a blank line",
          suggestion: "part the text with blank lines")
      }
      if columns * rows > tableCells {
        return Diagnostic(
          .error,
          "table-too-large", at: place(line), "the table has more than \(tableCells) cells",
          suggestion: "divide it into several tables")
      }
    }
    return nil
  }

  static func tooDeep(line: Int) -> Diagnostic {
    Diagnostic(.error, "nested-too-deep", at: place(line), "blocks are nested more than \(depth) deep")
  }

  private static func place(_ line: Int) -> SourceRange {
    SourceRange(start: SourcePosition(line: line, column: 1), length: 1)
  }

  /// What the limits need to know of a line.
  private struct LineShape {
    var (isBlank, isDelimiterRow) = (true, true)
    var (brackets, pipes, quotes) = (0, 0, 0)

    init(_ line: Slice<UnsafeBufferPointer<UInt8>>) {
      var (dashes, isLeading) = (0, true)
      for byte in line {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): continue
        case UInt8(ascii: "["): brackets += 1
        case UInt8(ascii: "|"): pipes += 1
        case UInt8(ascii: "-"): dashes += 1
        case UInt8(ascii: ">"): if isLeading { quotes += 1 }
        default: break
        }
        isBlank = false
        let isDelimiter = byte == UInt8(ascii: "|") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ":")
        if !isDelimiter && byte != UInt8(ascii: ">") { isDelimiterRow = false }
        if byte != UInt8(ascii: ">") { isLeading = false }
      }
      isDelimiterRow = isDelimiterRow && dashes > 0
    }
  }
}
