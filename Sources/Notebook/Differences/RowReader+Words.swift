extension RowReader {
  /// Words that have no value behind them.
  private static let flags: Set<String> = [
    "onlink", "linkdown", "dead", "pervasive", "permanent", "self", "static", "offload", "sticky", "router",
    "proxy", "extern_learn", "secondary", "dynamic", "deprecated", "tentative", "noprefixroute",
  ]

  /// Names and values in turn; a state, such as REACHABLE, and a flag stand alone, and so does what is left at the end.
  private static func fields(_ words: ArraySlice<String>, last: String) -> [ListedRow.Field] {
    var fields: [ListedRow.Field] = []
    var rest = words
    while let name = rest.popFirst() {
      if name.allSatisfy({ $0.isUppercase || $0 == "_" }) {
        fields.append(.init("state", name))
      } else if flags.contains(name) {
        fields.append(.init(name, ""))
      } else if let value = rest.popFirst() {
        fields.append(.init(name, value))
      } else {
        fields.append(.init(last, name))
      }
    }
    return fields
  }

  /// `default via 10.0.0.1 dev eth0 proto static`, `10.0.0.2 dev eth0 lladdr 52:… REACHABLE`.
  static func pairs(_ line: String) -> ListedRow {
    let words = line.words
    let kinds: Set<String> = [
      "blackhole", "unreachable", "prohibit", "local", "broadcast", "throw", "nexthop", "Deleted",
    ]
    let head = words.first.map(kinds.contains) == true && words.count > 1 ? 2 : 1
    let key = words.prefix(head).joined(separator: " ")
    var row = ListedRow(
      line, [.init("destination", key)] + fields(words.dropFirst(head), last: "flag"), key: key,
      isIdentified: true)
    row.about = key
    return row
  }

  /// `32766:  from all lookup main`
  static func policies(_ lines: [String]) -> [ListedRow]? {
    var rows: [ListedRow] = []
    for line in lines {
      let words = line.words
      guard let priority = words.first, priority.hasSuffix(":") else { return nil }
      let fields =
        [.init("priority", String(priority.dropLast()))] + fields(words.dropFirst(), last: "action")
      rows.append(ListedRow(line, fields, key: ""))
    }
    return rows
  }

  /// `? (10.0.0.2) at 52:54:00:00:02:01 [ether] on eth0`
  static func neighbour(_ line: String) -> ListedRow {
    let words = line.words.filter { $0 != "?" && !$0.hasPrefix("[") }
    let key = words.first?.filter { !"()".contains($0) } ?? ""
    var row = ListedRow(line, fields(words.dropFirst(), last: "flag"), key: key, isIdentified: true)
    row.about = key
    return row
  }

  /// `tcp 6 117 TIME_WAIT src=… dst=… sport=… dport=… src=…`; names come twice, once for each direction.
  static func connection(_ line: String) -> ListedRow {
    var words = line.words[...]
    var fields: [ListedRow.Field] = []
    if let event = words.first, event.hasPrefix("[") {
      fields.append(.init("event", String(words.removeFirst())))
    }
    if let family = words.first, family.hasPrefix("ipv"), words.count > 1 { words.removeFirst(2) }
    let names = ["protocol", "number", "timeout"]
    for name in names {
      guard let word = words.first, !word.contains("="), !word.hasPrefix("["),
        name == "protocol" || word.allSatisfy(\.isNumber)
      else { break }
      words.removeFirst()
      if name != "number" { fields.append(.init(name, word)) }
    }
    for word in words {
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      if parts.count == 2 {
        let isReply =
          ["src", "dst", "sport", "dport", "type", "code", "id", "packets", "bytes"].contains(parts[0])
          && fields.contains { $0.name == parts[0] }
        fields.append(isReply ? reply(parts[0], parts[1]) : .init(parts[0], parts[1]))
      } else {
        fields.append(.init(word.hasPrefix("[") ? word : "state", word.hasPrefix("[") ? "" : word))
      }
    }
    let key = fields.filter { ["protocol", "src", "dst"].contains($0.name) }.map(\.value)
    return ListedRow(line, fields, key: key.joined(separator: " "))
  }

  /// Both directions are counted.
  private static func reply(_ name: String, _ value: String) -> ListedRow.Field {
    .init(name == "packets" || name == "bytes" ? name : "reply " + name, value)
  }

  // MARK: Devices

  /// A row for each device, and one for each of its addresses: `2: eth0: <…> mtu 1500 …`, `    inet 10.0.0.1/24 …`.
  static func devices(_ lines: [String]) -> [ListedRow]? {
    var rows: [ListedRow] = []
    var device = ""
    var counters: [String] = []
    // With -o, a backslash stands for the end of a line.
    for line in lines.flatMap({ $0.split(separator: "\\", omittingEmptySubsequences: true) }) {
      var words = line.words[...]
      guard let first = words.first else { continue }
      if first.hasSuffix(":"), first.dropLast().allSatisfy(\.isNumber), words.count > 1 {
        let name = words[words.startIndex + 1]
        let isHead = name.hasSuffix(":")
        device = String(name.prefix { $0 != "@" && $0 != ":" })
        words.removeFirst(2)
        if isHead {
          rows.append(Self.device(device, line, String(first.dropLast()), words))
          continue
        }
      }
      guard let first = words.first else { continue }
      if first == "inet" || first == "inet6" {
        rows.append(address(of: device, line, words))
      } else if rows.isEmpty {
        return nil
      } else if first == "RX:" || first == "TX:" {
        counters = words.dropFirst().map { "\(first.dropLast()) \($0)" }
      } else if !counters.isEmpty {
        rows[rows.count - 1].fields += zip(counters, words).map { .init($0, $1) }
        counters = []
      } else {
        rows[rows.count - 1].fields += fields(words, last: "flag")
      }
    }
    return rows
  }

  private static func device(
    _ name: String, _ line: Substring, _ index: String, _ words: ArraySlice<String>
  ) -> ListedRow {
    let flags = words.first?.hasPrefix("<") == true ? [ListedRow.Field("flags", words[words.startIndex])] : []
    var row = ListedRow(
      line, [.init("index", index)] + flags + fields(words.dropFirst(flags.count), last: "flag"),
      key: "device " + name, isIdentified: true)
    row.about = name
    return row
  }

  /// `inet 10.0.0.1/24 brd 10.0.0.255 scope global secondary eth0`
  private static func address(of device: String, _ line: Substring, _ words: ArraySlice<String>) -> ListedRow
  {
    var row = ListedRow(line, fields(words, last: "label"), key: "\(device) \(words.first ?? "")")
    row.about = device
    return row
  }

  /// `eth0@if5   UP   10.0.0.1/24 `
  static func briefDevice(_ line: String) -> ListedRow {
    let words = line.words
    let name = words.first.map { String($0.prefix { $0 != "@" }) } ?? ""
    let rest = words.dropFirst(2).joined(separator: " ")
    var row = ListedRow(
      line, [.init("state", words.dropFirst().first ?? ""), .init("addresses", rest)], key: name,
      isIdentified: true)
    row.about = name
    return row
  }
}
