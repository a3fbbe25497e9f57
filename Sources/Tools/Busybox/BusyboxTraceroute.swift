import Linux
import Packets
import Simulation

/// busybox's traceroute (networking/traceroute.c): one probe after the other, three for each hop.
enum BusyboxTraceroute {
  static let program = Program(
    "traceroute",
    running: { (process: Process) throws(Unsimulated) in
      var options = GetOpt(process.arguments, "nq:m:w:4")
      var settings = Settings()
      while let item = options.next() {
        switch item {
        case .operand(let text) where settings.host.isEmpty: settings.host = text
        case .option("n", _): settings.isNumeric = true
        case .option("q", let value?): settings.probes = try number(value)
        case .option("m", let value?): settings.mostHops = try number(value)
        case .option("w", let value?): settings.patience = .seconds(try number(value))
        case .option("4", _): break
        default: throw Unsimulated("busybox's traceroute \(process.arguments.joined(separator: " "))")
        }
      }
      guard !settings.host.isEmpty else { throw Unsimulated("busybox's traceroute without a host") }
      let chosen = settings
      Resolver.resolve(chosen.host, for: process) { result in
        guard case .success(let addresses) = result, let address = addresses.first else {
          process.writeError("traceroute: bad address '\(chosen.host)'\n")
          return process.exit(1)
        }
        BusyboxTracerouteSession(chosen, address, process).begin()
      }
    })

  private static func number(_ text: String) throws(Unsimulated) -> Int {
    guard let number = Int(text), number > 0 else { throw Unsimulated("busybox's traceroute with \(text)") }
    return number
  }

  struct Settings {
    var host = ""
    var isNumeric = false
    var probes = 3
    var mostHops = 30
    var patience = Nanoseconds.seconds(5)
  }
}

/// One run. It keeps itself alive by the timers and callbacks of its process.
private final class BusyboxTracerouteSession {
  private static let packetLength = 46
  private let settings: BusyboxTraceroute.Settings
  private let destination: IPv4Address
  private let process: Process
  private let names: ReverseNames
  private var hop = 1
  private var probe = 0
  private var last: IPv4Address?
  private var hasArrived = false
  private var unreachable = 0

  init(_ settings: BusyboxTraceroute.Settings, _ destination: IPv4Address, _ process: Process) {
    self.settings = settings
    self.destination = destination
    self.process = process
    names = ReverseNames(process)
  }

  func begin() {
    process.write(
      "traceroute to \(settings.host) (\(destination)), \(settings.mostHops) hops max, \(Self.packetLength) byte packets\n"
    )
    beginHop()
  }

  private func beginHop() {
    process.write((hop < 10 ? " " : "") + "\(hop)")
    (probe, last, unreachable) = (0, nil, 0)
    send()
  }

  private func send() {
    let socket = process.makeUDPSocket()
    socket.timeToLive = UInt8(clamping: hop)
    socket.pathMTUDiscovery = .dont
    let port = 33434 + (hop - 1) * settings.probes + probe + 1
    var isDone = false
    let sent = process.clock.now
    func finish(_ answer: TracerouteAnswer?) {
      guard !isDone, process.isRunning else { return }
      isDone = true
      socket.close()
      guard let answer else {
        process.write("  *")
        return next()
      }
      show(answer, process.clock.now - sent)
    }
    do throws(KernelError) {
      try socket.connect(to: destination, port: UInt16(truncatingIfNeeded: port))
    } catch {
      return fail(error)
    }
    socket.onICMPError = { [self] error, _, reporter in
      if case .redirect = error { return }
      finish(TracerouteAnswer(error, from: reporter, destination: destination))
    }
    let payload = [UInt8](repeating: 0, count: Self.packetLength - 28)
    if let error = socket.send(payload[...]) { return fail(error) }
    process.after(settings.patience) { finish(nil) }
  }

  private func fail(_ error: KernelError) {
    process.writeError("traceroute: sendto: \(error.text)\n")
    process.exit(1)
  }

  private func show(_ answer: TracerouteAnswer, _ span: Nanoseconds) {
    if answer.isFinal {
      hasArrived = true
      if !answer.mark.isEmpty { unreachable += 1 }
    }
    let isNew = answer.address != last
    last = answer.address
    guard isNew else { return write(span, answer) }
    guard !settings.isNumeric else {
      process.write("  \(answer.address)")
      return write(span, answer)
    }
    names.ask([answer.address]) { [self] in
      process.write("  \(names[answer.address] ?? "\(answer.address)") (\(answer.address))")
      write(span, answer)
    }
  }

  private func write(_ span: Nanoseconds, _ answer: TracerouteAnswer) {
    process.write("  \(span.milliseconds(digits: 3)) ms" + (answer.mark.isEmpty ? "" : " " + answer.mark))
    next()
  }

  private func next() {
    probe += 1
    guard probe >= settings.probes else { return send() }
    process.write("\n")
    hop += 1
    guard !hasArrived, hop <= settings.mostHops else { return process.exit(0) }
    beginHop()
  }
}
