/// A note cut up as a Jupyter notebook wants it: its text, piece by piece, so that the pieces together are the note
/// again, byte by byte.
package struct NotePiece: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// The `---` lines and what stands between them.
    case frontMatter
    case markdown
    /// The cell of this number.
    case cell(Int)
  }

  package var kind: Kind
  /// What a person reads and edits: without the blank lines round it, and for a cell without its fence.
  package var source: String
  /// What stands before and behind the source in the file.
  package var frame: Frame

  package struct Frame: Hashable, Sendable {
    /// Blank lines; for a cell the line of its fence.
    package var before: String
    /// Blank lines; for a cell the line that closes its fence, its recorded output, and the blank lines behind.
    package var after: String
    /// What stands before each line of a cell's source: a list's indentation, `> `.
    package var prefix = ""

    package init(before: String, after: String, prefix: String = "") {
      self.before = before
      self.after = after
      self.prefix = prefix
    }
  }

  package init(_ kind: Kind, source: String, frame: Frame) {
    self.kind = kind
    self.source = source
    self.frame = frame
  }

  /// The piece as it stands in the file.
  package func text(lineEnd: String) -> String {
    guard case .cell = kind else { return frame.before + source + frame.after }
    return frame.before + Self.lines(source).map { frame.prefix + $0 + lineEnd }.joined() + frame.after
  }

  /// The lines of a cell's source, which does not end in a line feed.
  private static func lines(_ source: String) -> [String] {
    source.isEmpty ? [] : source.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }
}

/// Cuts a note up.
package struct NotePieces {
  package private(set) var pieces: [NotePiece] = []
  package let lineEnd: String
  /// With their ends.
  private let lines: [String]
  /// The line from which on nothing is in a piece yet, from 0.
  private var next = 0

  package init(_ note: Note) {
    lineEnd = note.source.usesCarriageReturns ? "\r\n" : "\n"
    lines = Self.lines(of: note.source.text)
    if note.frontMatter.lineCount > 0 {
      add(.frontMatter, upTo: note.frontMatter.lineCount)
    }
    for cell in note.cells { add(cell) }
    add(.markdown, upTo: lines.count)
  }

  private static func lines(of text: String) -> [String] {
    var lines: [String] = []
    var rest = text.utf8[...]
    while !rest.isEmpty {
      let end = rest.firstIndex(of: UInt8(ascii: "\n")).map { rest.index(after: $0) } ?? rest.endIndex
      lines.append(String(Substring(rest[..<end])))
      rest = rest[end...]
    }
    return lines
  }

  private mutating func add(_ kind: NotePiece.Kind, upTo end: Int) {
    guard next < end else { return }
    let range = next..<end
    next = end
    guard let first = range.first(where: { !Self.isBlank(lines[$0]) }),
      let last = range.last(where: { !Self.isBlank(lines[$0]) })
    else { return addBlank(lines[range].joined()) }
    var source = lines[first...last].joined()
    let ending = source.hasSuffix("\r\n") ? "\r\n" : source.hasSuffix("\n") ? "\n" : ""
    source = String(source.unicodeScalars.dropLast(ending.unicodeScalars.count))
    pieces.append(
      NotePiece(
        kind, source: source,
        frame: NotePiece.Frame(
          before: lines[range.lowerBound..<first].joined(),
          after: ending + lines[(last + 1)..<range.upperBound].joined())))
  }

  /// Blank lines belong to what stands before them.
  private mutating func addBlank(_ text: String) {
    if pieces.isEmpty {
      pieces.append(NotePiece(.markdown, source: "", frame: NotePiece.Frame(before: text, after: "")))
    } else {
      pieces[pieces.count - 1].frame.after += text
    }
  }

  /// A cell whose lines cannot be made again from its fence stays in the Markdown round it.
  private mutating func add(_ cell: Cell) {
    guard cell.fence.isClosed else { return }
    let opening = cell.fence.line - 1
    let closing = opening + cell.fence.lineCount + 1
    var end = closing + 1
    if let recorded = cell.recorded, recorded.isClosed { end = recorded.line + recorded.lines.count + 1 }
    guard opening >= next, end <= lines.count else { return }
    let frame = NotePiece.Frame(
      before: lines[opening], after: lines[closing..<end].joined(), prefix: cell.fence.prefix)
    let piece = NotePiece(
      .cell(cell.number), source: cell.fence.lines.joined(separator: "\n"), frame: frame)
    guard piece.text(lineEnd: lineEnd).utf8.elementsEqual(lines[opening..<end].joined().utf8) else { return }
    add(.markdown, upTo: opening)
    next = end
    pieces.append(piece)
  }

  static func isBlank(_ line: String) -> Bool { line.allSatisfy(\.isWhitespace) }
}
