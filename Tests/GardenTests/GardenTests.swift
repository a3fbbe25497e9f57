import Foundation
import NetLanguage
import Notebook
import Testing

@testable import Garden

@Suite struct GardenTests {
  private func plot() throws -> Plot {
    try Plot([
      "Notebooks/端口映射.md": """
      ---
      title: 端口映射
      date: 2024-05-01
      tags: [docker, nat]
      lang: zh
      ---

      # 端口映射

      见 [桥](deep/bridge.md#how-it-learns)、[[nat]] 和 ![图](img/a.png)。
      """,
      "Notebooks/端口映射.en.md": "---\ntitle: Port mapping\n---\n\nText.\n",
      "Notebooks/deep/bridge.md": "# Bridges\n\n## How it learns\n\n[back](../端口映射.md)\n",
      "Notebooks/nat.md": "---\ntitle: NAT\ndate: 2025-01-01\nsummary: A & B\n---\nText.\n",
      "Notebooks/secret.md": "---\ndraft: true\n---\nSecret ![x](img/secret.png)\n",
      "Notebooks/img/a.png": "picture", "Notebooks/img/secret.png": "hidden",
      "Notebooks/.hidden.md": "# Hidden\n",
      "Site/site.yml": "title: 园子\nlang: zh\n", "Site/assets/own.css": "p{}",
    ])
  }

  @Test func publishesNotesIndexThemeAndWhatNotesReferTo() throws {
    let plot = try plot()
    let report = try plot.builder.build()
    #expect(report.isPublished)
    #expect((report.pages, report.drafts, report.failed) == (4, 1, 0))
    #expect(report.warnings.isEmpty)
    let plain = plot.site.filter { !$0.hasPrefix("assets/") && !$0.hasPrefix("search/") }
    #expect(
      plain
        == [
          ".netnote-site", "404.html", "archive.html", "assets", "deep", "deep/bridge.html", "garden.html",
          "img",
          "img/a.png", "index.html", "nat.html", "robots.txt", "search", "tags", "tags/docker.html",
          "tags/index.html",
          "tags/nat.html", "端口映射.en.html", "端口映射.html",
        ].sorted())
    let assets = plot.site.filter { $0.hasPrefix("assets/") }.map {
      $0.split(separator: ".").first.map(String.init)
    }
    #expect(assets == ["assets/icon", "assets/netnote", "assets/netnote", "assets/own", "assets/redirect"])
  }

  @Test func linksAreRelativeAndLeadToPages() throws {
    let plot = try plot()
    _ = try plot.builder.build()
    let page = try #require(plot.read("端口映射.html"))
    #expect(page.contains("href=\"deep/bridge.html#how-it-learns\""))
    #expect(page.contains("<a class=\"wikilink\" href=\"nat.html\" title=\"NAT — A &amp; B\">nat</a>"))
    #expect(page.contains("src=\"img/a.png\""))
    #expect(page.contains("<html lang=\"zh-CN\">"))
    let back = "../%E7%AB%AF%E5%8F%A3%E6%98%A0%E5%B0%84.html"
    let deep = try #require(plot.read("deep/bridge.html"))
    #expect(deep.contains("href=\"\(back)\" title=\"端口映射 — "))
    #expect(deep.contains("href=\"../assets/netnote."))
  }

  @Test func translationsAndBacklinksAreLinked() throws {
    let plot = try plot()
    _ = try plot.builder.build()
    let page = try #require(plot.read("端口映射.html"))
    #expect(page.contains("hreflang=\"en\">English</a>"))
    #expect(page.contains("<h2 id=\"backlinks\">被以下笔记引用</h2>"))
    #expect(try #require(plot.read("端口映射.en.html")).contains("hreflang=\"zh-CN\">中文</a>"))
  }

  @Test func aTranslatedNoteListsAllItsLanguagesAndItself() throws {
    let plot = try plot()
    _ = try plot.builder.build()
    let page = try #require(plot.read("端口映射.html"))
    let alternates = page.split(separator: "\n").filter { $0.contains("rel=\"alternate\" hreflang") }
    #expect(alternates.map { $0.contains("hreflang=\"zh-CN\"") } == [true, false])
    #expect(try #require(plot.read("nat.html")).contains("hreflang") == false)
  }

  @Test func theIndexHasNotesByDateAndTags() throws {
    let plot = try plot()
    _ = try plot.builder.build()
    let index = try #require(plot.read("index.html"))
    let nat = try #require(index.range(of: ">NAT</a></h3>"))
    let port = try #require(index.range(of: ">端口映射</a></h3>"))
    #expect(nat.lowerBound < port.lowerBound)
    #expect(!index.contains(">Port mapping</a></h3>"))
    #expect(index.contains("A &amp; B"))
    #expect(index.contains("<a href=\"tags/docker.html\">docker</a>"))
    #expect(!index.contains("ecret"))
  }

  @Test func pagesAskNothingOfOtherPlaces() throws {
    let plot = try plot()
    _ = try plot.builder.build()
    for path in plot.site where path.hasSuffix(".html") {
      let page = try #require(plot.read(path))
      for part in ["src=\"http", "rel=\"stylesheet\" href=\"http", "src=\"//", "@import"] {
        #expect(!page.contains(part), "\(path)")
      }
    }
  }

  @Test func brokenLinksAreWarnedOfAtTheirPlace() throws {
    let plot = try Plot([
      "Notebooks/a.md": "# A\n\nSee [x](gone.md),\n[y](#no), [[nowhere]] and [z](../out.md).\n"
    ])
    let report = try plot.builder.build()
    #expect(report.isPublished)
    let places = report.warnings.map {
      "\($0.diagnostic.range.start.line):\($0.diagnostic.range.start.column)"
    }
    #expect(places == ["3:9", "4:5", "4:13", "4:31"])
    #expect(
      report.warnings.map(\.diagnostic.summary).first
        == "the link gone.md leads nowhere: there is no such note or file")
  }

  @Test func strictKeepsTheOldSite() throws {
    let plot = try Plot(["Notebooks/a.md": "# A\n"])
    _ = try plot.builder.build()
    let before = plot.read("a.html")
    try plot.write("# A\n\n[x](gone.md)\n", to: "Notebooks/a.md")
    var builder = plot.builder
    builder.isStrict = true
    #expect(try !builder.build().isPublished)
    #expect(plot.read("a.html") == before)
    #expect(!FileManager.default.fileExists(atPath: plot.folder + "/_site.new"))
  }

  @Test func pagesThatAreNoLongerMadeGoAway() throws {
    let plot = try Plot(["Notebooks/a.md": "# A\n", "Notebooks/b.md": "# B\n"])
    _ = try plot.builder.build()
    try FileManager.default.removeItem(atPath: plot.folder + "/Notebooks/b.md")
    _ = try plot.builder.build()
    #expect(plot.read("b.html") == nil)
    #expect(plot.read("a.html") != nil)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: plot.folder).sorted() == ["Notebooks", "_site"])
  }

  @Test func aFolderOfSomebodyElseIsLeftAlone() throws {
    let plot = try Plot(["Notebooks/a.md": "# A\n", "_site/mine.txt": "mine"])
    #expect(throws: FileProblem.self) { _ = try plot.builder.build() }
    #expect(plot.site == ["mine.txt"])
  }

  @Test func twoBuildsAreTheSameBytes() throws {
    let plot = try plot()
    _ = try plot.builder.build()
    let first = plot.site.map { plot.read($0) }
    _ = try plot.builder.build()
    #expect(plot.site.map { plot.read($0) } == first)
  }

  @Test func anOwnTemplateIsUsedAndABrokenOneIsReported() throws {
    let plot = try Plot([
      "Notebooks/a.md": "# A & B\n", "Site/templates/note.mustache": "<title>{{title}}</title>{{{body}}}",
    ])
    _ = try plot.builder.build()
    #expect(plot.read("a.html")?.hasPrefix("<title>A &amp; B</title>") == true)
    try plot.write("line\n{{#open}}", to: "Site/templates/note.mustache")
    let error = #expect(throws: GardenProblems.self) { try plot.builder.build() }
    #expect(error?.problems.first?.path.hasSuffix("Site/templates/note.mustache") == true)
  }

  @Test func twoNotesCannotHaveOnePage() throws {
    let plot = try Plot(["Notebooks/a.md": "# A\n", "Notebooks/b.md": "---\nslug: a\n---\n# B\n"])
    let error = #expect(throws: GardenProblems.self) { try plot.builder.build() }
    #expect(error?.problems.first?.diagnostic.summary == "the page a.html belongs to a.md already")
  }
}

