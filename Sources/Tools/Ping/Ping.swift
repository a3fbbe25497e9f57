import Linux
import Packets
import Simulation

/// ping (iputils 20221126).
package enum Ping {
  static let programs: [Program] = [
    Program("ping", running: main), Program("ping4", running: main),
  ]

  private static func main(_ process: Process) throws(Unsimulated) {
    var options: PingOptions
    do throws(PingOptions.Failure) {
      options = try PingOptions(process.arguments)
    } catch {
      switch error {
      case .unsimulated(let missing): throw missing
      case .problem(let text, let status):
        process.writeError(text)
        process.exit(status)
        return
      }
    }
    if !options.pattern.isEmpty, !options.isQuiet {
      process.write("PATTERN: 0x" + options.pattern.map { $0.hexadecimal }.joined() + "\n")
    }
    if options.isVerbose {
      let (descriptor, family) =
        options.isIPv4Only ? ("-1 (socktype: 0)", "INET") : ("4 (socktype: SOCK_RAW)", "UNSPEC")
      process.writeError(
        "ping: sock4.fd: 3 (socktype: SOCK_RAW), sock6.fd: \(descriptor), hints.ai_family: AF_\(family)\n\n")
    }
    let asked = options.destination
    if Resolver.shorthand(asked) != nil { options.isNumeric = true }
    Resolver.find(asked, options.isIPv4Only ? .ipv4 : .any, for: process) { [options] result in
      switch result {
      case .failure(let error):
        process.writeError("ping: \(asked): \(error.text)\n")
        process.exit(2)
      case .success(let found):
        var options = options
        options.destination = found.canonicalName
        let address = found.addresses[0]
        if options.isVerbose {
          process.write("ai->ai_family: AF_INET, ai->ai_canonname: '\(options.destination)'\n")
        }
        PingSession(options, address: address == .any ? .loopback : address, process).begin()
      }
    }
  }
}

/// One run of ping. It keeps itself alive by the timers and callbacks of its process.
private final class PingSession {
  private let options: PingOptions
  private let address: IPv4Address
  private let process: Process
  private let socket: PingSocket
  private var statistics = PingStatistics()
  private var sentAt: [Int: Nanoseconds] = [:]
  private var answered: Set<Int> = []
  private var names: [IPv4Address: String] = [:]
  private var started = Nanoseconds.zero
  /// When something was last sent or heard.
  private var lastMove = Nanoseconds.zero
  private var nextProbe: Timer?
  /// The last request that the host itself did not let out, and the last that an error came about.
  private var refused = 0
  private var rejected = 0

  init(_ options: PingOptions, address: IPv4Address, _ process: Process) {
    self.options = options
    self.address = address
    self.process = process
    socket = PingSocket(
      namespace: process.namespace, owner: process.socketOwner, identifier: options.identifier)
    process.keep(socket)
  }

  // MARK: - Before the first request

  func begin() {
    guard configure() else { return }
    if options.allowsBroadcast, isBroadcast {
      process.writeError("WARNING: pinging broadcast address\n")
    }
    socket.allowsBroadcast = options.allowsBroadcast
    switch socket.source(to: address) {
    case .failure(let error): refuse(error)
    case .success(let source):
      printHead(source)
      listen()
      started = process.clock.now
      lastMove = started
      if let deadline = options.deadline { process.after(deadline) { self.finish() } }
      probe()
    }
  }

  /// False when the source cannot be had.
  private func configure() -> Bool {
    socket.timeToLive = options.timeToLive
    socket.typeOfService = options.typeOfService
    socket.mark = options.mark
    if let discovery = options.pathMTUDiscovery { socket.pathMTUDiscovery = discovery }
    guard let source = options.source else { return true }
    guard let own = IPv4Address(source) else {
      guard let device = process.namespace.device(named: source) else {
        fail("ping: SO_BINDTODEVICE \(source): No such device\n")
        return false
      }
      socket.device = device
      return true
    }
    do throws(KernelError) {
      try socket.bind(own)
      return true
    } catch {
      fail("ping: bind: \(error.text)\n")
      return false
    }
  }

  private var isBroadcast: Bool {
    address.isBroadcast
      || process.namespace.routing.local.routes(to: IPv4Prefix(address, length: 32)).contains {
        $0.kind == .broadcast
      }
  }

