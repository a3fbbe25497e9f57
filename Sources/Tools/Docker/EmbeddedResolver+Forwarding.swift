import Linux
import Packets
import Simulation

extension EmbeddedResolver {
  /// Names of the world outside are asked there.
  func forward(_ datagram: UDPSocket.Datagram) {
    ForwardedQuestion(datagram.payload, self, isStream: false) { [self] in relay($0, to: datagram) }.askNext()
  }
}

/// A question that goes to one server after another, by the way that it came (libnetwork, resolver.go). If none of them answers, the container
/// hears nothing; from 28 on it hears SERVFAIL.
final class ForwardedQuestion {
  /// For each of the first three servers, so long (extIOTimeout, maxExtDNS).
  private static let patience = Nanoseconds.seconds(4)
  private static let mostServers = 3

  private let question: Bytes
  private let isStream: Bool
  private let reply: (Bytes) -> Void
  private let resolver: EmbeddedResolver
  private var servers: [IPv4Address]
  private var socket: Socket?
  private var timer: Timer?
  /// Said to the container if no other server does better.
  private var refusal: Bytes?

  init(_ question: Bytes, _ resolver: EmbeddedResolver, isStream: Bool, reply: @escaping (Bytes) -> Void) {
    self.question = question
    self.resolver = resolver
    self.isStream = isStream
    self.reply = reply
    servers = Array(resolver.servers.prefix(Self.mostServers))
  }

  func askNext() {
    guard resolver.isRunning else { return }
    guard !servers.isEmpty else {
      if let refusal = resolver.engine.isModern ? resolver.failure(of: question) : refusal { reply(refusal) }
      return
    }
    ask(servers.removeFirst())
  }

  private func ask(_ server: IPv4Address) {
    // A server of the host's own is asked there, all others from inside the container.
    let place = server.isLoopback ? resolver.engine.host : resolver.namespace
    timer = resolver.engine.clock.schedule(after: Self.patience) { [self] in giveUp() }
    guard !isStream else { return connect(to: server, from: place) }
    let socket = UDPSocket(namespace: place, owner: resolver.owner)
    self.socket = socket
    do throws(KernelError) { try socket.connect(to: server, port: 53) } catch { return giveUp() }
    socket.onReceive = { [self] in take($0.payload) }
    socket.onError = { [self] _ in giveUp() }
    if socket.send(question) != nil { giveUp() }
  }

  /// What came over a connection is asked over one.
  private func connect(to server: IPv4Address, from place: NetworkNamespace) {
    let socket = TCPSocket(namespace: place, owner: resolver.owner)
    self.socket = socket
    var pending: [UInt8] = []
    do throws(KernelError) { try socket.connect(to: server, port: 53) } catch { return giveUp() }
    socket.onConnected = { [self] in socket.send(EmbeddedResolver.framed(question)) }
    socket.onReceive = { [self] bytes in
      guard self.socket === socket else { return }
      pending += bytes
      if let answer = EmbeddedResolver.takeMessage(from: &pending) { take(answer) }
    }
    socket.onEnd = { [self] in if self.socket === socket { giveUp() } }
    socket.onError = { [self] _ in if self.socket === socket { giveUp() } }
  }

  private func take(_ answer: Bytes) {
    guard let message = DNSMessage(decoding: answer) else { return giveUp() }
    if message.responseCode == .serverFailure || message.responseCode == .refused {
      refusal = answer
      return giveUp()
    }
    stop()
    reply(answer)
  }

  private func giveUp() {
    stop()
    askNext()
  }

  private func stop() {
    timer?.cancel()
    socket?.close()
    (timer, socket) = (nil, nil)
  }
}

extension EmbeddedResolver {
  /// SERVFAIL, without the daemon's word that it could have asked (miekg/dns, Msg.SetRcode).
  fileprivate func failure(of question: Bytes) -> Bytes? {
    guard let query = DNSMessage(decoding: question) else { return nil }
    var answer = DNSMessage(identifier: query.identifier)
    answer.isResponse = true
    answer.recursionDesired = query.recursionDesired
    answer.questions = query.questions
    answer.responseCode = .serverFailure
    return answer.encoded()[...]
  }
}
