import Linux
import Packets
import Simulation

/// A running dnsmasq: its sockets, and what it does with a question.
final class DnsmasqServer {
  let configuration: DnsmasqConfiguration
  let process: Process
  let log: DnsmasqLog
  private(set) var answers: DnsmasqAnswers
  private var forwarder: DnsmasqForwarder!
  private var dhcp: DHCPServer?
  private var datagrams: [UDPSocket] = []
  private var resolverText: String?
  /// Questions so far, for `--log-queries=extra`.
  private var serial = 0

  init(_ configuration: DnsmasqConfiguration, _ process: Process) {
    self.configuration = configuration
    self.process = process
    log = DnsmasqLog(configuration, process)
    answers = DnsmasqAnswers(
      configuration: configuration, names: DnsmasqNames(configuration, files: process.node.files))
    forwarder = DnsmasqForwarder(self)
  }

  private var files: FileSystem { process.node.files }

  // MARK: - Starting

  func start() throws(DnsmasqFailure) {
    if !configuration.dhcp.ranges.isEmpty { dhcp = try DHCPServer(self) }
    if configuration.port != 0 { try openSockets() }
    try dhcp?.openSocket()
    try log.open()
    writeProcessFile()
    log.write(
      "started, version \(DnsmasqAnswers.version) "
        + (configuration.port == 0
          ? "DNS disabled"
          : configuration.cacheSize == 0 ? "cache disabled" : "cachesize \(configuration.cacheSize)"))
    log.write("compile time options: \(Dnsmasq.compileTimeOptions)")
    for name in configuration.interfaces where process.namespace.device(named: name) == nil {
      log.write("warning: interface \(name) does not currently exist")
    }
    if configuration.port != 0, configuration.resolverFile == nil, !hasServers {
      log.write("warning: no upstream servers configured")
    }
    dhcp?.announce()
    if configuration.port != 0 {
      readServers(isStarting: true)
      for line in answers.names.report { log.write(line) }
    }
    process.onSignal = { [self] in handle($0) }
  }

  private var hasServers: Bool {
    configuration.rules.contains { if case .server = $0.action { true } else { false } }
  }

  private func writeProcessFile() {
    guard !configuration.isDebugging, let path = configuration.processFile else { return }
    files.write(path, "\(process.identifier)\n")
    process.atExit { [self] in _ = files.remove(path) }
  }

  private func handle(_ signal: Signal) -> Bool {
    switch signal {
    case .terminate, .interrupt:
      log.write("exiting on receipt of SIGTERM")
      process.exit(0)
    case .hangup:
      if configuration.port != 0 {
        reloadNames()
        for line in answers.names.report { log.write(line) }
      }
    case .user1: process.fail(Unsimulated("dnsmasq's statistics (SIGUSR1)"))
    default: return false
    }
    return true
  }

  private func reloadNames() {
    answers.names = DnsmasqNames(configuration, files: files)
    forwarder.clearCache()
    dhcp?.shareNames()
  }

  /// The hosts of leases, which the DHCP part gives.
  func setLeases(_ leases: [(names: [String], address: IPv4Address)]) { answers.names.setLeases(leases) }

  // MARK: - Sockets

  private static let backlog = 32

  private func openSockets() throws(DnsmasqFailure) {
    if !configuration.bindsInterfaces {
      guard open(.any) == nil else {
        throw DnsmasqFailure(
          "failed to create listening socket for port \(configuration.port): Address already in use",
          status: 2)
      }
      return
    }
    for address in boundAddresses {
      if let failure = open(address) {
        throw DnsmasqFailure("failed to create listening socket for \(address): \(failure.text)", status: 2)
      }
    }
  }

  /// With `--bind-interfaces`: the addresses of the chosen interfaces, and of `lo` beside them.
  private var boundAddresses: [IPv4Address] {
    var addresses: [IPv4Address] = []
    for device in process.namespace.devices where device.isAdministrativelyUp {
      for address in device.addresses.map({ $0.address })
      where mayServe(device, address) && !addresses.contains(address) { addresses.append(address) }
    }
    for address in configuration.listenAddresses where !addresses.contains(address) {
      addresses.append(address)
    }
    return addresses
  }