  private func refuse(_ error: KernelError) {
    if error == .accessDenied {
      fail("ping: Do you want to ping broadcast? Then -b. If not, check your local firewall rules\n")
    } else {
      fail("ping: connect: \(error.text)\n")
    }
  }

  private func fail(_ text: String) {
    process.writeError(text)
    process.exit(2)
  }

  private func printHead(_ source: IPv4Address) {
    var text = "PING \(options.destination) (\(address)) "
    if let given = options.source {
      text += "from \(source) \(IPv4Address(given) == nil ? given : ""): "
    }
    let whole = options.dataLength + ICMPMessage.headerLength + IPv4Packet.headerLength
    process.write(text + "\(options.dataLength)(\(whole)) bytes of data.\n")
  }

  private func listen() {
    socket.onReply = { self.receive($0) }
    socket.onICMPError = { self.receive($0, about: Int($1), from: $2) }
    process.onSignal = { signal in
      guard signal == .interrupt else { return false }
      self.finish()
      return true
    }
  }

  // MARK: - Requests

  private var isTimed: Bool { options.dataLength >= 16 }
  private var isLastSent: Bool { options.count.map { statistics.transmitted >= $0 } ?? false }

  private func probe() {
    guard process.isRunning else { return }
    let sequence = statistics.transmitted + 1
    if options.reportsMissing, sequence > 1, !answered.contains(sequence - 1) {
      process.write("no answer yet for icmp_seq=\(sequence - 1)\n")
    }
    sentAt[sequence] = process.clock.now
    let failure = socket.send(
      sequence: UInt16(truncatingIfNeeded: sequence), payload: payload[...], to: address)
    statistics.transmitted = sequence
    lastMove = process.clock.now
    if let failure { report(failure, of: sequence) }
    if options.isFlood, !options.isQuiet { process.write(failure == nil ? "." : "E") }
    scheduleNext()
  }

  /// The same in every request.
  private lazy var payload: [UInt8] = (0..<options.dataLength).map { index in
    guard isTimed, index < 16 else {
      return options.pattern.isEmpty
        ? UInt8(truncatingIfNeeded: index) : options.pattern[index % options.pattern.count]
    }
    return 0
  }

  /// A request that the host itself refused to send.
  private func report(_ failure: KernelError, of sequence: Int) {
    // What a rule or a policy of OUTPUT drops is lost without a word; what one rejects is told twice.
    guard failure != .notPermitted else {
      if rejected == sequence { complainOfRejection() } else { refused = sequence }
      return
    }
    statistics.errors += 1
    guard !options.isQuiet else { return }
    if failure == .messageTooLong {
      let mtu = socket.pathMTU(to: address) ?? 0
      process.writeError("ping: local error: message too long, mtu=\(mtu)\n")
    } else {
      process.writeError("ping: sendmsg: \(failure.text)\n")
    }
  }

  private func complainOfRejection() {
    if !options.isQuiet, !options.isFlood {
      process.writeError("ping: sendmsg: \(KernelError.notPermitted.text)\n")
    }
  }

  private func scheduleNext() {
    if isDone {
      finish()
      return
    }
    guard !isLastSent || options.deadline != nil && options.count == nil else {
      if options.deadline == nil { process.after(lingering) { self.finish() } }
      return
    }
    let gap =
      options.isFlood || options.isAdaptive ? Nanoseconds.milliseconds(10) : options.interval
    nextProbe = process.after(gap) { self.probe() }
  }

  private var isDone: Bool {
    options.count.map { statistics.received + statistics.errors >= $0 } ?? false
  }

  /// Once answers came, their time tells how long to wait (schedule_exit).
  private var lingering: Nanoseconds {
    guard statistics.received > 0 else { return options.linger }
    return max(statistics.maximum * 2, options.interval)
  }

  // MARK: - Answers

  private func receive(_ reply: PingSocket.Reply) {
    let sequence = wide(Int(reply.sequence))
    guard let sent = sentAt[sequence] else { return }
    let span = process.clock.now - sent
    lastMove = process.clock.now
    statistics.acknowledge(sequence)
    let isDuplicate = !answered.insert(sequence).inserted
    if isDuplicate { statistics.duplicates += 1 } else { statistics.received += 1 }
    if isTimed { statistics.add(span) }
    confirmNeighbour()
    withName(of: reply.source) { name in
      self.print(reply, from: name, sequence, span, isDuplicate: isDuplicate)
      self.goOn()
    }
  }

