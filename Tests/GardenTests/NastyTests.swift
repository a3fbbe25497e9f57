import Foundation
import Lab
import NetLanguage
import Notebook
import Testing

@testable import Garden

/// What strangers and tired people write: a located error, or a safe page.
@Suite struct NastyTests {
  private func failures(_ files: [String: String]) throws -> [String] {
    let plot = try Plot(files)
    var found: [String] = []
    for checked in try plot.builder.build().checked {
      guard case .ran(let result) = checked.verdict else { return ["unreadable"] }
      found += result.failures.map {
        "\($0.failure.range.start.line):\($0.failure.range.start.column) \($0.failure.identifier)"
      }
    }
    return found
  }

  @Test(arguments: [
    ("---\ntitle: [\n---\n", "3:1 front-matter-yaml"), ("---\ntitle: a\n", "1:1 front-matter-open"),
    ("---\ndate: 2024-13-01\n---\n", "2:7 front-matter-type"),
    ("---\ndraft: perhaps\n---\n", "2:8 front-matter-type"),
    ("---\n- a\n---\n", "2:1 front-matter-shape"),
  ])
  func brokenFrontMatterIsAnErrorAtItsPlace(text: String, place: String) throws {
    #expect(try failures(["Notebooks/a.md": text]) == [place])
  }

  @Test func anUnknownSectionOfATemplateIsAnErrorAtItsPlace() throws {
    let plot = try Plot([
      "Notebooks/a.md": "# A\n",
      "Site/templates/note.mustache": "{{title}}\n<p>{{#backlink}}x{{/backlink}}</p>\n",
    ])
    let error = #expect(throws: GardenProblems.self) { _ = try plot.builder.build() }
    let first = try #require(error?.problems.first)
    #expect((first.diagnostic.range.start.line, first.diagnostic.range.start.column) == (2, 4))
    #expect(first.diagnostic.suggestion == "did you mean backlinks?")
  }

