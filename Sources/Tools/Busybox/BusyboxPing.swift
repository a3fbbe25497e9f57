import Linux
import Packets
import Simulation

/// busybox's ping (networking/ping.c).
enum BusyboxPing {
  static let program = Program(
    "ping",
    running: { (process: Process) throws(Unsimulated) in
      var options = GetOpt(process.arguments, "c:qW:i:s:t:w:4")
      var session = Options()
      while let item = options.next() {
        switch item {
        case .operand(let text): session.destination = text
        case .option("c", let value?): session.count = try number(value)
        case .option("W", let value?): session.linger = .seconds(try number(value))
        case .option("i", let value?): session.interval = .seconds(try number(value))
        case .option("s", let value?): session.dataLength = try number(value)
        case .option("t", let value?): session.timeToLive = UInt8(clamping: try number(value))
        case .option("w", let value?): session.deadline = .seconds(try number(value))
        case .option("q", _): session.isQuiet = true
        case .option("4", _): break
        default: throw Unsimulated("busybox's ping \(process.arguments.joined(separator: " "))")
        }
      }
      guard !session.destination.isEmpty else { throw Unsimulated("busybox's ping without a host") }
      let chosen = session
      Resolver.resolve(chosen.destination, for: process) { result in
        guard case .success(let addresses) = result, let address = addresses.first else {
          process.writeError("ping: bad address '\(chosen.destination)'\n")
          return process.exit(1)
        }
        guard mayPing(process) else {
          process.write("PING \(chosen.destination) (\(address)): \(chosen.dataLength) data bytes\n")
          process.writeError("ping: permission denied (are you root?)\n")
          return process.exit(1)
        }
        BusyboxPingSession(chosen, address, process).begin()
      }
    })

  /// Its raw socket takes CAP_NET_RAW, which `--cap-drop` can take away.
  private static func mayPing(_ process: Process) -> Bool {
    let container = process.node.machine.engine?.containers.first { $0.insideNode === process.node }
    guard let configuration = container?.configuration, !configuration.isPrivileged else { return true }
    func names(_ list: [String]?, _ wanted: [String]) -> Bool {
      (list ?? []).contains { wanted.contains($0.uppercased()) }
    }
    if names(configuration.addedCapabilities, ["NET_RAW", "CAP_NET_RAW", "ALL"]) { return true }
    return !names(configuration.droppedCapabilities, ["NET_RAW", "CAP_NET_RAW", "ALL"])
  }

  private static func number(_ text: String) throws(Unsimulated) -> Int {
    guard let number = Int(text), number >= 0 else { throw Unsimulated("busybox's ping with \(text)") }
    return number
  }

  struct Options {
    var destination = ""
    var count: Int?
    var linger = Nanoseconds.seconds(10)
    var interval = Nanoseconds.seconds(1)
    var dataLength = 56
    var timeToLive: UInt8?
    var deadline: Nanoseconds?
    var isQuiet = false
  }
}

/// One run. It keeps itself alive by the timers and callbacks of its process.
private final class BusyboxPingSession {
  private let options: BusyboxPing.Options
  private let address: IPv4Address
  private let process: Process
  private let socket: PingSocket
  private var sentAt: [UInt16: Nanoseconds] = [:]
  private var sent = 0
  private var spans: [Nanoseconds] = []

  init(_ options: BusyboxPing.Options, _ address: IPv4Address, _ process: Process) {
    self.options = options
    self.address = address
    self.process = process
    socket = PingSocket(namespace: process.namespace, owner: process.socketOwner)
    process.keep(socket)
    socket.timeToLive = options.timeToLive
  }

  func begin() {
    let named = options.destination == address.description ? options.destination : options.destination
    process.write("PING \(named) (\(address)): \(options.dataLength) data bytes\n")
    socket.onReply = { self.receive($0) }
    process.onSignal = { signal in
      guard signal == .interrupt else { return false }
      self.finish()
      return true
    }
    if let deadline = options.deadline { process.after(deadline) { self.finish() } }
    probe()
  }

  private func probe() {
    guard process.isRunning else { return }
    let sequence = UInt16(truncatingIfNeeded: sent)
    sentAt[sequence] = process.clock.now
    let payload = [UInt8](repeating: 0, count: options.dataLength)
    if let error = socket.send(sequence: sequence, payload: payload[...], to: address), error != .notPermitted
    {
      process.writeError("ping: sendto: \(error.text)\n")
      return process.exit(1)
    }
    sent += 1
    if let count = options.count, sent >= count {
      process.after(options.linger) { self.finish() }
    } else {
      process.after(options.interval) { self.probe() }
    }
  }

  private func receive(_ reply: PingSocket.Reply) {
    guard process.isRunning, let start = sentAt.removeValue(forKey: reply.sequence) else { return }
    let span = process.clock.now - start
    spans.append(span)
    if !options.isQuiet {
      process.write(
        "\(reply.payload.count + 8) bytes from \(reply.source): seq=\(reply.sequence) ttl=\(reply.timeToLive) "
          + "time=\(span.milliseconds(digits: 3)) ms\n")
    }
    if let count = options.count, spans.count >= count { finish() }
  }

  private func finish() {
    guard process.isRunning else { return }
    let lost = sent == 0 ? 0 : (sent - spans.count) * 100 / sent
    var text = "\n--- \(options.destination) ping statistics ---\n"
    text += "\(sent) packets transmitted, \(spans.count) packets received, \(lost)% packet loss\n"
    if let least = spans.min(), let most = spans.max() {
      let sum = spans.reduce(Nanoseconds.zero) { $0 + $1 }
      let average = sum / spans.count
      text +=
        "round-trip min/avg/max = \(least.milliseconds(digits: 3))/\(average.milliseconds(digits: 3))/"
        + "\(most.milliseconds(digits: 3)) ms\n"
    }
    process.write(text)
    process.exit(spans.isEmpty ? 1 : 0)
  }
}
