import NetLanguage
import Notebook
import Testing

private let untidy = """
  # Text   stays

  - item

    ```net
    #|label:x

      host    a   docker
    switch\ts
    link a:eth0  10.0.0.1/24 --   s
    link  a:eth10 10.0.0.100/24 -- s mtu=9000
    #  a comment,   as it is
    serve a  80/tcp  "two  words"


    a#  echo   "x   y"  
    expect output   contains  "x   y"
    a# echo a \\

      b

    ```
  """

private let tidy = """
  # Text   stays

  - item

    ```net
    #| label: x

    host a docker
    switch s
    link a:eth0 10.0.0.1/24    -- s
    link a:eth10 10.0.0.100/24 -- s mtu=9000
    #  a comment,   as it is
    serve a 80/tcp "two  words"

    a#  echo   "x   y"  
    expect output   contains  "x   y"
    a# echo a \\

      b
    ```
  """

@Suite struct FormatterTests {
  @Test func `declarations are laid out, everything else stays`() throws {
    #expect(NoteFormatter.formatted(try note(untidy)) == tidy)
  }

  @Test func `what is laid out stays as it is`() throws {
    #expect(NoteFormatter.formatted(try note(tidy)) == tidy)
    let windows = tidy.replacing("\n", with: "\r\n")
    #expect(NoteFormatter.formatted(try note(windows)).utf8.elementsEqual(windows.utf8))
  }

  @Test func `statements mean the same afterwards`() throws {
    func statements(_ text: String) throws -> [String] {
      let cell = try #require(try note(text).cells.first)
      return CellParser.parse(cell.fence.text).statements.map { statement in
        switch statement.kind {
        case .console(let line): line.prompt + line.command.value
        default: statement.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }
      }
    }
    #expect(try statements(untidy) == statements(tidy))
    #expect(try statements(tidy).count == 8)
  }

  @Test(arguments: [
    "```net session\na#  ls\nlink   x\n```\n", "```net\n#| on: a\nhost   example.com\n\n\nlink  x\n```\n",
    "text\n\n```sh\nhost   a\n```\n",
  ])
  func `sessions, scripts and other fences stay as they are`(text: String) throws {
    #expect(NoteFormatter.formatted(try note(text)) == text)
  }

  @Test func `a file of statements is one cell`() {
    let source = NoteSource(path: "t.net", text: "host   a\r\n\r\n\r\na#  ls\r\n")
    #expect(NoteFormatter.formatted(source) == "host a\r\n\r\na#  ls\r\n")
  }

  @Test func `columns of Chinese names are those of the screen`() {
    let source = NoteSource(path: "t.net", text: "link 甲:e -- b:e\nlink bb:e -- b:f\n")
    #expect(NoteFormatter.formatted(source) == "link 甲:e -- b:e\nlink bb:e -- b:f\n")
  }
}

@Suite struct TemplateTests {
  @Test func `a new note holds`() throws {
    let note = try note(NoteTemplate.text(title: "A \"title\": 题"))
    #expect(note.title == "A \"title\": 题")
    let result = NoteRunner().run(note)
    #expect(places(result.failures) == [] && result.warnings.isEmpty)
    #expect(NoteFormatter.formatted(note) == note.source.text)
  }
}
