extension RowReader {
  // MARK: One word a cell

  /// `ss`, `netstat`, `route`, `arp`. What stands above a table is passed over: "Active Internet connections".
  static func columns(_ lines: [String]) -> [ListedRow]? {
    var names: [String] = []
    var rows: [ListedRow] = []
    for line in lines {
      if let header = header(line) {
        names = header
      } else if names.isEmpty || line.hasPrefix("Active ") || line.hasPrefix("Kernel ") {
        guard line.hasPrefix("Active ") || line.hasPrefix("Kernel ") else { return nil }
      } else if line.first?.isWhitespace == true, !rows.isEmpty {
        // ss -i: more about the socket.
        rows[rows.count - 1].fields.append(.init("info", line.words.joined(separator: " ")))
      } else {
        rows.append(row(line, names))
      }
    }
    return rows
  }

  /// The names of a header line, if it is one. Some are of two words.
  private static func header(_ line: String) -> [String]? {
    guard let first = line.words.first,
      ["State", "Netid", "Proto", "Destination", "Address"].contains(first)
    else { return nil }
    let twoWords = [
      "Local Address", "Foreign Address", "Peer Address", "Program name", "Flags Mask",
    ]
    var line = line
    for name in twoWords { line = line.replacing(name, with: name.replacing(" ", with: "\u{A0}")) }
    return line.split { $0 == " " || $0 == "\t" }.map { String($0).replacing("\u{A0}", with: " ") }
  }

  private static func row(_ line: String, _ names: [String]) -> ListedRow {
    var cells = line.words
    // A datagram socket has no state, an unanswered address no type.
    if names.first == "Proto", cells.first?.hasPrefix("udp") == true || cells.first == "raw",
      let state = names.firstIndex(of: "State"), cells.count >= state, !isState(cells, at: state)
    {
      cells.insert("", at: state)
    }
    if names.first == "Address", cells.count > 1, cells[1] == "(incomplete)" {
      cells = [cells[0], "", cells[1], ""] + cells[2...]
    }
    var names = names
    if cells.count > names.count {
      let more = cells[names.count...].joined(separator: " ")
      cells = cells.prefix(names.count) + [more]
      names.append("options")
    }
    let fields = zip(names, cells).map { ListedRow.Field($0.0, $0.1) }
    let isIdentified = names.first == "Destination" || names.first == "Address"
    var row = ListedRow(
      line, fields, key: isIdentified || names.first != "State" ? cells.first ?? "" : "",
      isIdentified: isIdentified)
    if isIdentified { row.about = row.key }
    return row
  }

  private static func isState(_ cells: [String], at index: Int) -> Bool {
    guard cells.indices.contains(index) else { return false }
    return cells[index].allSatisfy { $0.isUppercase || $0.isNumber || $0 == "_" }
  }

  // MARK: Docker's tables

  /// Columns stand below their names; a cell may be empty or hold blanks.
  static func wideColumns(_ lines: [String]) -> [ListedRow]? {
    guard let header = lines.first, let starts = starts(of: header), starts.count > 1 else {
      return lines.isEmpty ? [] : nil
    }
    let names = cells(of: header, starts)
    return lines.dropFirst().map { line in
      let cells = cells(of: line, starts)
      let fields = zip(names, cells).flatMap { field($0.0, $0.1) }
      let key =
        names.lastIndex { ["NAMES", "NAME", "VOLUME NAME"].contains($0) }.map { cells[$0] }
        ?? (names.first == "REPOSITORY" ? cells.prefix(2).joined(separator: ":") : cells[0])
      var row = ListedRow(line, fields, key: key, isIdentified: true)
      row.about = key
      return row
    }
  }

  /// Where the names of a header begin; nil when the line is none.
  private static func starts(of header: String) -> [Int]? {
    let characters = Array(header)
    guard characters.first?.isUppercase == true, !characters.contains(where: \.isLowercase) else {
      return nil
    }
    return characters.indices.filter { index in
      characters[index] != " "
        && (index == 0 || index > 1 && characters[index - 1] == " " && characters[index - 2] == " ")
    }
  }

  private static func cells(of line: String, _ starts: [Int]) -> [String] {
    let characters = Array(line)
    return starts.indices.map { index in
      let start = min(starts[index], characters.count)
      let end = index + 1 < starts.count ? min(starts[index + 1], characters.count) : characters.count
      return characters[start..<end].split { $0.isWhitespace }.map { String($0) }.joined(separator: " ")
    }
  }

  /// `Up 2 minutes` and `Exited (0) 3 seconds ago` are a state and how long it has lasted.
  private static func field(_ name: String, _ value: String) -> [ListedRow.Field] {
    guard name == "STATUS" else { return [.init(name, value)] }
    let words = value.words
    guard let first = words.first else { return [.init(name, "")] }
    var state = [first]
    var time: [String] = []
    for (index, word) in words.enumerated().dropFirst() {
      if word.hasPrefix("("), index == 1 || index == words.count - 1 {
        state.append(word)
      } else {
        time.append(word)
      }
    }
    return [.init(name, state.joined(separator: " "))]
      + (time.isEmpty ? [] : [.init("time", time.joined(separator: " "))])
  }
}
