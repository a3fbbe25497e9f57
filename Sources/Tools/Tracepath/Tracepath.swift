import Linux
import Packets
import Simulation

/// tracepath (iputils 20221126): the way to a host, and the largest packet that gets there whole.
package enum Tracepath {
  static let programs: [Program] = [
    Program("tracepath", running: main), Program("tracepath4", running: main),
  ]

  private static func main(_ process: Process) throws(Unsimulated) {
    let options: TracepathOptions
    do throws(TracepathOptions.Failure) {
      options = try TracepathOptions(process.arguments)
    } catch {
      switch error {
      case .unsimulated(let missing): throw missing
      case .problem(let text, let status, let isOutput):
        if isOutput { process.write(text) } else { process.writeError(text) }
        process.exit(status)
        return
      }
    }
    Resolver.resolve(options.host, for: process) { result in
      switch result {
      case .failure(let error):
        process.writeError("tracepath: \(options.host): \(error.text)\n")
        process.exit(1)
      case .success(let addresses): TracepathSession(options, addresses[0], process).begin()
      }
    }
  }
}

/// One run: a probe at a time, three for a hop that is silent.
private final class TracepathSession {
  private let options: TracepathOptions
  private let destination: IPv4Address
  private let process: Process
  private let socket: UDPSocket
  private let names: ReverseNames
  private var mtu: Int
  private var hop = 1
  private var tries = 0
  /// What the packets measured when the hop's first probe was sent.
  private var startingMTU = 0
  /// Probes under way, by how far their ports are from the first.
  private var history = [(hop: Int, sent: Nanoseconds)?](repeating: nil, count: 64)
  private var place = 0
  private var timeout: Timer?
  private var errors: [(error: ICMPError, port: UInt16, reporter: IPv4Address, timeToLive: UInt8)] = []
  private var distance: (there: Int, back: Int)?

  /// Waits so long for an answer.
  private static let patience = Nanoseconds.seconds(1)

  init(_ options: TracepathOptions, _ destination: IPv4Address, _ process: Process) {
    (self.options, self.destination, self.process) = (options, destination, process)
    names = ReverseNames(process)
    mtu = options.length ?? 65535
    socket = process.makeUDPSocket()
    socket.pathMTUDiscovery = .do
  }

  func begin() {
    socket.onICMPError = { [self] error, packet, reporter in
      guard case .udp(let datagram) = packet.payload else { return }
      errors.append((error, datagram.destinationPort, reporter, socket.errorTimeToLive))
      guard timeout != nil else { return }
      timeout?.cancel()
      timeout = nil
      process.after(.zero) { self.takeErrors(heard: nil) }
    }
    socket.onReceive = { [self] _ in
      process.write("\(String(hop).leftPadded(2))?: reply received 8)\n")
      finish()
    }
    startHop()
  }

  private func startHop() {
    guard hop <= options.maximumHops else {
      process.write("     Too many hops: pmtu \(mtu)\n")
      return finish()
    }
    tries = 0
    startingMTU = mtu
    probe()
  }

  private func probe() {
    guard process.isRunning else { return }
    socket.timeToLive = UInt8(truncatingIfNeeded: hop)
    let port = options.port &+ UInt16(place)
    history[place] = (hop, process.clock.now)
    let size = mtu - IPv4Packet.headerLength - UDPDatagram.headerLength
    let failure: KernelError? =
      mtu > 65535
      ? .messageTooLong : socket.send([UInt8](repeating: 0, count: size)[...], to: destination, port: port)
    guard let failure else {
      place = (place + 1) % history.count
      guard errors.isEmpty else { return takeErrors(heard: nil) }
      timeout = process.after(Self.patience) {
        self.timeout = nil
        self.noAnswer()
      }
      return
    }
    history[place] = nil
    guard failure == .messageTooLong, let known = socket.pathMTU(to: destination), known < mtu else {
      process.write("\(String(hop).leftPadded(2)):  send failed\n")
      return finish()
    }
    // The host itself knows a smaller size, and says so before anything is sent.
    process.write("\(String(hop).leftPadded(2))?: \("[LOCALHOST]".padded(32)) pmtu \(known)\n")
    mtu = known
    probe()
  }

  /// Nothing came in time.
  private func noAnswer() {
    if mtu != startingMTU { return startHop() }
    tries += 1
    guard tries >= 3 else { return probe() }
    process.write("\(String(hop).leftPadded(2)):  no reply\n")
    hop += 1
    startHop()
  }

  /// What has been reported since, one line each. It ends the run, or the hop.
  private func takeErrors(heard: Bool?) {
    guard process.isRunning else { return }
    guard !errors.isEmpty else {
      if heard == true {
        if mtu == startingMTU { hop += 1 }
        return startHop()
      }
      return noAnswer()
    }
    let next = errors.removeFirst()
    let show = { [self] in
      guard tell(next.error, next.port, next.reporter, next.timeToLive) else {
        return takeErrors(heard: true)
      }
      // A hop whose packets turned out to be too large is asked again, even about its end.
      if mtu == startingMTU { finish() } else { startHop() }
    }
    if options.isNumeric { show() } else { names.ask([next.reporter], then: show) }
  }

  /// True when there is nothing more to find out (tracepath.c, recverr).
  private func tell(_ error: ICMPError, _ port: UInt16, _ reporter: IPv4Address, _ timeToLive: UInt8) -> Bool
  {
    let index = Int(port &- options.port)
    let sent = history.indices.contains(index) ? history[index] : nil
    if sent != nil { history[index] = nil }
    var line = "\(String(sent?.hop ?? hop).leftPadded(2))\(sent == nil ? "?: " : ":  ")"
    line += name(of: reporter).padded(52)
    if let sent {
      let span = process.clock.now - sent.sent
      let fraction = String(1000 + span.microseconds % 1000).dropFirst()
      line += "\(String(span.milliseconds).leftPadded(3)).\(fraction)ms "
    }
    let back = Self.hops(timeToLive)
    let there = sent?.hop ?? hop
    var isOver = true
    switch error {
    case .timeExceeded(0):
      if back != there { line += "asymm \(String(back).leftPadded(2)) " }
      isOver = false
    case .fragmentationNeeded:
      mtu = socket.pathMTU(to: destination) ?? mtu
      line += "pmtu \(mtu)"
      isOver = false
    case .destinationUnreachable(3):
      line += "reached"
      distance = (there, back)
    case .destinationUnreachable(2): line += "!P"
    case .destinationUnreachable(0), .destinationUnreachable(6), .destinationUnreachable(9): line += "!N"
    case .destinationUnreachable: line += "!H"
    case .timeExceeded, .redirect, .parameterProblem: break
    }
    process.write(line + "\n")
    return isOver
  }

  /// How many routers the answer has passed, by the usual values that it began with.
  private static func hops(_ timeToLive: UInt8) -> Int {
    let left = Int(timeToLive)
    return left <= 64 ? 65 - left : left <= 128 ? 129 - left : 256 - left
  }

  private func name(of address: IPv4Address) -> String {
    guard !options.isNumeric else { return "\(address)" }
    let name = names[address] ?? "\(address)"
    return options.showsBoth ? "\(name) (\(address))" : name
  }

  private func finish() {
    var line = "     Resume: pmtu \(mtu) "
    if let distance { line += "hops \(distance.there) back \(distance.back) " }
    process.write(line + "\n")
    process.exit(0)
  }
}
