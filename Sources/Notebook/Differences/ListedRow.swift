/// A row of something that a command lists: a rule, a route, a connection, a socket, a container.
struct ListedRow: Hashable {
  struct Field: Hashable {
    /// The column's name, or the word that stands before the value.
    var name: String
    var value: String

    init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }

    /// It changes by itself: it is counted, or it runs out.
    var isMoving: Bool { Self.moving.contains(name) || name.hasPrefix("RX ") || name.hasPrefix("TX ") }

    private static let moving: Set<String> = [
      "pkts", "bytes", "packets", "timeout", "timer", "used", "Recv-Q", "Send-Q", "time", "CREATED",
      "expires",
      "valid_lft", "preferred_lft", "Use", "info",
    ]
  }

  /// One blank between its words.
  var text: String
  var fields: [Field]
  /// Only rows of the same key can be the same row.
  var key: String
  /// The key alone says which row it is, whatever else changes.
  var isIdentified = false
  /// What it is called: `FORWARD rule`, `row`, `chain FORWARD`.
  var noun = "row"
  /// What it is about, such as its destination; empty where the noun says enough.
  var about = ""
  /// Its place among those of the same noun, from 1; nil for what is alone.
  var number: Int?

  init(_ line: some StringProtocol, _ fields: [Field], key: String, isIdentified: Bool = false) {
    text = line.words.joined(separator: " ")
    self.fields = fields
    self.key = key
    self.isIdentified = isIdentified
  }

  /// `FORWARD rule 2`, `row 1 (default)`.
  var name: String {
    noun + (number.map { " \($0)" } ?? "") + (about.isEmpty ? "" : " (\(about))")
  }

  /// Without what changes by itself.
  var lasting: [Field] { fields.filter { !$0.isMoving } }

  /// The rows with their places.
  static func numbered(_ rows: [ListedRow]) -> [ListedRow] {
    var counts: [String: Int] = [:]
    return rows.map { row in
      guard !row.noun.hasPrefix("chain ") else { return row }
      var row = row
      counts[row.noun, default: 0] += 1
      row.number = counts[row.noun]
      return row
    }
  }
}

extension StringProtocol {
  /// What stands between white space.
  var words: [String] { Substring(self).split { $0.isWhitespace }.map { String($0) } }
}
