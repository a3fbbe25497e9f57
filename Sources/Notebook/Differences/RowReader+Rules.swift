extension RowReader {
  // MARK: Rules as commands

  /// `[12:960] -A FORWARD -i eth0 -j ACCEPT`, `:INPUT DROP [0:0]`, `-P INPUT DROP`; comments and COMMIT are no rows.
  static func ruleCommands(_ lines: [String]) -> [ListedRow]? {
    var table = ""
    var rows: [ListedRow] = []
    for line in lines where !line.hasPrefix("#") && line != "COMMIT" {
      if line.hasPrefix("*") {
        table = line.dropFirst() + " "
      } else if let row = ruleCommand(line, table) {
        rows.append(row)
      } else {
        return nil
      }
    }
    return rows
  }

  private static func ruleCommand(_ line: String, _ table: String) -> ListedRow? {
    var words = quotedWords(line)
    let counters = takeCounters(from: &words)
    guard let first = words.first else { return nil }
    if first.hasPrefix(":"), words.count == 2 {
      return chain(table + first.dropFirst(), line, [.init("policy", words[1])] + counters)
    }
    guard words.count > 1 else { return nil }
    switch first {
    case "-P":
      return chain(table + words[1], line, [.init("policy", words.dropFirst(2).joined(separator: " "))])
    case "-N": return chain(table + words[1], line, [])
    case "-A":
      var row = ListedRow(line, counters + conditions(words.dropFirst(2)), key: table + words[1])
      row.noun = "\(table)\(words[1]) rule"
      return row
    default: return nil
    }
  }

  private static func chain(_ name: String, _ line: String, _ fields: [ListedRow.Field]) -> ListedRow {
    var row = ListedRow(line, fields, key: "chain " + name, isIdentified: true)
    row.noun = "chain " + name
    return row
  }

  /// Each option with what stands behind it; `! -o` is another than `-o`.
  private static func conditions(_ words: ArraySlice<String>) -> [ListedRow.Field] {
    var fields: [ListedRow.Field] = []
    var rest = words
    while var name = rest.popFirst() {
      if name == "!", let next = rest.popFirst() { name = "! " + next }
      var values: [String] = []
      while let next = rest.first, next != "!", !next.hasPrefix("-") {
        values.append(next)
        rest.removeFirst()
      }
      fields.append(.init(name, values.joined(separator: " ")))
    }
    return fields
  }

  /// `[PACKETS:BYTES]`, or `-c PACKETS BYTES` as `iptables -vS` says it.
  private static func takeCounters(from words: inout [String]) -> [ListedRow.Field] {
    if let place = words.firstIndex(of: "-c"), place + 2 < words.count {
      defer { words.removeSubrange(place...(place + 2)) }
      return [.init("packets", words[place + 1]), .init("bytes", words[place + 2])]
    }
    guard let place = words.firstIndex(where: { $0.hasPrefix("[") && $0.hasSuffix("]") }) else { return [] }
    let counts = words[place].dropFirst().dropLast().split(separator: ":").map(String.init)
    guard counts.count == 2 else { return [] }
    words.remove(at: place)
    return [.init("packets", counts[0]), .init("bytes", counts[1])]
  }

  /// Words, a quoted text being one.
  private static func quotedWords(_ line: String) -> [String] {
    var words: [String] = []
    var word = ""
    var isQuoted = false
    for character in line {
      if character == "\"" { isQuoted.toggle() }
      if !isQuoted, character.isWhitespace {
        if !word.isEmpty { words.append(word) }
        word = ""
      } else {
        word.append(character)
      }
    }
    return word.isEmpty ? words : words + [word]
  }

  // MARK: Rules as a table

  /// `iptables -L`: a head for each chain, the columns' names, and the rules.
  static func ruleTable(_ lines: [String]) -> [ListedRow]? {
    var (chain, names) = ("", [String]())
    var rows: [ListedRow] = []
    for line in lines {
      let words = line.words
      if line.hasPrefix("Chain "), words.count > 1 {
        chain = words[1]
        names = []
        rows.append(self.chain(chain, line, policy(line)))
      } else if names.isEmpty {
        guard words.contains("prot"), words.contains("source") else { return nil }
        names = words
      } else {
        rows.append(rule(line, names, chain))
      }
    }
    return rows
  }

  /// `Chain INPUT (policy DROP 3 packets, 180 bytes)`, `Chain DOCKER (1 references)`.
  private static func policy(_ line: String) -> [ListedRow.Field] {
    let words = line.drop { $0 != "(" }.filter { !"(),".contains($0) }.words
    if words.first == "policy", words.count > 1 {
      let counters = words.count > 5 ? [words[2], words[4]] : []
      return [.init("policy", words[1])] + zip(["packets", "bytes"], counters).map { .init($0, $1) }
    }
    return words.last == "references" ? [.init("references", words[0])] : []
  }

  private static func rule(_ line: String, _ names: [String], _ chain: String) -> ListedRow {
    var cells = line.words
    // A rule without a target leaves its column empty: the one of fragments tells.
    let marks: Set<String> = ["--", "-f", "!f"]
    if let target = names.firstIndex(of: "target"), let option = names.firstIndex(of: "opt"), option > 0,
      cells.indices.contains(option - 1), marks.contains(cells[option - 1]),
      !(cells.indices.contains(option) && marks.contains(cells[option]))
    {
      cells.insert("", at: target)
    }
    var names = names
    if cells.count > names.count {
      let more = cells[names.count...].joined(separator: " ")
      cells = cells.prefix(names.count) + [more]
      names.append("options")
    }
    let fields = zip(names, cells).filter { $0.0 != "num" }.map { ListedRow.Field($0.0, $0.1) }
    var row = ListedRow(line, fields, key: chain)
    row.noun = "\(chain) rule"
    return row
  }
}
