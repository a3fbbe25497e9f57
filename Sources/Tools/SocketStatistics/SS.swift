import Linux
import Packets
import Simulation

/// ss (iproute2 6.1).
package enum SS {
  static let programs: [Program] = [Program("ss", run)]

  private static func run(_ process: Process) throws(Unsimulated) -> Int {
    try process.carryOut { () throws(CommandStop) in
      guard let options = try SSOptions(process) else { return 0 }
      return try list(options, process)
    }
  }

  private static func list(_ options: SSOptions, _ process: Process) throws(CommandStop) -> Int {
    let filter = try SSFilter.parse(options.words)
    let sockets = process.namespace.sockets.all.filter {
      options.includes($0) && (filter?($0) ?? true)
    }
    let printer = SSPrinter(options, process)
    var table = SSTable()
    table.hasHeader = options.hasHeader
    table.columns[SSTable.netid].isShown = options.kinds.count != 1
    table.columns[SSTable.state].isShown = options.states.count != 1 || options.kinds.isEmpty
    let order: [SSOptions.Kind] = [.raw, .udp, .tcp]
    let sorted = order.flatMap { kind in sockets.filter { SSOptions.Kind($0) == kind } }
    table.rows = sorted.map { printer.row($0) }
    process.write(table.text(width: process.output.isTerminal ? 80 : nil))
    process.list(
      Listing(
        kind: "sockets", columns: ["Netid", "State", "Recv-Q", "Send-Q", "Local", "Peer", "Process"],
        rows: zip(table.rows, sorted).map { fields, socket in
          let cells = Array(fields[0...3]) + [fields[4] + fields[5], fields[6] + fields[7], fields[8]]
          return Listing.Row(cells.map { $0.trimmed }, origin: socket.origin)
        }))
    return 0
  }
}

/// One socket's fields.
struct SSPrinter {
  private let options: SSOptions
  private let process: Process
  /// Every socket of the namespace, for the numbers of file descriptors.
  private let all: [SocketSummary]

  init(_ options: SSOptions, _ process: Process) {
    self.options = options
    self.process = process
    all = process.namespace.sockets.all
  }

  func row(_ socket: SocketSummary) -> [String] {
    let kind = SSOptions.Kind(socket)
    let device = socket.device.map { "%\($0.name)" } ?? ""
    let state = kind == .tcp ? socket.state.shortName : socket.state == .established ? "ESTAB" : "UNCONN"
    return [
      kind.name, state, String(socket.receiveQueue).padded(6), String(socket.sendQueue).padded(6),
      "\(socket.localAddress)\(device):", port(socket.localPort, socket.kind),
      "\(socket.remoteAddress):", port(socket.remotePort, socket.kind), trailer(socket),
    ]
  }

  private func port(_ port: UInt16, _ kind: SocketSummary.Kind) -> String {
    if port == 0 { return "*" }
    if options.isNumeric { return String(port) }
    switch kind {
    case .tcp: return Services.name(of: port, .tcp) ?? String(port)
    case .udp: return Services.name(of: port, .udp) ?? String(port)
    case .raw(let proto): return proto.keyword ?? "ipproto-\(proto.number)"
    case .icmp: return "icmp"
    }
  }

  private func trailer(_ socket: SocketSummary) -> String {
    var words: [String] = []
    if options.showsProcesses, let owner = socket.owner {
      let descriptor = descriptor(of: socket, owner)
      words.append("users:((\"\(owner.name)\",pid=\(owner.processIdentifier),fd=\(descriptor)))")
    }
    if options.showsTimers, let timer = socket.timer {
      words.append(
        "timer:(\(timer.name),\(Self.span(timer.expires - process.clock.now)),\(timer.retransmissions))")
    }
    return words.isEmpty ? "" : " " + words.joined(separator: " ")
  }

  /// Descriptors are given out one after the other, in the order in which a process made its sockets.
  private func descriptor(of socket: SocketSummary, _ owner: SocketOwner) -> Int {
    let own = all.filter { $0.owner == owner }
    let place = own.firstIndex {
      $0.kind == socket.kind && $0.localPort == socket.localPort && $0.remotePort == socket.remotePort
        && $0.remoteAddress == socket.remoteAddress && $0.localAddress == socket.localAddress
    }
    return owner.firstDescriptor + (place ?? 0)
  }

  /// `1min57sec`, `9.8sec`, `200ms` (misc/ss.c, print_ms_timer).
  static func span(_ span: Nanoseconds) -> String {
    let milliseconds = max(0, span.milliseconds)
    let (seconds, rest) = (milliseconds / 1000, milliseconds % 1000)
    if seconds >= 60 { return "\(seconds / 60)min" + (seconds % 60 > 0 ? "\(seconds % 60)sec" : "") }
    if seconds > 0 {
      return seconds > 9
        ? "\(seconds)sec" : "\(seconds).\(rest >= 100 ? "" : rest >= 10 ? "0" : "00")\(rest)sec"
    }
    return "\(rest)ms"
  }
}
