import NetLanguage
import Testing

@Suite struct RenderingTests {
  @Test(arguments: [
    ("abc", 3), ("网络", 4), ("（）", 4), ("e\u{301}", 1), ("한국", 4), ("🐳", 2), ("👨‍👩‍👧", 2), ("⚠\u{FE0F}", 2),
    ("→", 1), ("", 0),
  ])
  func `a terminal gives a text so many columns`(text: String, width: Int) {
    #expect(displayWidth(text) == width)
  }

  @Test(arguments: [("host", "host", 0), ("hots", "host", 1), ("swich", "switch", 1), ("", "abc", 3)])
  func `a swap of neighbours is one edit`(one: String, other: String, distance: Int) {
    #expect(editDistance(one, other) == distance)
  }

  @Test func `only what resembles a word is suggested`() {
    #expect(nearest(to: "serv", among: ["host", "serve"]) == "serve")
    #expect(nearest(to: "xyz", among: ["host", "serve"]) == nil)
    #expect(nearest(to: "b", among: ["a"]) == nil)
  }

  @Test func `the caret stands under wide characters and behind tabs`() {
    let place = SourceRange(start: SourcePosition(line: 3, column: 4), length: 2)
    let text = DiagnosticRenderer.render(
      Diagnostic(.note, "here", at: place, "look here"), path: "笔记.md", sourceLine: "\t网络错误 x")
    #expect(text == "笔记.md:3:4: note: look here [here]\n\t网络错误 x\n\t    ^~~~")
  }

  @Test func `a cell's faults are all told`() {
    let cell = CellParser.parse("hots a\nhost b windos\nlink b:eth0 10.0.0.1 b\nexpect exit", firstLine: 7)
    #expect(cell.diagnostics.map(\.range.start.line) == [7, 8, 9, 10, 10])
    #expect(cell.statements.count == 1)
  }
}
