import Foundation
import NetLanguage
import Testing

@testable import Garden

@Suite struct ThemeTests {
  @Test func assetsHaveAFingerprintThatChangesWithThem() throws {
    let plot = try Plot([
      "Notebooks/a.md": "# A\n", "Site/assets/own.css": "p { background: url(img/x.png) }",
      "Site/assets/img/x.png": "one",
    ])
    _ = try plot.builder.build()
    let first = try #require(plot.site.first { $0.hasPrefix("assets/own.") })
    let picture = try #require(plot.site.first { $0.hasPrefix("assets/img/x.") })
    #expect(plot.read(first)?.contains("url(\"\(picture.dropFirst("assets/".count))\")") == true)
    #expect(plot.read("a.html")?.contains("href=\"\(first)\"") == true)
    try plot.write("two", to: "Site/assets/img/x.png")
    _ = try plot.builder.build()
    #expect(!plot.site.contains(first))
    #expect(!plot.site.contains(picture))
  }

  @Test func aStrictPolicyForContentsHoldsNothingBack() throws {
    let plot = try Plot([
      "Notebooks/a.md":
        "# A\n\n[[b]]\n\n```net\nhost h\nhost g\nlink h:eth0 10.0.0.1/24 -- g:eth0 10.0.0.2/24\ntrace h# ping -c 1 10.0.0.2\n```\n\n| a |\n| :-: |\n| b |\n",
      "Notebooks/b.md": "---\naliases: [c]\n---\n```sh\nls\n```\n",
    ])
    _ = try plot.builder.build()
    for (path, data) in plot.contents() where path.hasSuffix(".html") {
      let page = String(decoding: data, as: UTF8.self)
      #expect(!page.contains(" style=\""), "\(path)")
      #expect(!page.contains("<style"), "\(path)")
      #expect(!page.contains("data:,"), "\(path)")
      #expect(
        page.components(separatedBy: "<script").count == page.components(separatedBy: "<script src=\"").count)
    }
  }

  @Test(arguments: GardenTheme.templates.keys.sorted())
  func everyTemplateNamesOnlyWhatPagesHave(name: String) {
    let text = String(decoding: GardenTheme.templates[name] ?? [], as: UTF8.self)
    #expect(!text.isEmpty)
    #expect(TemplateCheck.problems(in: text, path: name, partials: []).isEmpty)
  }

  @Test func aPartialOfTheThemesOwnCanBeUsed() throws {
    let plot = try Plot([
      "Notebooks/a.md": "# A\n", "Site/templates/note.mustache": "{{> hello}}",
      "Site/templates/hello.mustache": "Hello {{title}}",
    ])
    _ = try plot.builder.build()
    #expect(plot.read("a.html") == "Hello A")
  }

  @Test func bracesInTwoEscapeAndBracesInThreeDoNot() throws {
    let plot = try Plot([
      "Notebooks/a.md": "---\ntitle: \"<b> & \\\"it\\\" 'is' 端\"\n---\n",
      "Site/templates/note.mustache":
        "{{title}}|{{{title}}}|{{#title}}{{.}}{{/title}}|{{#updated}}no{{/updated}}",
    ])
    _ = try plot.builder.build()
    let escaped = "&lt;b&gt; &amp; &quot;it&quot; &#39;is&#39; 端"
    #expect(plot.read("a.html") == "\(escaped)|<b> & \"it\" 'is' 端|\(escaped)|")
  }

  @Test func aTemplateThatCannotBeReadIsPointedAt() throws {
    let plot = try Plot([
      "Notebooks/a.md": "# A\n", "Site/templates/note.mustache": "<p>\n{{#title}}{{/lang}}\n",
    ])
    let problems = #expect(throws: GardenProblems.self) { try plot.builder.build() }
    #expect(problems?.problems.first?.diagnostic.range.start.line == 2)
  }

  @Test func metadataOfAThemesOwnPageIsThatOfTheBuiltInOne() throws {
    let notes = [
      "Notebooks/a.en.md": "---\ntitle: A\nsummary: \"What <a> is\"\n---\n", "Notebooks/a.zh.md": "# 甲\n",
    ]
    let plot = try Plot(notes)
    _ = try plot.builder.build()
    let own = try Plot(notes.merging(["Site/templates/note.mustache": "{{{metadata}}}"]) { $1 })
    _ = try own.builder.build()
    let metadata = try #require(own.read("a.en.html"))
    #expect(metadata.hasPrefix("<meta name=\"description\" content=\"What &lt;a&gt; is\">\n"))
    #expect(metadata.contains("<meta property=\"og:type\" content=\"article\">\n"))
    #expect(metadata.contains("<link rel=\"alternate\" hreflang=\"zh-CN\" href=\"a.zh.html\">\n"))
    #expect(plot.read("a.en.html")?.contains(metadata) == true)
  }
}
