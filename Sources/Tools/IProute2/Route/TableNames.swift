import Linux

/// The names of routing tables in /etc/iproute2/rt_tables: a number and a name on each line (ip-route(8)).
struct TableNames {
  private var entries: [(identifier: UInt32, name: String)] = [
    (RoutingTable.default, "default"), (RoutingTable.main, "main"), (RoutingTable.local, "local"),
  ]

  private var isNumeric = false

  init(_ text: String) {
    for line in text.split(separator: "\n") {
      let words = line.prefix { $0 != "#" }.split { $0 == " " || $0 == "\t" }
      guard words.count == 2, let identifier = IPValue.number(String(words[0])) else { continue }
      entries.append((UInt32(identifier), String(words[1])))
    }
  }

  /// With `-N` numbers are shown for all.
  init(of process: Process, isNumeric: Bool = false) {
    self.init(process.node.files.readText("/etc/iproute2/rt_tables") ?? "")
    self.isNumeric = isNumeric
  }

  /// The table with this name or number.
  func identifier(_ word: String) -> UInt32? {
    entries.first { $0.name == word }?.identifier ?? IPValue.number(word).map { UInt32($0) }
  }

  /// The last line for a number counts.
  func name(of identifier: UInt32) -> String {
    if isNumeric { return String(identifier) }
    return entries.last { $0.identifier == identifier }?.name ?? RoutingTable.name(of: identifier)
  }
}
