import BrowserDriver
import Foundation
import Testing

@testable import Garden

/// The search as a reader uses it: a site opened from disk, in a browser, by the keyboard.
@Suite(.enabled(if: BrowserWindow.path != nil, "chromium is not installed"), .serialized)
struct SearchBrowserTests {
  private let plot: Plot

  init() throws {
    plot = try Plot([
      "Notebooks/bridge.md": """
      ---
      title: 网桥怎样学习
      lang: zh
      ---

      交换机看帧的源地址。

      ## 转发表从哪里来

      每个帧都告诉网桥：这个地址在**这个端口**后面。docker0 也是网桥。
      """,
      "Notebooks/deep/nat.en.md": """
      ---
      title: Who rewrites the address?
      ---

      MASQUERADE does, in the table nat; a café may have it, too.

      ## One rule

      ```net
      host a
      host b
      link a:eth0 10.9.0.1/24 -- b:eth0 10.9.0.2/24
      a# iptables -A OUTPUT -p tcp --dport 4242 -j ACCEPT
      trace a# ping -c 1 10.9.0.2
      ```
      """,
      "Notebooks/secret.md": "---\ndraft: true\n---\n网桥的秘密\n",
      "Site/site.yml": "title: 园子\nlang: zh\n",
    ])
    _ = try plot.builder.build()
  }

  /// Opens a page of the site, searches, and gives the titles that are found.
  private func search(_ query: String, on page: String = "index.html", in window: BrowserWindow) throws
    -> String
  {
    try window.open("file://\(plot.folder)/_site/\(page)")
    try window.press("/")
    try window.wait(for: "document.activeElement.getAttribute('role') === 'combobox'")
    try window.type(query)
    try window.wait(for: "document.querySelector('dialog [role=status]').textContent !== ''")
    return try window.evaluate(
      "[...document.querySelectorAll('dialog li a')].map(a => a.textContent).join('|')")
  }

  @Test func wordsPartsOfSentencesAndAddressesAreFound() throws {
    let window = try BrowserWindow()
    for (query, expected) in Self.queries { #expect(try search(query, in: window) == expected, "\(query)") }
  }

  private static let queries = [
    ("学习", "网桥怎样学习"), ("桥", "网桥怎样学习"), ("在这个端口后", "网桥怎样学习"), ("DOCKER", "网桥怎样学习"),
    ("masq", "Who rewrites the address?"), ("Café", "Who rewrites the address?"),
    ("10.9.0.2", "Who rewrites the address?"), ("10.9.", "Who rewrites the address?"),
    ("4242", "Who rewrites the address?"), ("网桥 masquerade", ""), ("网桥的秘密", ""), ("地个", ""),
    ("address:10.9.0.1", "Who rewrites the address?"), ("命令：iptables", "Who rewrites the address?"),
    ("chain:OUTPUT", "Who rewrites the address?"), ("target:MASQUERADE", ""),
  ]

  @Test func aResultShowsTheHitAndLeadsToItsHeading() throws {
    let window = try BrowserWindow()
    #expect(try search("帧都告诉", on: "deep/nat.en.html", in: window) == "网桥怎样学习")
    #expect(try window.evaluate("document.querySelector('dialog li mark').textContent") == "帧都告诉")
    #expect(try window.evaluate("document.querySelector('dialog li span').textContent") == "转发表从哪里来")
    try window.press("Enter")
    try window.wait(
      for: "location.pathname.endsWith('/_site/bridge.html') && document.readyState === 'complete'")
    #expect(try window.evaluate("decodeURIComponent(location.hash)") == "#转发表从哪里来")
  }

  @Test func arrowsChooseAndEscapeCloses() throws {
    let window = try BrowserWindow()
    // Both have a zero: two results.
    #expect(try search("docker0", in: window) == "网桥怎样学习")
    try window.evaluate("document.querySelector('dialog input').select()")
    try window.type("地址")
    try window.wait(for: "document.querySelector('dialog mark')?.textContent === '地址'")
    let selected =
      "document.querySelector('[aria-selected]').id + ' ' + document.activeElement.getAttribute('aria-activedescendant')"
    #expect(try window.evaluate(selected) == "search-0 search-0")
    try window.press("ArrowDown")
    #expect(try window.evaluate(selected) == "search-0 search-0")
    try window.press("Escape")
    #expect(try window.evaluate("document.querySelector('dialog').open") == "false")
    try window.press("k", control: true)
    #expect(try window.evaluate("document.querySelector('dialog').open") == "true")
  }

  @Test func theDialogFitsATelephone() throws {
    let window = try BrowserWindow(width: 360)
    _ = try search("网桥", in: window)
    #expect(try window.evaluate("document.documentElement.scrollWidth <= 360") == "true")
    #expect(
      try window.evaluate(
        "(r => r.left >= 0 && r.right <= 360 && r.width > 300)(document.querySelector('dialog').getBoundingClientRect())"
      )
        == "true")
  }

  @Test func withoutScriptsNothingOfItIsShown() throws {
    let window = try BrowserWindow()
    try window.runsScripts(false)
    try window.open("file://\(plot.folder)/_site/index.html")
    let page = try String(contentsOfFile: plot.folder + "/_site/index.html", encoding: .utf8)
    #expect(!page.contains("搜索") && !page.contains("role=\"combobox\""))
  }

  @Test func draftsAreNotInTheIndex() throws {
    let files = plot.site.filter { $0.hasPrefix("search/") && $0.hasSuffix(".js") }
    #expect(files.count > 4)
    for file in files { #expect(plot.read(file)?.contains("秘密") == false) }
  }
}
