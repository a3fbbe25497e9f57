import Linux
import Packets
import Simulation

/// The side of netstat that shows sockets (net-tools 2.10, netstat.c).
struct NetstatSockets {
  private let process: Process
  private var showsTCP = false
  private var showsUDP = false
  private var showsRaw = false
  private var showsAll = false
  private var showsListening = false
  private var isNumeric = false
  private var showsPrograms = false
  private var showsTimers = false
  private var isWide = false

  private let names: ReverseNames

  static func run(_ process: Process, _ names: ReverseNames) throws(CommandStop) -> Int {
    try NetstatSockets(process, names).print()
  }

  /// Whose names it may show.
  static func hosts(_ process: Process) -> [IPv4Address] {
    process.namespace.sockets.all.flatMap { [$0.localAddress, $0.remoteAddress] }.filter { !$0.isAny }
  }

  private init(_ process: Process, _ names: ReverseNames) throws(CommandStop) {
    self.process = process
    self.names = names
    let parsed: CommandOptions
    do throws(Unsimulated) {
      parsed = try CommandOptions(process.arguments, "netstat", Self.syntax)
    } catch {
      throw .unsimulated(error.feature)
    }
    if let problem = parsed.problem {
      throw CommandStop(status: 3, message: "netstat: \(problem)\n" + NetToolsUsage.netstat)
    }
    showsTCP = parsed.has("t")
    showsUDP = parsed.has("u")
    showsRaw = parsed.has("w")
    showsAll = parsed.has("a")
    showsListening = parsed.has("l")
    isNumeric = parsed.has("n")
    showsPrograms = parsed.has("p")
    showsTimers = parsed.has("o")
    isWide = parsed.has("W")
  }

  private static let syntax = CommandOptions.Syntax(
    letters: "tuwxanlpoW4",
    names: [
      ("tcp", "t"), ("udp", "u"), ("raw", "w"), ("unix", "x"), ("all", "a"), ("numeric", "n"),
      ("listening", "l"),
      ("programs", "p"), ("timers", "o"), ("wide", "W"), ("inet", "4"),
    ],
    missing: "esgMcvNFCZUSA6V",
    missingNames: [
      "extend", "statistics", "groups", "masquerade", "continuous", "verbose", "symbolic", "fib", "cache",
      "context", "udplite", "sctp", "numeric-hosts", "numeric-ports", "numeric-users",
    ])

  private func print() throws(CommandStop) -> Int {
    let words = process.arguments.joined(separator: " ")
    let isForAll = !showsTCP && !showsUDP && !showsRaw
    let asksUnix = words.split(separator: " ").contains {
      $0.hasPrefix("-") && !$0.hasPrefix("--") && $0.contains("x")
    }
    let (tcp, udp, raw) = isForAll && !asksUnix ? (true, true, true) : (showsTCP, showsUDP, showsRaw)
    let sockets = process.namespace.sockets.all
    var shown: [(socket: SocketSummary, fields: [String])] = []
    if tcp { shown += sockets.filter { $0.kind == .tcp && isShown($0) }.map { ($0, row($0, "tcp")) } }
    if udp { shown += sockets.filter { $0.kind == .udp && isShown($0) }.map { ($0, row($0, "udp")) } }
    if raw {
      shown += sockets.filter { if case .raw = $0.kind { isShown($0) } else { false } }
        .map { ($0, row($0, "raw")) }
    }
    if tcp || udp || raw {
      process.write(head("Active Internet connections"))
      process.write(columnHeads + "\n" + shown.map { line($0.fields) + "\n" }.joined())
    }
    // Hosts here have no sockets of the UNIX domain; the table has its head all the same.
    if isForAll, !process.arguments.contains("-4"), !process.arguments.contains("--inet") {
      process.write(head("Active UNIX domain sockets"))
      process.write("Proto RefCnt Flags       Type       State         I-Node   ")
      process.write((showsPrograms ? "PID/Program name     " : "") + "Path\n")
    }
    process.list(
      Listing(
        kind: "sockets",
        columns: ["Proto", "Recv-Q", "Send-Q", "Local Address", "Foreign Address", "State", "Program"],
        rows: shown.map { Listing.Row(Array($0.fields.prefix(7)), origin: $0.socket.origin) }))
    return 0
  }

  private func head(_ title: String) -> String {
    let which = showsAll ? "servers and established" : showsListening ? "only servers" : "w/o servers"
    return "\(title) (\(which))\n"
  }

  private var columnHeads: String {
    var text = "Proto Recv-Q Send-Q Local Address           Foreign Address         State      "
    if showsPrograms { text += " " + "PID/Program name".padded(20) }
    if showsTimers { text += " Timer" }
    return text
  }

  private func isShown(_ socket: SocketSummary) -> Bool {
    let isConnected = socket.state != .listen && socket.remotePort != 0
    return showsAll || (showsListening ? !isConnected : isConnected)
  }

  private func row(_ socket: SocketSummary, _ proto: String) -> [String] {
    let state =
      socket.kind == .tcp ? socket.state.longName : socket.remotePort == 0 ? rawState(socket) : "ESTABLISHED"
    let owner = socket.owner.map { "\($0.processIdentifier)/\($0.name)" } ?? "-"
    // A listener's queues are not octets: netstat shows the accept queue's length alone.
    let sendQueue = socket.state == .listen ? 0 : socket.sendQueue
    return [
      proto, String(socket.receiveQueue), String(sendQueue),
      endPoint(socket.localAddress, socket.localPort, socket.kind),
      endPoint(socket.remoteAddress, socket.remotePort, socket.kind), state, owner, timer(socket),
    ]
  }

  /// Raw sockets show the number of their state.
  private func rawState(_ socket: SocketSummary) -> String {
    if case .raw = socket.kind { "7" } else { "" }
  }

  private func endPoint(_ address: IPv4Address, _ port: UInt16, _ kind: SocketSummary.Kind) -> String {
    let proto: IPProtocol = kind == .tcp ? .tcp : .udp
    var name = port == 0 ? "*" : String(port)
    if !isNumeric, port != 0, let service = Services.name(of: port, proto) { name = service }
    let host = (isNumeric ? nil : names[address]) ?? address.description
    let room = 23 - name.count - 1
    return (isWide ? host : String(host.prefix(room))) + ":" + name
  }

  private func timer(_ socket: SocketSummary) -> String {
    guard let timer = socket.timer else { return "off (0.00/0/0)" }
    let seconds = max(timer.expires - process.clock.now, .zero).seconds(digits: 2)
    return "\(timer.name) (\(seconds)/\(timer.retransmissions)/0)"
  }

  private func line(_ fields: [String]) -> String {
    var text = fields[0].padded(5) + " " + fields[1].leftPadded(6) + " " + fields[2].leftPadded(6) + " "
    text += fields[3].padded(23) + " " + fields[4].padded(23) + " " + fields[5].padded(11)
    if showsPrograms { text += " " + String(fields[6].prefix(20)).padded(20) }
    if showsTimers { text += " " + fields[7] }
    return text
  }
}
