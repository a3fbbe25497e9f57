import Notebook
import Testing

@Test func headingIdentifiersFollowGitHub() throws {
  let document = try MarkdownDocument.parse(
    "# Why is there no SNAT rule?\n## 端口映射：原理\n## A_b - C\n## A_b - C\n## 自定 {#own}\n## ?")
  #expect(
    document.headings.map(\.id) == [
      "why-is-there-no-snat-rule", "端口映射原理", "a_b---c", "a_b---c-1", "own", "section",
    ])
  #expect(document.headings[4].text == "自定")
}

@Test func headingIdentifiersAreComposed() throws {
  let document = try MarkdownDocument.parse("# Cafe\u{301}")
  #expect(document.headings[0].id.unicodeScalars.map(\.value) == "café".precomposed.map(\.value))
}

@Test func calloutsTakeTheirTitleFromTheFirstLine() throws {
  let plain = try html("> [!WARNING]\n> text")
  #expect(
    plain
      == "<aside class=\"callout callout-warning\">\n<p class=\"callout-title\">Warning</p>\n<p>text</p>\n</aside>\n"
  )
  let titled = try html("> [!tip] 看 *这里*\n> 文字") { $0.words = .chinese }
  #expect(
    titled
      == "<aside class=\"callout callout-tip\">\n<p class=\"callout-title\">看 <em>这里</em></p>\n<p>文字</p>\n</aside>\n"
  )
  #expect(try html("> [!OTHER] x").hasPrefix("<blockquote>"))
}

@Test func tablesKeepTheirAlignment() throws {
  let table = try html("| a | b |\n| :- | -: |\n| 1 | **二。**三 |")
  #expect(table.contains("<th scope=\"col\" class=\"left\">a</th><th scope=\"col\" class=\"right\">b</th>"))
  #expect(table.contains("<td class=\"left\">1</td><td class=\"right\"><strong>二。</strong>三</td>"))
}

@Test func tasksAreCheckboxes() throws {
  let list = try html("- [x] done\n- [ ] open")
  #expect(list.contains("<li><input type=\"checkbox\" disabled checked> done</li>"))
  #expect(list.contains("<li><input type=\"checkbox\" disabled> open</li>"))
}

@Test func footnotesLinkBackToEveryReference() throws {
  let page = try html("a[^n] b[^n]\n\n[^n]: 注")
  #expect(page.contains("<a href=\"#fn-1\" id=\"fnref-1\">1</a>"))
  #expect(page.contains("<a href=\"#fn-1\" id=\"fnref-1-2\">1</a>"))
  #expect(page.contains("<li id=\"fn-1\">"))
  #expect(
    page.contains("href=\"#fnref-1\" class=\"back\"") && page.contains("href=\"#fnref-1-2\" class=\"back\""))
}

@Test(arguments: [
  "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](data:text/html,1)",
  "[x](&#1;javascript:alert(1))",
  "[x](<java\tscript:alert(1)>)", "[x](vbscript:x)", "![x](data:image/svg+xml,1)",
])
func addressesThatCouldRunProgramsAreDropped(source: String) throws {
  #expect(try html(source) == "<p>x</p>\n")
}

@Test(arguments: ["http://a/?b=c&d", "mailto:a@b", "other-note.md", "../图/一.png", "#节", "//host/x"])
func harmlessAddressesStay(address: String) throws {
  #expect(SafeURL.encoded(address) != nil)
}

@Test func rawHTMLIsShownUnlessItIsAllowed() throws {
  #expect(try html("a <b>x</b>") == "<p>a &lt;b&gt;x&lt;/b&gt;</p>\n")
  #expect(try html("a <b>x</b>") { $0.allowsRawHTML = true } == "<p>a <b>x</b></p>\n")
  #expect(try html("<script>x</script>").contains("<script") == false)
}

@Test func wikilinksAreResolvedByTheCaller() throws {
  let page = try html("[[笔记#节|别名]] [[nowhere]] `[[code]]`") {
    $0.wikilink = { target, heading in target == "笔记" ? "n/#\(heading ?? "")" : nil }
  }
  #expect(page.contains("<a class=\"wikilink\" href=\"n/#%E8%8A%82\">别名</a>"))
  #expect(page.contains("<span class=\"missing-link\">nowhere</span> <code>[[code]]</code>"))
}

@Test func fencesAreTheCallersToRender() throws {
  let page = try html("```net\nhost a\n```\n\n```sh\n<\n```") {
    $0.codeBlock = { block, range in block.language == "net" ? "CELL \(range?.firstLine ?? 0)\n" : nil }
  }
  #expect(page == "CELL 1\n<pre><code class=\"language-sh\">&lt;\n</code></pre>\n")
}

extension String {
  fileprivate var precomposed: [Unicode.Scalar] { ["c", "a", "f", "\u{E9}"] }
}

@Test func aWikilinkMayHoldABarInATable() throws {
  let page = try html("| a | b |\n| - | - |\n| [[note#part|words]] | `[[x|y]]` |\n") {
    $0.wikilink = { target, heading in "\(target).html#\(heading ?? "")" }
  }
  #expect(page.contains("<td><a class=\"wikilink\" href=\"note.html#part\">words</a></td>"))
  #expect(page.contains("<td><code>[[x|y]]</code></td>"))
}

@Test func embedsAreNodesOfTheirOwn() throws {
  let document = try MarkdownDocument.parse("![[a.png|300]] and !\\[[b]]\n")
  let inlines = document.root.children[0].children
  #expect(inlines.first?.kind == .embed(target: "a.png", heading: nil, label: "300"))
}

@Test func aPictureHasItsSizeAndLoadsLate() throws {
  let page = try html("![words|300x200](a.png)\n")
  #expect(
    page.contains(
      "<img src=\"a.png\" alt=\"words\" width=\"300\" height=\"200\" loading=\"lazy\" decoding=\"async\">"))
}
