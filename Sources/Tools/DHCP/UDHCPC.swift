import Linux
import Packets
import Simulation

/// busybox's DHCP client (networking/udhcp/dhcpc.c), with Debian's script.
enum UDHCPC {
  static let programs: [Program] = [Program("udhcpc", running: main)]

  struct Options {
    var interface = "eth0"
    var quits = false
    var failsWithoutLease = false
    var staysInForeground = false
    var releasesAtEnd = false
    /// `-b`: goes into the background when there is no lease yet.
    var goesIntoBackground = false
    var tries = 3
    var timeout = 3
    var pause = 20
    var wanted: IPv4Address?
    var name: String?
    var vendor = "udhcp 1.35.0"
    var sendsIdentifier = true
    var runsScript = true
    var processFile: String?
    var wantsBroadcast = false
  }

  private static let syntax = CommandOptions.Syntax(
    letters: "i:nqfRbt:T:A:r:x:H:F:V:CSvs:p:BO:oa",
    names: [
      ("interface", "i"), ("now", "n"), ("quit", "q"), ("foreground", "f"), ("release", "R"),
      ("background", "b"), ("retries", "t"), ("timeout", "T"), ("tryagain", "A"), ("request", "r"),
      ("hostname", "H"), ("fqdn", "F"), ("vendorclass", "V"), ("clientid-none", "C"), ("syslog", "S"),
      ("script", "s"), ("pidfile", "p"), ("broadcast", "B"), ("request-option", "O"),
      ("no-default-options", "o"),
      ("arping", "a"),
    ], missing: "PclW")

  private static func main(_ process: Process) throws(Unsimulated) {
    let read = try CommandOptions(process.arguments, "udhcpc", syntax)
    if read.problem != nil || !read.operands.isEmpty { throw Unsimulated("the usage text of udhcpc") }
    for letter in "FOoa" where read.has(letter) { throw Unsimulated("udhcpc -\(letter)") }
    var options = Options()
    options.interface = read.last("i") ?? "eth0"
    options.quits = read.has("q")
    options.failsWithoutLease = read.has("n")
    options.staysInForeground = read.has("f")
    options.releasesAtEnd = read.has("R")
    options.goesIntoBackground = read.has("b")
    if let text = read.last("t"), let number = Int(text) { options.tries = max(1, number) }
    if let text = read.last("T"), let number = Int(text) { options.timeout = number }
    if let text = read.last("A"), let number = Int(text) { options.pause = number }
    options.wanted = read.last("r").flatMap { IPv4Address($0) }
    options.name = read.last("H")
    if let text = read.last("V") { options.vendor = text }
    options.sendsIdentifier = !read.has("C")
    options.wantsBroadcast = read.has("B")
    options.processFile = read.last("p")
    if let script = read.last("s") {
      guard ["/bin/true", "/usr/bin/true"].contains(script) else {
        throw Unsimulated("udhcpc with a script of one's own")
      }
      options.runsScript = false
    }
    if let extra = read.last("x") {
      guard extra.hasPrefix("hostname:") else { throw Unsimulated("udhcpc -x \(extra)") }
      options.name = String(extra.dropFirst("hostname:".count))
    }
    guard let device = process.namespace.device(named: options.interface) else {
      process.writeError("udhcpc: SIOCGIFINDEX: No such device\n")
      return process.exit(1)
    }
    UDHCPCSession(options, device, process).begin()
  }
}

private final class UDHCPCSession {
  private let options: UDHCPC.Options
  private let device: NetworkDevice
  private var process: Process
  private let interface: DHCPInterface
  private var exchange: DHCPExchange
  private var tries = 0
  private var timer: Timer?
  private var offer: DHCPAnswer?
  private var lease: DHCPAnswer?
  private var isDaemon = false

  init(_ options: UDHCPC.Options, _ device: NetworkDevice, _ process: Process) {
    (self.options, self.device, self.process) = (options, device, process)
    interface = DHCPInterface(device: device)
    exchange = Self.exchange(device, process)
  }

  private static func exchange(_ device: NetworkDevice, _ process: Process) -> DHCPExchange {
    DHCPExchange(on: device, process, timeToLive: 64, typeOfService: 0)
  }

  private func say(_ text: String) { process.writeError("udhcpc: \(text)\n") }

  func begin() {
    say("started, v1.35.0")
    if let path = options.processFile { process.node.files.write(path, "\(process.identifier)\n") }
    forget()
    listen()
    process.onSignal = { [self] signal in
      guard [.terminate, .interrupt].contains(signal) else { return false }
      end(128 + signal.rawValue)
      return true
    }
    discover()
  }

  private func listen() {
    exchange.onReply = { [self] message in receive(DHCPAnswer(message: message)) }
  }

  /// The script's `deconfig`.
  private func forget() {
    guard options.runsScript else { return }
    interface.bringUp()
    interface.flushAddresses()
    interface.flushRoutes()
  }

  // MARK: - Messages

  private static let parameters: [UInt8] = [1, 3, 6, 12, 15, 28, 42]

  private func message(_ kind: DHCPMessage.Kind, _ more: [DHCPMessage.Option]) -> DHCPMessage {
    typealias Option = DHCPMessage.Option
    var message = exchange.message()
    message.wantsBroadcast = options.wantsBroadcast
    message.options = [Option(kind: kind)] + more
    message.options += [
      Option(Option.maximumSize, [0x02, 0x40]), Option(Option.parameterRequest, Bytes(Self.parameters)),
    ]
    if let name = options.name { message.options.append(Option(Option.hostName, text: name)) }
    if !options.vendor.isEmpty { message.options.append(Option(Option.vendorClass, text: options.vendor)) }
    if options.sendsIdentifier {
      message.options.append(Option(Option.clientIdentifier, Bytes([1] + device.hardware.octets)))
    }
    return message
  }

