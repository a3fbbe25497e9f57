import Linux
import Packets
import Simulation

/// busybox's nc (networking/nc.c): `nc HOST PORT` and `nc -l -p PORT`; the end of standard input goes to the other
/// side at once.
enum BusyboxNetcat {
  static let program = Program(
    "nc",
    running: { (process: Process) throws(Unsimulated) in
      var getOpt = GetOpt(process.arguments, "lp:w:i:e:f:")
      var words: [String] = []
      var listens = false
      var sourcePort: String?
      var timeout: Nanoseconds?
      while let item = getOpt.next() {
        switch item {
        case .operand(let word): words.append(word)
        case .option("l", _): listens = true
        case .option("p", let value): sourcePort = value
        case .option("w", let value?):
          guard let seconds = Int(value) else { throw Unsimulated("busybox's nc -w \(value)") }
          timeout = .seconds(seconds)
        case .problem(let text):
          process.writeError("nc: \(text)\n\(Busybox.banner)\n\n\(usage)")
          return process.exit(1)
        default: throw Unsimulated("busybox's nc \(process.arguments.joined(separator: " "))")
        }
      }
      if listens {
        guard words.isEmpty, let sourcePort else {
          throw Unsimulated("busybox's nc \(process.arguments.joined(separator: " "))")
        }
        let options = try netcatOptions(["-N", "-l", "-p", sourcePort])
        return NetcatListener(process, options).start()
      }
      guard words.count == 2, sourcePort == nil, let port = UInt16(words[1]) else {
        throw Unsimulated("busybox's nc \(process.arguments.joined(separator: " "))")
      }
      let options = try netcatOptions(["-N", words[0], words[1]])
      Resolver.resolve(words[0], for: process) { result in
        guard case .success(let addresses) = result, let address = addresses.first else {
          process.writeError("nc: bad address '\(words[0])'\n")
          return process.exit(1)
        }
        connect(process, address, port, timeout, options)
      }
    })

  private static let usage = """
    Usage: nc [-iN] [-wN] [-l] [-p PORT] [-f FILE|IPADDR PORT] [-e PROG]

    Open a pipe to IP:PORT or FILE

    \t-l\tListen mode, for inbound connects
    \t\t(use -ll with -e for persistent server)
    \t-p PORT\tLocal port
    \t-w SEC\tConnect timeout
    \t-i SEC\tDelay interval for lines sent
    \t-f FILE\tUse file (ala /dev/ttyS0) instead of network
    \t-e PROG\tRun PROG after connect

    """

  private static func netcatOptions(_ words: [String]) throws(Unsimulated) -> NetcatOptions {
    do throws(NetcatOptions.Problem) {
      return try NetcatOptions(words)
    } catch {
      throw Unsimulated("busybox's nc \(words.joined(separator: " "))")
    }
  }

  private static func connect(
    _ process: Process, _ address: IPv4Address, _ port: UInt16, _ timeout: Nanoseconds?,
    _ options: NetcatOptions
  ) {
    let socket = process.makeTCPSocket()
    func failed(_ error: KernelError) {
      process.writeError("nc: can't connect to remote host (\(address)): \(error.text)\n")
      process.exit(1)
    }
    let timer = timeout.map { span in
      process.after(span) {
        process.writeError("nc: timed out\n")
        process.exit(1)
      }
    }
    socket.onError = { failed($0) }
    socket.onConnected = {
      timer?.cancel()
      let channel = TCPChannel(socket)
      NetcatRelay(process, options, channel).run { process.exit(0) }
    }
    do throws(KernelError) {
      try socket.connect(to: address, port: port)
    } catch {
      failed(error)
    }
  }
}
