/// Side by side: the trace of a fork and that of the network it was forked from.
package struct ComparisonForm {
  private let comparison: TraceComparison
  private let titles: (left: String, right: String)
  private let language: Language

  package init(_ comparison: TraceComparison, titles: (left: String, right: String), language: Language) {
    (self.comparison, self.titles, self.language) = (comparison, titles, language)
  }

  package var html: Markup {
    element("figure", ["class": "wide comparison"]) {
      element("div", ["class": "scroll", "role": "region", "tabindex": "0", "aria-label": caption]) {
        element("table") {
          element("thead") {
            element("tr") {
              element("th", ["scope": "col"]) { titles.left }
              element("th", ["scope": "col"]) { titles.right }
            }
          }
          for (index, rows) in comparison.parts.enumerated() { part(rows, isReply: index > 0) }
        }
      }
      element("figcaption") { caption }
    }
  }

  private var caption: String {
    comparison.isSame
      ? language.say(
        "Both traces, \(titles.left) and \(titles.right), went the same way.",
        "\(titles.left) 与 \(titles.right) 的两次跟踪走了同一条路。")
      : language.say(
        "The same command in \(titles.left) and in \(titles.right): ≠ marks where the ways part.",
        "同一条命令在 \(titles.left) 与 \(titles.right) 中：≠ 处是两条路分开的地方。")
  }

  private func part(_ rows: [TraceComparison.Row], isReply: Bool) -> Markup {
    let fork = rows.firstIndex { if case .parted = $0 { true } else { false } }
    return element("tbody") {
      element("tr") {
        element("th", ["colspan": "2", "scope": "rowgroup"]) {
          isReply ? language.say("The reply", "应答") : language.say("The request", "请求")
        }
      }
      for (index, row) in rows.enumerated() {
        switch row {
        case .both(let text): element("tr") { element("td", ["colspan": "2"]) { text } }
        case .parted(let left, let right):
          element("tr", ["class": "parted"]) {
            element("td") { (index == fork ? "≠ " : "") + (left ?? "–") }
            element("td") { (index == fork ? "≠ " : "") + (right ?? "–") }
          }
        }
      }
    }
  }
}