  @Test(arguments: [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))",
    "[x](java\u{1}script:alert(1))", "[x](JaVaScRiPt&#58;alert(1))", "![x](javascript:alert(1))",
    "<javascript:alert(1)>", "[x](data:text/html,<script>alert(1)</script>)", "[[javascript:alert(1)]]",
    "![[javascript:alert(1)]]", "[x](vbscript:x \"t\")", "<a href=\"javascript:alert(1)\">x</a>",
    "[x](a.md \"\\\" onmouseover=alert(1) \")", "`<script>`", "```\"><script>\n<script>\n```",
    "# <script>alert(1)</script>", "[^1]\n\n[^1]: <script>x</script>",
    "| <script> |\n| - |\n| <img onerror=x> |",
  ])
  func strangersCannotRunScripts(text: String) throws {
    let plot = try Plot(["Notebooks/a.md": "First\n\n" + text + "\n", "Notebooks/b.md": "[[a]]\n"])
    _ = try plot.builder.build()
    for (path, data) in plot.contents() where path.hasSuffix(".html") {
      let page = String(decoding: data, as: UTF8.self)
      let inner = page.replacing("<script src=\"", with: "")
      #expect(!inner.contains("<script"), "\(path)")
      for word in ["href=\"javascript", "src=\"javascript", "href=\"data:", "href=\"vbscript", "href=\"java"]
      {
        #expect(!page.lowercased().contains(word), "\(path)")
      }
      // An attribute can only stand in a tag, and what is in a tag is ours.
      for tag in page.split(separator: "<").dropFirst() {
        let inside = tag.prefix { $0 != ">" }
        let names = inside.split(separator: "\"", omittingEmptySubsequences: false).enumerated().filter {
          $0.offset % 2 == 0
        }
        #expect(
          !names.contains { $0.element.contains(" on") && $0.element.hasSuffix("=") }, "\(path): \(inside)")
      }
    }
  }

  @Test func theNameOfAFileIsNoScheme() throws {
    let plot = try Plot([
      "Notebooks/javascript:alert(1).md": "---\ntitle: T\ntags: ['javascript:x']\n---\n",
      "Notebooks/b.md": "[[T]]\n",
    ])
    _ = try plot.builder.build()
    #expect(plot.read("b.html")?.contains("href=\"./javascript:alert(1).html\"") == true)
    for (path, data) in plot.contents() where path.hasSuffix(".html") {
      #expect(!String(decoding: data, as: UTF8.self).contains("href=\"javascript:"), "\(path)")
    }
  }

  @Test func htmlOfATrustedNoteReachesThePage() throws {
    let plot = try Plot(["Notebooks/a.md": "---\nunsafe-html: true\n---\n<b class=\"x\">y</b>\n"])
    _ = try plot.builder.build()
    #expect(plot.read("a.html")?.contains("<b class=\"x\">y</b>") == true)
  }

  @Test func titlesAndTagsAreEscapedEverywhere() throws {
    let plot = try Plot([
      "Notebooks/a.md":
        "---\ntitle: \"<i>\\\"T'&\"\ndate: 2024-01-01\ntags: ['<b>\"x']\nsummary: </p><script>\naliases: ['<u>']\n---\n\n[[b]]\n",
      "Notebooks/b.md": "[[a]]\n", "Site/site.yml": "title: '<s>&'\nbaseURL: https://x.org/\n",
    ])
    _ = try plot.builder.build()
    for (path, data) in plot.contents() where path.hasSuffix("html") || path.hasSuffix("xml") {
      let page = String(decoding: data, as: UTF8.self)
      for tag in ["<i>", "<b>", "<s>", "<u>", "</p><script>"] {
        #expect(!page.contains(tag), "\(path): \(tag)")
      }
    }
  }

  @Test func aLinkOutOfTheGardenIsNotFollowed() throws {
    let plot = try Plot([
      "Notebooks/a.md": "# A\n\n[x](out/passwd) ![y](file.png)\n", "private/passwd": "secret",
    ])
    let folder = plot.folder
    try FileManager.default.createSymbolicLink(
      atPath: folder + "/Notebooks/out", withDestinationPath: "../private")
    try FileManager.default.createSymbolicLink(
      atPath: folder + "/Notebooks/file.png", withDestinationPath: "../private/passwd")
    try FileManager.default.createSymbolicLink(
      atPath: folder + "/Notebooks/b.md", withDestinationPath: "../private/passwd")
    let report = try plot.builder.build()
    #expect(report.warnings.map(\.diagnostic.range.start.column) == [5, 22])
    #expect(report.warnings.allSatisfy { $0.diagnostic.summary.contains("symbolic link") })
    #expect(!plot.contents().values.contains(Data("secret".utf8)))
    #expect(report.pages == 1)
  }

  @Test(arguments: ["../../out", "..", "/", ".hidden/x"]) func anAliasCannotLeaveTheGarden(alias: String)
    throws
  {
    let plot = try Plot(["Notebooks/a.md": "---\naliases: ['\(alias)']\n---\n"])
    let error = #expect(throws: GardenProblems.self) { _ = try plot.builder.build() }
    #expect(error?.problems.first?.diagnostic.identifier == "page-taken")
    #expect(!FileManager.default.fileExists(atPath: plot.folder + "/out.html"))
  }

  @Test func aSlugCannotLeaveItsFolder() throws {
    let plot = try Plot(["Notebooks/a.md": "---\nslug: ../../evil\n---\n"])
    _ = try plot.builder.build()
    #expect(plot.site.contains("..-..-evil.html") || plot.site.contains("evil.html"))
    #expect(!FileManager.default.fileExists(atPath: plot.folder + "/evil.html"))
  }

  @Test func aNoteThatCannotBeReadKeepsTheOldSite() throws {
    let plot = try Plot(["Notebooks/a.md": "# A\n"])
    _ = try plot.builder.build()
    try Data([0x23, 0xFF, 0xFE]).write(to: URL(fileURLWithPath: plot.folder + "/Notebooks/b.md"))
    let report = try plot.builder.build()
    #expect(!report.isPublished)
    #expect(plot.read("a.html") != nil)
  }

  @Test func anEmptyGardenIsAGarden() throws {
    let plot = try Plot(["Notebooks/.keep": ""])
    #expect(try plot.builder.build().isPublished)
    #expect(plot.read("index.html") != nil)
    #expect(plot.read("garden.html") != nil)
  }

  @Test func aGardenThatIsNotThereIsSaidToBe() throws {
    let plot = try Plot(["Site/site.yml": ""])
    #expect(throws: (any Error).self) { _ = try plot.builder.build() }
  }
}
