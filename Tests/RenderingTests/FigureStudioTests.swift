import Lab
import Notebook
import Testing

@testable import Rendering

private let story = """
  # Two networks

  ```net
  host a
  host b
  link a:eth0 10.0.0.1/24 -- b:eth0 10.0.0.2/24
  ```

  ```net
  #| caption: There and back
  trace a# ping -c 1 10.0.0.2
  a# ip route
  trace a# ping -c 1 10.0.0.9
  ```

  ```net
  #| fresh: true
  host c
  trace c# ping -c 1 127.0.0.1
  ```

  ```net
  #| output: false
  trace c# ping -c 1 127.0.0.1
  ```
  """

/// The page of the story; its figures are begun while it runs, or when all of it has run.
private func page(drawsAhead: Bool) throws -> String {
  let note = try Note(path: "n.md", text: story)
  let studio = FigureStudio(language: .english)
  let result = NoteRunner().run(note) { if drawsAhead { studio.draw($0) } }
  return NotePage(result, figures: drawsAhead ? studio : nil).html
}

@Test func figuresThatAreDrawnAheadAreTheSame() throws {
  let pages = try (page(drawsAhead: true), page(drawsAhead: false))
  #expect(pages.0 == pages.1)
  for figure in ["c1-net", "c2-1", "c2-3", "c3-net", "c3-1"] {
    #expect(pages.0.contains("<figure class=\"wide network\" id=\"\(figure)\"") == figure.hasSuffix("net"))
    #expect(pages.0.contains("id=\"\(figure)\""))
  }
  // What is not shown is not drawn.
  #expect(!pages.0.contains("id=\"c4-1\""))
}

@Test func aStudioThatIsClosedDrawsNoMore() throws {
  let studio = FigureStudio(language: .english)
  let result = NoteRunner().run(try Note(path: "n.md", text: story))
  studio.close()
  for cell in result.cells { studio.draw(cell) }
  studio.close()
  // What was not begun by then is left out, and nobody waits for it.
  #expect(studio.figures(of: 4).network == nil)
  #expect(NotePage(result, figures: studio).html.hasSuffix("</html>\n"))
}

@Test func figuresNameTheirCaptures() throws {
  let result = NoteRunner().run(try Note(path: "n.md", text: story))
  var context = NotePage.Context()
  context.capture = { cell, line in "cell-\(cell)-\(line + 1).pcapng" }
  let page = NotePage(result, context: context).html
  for name in ["cell-2-1", "cell-2-3", "cell-3-1"] {
    #expect(page.contains("href=\"\(name).pcapng\""))
  }
  #expect(!page.contains("cell-4-1.pcapng"))
}

@Test("However long its parts are, markup is their text in order", arguments: [1, 40, 3_000])
func markupIsInOrder(length: Int) {
  let parts = (0..<30).map { String(repeating: "\($0 % 10)", count: length * ($0 % 3)) }
  let nested = parts.reduce(Markup.empty) { inner, part in
    element("p") {
      inner
      part
      Markup(trusted: "<hr>")
    }
  }
  let text = parts.reduce("") { "<p>\($0)\($1)<hr></p>" }
  #expect(nested.source == text)
  #expect(nested == Markup(trusted: text))
  #expect((nested + nested).source == text + text)
  #expect(nested.pieces.joined() == text)
}

@Test func elementsAreClosedAsTheyMust() {
  #expect(element("br").source == "<br>")
  #expect(element("path", ["d": "M0 0"]).source == "<path d=\"M0 0\"/>")
  #expect(element("path") { "x" }.source == "<path>x</path>")
  #expect(element("p", ["hidden": "", "id": nil]).source == "<p hidden></p>")
  #expect(element("img", ["alt": ""]).source == "<img alt=\"\">")
}
