import Foundation
import Testing

@testable import Garden

/// What pages show of other notes.
@Suite struct PageTests {
  @Test func aSectionIsEmbeddedWithItsLinksAndIds() throws {
    let plot = try Plot([
      "Notebooks/a.md": "# A\n\n![[deep/b#Two]]\n",
      "Notebooks/deep/b.md":
        "# B\n\n## One\n\nno\n\n## Two\n\nyes [c](c.md)\n\n### Inner\n\n## Three\n\nno\n",
      "Notebooks/deep/c.md": "# C\n",
    ])
    #expect(try plot.builder.build().warnings.isEmpty)
    let page = try #require(plot.read("a.html"))
    #expect(page.contains("<h2 id=\"e1-two\">Two"))
    #expect(page.contains("<h3 id=\"e1-inner\">Inner"))
    #expect(page.contains("yes <a href=\"deep/c.html\""))
    #expect(!page.contains("<p>no</p>"))
  }

  @Test func embedsInACircleEnd() throws {
    let plot = try Plot(["Notebooks/a.md": "A1\n\n![[b]]\n", "Notebooks/b.md": "B1\n\n![[a]]\n"])
    _ = try plot.builder.build()
    #expect(plot.read("a.html")?.components(separatedBy: "<p>A1</p>").count == 2)
    #expect(plot.read("a.html")?.contains("<p>B1</p>") == true)
  }

  @Test func backlinksShowTheSentence() throws {
    let plot = try Plot([
      "Notebooks/a.md": "First. The [bridge](b.md) learns *addresses*! Last.\n\n第一句。看看[[b|网桥]]怎么学。完。\n",
      "Notebooks/b.md": "# B\n",
    ])
    _ = try plot.builder.build()
    let page = try #require(plot.read("b.html"))
    #expect(page.contains("<p>The <mark>bridge</mark> learns addresses!</p>"))
    #expect(page.contains("<p>看看<mark>网桥</mark>怎么学。</p>"))
  }

  @Test func picturesHaveTheirSize() throws {
    let plot = try Plot(["Notebooks/a.md": "![one](p.gif) ![[p.gif|10]]\n"])
    let gif: [UInt8] = Array("GIF89a".utf8) + [40, 0, 20, 0, 0, 0]
    try Data(gif).write(to: URL(fileURLWithPath: plot.folder + "/Notebooks/p.gif"))
    _ = try plot.builder.build()
    let page = try #require(plot.read("a.html"))
    #expect(page.contains("alt=\"one\" width=\"40\" height=\"20\""))
    #expect(page.contains("alt=\"\" width=\"10\" height=\"5\" loading=\"lazy\""))
  }

  @Test func anOlderTranslationSaysSo() throws {
    let plot = try Plot([
      "Notebooks/a.md": "---\ndate: 2024-01-01\nupdated: 2024-06-01\nlang: zh\n---\n字\n",
      "Notebooks/a.en.md": "---\ndate: 2024-01-02\n---\nWords\n",
    ])
    _ = try plot.builder.build()
    #expect(plot.read("a.en.html")?.contains("class=\"badge-outdated\"") == true)
    #expect(plot.read("a.html")?.contains("badge-outdated") == false)
  }

  @Test func factsOfExecutedCellsHavePages() throws {
    let plot = try Plot([
      "Notebooks/a.md":
        "# A\n\n```net\n#| label: deny\nhost h\nh# iptables -A OUTPUT -p icmp -j DROP\ntrace h# ping -c 1 127.0.0.1 || true\n```\n",
      "Notebooks/b.md": "# B\n\n`iptables -j MASQUERADE`\n",
    ])
    _ = try plot.builder.build()
    let page = try #require(plot.read("facts/target-drop.html"))
    #expect(page.contains("Notes where DROP stopped a packet"))
    #expect(page.contains("href=\"../a.html#deny\""))
    #expect(plot.read("facts/target-masquerade.html") == nil)
    #expect(plot.read("facts/command-ping.html") != nil)
  }

  @Test func withAnAddressThereAreFeedSitemapAndSharePictures() throws {
    let plot = try Plot([
      "Notebooks/a.md": "---\ntitle: A & B\ndate: 2024-02-03\n---\n\n```net\nhost h\n```\n",
      "Site/site.yml": "title: G\nbaseURL: https://x.org/n\n",
    ])
    _ = try plot.builder.build()
    #expect(plot.read("feed.xml")?.contains("<updated>2024-02-03T00:00:00Z</updated>") == true)
    #expect(
      plot.read("sitemap.xml")?.contains("<loc>https://x.org/n/a.html</loc><lastmod>2024-02-03</lastmod>")
        == true)
    #expect(plot.read("robots.txt")?.contains("Sitemap: https://x.org/n/sitemap.xml") == true)
    let page = try #require(plot.read("a.html"))
    #expect(page.contains("<link rel=\"canonical\" href=\"https://x.org/n/a.html\">"))
    #expect(page.contains("<meta property=\"og:image\" content=\"https://x.org/n/share/a.svg\">"))
    #expect(plot.read("share/a.svg")?.contains("class=\"map\"") == true)
    for name in ["feed.xml", "sitemap.xml", "share/a.svg"] {
      let parser = XMLCheck(try #require(plot.read(name)))
      #expect(parser.isWellFormed, "\(name)")
    }
  }

  @Test func theGardenIsDrawnAndListed() throws {
    let plot = try Plot(["Notebooks/a.md": "# A\n\n[[b]]\n", "Notebooks/b.md": "# B\n"])
    _ = try plot.builder.build()
    let page = try #require(plot.read("garden.html"))
    #expect(page.components(separatedBy: "<circle").count == 3)
    #expect(page.components(separatedBy: "class=\"edge\"").count == 2)
    #expect(page.contains("<a href=\"b.html\">B</a> <small>1 links</small>"))
  }

  @Test func otherLanguagesAreColoured() throws {
    let plot = try Plot([
      "Notebooks/a.md": "```python\nif x: # why\n  print(\"<a>\")\n```\n\n```nobody\nif\n```\n"
    ])
    _ = try plot.builder.build()
    let page = try #require(plot.read("a.html"))
    #expect(
      page.contains("<span class=\"code-keyword\">if</span> x: <span class=\"code-comment\"># why</span>"))
    #expect(page.contains("<span class=\"code-string\">&quot;&lt;a&gt;&quot;</span>"))
    #expect(page.contains("<code class=\"language-nobody\">if"))
  }
}

/// Tags open and close in order.
struct XMLCheck {
  var isWellFormed = true

  init(_ text: String) {
    var open: [Substring] = []
    for part in text.split(separator: "<").dropFirst(text.hasPrefix("<") ? 0 : 1) {
      guard let end = part.firstIndex(of: ">") else {
        isWellFormed = false
        return
      }
      let tag = part[..<end]
      if tag.hasPrefix("?") || tag.hasPrefix("!") || tag.hasSuffix("/") { continue }
      let name = tag.prefix { $0 != " " && $0 != "\n" }
      if name.hasPrefix("/") {
        if open.popLast() != name.dropFirst() { isWellFormed = false }
      } else {
        open.append(name)
      }
    }
    if !open.isEmpty { isWellFormed = false }
  }
}
