import NetLanguage

/// A field that differs between a recorded row and what it is now.
struct RowChange {
  var name: String
  var old: String?
  var new: String?
  var isMoving: Bool

  /// `via was 10.0.0.1, is 10.0.0.254`; `src 10.0.0.1 is gone`; `metric 100 is new`.
  var words: String {
    switch (old, new) {
    case (let old?, let new?): "\(name) was \(Self.said(old)), is \(Self.said(new))"
    case (let old?, nil): "\(Self.joined(name, old)) is gone"
    case (nil, let new?): "\(Self.joined(name, new)) is new"
    case (nil, nil): name
    }
  }

  private static func said(_ value: String) -> String { value.isEmpty ? "nothing" : value }
  private static func joined(_ name: String, _ value: String) -> String {
    value.isEmpty || value == name ? name : "\(name) \(value)"
  }

  /// The fields that differ, in order.
  static func between(_ old: ListedRow, _ new: ListedRow) -> [RowChange] {
    var rest = new.fields
    var changes: [RowChange] = []
    for field in old.fields {
      var change = RowChange(name: field.name, old: field.value, new: nil, isMoving: field.isMoving)
      if let index = rest.firstIndex(where: { $0.name == field.name }) {
        let value = rest.remove(at: index).value
        if fits(field.value, value) { continue }
        change.new = value
      }
      changes.append(change)
    }
    return changes + rest.map { RowChange(name: $0.name, old: nil, new: $0.value, isMoving: $0.isMoving) }
  }

  /// What is recorded may have placeholders.
  private static func fits(_ recorded: String, _ actual: String) -> Bool {
    if recorded == actual { return true }
    guard recorded.contains("{{") else { return false }
    var captures = Captures()
    return RecordedOutput.compare([RecordedLine(recorded, number: 1)], [actual], &captures).isEmpty
  }
}
