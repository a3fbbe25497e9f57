import Foundation
import NetLanguage
import Testing

@testable import Garden

/// Every link is followed when the site is made.
@Suite struct LinkTests {
  private func warnings(_ files: [String: String]) throws -> [String] {
    let plot = try Plot(files)
    return try plot.builder.build().warnings.map {
      "\($0.diagnostic.range.start.line):\($0.diagnostic.range.start.column) \($0.diagnostic.summary)"
    }
  }

  @Test func headingsAreChecked() throws {
    #expect(
      try warnings([
        "Notebooks/a.md": "# A\n\n[x](b.md#two) [[b#Three]] [y](b.md#one)\n",
        "Notebooks/b.md": "# B\n## One\n",
      ])
        == [
          "3:5 the link b.md#two leads nowhere: the page b.html has no heading two",
          "3:17 the link b#Three leads nowhere: the page b.html has no heading three",
        ])
  }

  @Test func cellsCanBeLinkedTo() throws {
    #expect(
      try warnings([
        "Notebooks/a.md":
          "[x](#map) [y](#cell-2)\n\n```net\n#| label: map\nhost h\n```\n\n```net\nhost g\n```\n"
      ]).isEmpty)
  }

  @Test func wrongCaseIsFoundAndMended() throws {
    let plot = try Plot([
      "Notebooks/a.md": "[x](Deep/B.md) ![p](IMG/p.png)\n", "Notebooks/deep/b.md": "# B\n",
      "Notebooks/img/p.png": "p",
    ])
    let report = try plot.builder.build()
    #expect(report.warnings.map(\.diagnostic.identifier) == ["link-case", "link-case"])
    let page = try #require(plot.read("a.html"))
    #expect(page.contains("href=\"deep/b.html\""))
    #expect(page.contains("src=\"img/p.png\""))
  }

  @Test func anAliasIsAPageThatLeadsOn() throws {
    let plot = try Plot([
      "Notebooks/deep/b.md": "---\ntitle: B\naliases: [旧名, /gone/b]\n---\nText\n",
      "Notebooks/a.md": "[[旧名]] [x](gone/b.html)\n",
    ])
    #expect(try plot.builder.build().warnings.isEmpty)
    #expect(plot.read("deep/旧名.html")?.contains("url=b.html") == true)
    #expect(plot.read("gone/b.html")?.contains("url=../deep/b.html") == true)
    #expect(plot.read("a.html")?.contains("href=\"deep/b.html\"") == true)
  }

  @Test func collisionsAreErrors() throws {
    let plot = try Plot([
      "Notebooks/a.md": "---\naliases: [b, tags/nat]\n---\n", "Notebooks/b.md": "---\ntags: [nat]\n---\n",
      "Notebooks/archive.md": "# Mine\n",
    ])
    let error = #expect(throws: GardenProblems.self) { _ = try plot.builder.build() }
    #expect(
      error?.problems.map(\.diagnostic.summary).sorted() == [
        "the page archive.html belongs to Netnote itself already",
        "the page b.html belongs to b.md already", "the page tags/nat.html belongs to Netnote itself already",
      ])
  }

  @Test func draftsDoNotLeak() throws {
    let plot = try Plot([
      "Notebooks/a.md": "See [s](secret.md), [[Hidden title]] and ![[secret]].\n",
      "Notebooks/secret.md":
        "---\ntitle: Hidden title\ndraft: true\ntags: [hush]\naliases: [whisper]\n---\nPrivate ![x](s.png)\n",
      "Notebooks/s.png": "x",
    ])
    let report = try plot.builder.build()
    #expect(report.warnings.count == 3)
    #expect(report.warnings.allSatisfy { $0.diagnostic.summary.contains("that note is a draft") })
    #expect(
      !plot.site.contains {
        $0.contains("secret") || $0.contains("s.png") || $0.contains("hush") || $0.contains("whisper")
      })
    for (path, data) in plot.contents() {
      let text = String(decoding: data, as: UTF8.self)
      for word in ["Private", "hush", "whisper", "s.png"] { #expect(!text.contains(word), "\(path)") }
    }
  }

  @Test func ambiguousNamesAreReported() throws {
    let found = try warnings([
      "Notebooks/a.md": "# A\n\n[[same]]\n", "Notebooks/x/same.md": "# S\n", "Notebooks/y/same.md": "# S\n",
    ])
    #expect(found == ["3:3 the link same leads nowhere: it may mean x/same.md or y/same.md"])
  }

  @Test func anchorsOfChineseHeadingsAreReadable() throws {
    let plot = try Plot(["Notebooks/a.md": "[x](#端口-映射)\n\n## 端口 映射\n"])
    #expect(try plot.builder.build().warnings.isEmpty)
    let page = try #require(plot.read("a.html"))
    #expect(page.contains("<h2 id=\"端口-映射\">"))
    #expect(page.contains("href=\"#%E7%AB%AF%E5%8F%A3-%E6%98%A0%E5%B0%84\">x</a>"))
  }
}
