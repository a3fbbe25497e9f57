import Linux
import Packets
import Simulation

/// One question under way: server after server, attempt after attempt (res_send.c).
final class ResolverQuery {
  struct Answer {
    var addresses: [IPv4Address] = []
    var pointer: String?
    /// Where aliases led to.
    var canonicalName: String?
    /// The names that were aliases, in order.
    var aliases: [String] = []
  }

  enum Outcome {
    case answer(Answer)
    /// The name exists, without such an address.
    case noData
    /// The same of the name that it is an alias of.
    case aliasOnly
    /// The name does not exist.
    case nameError
    /// The last server said that it could not tell (SERVFAIL).
    case serverFailed
    /// No server answered, or all refused.
    case noAnswer
  }

  private let name: String
  private let type: DNSMessage.RecordType
  private let configuration: ResolverConfiguration
  private let process: Process
  /// The address by IPv6 is asked for too, and both answers are waited for; the second decides nothing here.
  private let asksBoth: Bool
  private var sockets: [UDPSocket?]
  private var completion: ((Outcome) -> Void)?
  private var attempt = 0
  private var identifier: UInt16 = 0
  private var hasSiblingAnswer = false
  private var siblingTimer: Timer?
  private var outcome: Outcome?
  private var hasServerFailure = false
  private var timer: Timer?

  init(
    _ name: String, _ type: DNSMessage.RecordType, configuration: ResolverConfiguration, process: Process,
    asksBoth: Bool = false
  ) {
    self.name = name
    self.type = type
    self.configuration = configuration
    self.process = process
    self.asksBoth = asksBoth
    sockets = Array(repeating: nil, count: configuration.servers.count)
  }

  func start(_ completion: @escaping (Outcome) -> Void) {
    self.completion = completion
    ask()
  }

  private var tries: Int { configuration.servers.count * configuration.attempts }
  private var serverIndex: Int { attempt % configuration.servers.count }
  private static let port: UInt16 = 53

  private func socket() -> UDPSocket {
    if let socket = sockets[serverIndex] { return socket }
    let socket = process.makeUDPSocket()
    let (index, server) = (serverIndex, configuration.servers[serverIndex])
    socket.onReceive = { [self] datagram in
      if datagram.source == server, datagram.sourcePort == Self.port { receive(datagram, from: index) }
    }
    socket.onICMPError = { [self] _, _, _ in if index == serverIndex { tryNext() } }
    sockets[serverIndex] = socket
    return socket
  }

  private func query(_ identifier: UInt16, _ type: DNSMessage.RecordType) -> Bytes {
    var query = DNSMessage(identifier: identifier)
    query.questions = [DNSMessage.Question(name: name, type: type)]
    if configuration.usesExtensions { query.extensions = DNSMessage.Extensions(payloadSize: 1200) }
    query.isAuthentic = configuration.trustsServers
    return Bytes(query.encoded())
  }

  private func ask() {
    identifier = UInt16(truncatingIfNeeded: process.system.network.random.next())
    let server = configuration.servers[serverIndex]
    let socket = socket()
    hasSiblingAnswer = false
    timer?.cancel()
    timer = process.after(configuration.timeout(ofServer: serverIndex)) { [self] in tryNext() }
    if socket.send(query(identifier, type), to: server, port: Self.port) != nil { return tryNext() }
    guard asksBoth else { return }
    let first = identifier
    siblingTimer?.cancel()
    siblingTimer = process.after(Self.siblingDelay) { [self] in
      guard completion != nil, identifier == first else { return }
      socket.send(query(first &+ 1, .aaaa), to: server, port: Self.port)
    }
  }

  /// The second system call: what the first one met on this very machine has happened by then.
  private static let siblingDelay = Nanoseconds.microseconds(30)

  private func tryNext() {
    guard completion != nil else { return }
    if let outcome { return finish(outcome) }
    attempt += 1
    if attempt < tries { ask() } else { finish(hasServerFailure ? .serverFailed : .noAnswer) }
  }

  private func receive(_ datagram: UDPSocket.Datagram, from index: Int) {
    guard let message = DNSMessage(decoding: datagram.payload), message.isResponse, index == serverIndex
    else { return }
    if message.isTruncated {
      return process.fail(Unsimulated("the C library's second question over TCP after a truncated answer"))
    }
    let refuses = [.serverFailure, .notImplemented, .refused].contains(message.responseCode)
    if asksBoth, message.identifier == identifier &+ 1 {
      hasSiblingAnswer = true
      // Without an answer to the first question, a server that cannot tell is left for the next one.
      if let outcome { finish(outcome) } else if refuses { tryNext() }
      return
    }
    guard message.identifier == identifier, outcome == nil else { return }
    hasServerFailure = message.responseCode == .serverFailure
    if refuses { return tryNext() }
    found(outcome(of: message))
  }

  private func found(_ outcome: Outcome) {
    self.outcome = outcome
    if !asksBoth || hasSiblingAnswer { finish(outcome) }
  }

  private func outcome(of message: DNSMessage) -> Outcome {
    guard message.responseCode == .noError else {
      return message.responseCode == .nameError ? .nameError : .noAnswer
    }
    var answer = Answer()
    for record in message.answers {
      switch record.data {
      case .address(let address):
        if answer.addresses.isEmpty { answer.canonicalName = record.name }
        answer.addresses.append(address)
      case .pointer(let name): answer.pointer = answer.pointer ?? name
      case .canonicalName: answer.aliases.append(record.name)
      // gethostbyname2(3) would take it; getaddrinfo(3) prefers what the host can reach.
      case .longAddress where type == .aaaa:
        process.fail(Unsimulated("a host's IPv6 address, which \(record.name) has"))
      default: break
      }
    }
    if !answer.addresses.isEmpty || answer.pointer != nil { return .answer(answer) }
    return answer.aliases.isEmpty ? .noData : .aliasOnly
  }

  private func finish(_ outcome: Outcome) {
    let completion = self.completion
    self.completion = nil
    timer?.cancel()
    siblingTimer?.cancel()
    for socket in sockets { socket?.close() }
    completion?(outcome)
  }
}
