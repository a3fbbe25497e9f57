import Simulation

/// The tables of docker: columns at least 10 wide, 3 spaces apart (text/tabwriter with these settings).
struct TextTable {
  private var rows: [[String]] = []
  private let least: Int

  init(header: [String]) { (rows, least) = ([header], 10) }
  init(least: Int = 10) { self.least = least }

  mutating func add(_ row: [String]) { rows.append(row) }

  /// The last column is not padded.
  var text: String {
    var widths: [Int] = []
    for row in rows {
      for (index, cell) in row.enumerated().dropLast() {
        if index == widths.count { widths.append(least) }
        widths[index] = max(widths[index], cell.count + 3)
      }
    }
    var text = ""
    for row in rows {
      for (index, cell) in row.enumerated() {
        text += cell
        if index < row.count - 1 { text += String(repeating: " ", count: widths[index] - cell.count) }
      }
      text += "\n"
    }
    return text
  }
}

/// Spans of time in words (docker/go-units, HumanDuration).
enum HumanDuration {
  static func text(_ span: Nanoseconds) -> String {
    let seconds = span.seconds
    if seconds < 1 { return "Less than a second" }
    if seconds == 1 { return "1 second" }
    if seconds < 60 { return "\(seconds) seconds" }
    let minutes = seconds / 60
    if minutes == 1 { return "About a minute" }
    if minutes < 60 { return "\(minutes) minutes" }
    // Hours are rounded.
    let hours = (seconds + 1800) / 3600
    if hours == 1 { return "About an hour" }
    if hours < 48 { return "\(hours) hours" }
    if hours < 24 * 7 * 2 { return "\(hours / 24) days" }
    if hours < 24 * 30 * 2 { return "\(hours / 24 / 7) weeks" }
    if hours < 24 * 365 * 2 { return "\(hours / 24 / 30) months" }
    return "\(seconds / 3600 / 24 / 365) years"
  }
}
