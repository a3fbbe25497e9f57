/// Lays columns out as ss does (iproute2 6.1, misc/ss.c, render): each as wide as its longest field; on a terminal
/// what is left of the line is spread over the columns, the last ones getting the odd characters.
struct SSTable {
  struct Column {
    let title: String
    /// Stands in front of the column, unless it is the first.
    let delimiter: String
    let isRight: Bool
    var isShown = true
  }

  static let netid = 0
  static let state = 1

  var columns = [
    Column(title: "Netid", delimiter: "", isRight: false),
    Column(title: "State", delimiter: " ", isRight: false),
    Column(title: "Recv-Q", delimiter: " ", isRight: false),
    Column(title: "Send-Q", delimiter: " ", isRight: false),
    Column(title: "Local Address:", delimiter: " ", isRight: true),
    Column(title: "Port", delimiter: "", isRight: false),
    Column(title: "Peer Address:", delimiter: " ", isRight: true),
    Column(title: "Port", delimiter: "", isRight: false),
    Column(title: "Process", delimiter: "", isRight: false),
  ]
  var rows: [[String]] = []
  var hasHeader = true

  /// The text, for a terminal of this width, or for anything else when it is nil.
  func text(width: Int?) -> String {
    let titles = columns.map { $0.title }
    let lines = (hasHeader ? [titles] : []) + rows
    let widths = self.widths(lines, screen: width)
    return lines.map { line($0, widths) + "\n" }.joined()
  }

  private func line(_ fields: [String], _ widths: [Int]) -> String {
    var text = ""
    var isFirst = true
    for (index, column) in columns.enumerated() where column.isShown && widths[index] > 0 {
      let delimiter = isFirst ? "" : column.delimiter
      let room = widths[index] - delimiter.count
      let field = fields[index]
      text += delimiter + (column.isRight ? field.leftPadded(room) : field.padded(room))
      isFirst = false
    }
    return text
  }

  private func widths(_ lines: [[String]], screen: Int?) -> [Int] {
    var widths = [Int](repeating: 0, count: columns.count)
    var isFirst = true
    for (index, column) in columns.enumerated() where column.isShown {
      // The very last field has not been measured yet when the table is laid out.
      let measured = index == columns.count - 1 && !rows.isEmpty ? Array(lines.dropLast()) : lines
      var longest = measured.map { $0[index].count }.max() ?? 0
      if longest > 0, !isFirst { longest += column.delimiter.count }
      widths[index] = min(longest, screen ?? longest)
      if widths[index] > 0 { isFirst = false }
    }
    if let screen { spread(&widths, screen) }
    return widths
  }

  /// Fills lines of the screen; a column that does not fit begins another.
  private func spread(_ widths: inout [Int], _ screen: Int) {
    let shown = widths.indices.filter { widths[$0] > 0 }
    var line: [Int] = []
    var length = 0
    func fill(_ line: [Int], _ length: Int) {
      guard !line.isEmpty, length < screen else { return }
      let (space, odd) = ((screen - length) / line.count, (screen - length) % line.count)
      for (place, index) in line.enumerated() {
        widths[index] += space + (line.count - place <= odd ? 1 : 0)
      }
    }
    for index in shown {
      if length + widths[index] > screen {
        fill(line, length)
        (line, length) = ([], 0)
      }
      line.append(index)
      length += widths[index]
    }
    fill(line, length)
  }
}
