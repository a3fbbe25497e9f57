/// How the lines of a command's output are read as rows.
enum RowReader: Hashable {
  /// `iptables -S`, `iptables-save`.
  case ruleCommands
  /// `iptables -L`.
  case ruleTable
  /// A line of column names, and below it a row a line: `ss`, `netstat`, `arp -n`, `route`.
  case columns
  /// Docker's tables, whose cells may be empty or hold blanks.
  case wideColumns
  /// A row a line, its words in pairs behind the first one: `ip route`, `ip neigh`, `bridge fdb`.
  case pairs
  /// `ip rule`.
  case policy
  /// `ip addr`, `ip link`: several lines about each device.
  case devices
  /// `ip -br addr`, `ip -br link`.
  case briefDevices
  /// `arp -a`.
  case neighbours
  /// `conntrack -L`.
  case connections

  /// Nil for commands whose output is not read as rows.
  init?(command: String) {
    guard let words = Self.listingWords(of: command), let tool = words.first else { return nil }
    let options = words.dropFirst().filter { $0.hasPrefix("-") }
    func has(_ letter: Character, _ name: String) -> Bool {
      options.contains { $0 == name || !$0.hasPrefix("--") && $0.contains(letter) }
    }
    switch tool {
    case "iptables", "iptables-legacy", "iptables-nft":
      if has("S", "--list-rules") {
        self = .ruleCommands
      } else if has("L", "--list") {
        self = .ruleTable
      } else {
        return nil
      }
    case "iptables-save": self = .ruleCommands
    case "conntrack": self = .connections
    case "ss", "netstat", "route": self = .columns
    case "arp": self = has("a", "--all") ? .neighbours : .columns
    case "docker", "docker-compose": self = .wideColumns
    case "bridge":
      if words.contains(where: Self.changes.contains) { return nil }
      self = .pairs
    case "ip":
      let rest = words.dropFirst().filter { !$0.hasPrefix("-") }
      guard let object = rest.first, !rest.dropFirst().prefix(1).contains(where: Self.changes.contains),
        let reader = Self.reader(object: object, options)
      else { return nil }
      self = reader
    default: return nil
    }
  }

  /// Subcommands of `ip` and `bridge` that list nothing.
  private static let changes: Set<String> = [
    "add", "a", "del", "delete", "d", "replace", "change", "chg", "append", "prepend", "set", "flush", "help",
  ]

  private static func reader(object: String, _ options: [String]) -> RowReader? {
    // `-j`, `-json`: no rows but JSON.
    if options.contains(where: { "-json".hasPrefix($0) && $0.count > 1 }) { return nil }
    if object.hasPrefix("ru") { return .policy }
    if object.hasPrefix("r") || object.hasPrefix("n") && !object.hasPrefix("net") { return .pairs }
    guard object.hasPrefix("a") || object.hasPrefix("l") else { return nil }
    return options.contains { $0.hasPrefix("-br") } ? .briefDevices : .devices
  }

  /// The words of the command that lists, without what only says where or as whom it runs; `grep` behind it only leaves
  /// rows out. Nil where other commands print too.
  private static func listingWords(of command: String) -> [String]? {
    var stages = command.split(separator: "|", omittingEmptySubsequences: false).map(\.words)
    guard !command.contains(where: { $0 == ";" || $0 == "&" && !command.contains("2>&1") }) else {
      return nil
    }
    while let last = stages.last, stages.count > 1 {
      guard last.first == "grep",
        !last.contains(where: { $0.hasPrefix("-") && !["-v", "-i", "-E"].contains($0) })
      else { return nil }
      stages.removeLast()
    }
    var words = stages.first ?? []
    while let first = words.first, first == "sudo" || first.contains("=") { words.removeFirst() }
    if words.starts(with: ["ip", "netns", "exec"]) { words = Array(words.dropFirst(4)) }
    if words.starts(with: ["docker", "exec"]) {
      words = Array(words.dropFirst(2).drop { $0.hasPrefix("-") }.dropFirst())
    }
    return words
  }

  /// Nil when a line is neither a row nor what stands about rows.
  func rows(of lines: [String]) -> [ListedRow]? {
    let lines = lines.filter { !$0.allSatisfy(\.isWhitespace) }
    switch self {
    case .ruleCommands: return Self.ruleCommands(lines)
    case .ruleTable: return Self.ruleTable(lines)
    case .columns: return Self.columns(lines)
    case .wideColumns: return Self.wideColumns(lines)
    case .pairs: return lines.map(Self.pairs)
    case .policy: return Self.policies(lines)
    case .devices: return Self.devices(lines)
    case .briefDevices: return lines.map(Self.briefDevice)
    case .neighbours: return lines.map(Self.neighbour)
    case .connections: return lines.filter { !$0.hasPrefix("conntrack v") }.map(Self.connection)
    }
  }
}
