/// A line of the table: what was measured, what it is held against, and whether it is good enough.
struct Row {
  var subject: String
  var measured: String
  var comparison: String
  var ratio: Double
  var goal: Goal

  enum Goal {
    case atLeast(Double)
    case atMost(Double)

    func isMet(by ratio: Double) -> Bool {
      switch self {
      case .atLeast(let least): ratio >= least
      case .atMost(let most): ratio <= most
      }
    }

    var text: String {
      switch self {
      case .atLeast(let least): "≥ \(Figure.text(least))"
      case .atMost(let most): "≤ \(Figure.text(most))"
      }
    }
  }

  var cells: [String] {
    [subject, measured, comparison, Figure.text(ratio), goal.text, goal.isMet(by: ratio) ? "yes" : "NO"]
  }
}

/// Numbers for people.
enum Figure {
  /// Two decimals below ten, one below a hundred, thousands in groups above.
  static func text(_ value: Double) -> String {
    if value >= 100 { return grouped(Int(value + 0.5)) }
    let scale = value < 10 ? 100 : 10
    let scaled = Int(value * Double(scale) + 0.5)
    guard scaled % scale != 0 else { return String(scaled / scale) }
    return String(Double(scaled) / Double(scale))
  }

  private static func grouped(_ value: Int) -> String {
    let digits = String(value)
    guard digits.count > 3 else { return digits }
    return grouped(value / 1000) + "," + digits.suffix(3)
  }
}

/// A Markdown table, its columns padded so that it also reads well in a terminal.
struct Table {
  private var lines: [[String]] = [
    ["what", "measured", "against", "ratio", "goal", "met"],
    ["---", "---", "---", "---", "---", "---"],
  ]

  mutating func add(_ row: Row) { lines.append(row.cells) }

  var text: String {
    let widths = lines[0].indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    return lines.map { line in
      let padded = zip(line, widths).map { cell, width in
        cell + String(repeating: cell == "---" ? "-" : " ", count: width - cell.count)
      }
      return "| " + padded.joined(separator: " | ") + " |"
    }.joined(separator: "\n")
  }
}
