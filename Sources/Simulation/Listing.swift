/// The rows behind a command's text, for readers who want a table: `ip route`, `iptables -L`, `docker ps` …
package struct Listing: Hashable, Sendable {
  /// What is listed, for machines: `routes`, `rules`, `addresses`, `links`, `neighbours`, `connections`, `sockets`,
  /// `containers`, `networks`, `fdb`.
  package var kind: String
  /// What stands above the table, such as `Chain DOCKER (2 references)`; empty when there is nothing to say.
  package var title: String
  package var columns: [String]
  package var rows: [Row]

  package struct Row: Hashable, Sendable {
    package var cells: [String]
    /// The statement that made what this row shows.
    package var origin: Origin?
    /// For rules: what a trace calls it, `table/CHAIN/number`.
    package var rule: String?
    package init(_ cells: [String], origin: Origin? = nil, rule: String? = nil) {
      self.cells = cells
      self.origin = origin
      self.rule = rule
    }
  }

  package init(kind: String, title: String = "", columns: [String], rows: [Row]) {
    self.kind = kind
    self.title = title
    self.columns = columns
    self.rows = rows
  }
}
