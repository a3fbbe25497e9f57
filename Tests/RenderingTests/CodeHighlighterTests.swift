import Notebook
import Testing

@testable import Rendering

@Suite struct CodeHighlighterTests {
  private func html(_ text: String, _ language: String) throws -> String {
    CodeHighlighter.html(text, try #require(CodeGrammar.named(language)))
  }

  /// The text without its markup.
  private func plain(_ html: String) -> String {
    html.split(separator: "<", omittingEmptySubsequences: false).enumerated().map { index, part in
      index == 0 ? String(part) : String(part.drop { $0 != ">" }.dropFirst())
    }.joined().replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
      .replacing("&#39;", with: "'").replacing("&amp;", with: "&")
  }

  @Test(arguments: [
    ("sh", "sudo ip link set eth0 up # now\nfor i in 1 2; do echo \"$i\"; done"),
    ("json", "{\"a\": [1, true, \"x\\\"y\"]}"), ("yaml", "services:\n  web: \"x\" # y\n"),
    ("c", "/* a */ int main(void) { return '\\''; } // b"),
    ("python", "def f(x):\n  '''a\n b'''\n  return x"),
    ("go", "func main() { fmt.Println(`x`) }"), ("swift", "let 变量 = \"值\" // 注"),
    ("sql", "SELECT * FROM t -- x"),
    ("json", "{\"open"), ("c", "/* open"), ("sh", "'"),
  ])
  func theTextStaysWhatItIs(language: String, text: String) throws {
    #expect(plain(try html(text, language)) == text)
  }

  @Test func partsAreColoured() throws {
    #expect(try html("true", "json") == "<span class=\"code-keyword\">true</span>")
    #expect(try html("a # b", "sh").hasSuffix("<span class=\"code-comment\"># b</span>"))
    #expect(try html("a#b", "sh") == "<span class=\"code-name\">a</span>#b")
    #expect(
      try html("web: 80", "yaml")
        == "<span class=\"code-name\">web</span>: <span class=\"code-number\">80</span>")
    #expect(try html("select", "sql") == "<span class=\"code-keyword\">select</span>")
  }

  @Test func unknownLanguagesStayPlain() {
    #expect(CodeGrammar.named("nobody") == nil)
  }
}
