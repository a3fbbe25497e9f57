import Linux
import Packets
import Simulation

/// One client on one interface: it finds a lease, and keeps it (RFC 2131, section 4.4).
final class DHClientSession {
  private let options: DHClientOptions
  private let device: NetworkDevice
  /// The process that was started; once there is a lease, a daemon goes on in its place.
  private var process: Process
  private let interface: DHCPInterface
  private var exchange: DHCPExchange
  private var started: Nanoseconds
  private var interval = 0
  private var timer: Timer?
  private var offer: DHCPAnswer?
  private var lease: DHCPAnswer?
  private var isDaemon = false

  /// Seconds until a search is given up.
  private static let patience = 60
  /// Seconds that a retry waits at most, about.
  private static let longestInterval = 15

  init(_ options: DHClientOptions, _ device: NetworkDevice, _ process: Process) {
    (self.options, self.device, self.process) = (options, device, process)
    interface = DHCPInterface(device: device)
    exchange = Self.exchange(device, process)
    started = process.clock.now
  }

  private static func exchange(_ device: NetworkDevice, _ process: Process) -> DHCPExchange {
    DHCPExchange(on: device, process, timeToLive: 128, typeOfService: 0x10)
  }

  private func say(_ text: String) { if options.isVerbose, !isDaemon { process.writeError(text + "\n") } }

  private var files: FileSystem { process.node.files }
  private func random(below bound: Int) -> Int { process.system.network.random.number(below: bound) }

  // MARK: - Beginning

  func begin() {
    let hardware = device.hardware
    say("Listening on LPF/\(device.name)/\(hardware)")
    say("Sending on   LPF/\(device.name)/\(hardware)")
    say("Sending on   Socket/fallback")
    let known = DHClientLease.last(of: device.name, in: files.readText(options.leaseFile) ?? "")
    if options.releases { return release(known) }
    interface.bringUp()
    listen()
    if options.doesNotWait { becomeDaemon() }
    // A lease that has not run out is asked for again.
    if let known, known.expires > DHClientLease.moment(process.clock.now) {
      return reboot(known.address, tries: 0)
    }
    discover(known?.address)
  }

  private func listen() {
    exchange.onReply = { [self] message in receive(DHCPAnswer(message: message)) }
  }

  // MARK: - Messages

  private static let parameters: [UInt8] = [1, 28, 2, 3, 15, 6, 119, 12, 44, 47, 26, 121, 42]

  private func message(_ kind: DHCPMessage.Kind, _ more: [DHCPMessage.Option]) -> DHCPMessage {
    var message = exchange.message()
    message.seconds = 0
    message.options = [DHCPMessage.Option(kind: kind)] + more
    if let name = files.readText("/etc/hostname")?.split(separator: "\n").first {
      message.options.append(DHCPMessage.Option(DHCPMessage.Option.hostName, text: String(name)))
    }
    message.options.append(
      DHCPMessage.Option(DHCPMessage.Option.parameterRequest, Bytes(Self.parameters)))
    return message
  }

  private func requested(_ address: IPv4Address) -> DHCPMessage.Option {
    DHCPMessage.Option(DHCPMessage.Option.requestedAddress, addresses: [address])
  }

  /// Longer and longer, with a little chance (dhclient.c, send_discover).
  private func nextInterval() -> Int {
    if interval == 0 {
      interval = 4 + random(below: 5)
    } else {
      interval += random(below: 2 * interval)
      if interval > Self.longestInterval {
        interval = Self.longestInterval / 2 + random(below: Self.longestInterval)
      }
    }
    let elapsed = (process.clock.now - started).seconds
    return max(1, min(interval, Self.patience - elapsed + 1))
  }

  private func discover(_ wanted: IPv4Address?) {
    guard (process.clock.now - started).seconds <= Self.patience else { return giveUp() }
    let wait = nextInterval()
    say("DHCPDISCOVER on \(device.name) to 255.255.255.255 port 67 interval \(wait)")
    exchange.broadcast(message(.discover, wanted.map { [requested($0)] } ?? []))
    timer = process.after(.seconds(wait)) { [self] in discover(wanted) }
  }

