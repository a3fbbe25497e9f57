import Linux
import Packets
import Simulation

/// One question to name servers, as BIND's `dig`, `host` and `nslookup` put it (bin/dig/dighost.c): the first server
/// is tried as often as was asked for, each further one once.
final class DNSClient {
  struct Server: Hashable {
    /// Nil for an IPv6 address, which no host here can send to.
    var address: IPv4Address?
    /// As it was named.
    var name: String

    var addressText: String { address.map { "\($0)" } ?? name }
  }

  struct Request {
    var query: DNSMessage
    var servers: [Server]
    var port: UInt16 = 53
    var source: IPv4Address?
    var sourcePort: UInt16 = 0
    var usesStream = false
    var tries = 3
    /// Nil: 5 seconds, and 10 over TCP (UDP_TIMEOUT and TCP_TIMEOUT).
    var timeout: Nanoseconds?
    /// An answer that was cut is asked for again over TCP.
    var retriesTruncated = true
    /// A server that answers SERVFAIL is left for the next one.
    var leavesFailing = true
  }

  struct Answer {
    var message: DNSMessage
    var size: Int
    var elapsed: Nanoseconds
    var server: Server
    var isStream: Bool
  }

  private var request: Request
  private let process: Process
  /// What goes wrong on the way, as lines.
  private let report: (String) -> Void
  /// Nil when no server answered. `saidSo` tells that the last line has said that already.
  private let completion: (_ answer: Answer?, _ saidSo: Bool) -> Void
  private var servers: ArraySlice<Server>
  private var server: Server?
  private var triesLeft: Int
  private var started = Nanoseconds.zero
  private var isDone = false
  private var timer: Timer?
  private var close: (() -> Void)?
  private var received: [UInt8] = []

  private init(
    _ request: Request, _ process: Process, report: @escaping (String) -> Void,
    completion: @escaping (Answer?, Bool) -> Void
  ) {
    self.request = request
    self.process = process
    self.report = report
    self.completion = completion
    servers = request.servers[...]
    triesLeft = request.tries
  }

  static func ask(
    _ request: Request, for process: Process, report: @escaping (String) -> Void,
    completion: @escaping (_ answer: Answer?, _ saidSo: Bool) -> Void
  ) {
    DNSClient(request, process, report: report, completion: completion).askNextServer(false)
  }

  private var questionName: String { request.query.questions.first?.name ?? "" }

  // MARK: - Servers

  private func askNextServer(_ saidSo: Bool) {
    guard let next = servers.popFirst() else {
      isDone = true
      return completion(nil, saidSo)
    }
    server = next
    ask(next)
  }

  private func ask(_ server: Server) {
    started = process.clock.now
    received = []
    if request.usesStream { askByStream(server) } else { askByDatagram(server) }
  }

  /// The try failed: the same server again, or the next one.
  private func fail(_ lines: String..., saidSo: Bool = false) {
    guard !isDone else { return }
    stop()
    for line in lines where line != Self.noServers || triesLeft > 1 || servers.isEmpty { report(line) }
    guard triesLeft > 1, let server else { return askNextServer(saidSo) }
    triesLeft -= 1
    process.after(.zero) { [self] in ask(server) }
  }

  private func stop() {
    timer?.cancel()
    close?()
    close = nil
  }

  private func waitForAnswer(_ onTimeout: @escaping () -> Void) {
    timer = process.after(request.timeout ?? .seconds(request.usesStream ? 10 : 5), onTimeout)
  }

  // MARK: - UDP

  private func askByDatagram(_ server: Server) {
    let socket = process.makeUDPSocket()
    // BIND leaves the cutting of packets to the network (IP_PMTUDISC_OMIT).
    socket.pathMTUDiscovery = .dont
    close = { socket.close() }
    let place = "\(server.addressText)#\(request.port)"
    do throws(KernelError) {
      guard let address = server.address else { throw .addressNotAvailable }
      if request.source != nil || request.sourcePort != 0 {
        try socket.bind(request.source ?? .any, port: request.sourcePort)
      }
      try socket.connect(to: address, port: request.port)
    } catch {
      return fail(
        ";; UDP setup with \(place)(\(server.name)) for \(questionName) failed: \(Self.words(error)).",
        Self.noServers, saidSo: true)
    }
    socket.onReceive = { [self] in take($0.payload, isStream: false) }
    socket.onError = { [self] error in fail(";; communications error to \(place): \(Self.words(error))") }
    waitForAnswer { [self] in fail(";; communications error to \(place): timed out") }
    if let error = socket.send(Bytes(request.query.encoded())) {
      fail(";; communications error to \(place): \(Self.words(error))")
    }
  }

  // MARK: - TCP

  private func askByStream(_ server: Server) {
    let socket = process.makeTCPSocket()
    // BIND keeps answers out of the way of narrow paths (ISC__NM_MAXSEG).
    socket.segmentLimit = 1220
    close = { socket.close() }
    let place = "\(server.addressText)#\(request.port)(\(server.name))"
    func failed(_ why: String) {
      fail(
        ";; Connection to \(place) for \(questionName) failed: \(why).", Self.noServers, saidSo: true)
    }
    socket.onConnected = { [self] in
      let bytes = request.query.encoded()
      socket.send(Bytes([UInt8(bytes.count >> 8), UInt8(bytes.count & 0xFF)] + bytes))
    }
    socket.onReceive = { [self] bytes in
      received += bytes
      guard received.count >= 2 else { return }
      let length = Int(received[0]) << 8 | Int(received[1])
      if received.count >= 2 + length { take(Bytes(received[2..<(2 + length)]), isStream: true) }
    }
    socket.onError = { failed(Self.words($0)) }
    socket.onEnd = { [self] in
      fail(";; communications error to \(server.addressText)#\(request.port): end of file")
    }
    waitForAnswer { failed("timed out") }
    do throws(KernelError) {
      guard let address = server.address else { throw .addressNotAvailable }
      if request.source != nil || request.sourcePort != 0 {
        try socket.bind(request.source ?? .any, port: request.sourcePort)
      }
      try socket.connect(to: address, port: request.port)
    } catch {
      failed(Self.words(error))
    }
  }

  // MARK: - Answers

  static let noServers = ";; no servers could be reached"

  private func take(_ bytes: Bytes, isStream: Bool) {
    guard !isDone, let server, let message = DNSMessage(decoding: bytes), message.isResponse,
      message.identifier == request.query.identifier
    else { return }
    stop()
    if message.isTruncated, request.retriesTruncated, !isStream {
      report(";; Truncated, retrying in TCP mode.")
      request.usesStream = true
      return ask(server)
    }
    if message.responseCode == .serverFailure, request.leavesFailing, !servers.isEmpty {
      report(";; Got SERVFAIL reply from \(server.addressText), trying next server")
      return askNextServer(false)
    }
    isDone = true
    completion(
      Answer(
        message: message, size: bytes.count, elapsed: process.clock.now - started, server: server,
        isStream: isStream),
      false)
  }

  /// isc_result_totext
  private static func words(_ error: KernelError) -> String {
    switch error {
    case .connectionRefused: "connection refused"
    case .hostUnreachable: "host unreachable"
    case .networkUnreachable: "network unreachable"
    case .addressNotAvailable: "address not available"
    case .addressInUse: "address in use"
    case .timedOut: "timed out"
    case .connectionReset: "connection reset"
    case .accessDenied, .notPermitted: "permission denied"
    default: "unexpected error"
    }
  }
}