  private func goOn() {
    if isDone {
      finish()
    } else if options.isFlood || options.isAdaptive, !isLastSent {
      nextProbe?.cancel()
      nextProbe = process.after(.zero) { self.probe() }
    }
  }

  /// Who answered: with a name where the destination was given by name, looked up once for each address.
  private func withName(of source: IPv4Address, then: @escaping (String) -> Void) {
    guard !options.isNumeric, !options.isQuiet, IPv4Address(options.destination) == nil else {
      return then(source.description)
    }
    if let known = names[source] { return then(known) }
    Resolver.reverse(source, for: process) { name in
      let text = name.map { "\($0) (\(source))" } ?? source.description
      self.names[source] = text
      then(text)
    }
  }

  /// The 16 bits of a sequence number on the wire, as the count of requests that they stand for.
  private func wide(_ sequence: Int) -> Int {
    let base = statistics.transmitted & ~0xFFFF
    let candidate = base | sequence
    return candidate > statistics.transmitted ? candidate - 0x10000 : candidate
  }

  /// Answers show that the next hop hears us (MSG_CONFIRM on the next request).
  private func confirmNeighbour() {
    guard case .success(let route) = process.namespace.routeOutput(Flow(destination: address)) else { return }
    process.namespace.neighbours.confirm(route.nextHop, on: route.device)
  }

  private func print(
    _ reply: PingSocket.Reply, from name: String, _ sequence: Int, _ span: Nanoseconds, isDuplicate: Bool
  ) {
    if options.isFlood {
      if !options.isQuiet { process.write("\u{8} \u{8}") }
      return
    }
    guard !options.isQuiet else { return }
    var text = stamp + "\(reply.payload.count + ICMPMessage.headerLength) bytes from \(name): "
    text += "icmp_seq=\(sequence) "
    if options.isVerbose { text += "ident=\(socket.identifier) " }
    text += "ttl=\(reply.timeToLive)"
    if isTimed { text += " time=\(Self.timeText(span)) ms" }
    if isDuplicate { text += " (DUP!)" }
    if reply.source != address, !isBroadcast, !address.isMulticast { text += " (DIFFERENT ADDRESS!)" }
    process.write(text + "\n")
  }

  /// `-D`: seconds since 1970 before the line.
  private var stamp: String {
    guard options.printsTimestamps else { return "" }
    let now = process.clock.now
    let fraction = String(now.count % 1_000_000_000 / 1000)
    return "[\(1_704_067_200 + now.seconds)."
      + String(repeating: "0", count: 6 - fraction.utf8.count) + fraction + "] "
  }

  /// Three significant decimals below ten milliseconds, fewer above.
  private static func timeText(_ span: Nanoseconds) -> String {
    let microseconds = span.microseconds
    if microseconds >= 99_950 { return span.milliseconds(digits: 0) }
    if microseconds >= 9_995 { return span.milliseconds(digits: 1) }
    return span.milliseconds(digits: microseconds >= 1_000 ? 2 : 3)
  }

  private func receive(_ error: ICMPError, about sequence: Int, from reporter: IPv4Address) {
    let sequence = wide(sequence)
    lastMove = process.clock.now
    if case .redirect = error {
      if !options.isQuiet { process.write("From \(reporter): icmp_seq=\(sequence) \(error.pingText)\n") }
      return
    }
    statistics.acknowledge(sequence)
    statistics.errors += 1
    if !options.isQuiet {
      process.write(
        options.isFlood
          ? "\u{8}E" : stamp + "From \(reporter) icmp_seq=\(sequence) \(error.pingText)\n")
    }
    rejected = sequence
    if refused == sequence { complainOfRejection() }
    if isDone { finish() }
  }

  // MARK: - The end

  private func finish() {
    guard process.isRunning else { return }
    process.write(
      statistics.summary(
        destination: options.destination, duration: lastMove - started, isTimed: isTimed,
        isFlood: options.isFlood || options.isAdaptive))
    let isShort = options.deadline != nil && options.count.map { statistics.received < $0 } ?? false
    process.exit(statistics.received == 0 || isShort ? 1 : 0)
  }
}
