import Linux
import Packets
import Simulation

/// mtr 0.95 where it writes a report and ends (`-r`, `-w`, `-C`); its screen, which draws itself anew all the time, is
/// not simulated.
package enum MTR {
  static let programs: [Program] = [Program("mtr", running: main)]

  private static func main(_ process: Process) throws(Unsimulated) {
    let options: MTROptions
    do throws(MTROptions.Failure) {
      options = try MTROptions(process.arguments)
    } catch {
      switch error {
      case .unsimulated(let missing): throw missing
      case .problem(let text, let status):
        if status == 0 { process.write(text) } else { process.writeError(text) }
        process.exit(status)
        return
      }
    }
    Resolver.resolve(options.host, for: process) { result in
      switch result {
      case .failure(let error):
        process.writeError("mtr: Failed to resolve host: \(options.host): \(error.text)\n")
        process.exit(0)
      case .success(let addresses): MTRSession(options, addresses[0], process).begin()
      }
    }
  }
}

/// One run: round after round, a probe for each hop.
private final class MTRSession {
  private let options: MTROptions
  private let destination: IPv4Address
  private let process: Process
  private let socket: PingSocket
  private let names: ReverseNames
  private var hops: [MTRHop] = []
  private var probes: [UInt16: (hop: Int, sent: Nanoseconds)] = [:]
  private var next = 0
  private var sequence: UInt16 = 33000
  private var rounds = 0
  /// How many hops the way had when it was last gone to its end.
  private var length = 10
  private let started: Nanoseconds

  /// Answers may still come for so long after the last probe.
  private static let grace = Nanoseconds.seconds(5)
  /// The way is given up after so many hops that nobody answered for.
  private static let tolerated = 5

  init(_ options: MTROptions, _ destination: IPv4Address, _ process: Process) {
    (self.options, self.destination, self.process) = (options, destination, process)
    names = ReverseNames(process)
    started = process.clock.now
    socket = PingSocket(namespace: process.namespace, owner: process.socketOwner)
  }

  func begin() {
    process.keep(socket)
    // It asks the kernel for its source address first.
    let trial = process.makeUDPSocket()
    do throws(KernelError) {
      try trial.connect(to: destination, port: 1)
    } catch {
      process.writeError("mtr: udp socket connect failed: \(error.text)\n")
      return process.exit(0)
    }
    trial.close()
    socket.pathMTUDiscovery = .dont
    socket.onReply = { [self] reply in take(reply.sequence, reply.source) }
    socket.onICMPError = { [self] error, sequence, reporter in
      if case .redirect = error { return }
      take(sequence, reporter)
    }
    if options.isReport, !options.isTable { process.write("Start: \(clockText())\n") }
    step()
  }

  private func clockText() -> String { (CalendarTime(started).formatted("%FT%T") ?? "") + "+0000" }

  private func step() {
    guard process.isRunning else { return }
    send()
    if rounds >= options.count {
      process.after(Self.grace) { self.finish() }
    } else {
      process.after(options.interval / max(1, length)) { self.step() }
    }
  }

  /// Sends for the next hop, and begins anew behind the last one (net.c, net_send_batch).
  private func send() {
    while hops.count <= next { hops.append(MTRHop()) }
    socket.timeToLive = UInt8(truncatingIfNeeded: next + 1)
    probes[sequence] = (next, process.clock.now)
    hops[next].sent += 1
    let payload = [UInt8](repeating: 0, count: max(0, options.packetSize - 28))
    _ = socket.send(sequence: sequence, payload: payload[...], to: destination)
    sequence &+= 1
    let isReached = hops[...next].contains { $0.address == destination }
    let silent = hops[...next].count { $0.address == nil }
    guard isReached || silent > Self.tolerated || next >= options.maximumHops - 1 else {
      next += 1
      return
    }
    length = next + 1
    next = options.firstHop - 1
    rounds += 1
  }

