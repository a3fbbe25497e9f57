package import NetLanguage

/// A value in a note's prose that comes from its network: `` `172.17.0.2`<!-- net: web address --> ``, or, before it
/// was filled in, `` `net: web address` ``.
package struct ProseValue: Hashable, Sendable {
  /// Its place among the note's values, from 0.
  package var index: Int
  /// From the first backtick to the end, the comment included.
  package var range: SourceRange
  /// What the note says, between the backticks; nil where it is still to be filled in.
  package var recorded: Located<String>?
  /// Nil when it was not understood.
  package var query: ValueQuery?
  /// The question as it is written, without blanks round it.
  package var queryText: String
  /// How many backticks stand at each end.
  var ticks: Int
  var isInTable: Bool

  package var line: Int { range.start.line }

  /// The text of the file that says the new value.
  func written(_ value: String) -> String {
    var value = value.replacing("\n", with: " ")
    if isInTable { value = value.replacing("|", with: "\\|") }
    var longest = 0
    for run in value.split(whereSeparator: { $0 != "`" }) { longest = max(longest, run.count) }
    let count = longest == 0 ? max(1, recorded == nil ? 1 : ticks) : longest + 1
    let marks = String(repeating: "`", count: count)
    let isPadded = value.first == "`" || value.last == "`" || value.isEmpty
    let span = isPadded ? "\(marks) \(value) \(marks)" : marks + value + marks
    let question = isInTable ? queryText.replacing("|", with: "\\|") : queryText
    return "\(span)<!-- net: \(question) -->"
  }
}

/// What became of a value.
package struct ValueOutcome: Hashable, Sendable {
  package var value: ProseValue
  /// What the network says; nil when it could not be asked.
  package var actual: String?
  /// The number of the cell after which it was asked.
  package var cell: Int?
  package var failures: [NoteFailure] = []

  /// The prose says something else, or nothing yet.
  package var isToBeWritten: Bool { actual != nil && value.recorded?.value != actual }
}
