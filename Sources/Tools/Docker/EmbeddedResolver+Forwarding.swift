import Linux
import Packets
import Simulation

extension EmbeddedResolver {
  /// Names of the world outside are asked there.
  func forward(_ datagram: UDPSocket.Datagram) {
    ForwardedQuestion(datagram, self).askNext()
  }
}

/// A question that goes to one server after another (libnetwork, resolver.go). If none of them answers, the container
/// hears nothing.
private final class ForwardedQuestion {
  /// For each of the first three servers, so long (extIOTimeout, maxExtDNS).
  private static let patience = Nanoseconds.seconds(4)
  private static let mostServers = 3

  private let datagram: UDPSocket.Datagram
  private let resolver: EmbeddedResolver
  private var servers: [IPv4Address]
  private var socket: UDPSocket?
  private var timer: Timer?
  /// Said to the container if no other server does better.
  private var refusal: Bytes?

  init(_ datagram: UDPSocket.Datagram, _ resolver: EmbeddedResolver) {
    self.datagram = datagram
    self.resolver = resolver
    servers = Array(resolver.servers.prefix(Self.mostServers))
  }

  func askNext() {
    guard resolver.isRunning else { return }
    guard !servers.isEmpty else {
      if let refusal { resolver.relay(refusal, to: datagram) }
      return
    }
    ask(servers.removeFirst())
  }

  private func ask(_ server: IPv4Address) {
    // A server of the host's own is asked there, all others from inside the container.
    let place = server.isLoopback ? resolver.engine.host : resolver.namespace
    let socket = UDPSocket(namespace: place, owner: resolver.owner)
    self.socket = socket
    do throws(KernelError) { try socket.connect(to: server, port: 53) } catch { return giveUp() }
    timer = resolver.engine.clock.schedule(after: Self.patience) { [self] in giveUp() }
    socket.onReceive = { [self] in take($0.payload) }
    socket.onError = { [self] _ in giveUp() }
    if socket.send(datagram.payload) != nil { giveUp() }
  }

  private func take(_ answer: Bytes) {
    guard let message = DNSMessage(decoding: answer) else { return giveUp() }
    if message.responseCode == .serverFailure || message.responseCode == .refused {
      refusal = answer
      return giveUp()
    }
    stop()
    resolver.relay(answer, to: datagram)
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