  private func take(_ sequence: UInt16, _ address: IPv4Address) {
    guard let probe = probes.removeValue(forKey: sequence) else { return }
    hops[probe.hop].note(process.clock.now - probe.sent, from: address)
  }

  // MARK: - Reporting

  private func finish() {
    socket.close()
    let last = hops.firstIndex { $0.address == destination } ?? min(length, hops.count) - 1
    let shown = Array(hops[(options.firstHop - 1)...max(last, options.firstHop - 1)])
    let addresses = options.isNumeric ? [] : shown.compactMap { $0.address }
    names.ask(addresses) { [self] in
      process.write(options.isTable ? table(shown) : report(shown))
      process.exit(0)
    }
  }

  private func name(of hop: MTRHop) -> String {
    guard let address = hop.address else { return "???" }
    guard !options.isNumeric, let name = names[address] else { return "\(address)" }
    return options.showsBoth ? "\(name) (\(address))" : name
  }

  private func report(_ hops: [MTRHop]) -> String {
    let labels = hops.map { name(of: $0) }
    let width = options.isWide ? labels.map { $0.count }.max() ?? 0 : 25
    let host = Self.hostName(of: process).padded(options.isWide ? width : width + 2)
    var text = "HOST: \(host) Loss%   Snt   Last   Avg  Best  Wrst StDev\n"
    for (index, hop) in hops.enumerated() {
      text += String(index + options.firstHop).leftPadded(3) + ".|-- " + labels[index].padded(width)
      text += " " + String("\(hop.loss.leftPadded(4))%".prefix(5)) + String(hop.sent).leftPadded(6)
      text += hop.last.milliseconds(digits: 1).leftPadded(7)
      for value in [hop.average, hop.best, hop.worst, hop.deviation] {
        text += value.milliseconds(digits: 1).leftPadded(6)
      }
      text += "\n"
    }
    return text
  }

  private static func hostName(of process: Process) -> String {
    process.node.files.readText("/etc/hostname")?.split(separator: "\n").first.map { String($0) }
      ?? process.node.name
  }

  private func table(_ hops: [MTRHop]) -> String {
    var text = "Mtr_Version,Start_Time,Status,Host,Hop,Ip,Loss%,Snt, ,Last,Avg,Best,Wrst,StDev,\n"
    for (index, hop) in hops.enumerated() {
      let times = [hop.last, hop.average, hop.best, hop.worst, hop.deviation]
      text += "MTR.0.95,\(CalendarTime.epochSeconds(process.clock.now)),OK,\(options.host),"
      text += "\(index + options.firstHop),\(name(of: hop)),\(hop.loss)0,\(hop.sent),0,"
      text += times.map { $0.milliseconds(digits: 2) }.joined(separator: ",") + "\n"
    }
    return text
  }
}

/// What is known of a place on the way.
private struct MTRHop {
  var sent = 0
  private(set) var address: IPv4Address?
  private var times: [Nanoseconds] = []

  mutating func note(_ span: Nanoseconds, from address: IPv4Address) {
    self.address = self.address ?? address
    times.append(span)
  }

  /// Per cent, with one digit.
  var loss: String {
    let lost = sent == 0 ? 0 : (sent - times.count) * 1000 / sent
    return "\(lost / 10).\(lost % 10)"
  }

  var last: Nanoseconds { times.last ?? .zero }
  var best: Nanoseconds { times.min() ?? .zero }
  var worst: Nanoseconds { times.max() ?? .zero }

  var average: Nanoseconds {
    times.isEmpty ? .zero : Nanoseconds(times.reduce(0) { $0 + $1.count } / Int64(times.count))
  }

  /// Of the sample, as Welford's method gives it.
  var deviation: Nanoseconds {
    guard times.count > 1 else { return .zero }
    let mean = Double(average.count)
    let squares = times.reduce(0.0) { $0 + (Double($1.count) - mean) * (Double($1.count) - mean) }
    return Nanoseconds(Int64((squares / Double(times.count - 1)).squareRoot()))
  }
}