  private func open(_ address: IPv4Address) -> KernelError? {
    let datagrams = process.makeUDPSocket()
    let listener = process.makeTCPListener()
    listener.reusesAddress = true
    do throws(KernelError) {
      try datagrams.bind(address, port: configuration.port)
      try listener.bind(address, port: configuration.port)
      try listener.listen(backlog: Self.backlog)
    } catch {
      return error
    }
    self.datagrams.append(datagrams)
    datagrams.onReceive = { [self] datagram in
      guard mayServe(datagram.device, datagram.destination) else { return }
      take(datagram.payload, from: datagram.source, datagram.sourcePort, isStream: false) { [self] bytes in
        // The answer leaves with the address that was asked.
        datagrams.send(
          Bytes(bytes), to: datagram.source, port: datagram.sourcePort,
          from: process.namespace.isLocal(datagram.destination) ? datagram.destination : nil)
      }
    }
    listener.onAcceptable = { [self, unowned(unsafe) listener] in
      while let connection = listener.accept() { serve(connection) }
    }
    return nil
  }

  /// Whether questions that come in there are answered.
  func mayServe(_ device: NetworkDevice, _ address: IPv4Address) -> Bool {
    if configuration.exceptedInterfaces.contains(device.name) { return false }
    guard configuration.isLimited else { return true }
    if configuration.listenAddresses.contains(address) { return true }
    return configuration.interfaces.contains(device.name)
      || device.isLoopback && !configuration.interfaces.isEmpty
  }

  private func listens(on address: IPv4Address) -> Bool {
    process.namespace.devices.contains { device in
      device.addresses.contains { $0.address == address } && mayServe(device, address)
    }
  }

  /// Questions over a connection, each behind two octets of length (RFC 1035, section 4.2.2).
  private func serve(_ connection: TCPSocket) {
    var pending: [UInt8] = []
    // The connection keeps its own closures until it is closed.
    connection.onReceive = { [self] bytes in
      pending += bytes
      while pending.count >= 2 {
        let length = Int(pending[0]) << 8 | Int(pending[1])
        guard pending.count >= 2 + length else { return }
        let message = Bytes(pending[2..<(2 + length)])
        pending.removeFirst(2 + length)
        take(message, from: connection.remoteAddress, connection.remotePort, isStream: true) { answer in
          connection.send(Bytes([UInt8(answer.count >> 8), UInt8(answer.count & 0xFF)] + answer))
        }
      }
    }
    connection.onEnd = { connection.close() }
    connection.onError = { _ in connection.close() }
  }

  // MARK: - Questions

  private func take(
    _ bytes: Bytes, from source: IPv4Address, _ port: UInt16, isStream: Bool,
    reply: @escaping ([UInt8]) -> Void
  ) {
    guard let query = DNSMessage(decoding: bytes), !query.isResponse else { return }
    guard query.operation == 0, let question = query.questions.first, query.questions.count == 1 else {
      var refusal = Self.response(to: query)
      refusal.responseCode = query.operation == 0 ? .formatError : .notImplemented
      return reply(refusal.encoded())
    }
    if configuration.polls { readServers(isStarting: false) }
    serial += 1
    let prefix = configuration.logsDetails ? "\(serial) \(source)/\(port) " : ""
    let asked = Question(
      query: query, question: question, source: source, sourcePort: port, isStream: isStream,
      logPrefix: prefix, reply: reply)
    let name = question.name.isEmpty ? "." : question.name
    note("query[\(Self.logName(question.type))] \(name) from \(source)", asked)
    guard let answer = answers.answer(question) else { return forwarder.forward(asked) }
    for line in answer.log { note(line, asked) }
    var response = Self.response(to: query)
    response.answers = answer.records
    response.additionals = answer.additionals
    response.responseCode = answer.responseCode
    response.isAuthoritative = answer.isAuthoritative
    if answer.isNotReady { response.extensions?.options = [Self.notReady] }
    send(response, to: asked)
  }