  private func requested(_ address: IPv4Address) -> DHCPMessage.Option {
    DHCPMessage.Option(DHCPMessage.Option.requestedAddress, addresses: [address])
  }

  private func discover() {
    guard tries < options.tries else { return fail() }
    tries += 1
    say("broadcasting discover")
    exchange.broadcast(message(.discover, options.wanted.map { [requested($0)] } ?? []))
    timer = process.after(.seconds(options.timeout)) { [self] in discover() }
  }

  private func fail() {
    if options.failsWithoutLease {
      say("no lease, failing")
      return process.exit(1)
    }
    if options.goesIntoBackground, !isDaemon {
      say("no lease, forking to background")
      becomeDaemon()
    }
    tries = 0
    timer = process.after(.seconds(options.pause)) { [self] in discover() }
  }

  private func select(_ offer: DHCPAnswer) {
    self.offer = offer
    tries += 1
    say("broadcasting select for \(offer.address), server \(offer.server)")
    exchange.broadcast(
      message(
        .request,
        [
          requested(offer.address),
          DHCPMessage.Option(DHCPMessage.Option.serverIdentifier, addresses: [offer.server]),
        ]))
    timer = process.after(.seconds(options.timeout)) { [self] in
      guard tries < options.tries + 1 else {
        self.offer = nil
        tries = 0
        return discover()
      }
      select(offer)
    }
  }

  // MARK: - Answers

  private func receive(_ answer: DHCPAnswer) {
    switch answer.message.kind {
    case .offer where offer == nil && lease == nil:
      timer?.cancel()
      tries = 0
      select(answer)
    case .acknowledgement where offer != nil || lease != nil: bind(answer)
    case .refusal:
      say("received DHCP NAK")
      timer?.cancel()
      forget()
      (offer, lease, tries) = (nil, nil, 0)
      timer = process.after(.seconds(3)) { [self] in discover() }
    default: break
    }
  }

  private func bind(_ answer: DHCPAnswer) {
    timer?.cancel()
    (offer, tries) = (nil, 0)
    say("lease of \(answer.address) obtained from \(answer.server), lease time \(answer.leaseTime)")
    lease = answer
    configure(answer)
    if options.quits {
      if options.releasesAtEnd { return end(0) }
      return process.exit(0)
    }
    if !options.staysInForeground { becomeDaemon() }
    wait(until: process.clock.now + .seconds(Int(answer.leaseTime)))
  }

  /// The script's `bound` and `renew`.
  private func configure(_ answer: DHCPAnswer) {
    guard options.runsScript else { return }
    if !device.addresses.contains(where: { $0.address == answer.address }) {
      interface.flushAddresses()
      _ = interface.add(answer, expires: nil)
    }
    let namespace = device.namespace
    let present = namespace.routing.main.all.first { $0.device === device && $0.prefix == .everything }
    if present?.gateway != answer.routers.first {
      namespace.routing.main.removeAll { $0.device === device && $0.prefix == .everything }
      if let router = answer.routers.first { interface.addDefaultRoute(by: router) }
    }
    let text =
      (answer.domain.map { "domain \($0)" } ?? "")
      + answer.nameServers.map { "\nnameserver \($0)" }.joined()
    process.node.files.write("/etc/resolv.conf", text + "\n")
  }

  // MARK: - Keeping and giving back

  private func wait(until end: Nanoseconds) {
    let left = (end - process.clock.now).seconds
    timer = process.after(.seconds(max(1, left / 2))) { [self] in renew(until: end) }
  }

  private func renew(until end: Nanoseconds) {
    guard let lease else { return }
    let now = process.clock.now
    guard now < end else {
      forget()
      self.lease = nil
      return discover()
    }
    var message = message(.request, [])
    message.clientAddress = lease.address
    if (end - now).seconds > Int(lease.leaseTime) / 8 {
      exchange.send(message, to: lease.server)
    } else {
      exchange.broadcast(message)
    }
    wait(until: end)
  }

  private func end(_ status: Int) {
    guard options.releasesAtEnd, let lease else { return process.exit(status) }
    say("entering released state")
    var message = exchange.message()
    message.clientAddress = lease.address
    message.options = [
      DHCPMessage.Option(kind: .release),
      DHCPMessage.Option(DHCPMessage.Option.serverIdentifier, addresses: [lease.server]),
    ]
    exchange.send(message, to: lease.server)
    process.after(.milliseconds(1)) { [self] in
      forget()
      process.exit(status)
    }
  }

  private func becomeDaemon() {
    guard !isDaemon else { return }
    isDaemon = true
    let old = process
    let session = self
    process = old.system.start(
      Program("udhcpc", running: { _ in }), arguments: old.arguments, on: old.node, namespace: old.namespace,
      environment: old.environment, workingDirectory: "/", input: Pipe(text: ""), output: Pipe { _ in nil },
      error: Pipe { _ in nil })
    exchange.close()
    exchange = Self.exchange(device, process)
    process.atExit { session.timer?.cancel() }
    listen()
    old.exit(0)
  }
}