  private func giveUp() {
    say("No DHCPOFFERS received.")
    guard !options.triesOnce else {
      say("Unable to obtain a lease on first try.  Exiting.")
      return process.exit(2)
    }
    say("No working leases in persistent database - sleeping.")
    becomeDaemon()
    timer = process.after(.seconds(Self.sleep)) { [self] in
      (started, interval) = (process.clock.now, 0)
      discover(nil)
    }
  }

  /// Seconds until a search begins anew.
  private static let sleep = 300

  private func request(_ offer: DHCPAnswer) {
    timer?.cancel()
    self.offer = offer
    say("DHCPREQUEST for \(offer.address) on \(device.name) to 255.255.255.255 port 67")
    exchange.broadcast(
      message(
        .request,
        [
          DHCPMessage.Option(DHCPMessage.Option.serverIdentifier, addresses: [offer.server]),
          requested(offer.address),
        ]))
    timer = process.after(.seconds(Self.requestWait)) { [self] in
      self.offer = nil
      discover(nil)
    }
  }

  private static let requestWait = 10

  private func reboot(_ address: IPv4Address, tries: Int) {
    guard tries < 3 else { return discover(address) }
    say("DHCPREQUEST for \(address) on \(device.name) to 255.255.255.255 port 67")
    exchange.broadcast(message(.request, [requested(address)]))
    timer = process.after(.seconds(4 + random(below: 5))) { [self] in reboot(address, tries: tries + 1) }
  }

  // MARK: - Answers

  private func receive(_ answer: DHCPAnswer) {
    switch answer.message.kind {
    case .offer where offer == nil && lease == nil:
      say("DHCPOFFER of \(answer.address) from \(answer.server)")
      request(answer)
    case .acknowledgement:
      say("DHCPACK of \(answer.address) from \(answer.server)")
      bind(answer)
    case .refusal:
      say("DHCPNAK from \(answer.server)")
      timer?.cancel()
      if lease != nil { interface.flushAddresses() }
      (offer, lease, started, interval) = (nil, nil, process.clock.now, 0)
      discover(nil)
    default: break
    }
  }

  private func bind(_ answer: DHCPAnswer) {
    timer?.cancel()
    let now = process.clock.now
    let isNew = lease?.address != answer.address
    lease = answer
    offer = nil
    let (span, renewal) = (Int(answer.leaseTime), Int(answer.renewalTime))
    let wait = renewal * 3 / 4 + random(below: max(1, renewal / 4))
    configure(answer, isNew: isNew, expires: now + .seconds(span))
    files.append(
      options.leaseFile,
      Array(
        DHClientLease.text(
          answer, on: device.name, renews: now + .seconds(wait), now: now, isReleased: false
        ).utf8))
    say("bound to \(answer.address) -- renewal in \(wait) seconds.")
    if !isDaemon { becomeDaemon() }
    timer = process.after(.seconds(wait)) { [self] in renew(until: now + .seconds(span)) }
  }

  private func configure(_ answer: DHCPAnswer, isNew: Bool, expires: Nanoseconds) {
    guard isNew else {
      device.namespace.setEnd(expires, of: answer.prefix, on: device)
      return
    }
    if let mtu = answer.mtu { device.mtu = mtu }
    if let failure = interface.add(answer, expires: expires), !isDaemon {
      process.writeError("Error: \(failure.explanation ?? failure.text).\n")
      device.namespace.setEnd(expires, of: answer.prefix, on: device)
    }
    let routes = answer.classlessRoutes
    for route in routes { interface.addRoute(to: route.prefix, by: route.router) }
    if routes.isEmpty, let router = answer.routers.first { interface.addDefaultRoute(by: router) }
    writeResolverFile(answer)
  }

