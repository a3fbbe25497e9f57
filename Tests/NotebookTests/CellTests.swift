import NetLanguage
import Notebook
import Testing

@Test func cellsKnowTheirPlaceInTheFile() throws {
  let note = try note(
    """
    ---
    title: x
    ---
    ```net
    host a
    ```

    - item

      ```{net}
      host b
      ```

    > ~~~net
    > host c
    > ~~~
    """)
  #expect(note.cells.map(\.number) == [1, 2, 3])
  #expect(note.cells.map(\.fence.line) == [4, 10, 14])
  #expect(note.cells.map(\.fence.firstContentColumn) == [1, 3, 3])
  #expect(note.cells.map(\.fence.text) == ["host a\n", "host b\n", "host c\n"])
  #expect(note.cells.map(\.fence.prefix) == ["", "  ", "> "])
}

@Test func otherFencesAreNoCells() throws {
  #expect(try note("```sh\nhost a\n```\n\n```netfilter\nx\n```\n\n    host a\n").cells.isEmpty)
}

@Test func outputFenceRightBehindACellIsItsRecording() throws {
  let recorded = try note("```net\nhost a\n```\n\n```output\none\n```\n").cells[0].recorded
  #expect(recorded?.line == 5 && recorded?.lines == ["one"])
  #expect(try note("```net\nhost a\n```\n\ntext\n\n```output\none\n```\n").cells[0].recorded == nil)
}

@Test func mistakesInNestedCellsPointIntoTheFile() throws {
  let result = NoteRunner().run(try note("1. item\n\n   ```net\n   host a\n   hots b\n   ```\n"))
  #expect(places(result.failures) == ["note.md:5:4 unknown-statement"])
}

@Test func everyMistakeOfANoteIsReported() throws {
  let result = NoteRunner().run(
    try note(
      "---\ndraft: x\n---\n\n```net\nhots a\n```\n\n```net\nhost a\nhost a\nlnk\n```\n\n```net session\n"))
  #expect(
    places(result.failures).map { $0.split(separator: " ")[0] } == [
      "note.md:2:8", "note.md:15:1", "note.md:6:1", "note.md:11:6", "note.md:12:1",
    ])
}

@Test func wordsBehindNetAreQuestioned() throws {
  let note = try note("```net sesion\nhost a\n```\n")
  #expect(note.warnings.map(\.identifier) == ["fence-word"])
  #expect(note.warnings[0].range.start == SourcePosition(line: 1, column: 8))
}

@Test func cellThatShouldFailAndDoesNotIsAFailure() throws {
  let good = NoteRunner().run(try note("```net\n#| error: true\nhost a\n```\n"))
  #expect(places(good.failures) == ["note.md:1:1 cell-succeeded"])
  let bad = NoteRunner().run(try note("```net\n#| error: true\nhots a\n```\n"))
  #expect(bad.isGood && places(bad.cells[0].expectedFailures) == ["note.md:3:1 unknown-statement"])
}

@Test func cellThatIsNotEvaluatedIsNotRun() throws {
  let result = NoteRunner().run(try note("```net\n#| eval: false\nhots a\n```\n"))
  #expect(result.isGood && result.cells[0].state == .notEvaluated)
}

@Test func freshCellStartsFromAnEmptyNetwork() throws {
  let source = "```net\nhost a\n```\n\n```net\nOPTIONhost a\n```\n"
  #expect(NoteRunner().run(try note(source.replacing("OPTION", with: ""))).isGood == false)
  #expect(NoteRunner().run(try note(source.replacing("OPTION", with: "#| fresh: true\n"))).isGood)
}