  /// A question that waits for its answer.
  struct Question {
    let query: DNSMessage
    let question: DNSMessage.Question
    let source: IPv4Address
    let sourcePort: UInt16
    let isStream: Bool
    let logPrefix: String
    let reply: ([UInt8]) -> Void
  }

  /// A line about a question, where `--log-queries` asks for it.
  func note(_ line: String, _ question: Question) {
    if configuration.logsQueries { log.write(question.logPrefix + line) }
  }

  private static func logName(_ type: DNSMessage.RecordType) -> String {
    type.name.hasPrefix("TYPE") ? "type=\(type.number)" : type.name
  }

  /// The largest answer over UDP for those that know EDNS.
  static let payloadSize: UInt16 = 1232

  static func response(to query: DNSMessage) -> DNSMessage {
    var response = DNSMessage(identifier: query.identifier)
    response.isResponse = true
    response.operation = query.operation
    response.recursionDesired = query.recursionDesired
    response.recursionAvailable = true
    response.checkingDisabled = query.checkingDisabled
    response.questions = query.questions
    if let asked = query.extensions {
      response.extensions = DNSMessage.Extensions(payloadSize: payloadSize)
      response.extensions?.wantsSignatures = asked.wantsSignatures
    }
    return response
  }

  /// Extended error 14 (RFC 8914, section 4.15).
  private static let notReady = DNSMessage.Extensions.Option(
    code: DNSMessage.Extensions.Option.extendedError, value: [0, 14])

  /// Nobody can be asked.
  func refuse(_ asked: Question) {
    note("config error is REFUSED (EDE: not ready)", asked)
    var response = Self.response(to: asked.query)
    response.responseCode = .refused
    response.extensions?.options = [Self.notReady]
    send(response, to: asked)
  }

  func send(_ response: DNSMessage, to asked: Question) {
    var bytes = response.encoded(compressesData: false)
    let limit = asked.query.extensions.map { min(max($0.payloadSize, 512), Self.payloadSize) } ?? 512
    if !asked.isStream, bytes.count > Int(limit) {
      var cut = response
      cut.isTruncated = true
      (cut.answers, cut.authorities, cut.additionals) = ([], [], [])
      bytes = cut.encoded(compressesData: false)
    }
    asked.reply(bytes)
  }

  // MARK: - Servers

  /// The servers of /etc/resolv.conf are read again when the file has changed.
  private func readServers(isStarting: Bool) {
    let path = configuration.resolverFile
    let text = path.map { files.readText($0) ?? "" }
    guard isStarting || text != resolverText else { return }
    resolverText = text
    let found = text.map { ResolverConfiguration($0).servers } ?? []
    if let path {
      log.write(found.isEmpty ? "no servers found in \(path), will retry" : "reading \(path)")
    }
    var servers: [DnsmasqForwarder.Server] = []
    for rule in configuration.rules {
      if case .server(let address, let port) = rule.action {
        servers.append(DnsmasqForwarder.Server(domain: rule.domain, address: address, port: port))
      }
    }
    servers += found.map { DnsmasqForwarder.Server(domain: .default, address: $0, port: 53) }
    // It does not ask itself.
    let own = servers.filter { $0.port == configuration.port && listens(on: $0.address) }
    forwarder.servers = servers.filter { !own.contains($0) }
    guard isStarting || !found.isEmpty else { return }
    for server in servers {
      log.write(
        own.contains(server)
          ? "ignoring nameserver \(server.address) - local interface" : server.announcement)
    }
    for domain in localDomains { log.write("using only locally-known addresses for \(domain)") }
  }

  /// The newest first.
  private var localDomains: [String] {
    configuration.rules.reversed().filter { $0.action == .local }.compactMap { rule in
      switch rule.domain {
      case .named(let name): name
      case .unqualified: "unqualified names"
      case .any: "#"
      case .default: nil
      }
    }
  }
}
