import BrowserDriver
import Testing

@testable import Garden

/// Pages of the garden on paper.
@Suite(.enabled(if: BrowserWindow.path != nil, "chromium is not installed"), .serialized)
struct PrintTests {
  @Test func aCellIsPrintedInOneColumn() throws {
    let plot = try Plot([
      "Notebooks/n.md": """
      # N

      ```net
      host a
      host b
      link a:eth0 10.9.0.1/24 -- b:eth0 10.9.0.2/24
      trace a# ping -c 1 10.9.0.2
      ```
      """
    ])
    _ = try plot.builder.build()
    let window = try BrowserWindow()
    let edges = """
      (() => { const boxes = [...document.querySelectorAll('article > .cell > *')].map(e => e.getBoundingClientRect())
        .filter(box => box.height > 1)
        return JSON.stringify([boxes.length > 1, new Set(boxes.map(box => Math.round(box.left))).size]) })()
      """
    try window.open("file://\(plot.folder)/_site/n.html")
    try window.showsPrint(true)
    #expect(try window.evaluate(edges) == "[true,1]")
  }
}
