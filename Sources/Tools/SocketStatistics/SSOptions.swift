import Linux
import Packets

/// ss's command line (ss(8), iproute2 6.1).
struct SSOptions {
  enum Kind: Hashable {
    case tcp, udp, raw

    init(_ socket: SocketSummary) {
      switch socket.kind {
      case .tcp: self = .tcp
      case .udp: self = .udp
      case .raw, .icmp: self = .raw
      }
    }

    var name: String {
      switch self {
      case .tcp: "tcp"
      case .udp: "udp"
      case .raw: "raw"
      }
    }
  }

  /// Empty kinds are never shown: sockets of other families, which hosts here do not have.
  private(set) var kinds: Set<Kind> = []
  private(set) var states: Set<TCPState> = []
  private(set) var isNumeric = false
  private(set) var showsProcesses = false
  private(set) var showsTimers = false
  private(set) var hasHeader = true
  /// What stands behind the options and the state filter.
  private(set) var words: [String] = []
  private var asksOtherFamilies = false

  /// Nil when there is nothing left to do, as after `-V`.
  init?(_ process: Process) throws(CommandStop) {
    let parsed: CommandOptions
    do throws(Unsimulated) {
      parsed = try CommandOptions(process.arguments, "ss", Self.syntax)
    } catch {
      throw .unsimulated(error.feature)
    }
    if let problem = parsed.problem {
      throw CommandStop(status: 255, message: "ss: \(problem)\n" + Self.usage)
    }
    if parsed.has("V") {
      process.write("ss utility, iproute2-6.1.0\n")
      return nil
    }
    if parsed.has("h") {
      process.write(Self.usage)
      return nil
    }
    if parsed.has("s") { throw .unsimulated("ss -s") }
    read(parsed)
    try readStates(parsed)
    try checkFamilies(parsed)
  }

  private static let syntax = CommandOptions.Syntax(
    letters: "tuwxlanpHoOr4hVsA:f:6",
    names: [
      ("tcp", "t"), ("udp", "u"), ("raw", "w"), ("unix", "x"), ("listening", "l"), ("all", "a"),
      ("numeric", "n"),
      ("processes", "p"), ("no-header", "H"), ("options", "o"), ("oneline", "O"), ("resolve", "r"),
      ("ipv4", "4"),
      ("ipv6", "6"), ("help", "h"), ("version", "V"), ("summary", "s"), ("query", "A"), ("socket", "A"),
      ("family", "f"),
    ],
    missing: "ieEmTbZzNMSdK0DF",
    missingNames: [
      "info", "extended", "events", "memory", "threads", "bpf", "context", "contexts", "net", "mptcp", "sctp",
      "dccp", "kill", "packet", "diag", "filter", "tos", "cgroup", "tipc", "vsock", "xdp", "inet-sockopt",
    ])

  private mutating func read(_ parsed: CommandOptions) {
    isNumeric = parsed.has("n")
    showsProcesses = parsed.has("p")
    showsTimers = parsed.has("o")
    hasHeader = !parsed.has("H")
    if parsed.has("t") { kinds.insert(.tcp) }
    if parsed.has("u") { kinds.insert(.udp) }
    if parsed.has("w") { kinds.insert(.raw) }
    for (letter, value) in parsed.options where letter == "A" {
      for word in value.split(separator: ",") {
        switch word {
        case "tcp": kinds.insert(.tcp)
        case "udp": kinds.insert(.udp)
        case "raw": kinds.insert(.raw)
        case "inet": kinds.formUnion([.tcp, .udp, .raw])
        default: asksOtherFamilies = true
        }
      }
    }
  }

  /// All that is not asked for by family: connections are the internet's alone, but every kernel has netlink
  /// sockets that listen.
  private mutating func checkFamilies(_ parsed: CommandOptions) throws(CommandStop) {
    if asksOtherFamilies { throw .unsimulated("ss -A \(parsed.last("A") ?? "")") }
    if parsed.has("6"), !parsed.has("4") {
      kinds = []
      asksOtherFamilies = true
      return
    }
    if let family = parsed.last("f"), family != "inet" { throw .unsimulated("ss -f \(family)") }
    guard kinds.isEmpty, !parsed.has("x") else { return }
    let isInternet = parsed.has("4") || parsed.last("f") == "inet"
    if !isInternet, parsed.has("a") || parsed.has("l") {
      throw .unsimulated(
        "ss \(parsed.has("a") ? "-a" : "-l") for all families at once: say which (-t, -u, -w)")
    }
    kinds = [.tcp, .udp, .raw]
  }

  // MARK: - States

  private static let all: Set<TCPState> = [
    .established, .synSent, .synReceived, .finWait1, .finWait2, .timeWait, .closed, .closeWait, .lastAck,
    .listen,
    .closing,
  ]
  private static let connected = all.subtracting([.listen, .closed])

  private mutating func readStates(_ parsed: CommandOptions) throws(CommandStop) {
    var rest = parsed.operands[...]
    var chosen: Set<TCPState>?
    while let word = rest.first, ["state", "exclude", "excl"].contains(word) {
      guard let name = rest.dropFirst().first else {
        throw CommandStop(status: 255, message: "Command line is not complete. Try option \"help\"\n")
      }
      guard let named = Self.states(named: name) else {
        throw CommandStop(status: 255, message: "ss: wrong state name: \(name)\n")
      }
      chosen = word == "state" ? (chosen ?? []).union(named) : (chosen ?? Self.all).subtracting(named)
      rest = rest.dropFirst(2)
    }
    words = Array(rest)
    if let chosen {
      states = chosen
    } else if parsed.has("a") {
      states = Self.all
    } else if parsed.has("l") {
      states = [.listen, .closed]
    } else if !kinds.contains(.tcp) {
      states = [.established]
    } else {
      states = Self.connected.subtracting([.timeWait, .synReceived])
    }
  }

  private static func states(named name: String) -> Set<TCPState>? {
    switch name {
    case "established": [.established]
    case "syn-sent": [.synSent]
    case "syn-recv": [.synReceived]
    case "fin-wait-1": [.finWait1]
    case "fin-wait-2": [.finWait2]
    case "time-wait": [.timeWait]
    case "unconnected", "closed": [.closed]
    case "close-wait": [.closeWait]
    case "last-ack": [.lastAck]
    case "listening": [.listen]
    case "closing": [.closing]
    case "all": all
    case "connected": connected
    case "synchronized": connected.subtracting([.synSent])
    case "bucket": [.synReceived, .timeWait]
    case "big": all.subtracting([.synReceived, .timeWait])
    default: nil
    }
  }

  func includes(_ socket: SocketSummary) -> Bool {
    kinds.contains(Kind(socket)) && states.contains(socket.state)
  }
}
