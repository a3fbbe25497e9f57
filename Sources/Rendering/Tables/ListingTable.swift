package import Simulation

/// What a command listed, as a table with headers, rules that traced packets hit marked, and each row with the line of
/// the note that made it.
package struct ListingTable {
  private let listing: Listing
  private let hits: RuleHits
  private let node: String
  private let language: Language
  /// Nil leaves the lines out.
  private let sources: SourceLinks?

  package init(
    _ listing: Listing, at node: String, hits: RuleHits, language: Language, sources: SourceLinks? = nil
  ) {
    (self.listing, self.node, self.hits, self.language) = (listing, node, hits, language)
    self.sources = listing.rows.contains { $0.origin != nil } ? sources : nil
  }

  package var html: Markup {
    let counts = listing.rows.map { $0.rule.map { hits.count(node: node, rule: $0) } ?? 0 }
    let showsHits = counts.contains { $0 > 0 }
    let label = listing.title.isEmpty ? listing.kind : listing.title
    return element("div", ["class": "scroll", "role": "region", "tabindex": "0", "aria-label": label]) {
      element("table", ["class": "listing " + listing.kind]) {
        if !listing.title.isEmpty { element("caption") { listing.title } }
        element("thead") {
          element("tr") {
            // First, where it is seen however wide the table is.
            if sources != nil { element("th", ["scope": "col"]) { language.say("line", "行") } }
            for column in listing.columns { element("th", ["scope": "col"]) { title(column) } }
            if showsHits { element("th", ["scope": "col"]) { language.say("traced packets", "被跟踪的包") } }
          }
        }
        element("tbody") {
          for (row, count) in zip(listing.rows, counts) { self.row(row, count, showsHits) }
        }
      }
    }
  }

  /// `iptables` prints its own titles, which notes quote.
  private func title(_ column: String) -> String {
    listing.kind == "rules" ? column : language.column(column)
  }

  private func row(_ row: Listing.Row, _ count: Int, _ showsHits: Bool) -> Markup {
    element("tr", ["class": count > 0 ? "hit" : nil]) {
      if let sources {
        element("td", ["class": "nowrap"]) { row.origin.map { sources.html(of: $0, language) } ?? .empty }
      }
      for cell in row.cells { element("td") { cell } }
      if row.cells.count < listing.columns.count {
        element("td", ["colspan": String(listing.columns.count - row.cells.count)])
      }
      if showsHits {
        element("td", ["class": "hits"]) {
          count > 0 ? language.say("● \(count) hit\(count == 1 ? "" : "s")", "● 命中 \(count) 次") : ""
        }
      }
    }
  }
}

/// How often traced packets matched each rule.
package struct RuleHits: Hashable, Sendable {
  private struct Key: Hashable {
    var node: String
    var rule: String
  }
  private var counts: [Key: Int] = [:]

  package init() {}

  package mutating func add(_ steps: [TraceStep]) {
    for step in steps {
      guard case .rule(let visit) = step.event, visit.verdict != nil else { continue }
      counts[Key(node: step.node, rule: "\(visit.table)/\(visit.chain)/\(visit.number)"), default: 0] += 1
    }
  }

  /// `rule` as listings name it: `table/CHAIN/number`.
  package func count(node: String, rule: String) -> Int { counts[Key(node: node, rule: rule)] ?? 0 }
}