  private func writeResolverFile(_ answer: DHCPAnswer) {
    let search = answer.searchDomains.isEmpty ? answer.domain.map { [$0] } ?? [] : answer.searchDomains
    guard !answer.nameServers.isEmpty || !search.isEmpty else { return }
    var text = answer.domain.map { "domain \($0)\n" } ?? ""
    if !search.isEmpty { text += "search " + search.joined(separator: " ") + "\n" }
    text += answer.nameServers.map { "nameserver \($0)\n" }.joined()
    files.write("/etc/resolv.conf", text)
  }

  // MARK: - Keeping and giving back

  /// Half of the lease is over: its server is asked for more, and when it is silent everybody.
  private func renew(until end: Nanoseconds) {
    guard let lease else { return }
    let now = process.clock.now
    guard now < end else {
      interface.flushAddresses()
      (self.lease, started, interval) = (nil, now, 0)
      return discover(lease.address)
    }
    var message = message(.request, [])
    message.clientAddress = lease.address
    let isRebinding = end - now < .seconds(Int(lease.leaseTime - lease.rebindingTime))
    if isRebinding { exchange.broadcast(message) } else { exchange.send(message, to: lease.server) }
    let wait = max(60, (end - now).seconds / 4)
    timer = process.after(.seconds(min(wait, (end - now).seconds + 1))) { [self] in renew(until: end) }
  }

  private func release(_ known: DHClientLease?) {
    if let path = options.processFile { _ = files.remove(path) }
    let text = files.readText(options.leaseFile) ?? ""
    guard let known, known.expires > DHClientLease.moment(process.clock.now),
      let server = Self.server(in: text)
    else {
      interface.flushAddresses()
      return process.exit(0)
    }
    say("DHCPRELEASE of \(known.address) on \(device.name) to \(server) port 67")
    var message = exchange.message()
    message.clientAddress = known.address
    message.options = [
      DHCPMessage.Option(kind: .release),
      DHCPMessage.Option(DHCPMessage.Option.serverIdentifier, addresses: [server]),
    ]
    if let name = files.readText("/etc/hostname")?.split(separator: "\n").first {
      message.options.append(DHCPMessage.Option(DHCPMessage.Option.hostName, text: String(name)))
    }
    exchange.send(message, to: server)
    var answered = exchange.message()
    answered.yourAddress = known.address
    answered.options = [
      DHCPMessage.Option(DHCPMessage.Option.serverIdentifier, addresses: [server])
    ]
    let now = process.clock.now
    files.append(
      options.leaseFile,
      Array(
        DHClientLease.text(
          DHCPAnswer(message: answered), on: device.name, renews: now, now: now, isReleased: true
        ).utf8))
    // The message is on its way before its source address goes.
    process.after(.milliseconds(1)) { [self] in
      interface.flushAddresses()
      process.exit(0)
    }
  }

  private static func server(in text: String) -> IPv4Address? {
    var found: IPv4Address?
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count == 3, words[1] == "dhcp-server-identifier" {
        found = IPv4Address(words[2].dropLast()) ?? found
      }
    }
    return found
  }

  /// The terminal is given back, and a daemon keeps the lease.
  private func becomeDaemon() {
    guard !isDaemon else { return }
    isDaemon = true
    if options.staysInForeground {
      writeProcessFile()
      return
    }
    let old = process
    timer?.cancel()
    let session = self
    process = old.system.start(
      Program("dhclient", running: { _ in }), arguments: old.arguments, on: old.node,
      namespace: old.namespace, environment: old.environment, workingDirectory: "/", input: Pipe(text: ""),
      output: Pipe { _ in nil }, error: Pipe { _ in nil })
    exchange.close()
    exchange = Self.exchange(device, process)
    // The daemon keeps its session.
    process.atExit { session.timer?.cancel() }
    listen()
    writeProcessFile()
    old.exit(0)
  }

  private func writeProcessFile() {
    if let path = options.processFile { files.write(path, "\(process.identifier)\n") }
  }
}
