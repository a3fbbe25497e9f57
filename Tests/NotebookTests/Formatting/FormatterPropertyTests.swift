import NetLanguage
import Notebook
import Testing

/// Everything that a value holds but where it stands in the file, as text.
private func meaning(_ value: Any) -> String {
  if value is SourceRange || value is SourcePosition { return "" }
  let mirror = Mirror(reflecting: value)
  if mirror.children.isEmpty { return "\(value)" }
  let parts = mirror.children.map { (label: $0.label ?? "", text: meaning($0.value)) }.filter {
    !$0.text.isEmpty
  }
  return "(\(parts.map { $0.label + ":" + $0.text }.joined(separator: " ")))"
}

/// What a cell says: its options, its statements, and what is wrong with it.
private func meaning(of lines: [String]) -> [String] {
  let cell = CellParser.parse(lines.map { $0 + "\n" }.joined())
  return [meaning(cell.options)] + cell.statements.map { meaning($0.kind) }
    + cell.diagnostics.map { $0.identifier + " " + $0.summary.filter { $0.isLetter || $0.isPunctuation } }
}

@Suite struct FormatterPropertyTests {
  @Test(arguments: 0..<20)
  func `formatting again changes nothing, and no cell means anything else afterwards`(part: UInt64) {
    var cells = GeneratedCells(seed: part)
    var changed = 0
    for _ in 0..<100 {
      let cell = cells.cell()
      let once = CellFormatter.formatted(cell)
      let isSettled = CellFormatter.formatted(once) == once
      let isSame = meaning(of: once) == meaning(of: cell)
      #expect(isSettled && isSame, "\(cell.joined(separator: "\n"))")
      if once != cell { changed += 1 }
    }
    #expect(changed > 50)
  }

  @Test(arguments: 0..<10)
  func `a note is laid out as its cells are, line by line`(part: UInt64) throws {
    var cells = GeneratedCells(seed: 1000 + part)
    for round in 0..<20 {
      let prefix = ["", "   ", "> "][round % 3]
      let cell = cells.cell()
      func text(_ lines: [String]) -> String {
        let fence = (["```net"] + lines + ["```"]).map { prefix + $0 + "\n" }.joined()
        return (prefix == "   " ? "1. item\n\n" : "") + fence + "\nend\n"
      }
      let formatted = NoteFormatter.formatted(try note(text(cell)))
      let found = try #require(try note(formatted).cells.first).fence.lines
      #expect(found.map(trimmedEnd) == CellFormatter.formatted(cell).map(trimmedEnd), "\(text(cell))")
      let isSettled = NoteFormatter.formatted(try note(formatted)) == formatted
      #expect(isSettled, "\(text(cell))")
    }
  }

  private func trimmedEnd(_ line: String) -> String { Transcript.trimmedEnd(line) }
}

@Suite struct HereDocumentFormattingTests {
  @Test func `what a program reads stays as it is`() throws {
    let text = """
      ```net
      host   a
      a# cat > f <<EOF
      host   x


      link  a  --  b
      EOF


      host   b
      ```
      """
    #expect(
      NoteFormatter.formatted(try note(text))
        == text.replacing("host   a", with: "host a").replacing("EOF\n\n\nhost   b", with: "EOF\n\nhost b"))
  }

  @Test func `the quotes of a word processor are quotes`() throws {
    let text = "```net\nserve a 80/tcp   “two  words”\n```\n"
    #expect(NoteFormatter.formatted(try note(text)) == text)
  }
}
