import Linux
import Packets
import Simulation

/// netstat as Windows 10 and 11 have it, in English; with Linux's options it is Linux's.
enum WindowsNetstat {
  static let program = Program("netstat", running: main)

  private static func main(_ process: Process) throws(Unsimulated) {
    let letters = process.arguments.joined().filter { $0 != "-" && $0 != "/" }
    if letters.lowercased() == "r" || letters.lowercased() == "rn" {
      process.write("\n" + WindowsRoute.text(of: process.namespace, showsIPv6: true))
      return process.exit(0)
    }
    let isWindows =
      process.arguments.allSatisfy { ($0.hasPrefix("-") || $0.hasPrefix("/")) && !$0.hasPrefix("--") }
      && letters.allSatisfy { "anoq".contains($0) }
    guard isWindows else {
      guard let linux = ProgramTable.program(named: "netstat") else { return }
      return try linux.main(process)
    }
    guard letters.contains("n") else { throw Unsimulated("Windows' netstat without -n") }
    let showsAll = letters.contains("a") || letters.contains("q")
    let showsProcess = letters.contains("o")
    var text = "\nActive Connections\n\n"
    text +=
      "  Proto  Local Address          Foreign Address        State"
      + (showsProcess ? "           PID\n" : "\n")
    var rows: [Listing.Row] = []
    for socket in process.namespace.sockets.all {
      guard let fields = fields(socket, showsAll) else { continue }
      text += "  " + fields[0].padded(7) + fields[1].padded(23) + fields[2].padded(23)
      text += showsProcess ? fields[3].padded(16) + fields[4] : fields[3]
      text += "\n"
      rows.append(Listing.Row(fields, origin: socket.origin))
    }
    process.write(text)
    process.list(
      Listing(
        kind: "sockets", columns: ["Proto", "Local Address", "Foreign Address", "State", "PID"], rows: rows))
    process.exit(0)
  }

  private static func fields(_ socket: SocketSummary, _ showsAll: Bool) -> [String]? {
    let owner = String(socket.owner?.processIdentifier ?? 0)
    let local = "\(socket.localAddress):\(socket.localPort)"
    switch socket.kind {
    case .tcp:
      guard showsAll || socket.state != .listen else { return nil }
      return ["TCP", local, "\(socket.remoteAddress):\(socket.remotePort)", state(socket.state), owner]
    case .udp: return showsAll ? ["UDP", local, "*:*", "", owner] : nil
    case .raw, .icmp: return nil
    }
  }

  private static func state(_ state: TCPState) -> String {
    switch state {
    case .listen: "LISTENING"
    case .finWait1: "FIN_WAIT_1"
    case .finWait2: "FIN_WAIT_2"
    case .synReceived: "SYN_RECEIVED"
    default: state.longName
    }
  }
}

/// What Windows has beside its tables of addresses, routes and neighbours.
enum WindowsPrograms {
  static let programs = [
    WindowsPing.program, WindowsTracert.program, WindowsNetstat.program, WindowsRoute.program,
  ]
}
