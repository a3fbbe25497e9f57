import Linux

/// ps(1), pgrep(1) and pidof(8) of procps 4.0.2: the programs of the machine that the note has started.
enum PS {
  static let programs: [Program] = [
    Program("ps") { (process: Process) throws(Unsimulated) -> Int in
      let options = try PSOptions(process.arguments)
      let rows = select(ProcessRow.all(of: process.node.machine), options)
      process.write(text(rows, options.columns, width: process.output.isTerminal ? 80 : nil))
      return rows.isEmpty && (options.names != nil || options.numbers != nil) ? 1 : 0
    },
    Program("pgrep") { (process: Process) throws(Unsimulated) -> Int in try ProcessSearch.pgrep(process) },
    Program("pidof") { (process: Process) throws(Unsimulated) -> Int in try ProcessSearch.pidof(process) },
  ]

  static func select(_ rows: [ProcessRow], _ options: PSOptions) -> [ProcessRow] {
    guard options.names != nil || options.numbers != nil else { return rows }
    return rows.filter { row in
      options.names?.contains(row.name) ?? false
        || options.numbers?.contains(row.process.identifier) ?? false
    }
  }

  /// The table; lines are cut at the width of a terminal.
  static func text(_ rows: [ProcessRow], _ columns: [PSOptions.Column], width: Int?) -> String {
    var lines: [String] = []
    if columns.contains(where: { !$0.header.isEmpty }) { lines.append(line(columns) { $0.header }) }
    for row in rows { lines.append(line(columns) { cell($0, row) }) }
    return lines.map { line in (width.map { String(line.prefix($0)) } ?? line) + "\n" }.joined()
  }

  private static func line(_ columns: [PSOptions.Column], _ text: (PSOptions.Column) -> String) -> String {
    var result = ""
    for (index, column) in columns.enumerated() {
      if index > 0 { result += " " }
      let cell = text(column)
      let filler = String(repeating: " ", count: max(0, column.width - cell.count))
      if column.isRight {
        result += filler + cell
      } else {
        result += cell + (index == columns.count - 1 ? "" : filler)
      }
    }
    return result
  }

  static func cell(_ column: PSOptions.Column, _ row: ProcessRow) -> String {
    switch column.key {
    case "pid": String(row.process.identifier)
    case "ppid": String(row.parent)
    case "user", "uname": "root"
    case "uid", "c": "0"
    case "comm", "ucmd": row.name
    case "stat": row.state
    case "tty", "tname": row.terminal
    case "time": "00:00:00"
    case "bsdtime": "0:00"
    case "stime": row.started
    case "etime": row.elapsed
    default: row.commandLine
    }
  }
}