@Suite struct SiteConfigurationTests {
  @Test func unknownKeysAreRejectedWithTheirLine() {
    let error = #expect(throws: GardenProblems.self) {
      try SiteConfiguration.read(
        "title: T\ntitel: U\nlang: [a]\nnewest: x\nbaseURL: here\n", path: "site.yml")
    }
    #expect(error?.problems.map(\.diagnostic.range.start.line) == [2, 3, 4, 5])
    #expect(error?.problems.first?.diagnostic.suggestion == "did you mean title?")
  }

  @Test func everyKeyHasADefault() throws {
    #expect(try SiteConfiguration.read("", path: "site.yml") == SiteConfiguration())
    #expect(try SiteConfiguration.read("baseURL: https://x.org/n\n", path: "p").baseURL == "https://x.org/n/")
  }
}

@Suite struct SitePathTests {
  @Test(arguments: [
    ("b.html", "a.html", "b.html"), ("b.html", "x/a.html", "../b.html"), ("x/b.html", "x/a.html", "b.html"),
    ("x/y/b.html", "x/a.html", "y/b.html"), ("y/b.html", "x/z/a.html", "../../y/b.html"),
  ])
  func addressesAreRelative(target: String, page: String, expected: String) {
    #expect(SitePath.relative(target, from: page) == expected)
  }

  @Test func pathsCannotLeaveTheGarden() {
    #expect(SitePath.resolved("../a.md", from: "x") == "a.md")
    #expect(SitePath.resolved("../../a.md", from: "x") == nil)
  }
}
