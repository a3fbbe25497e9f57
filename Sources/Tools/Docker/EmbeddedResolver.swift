import Linux
import Packets
import Simulation

/// The name server at 127.0.0.11 in containers of user-made networks: dockerd's own sockets in the container's
/// namespace, behind two chains of table nat (libnetwork, resolver.go and resolver_unix.go).
final class EmbeddedResolver {
  unowned(unsafe) let engine: DockerEngine
  private unowned(unsafe) let container: DockerContainer
  let namespace: NetworkNamespace
  let owner: SocketOwner
  /// Who is asked about other names: the servers of `--dns`, or the host's as they were when the container started.
  let servers: [IPv4Address]
  private let datagrams: UDPSocket
  private let listener: TCPListener
  static let address = IPv4Address(127, 0, 0, 11)
  private static let timeToLive: UInt32 = 600
  static let wakeUp = Nanoseconds.microseconds(200)

  init?(_ container: DockerContainer, _ engine: DockerEngine, in namespace: NetworkNamespace) {
    self.engine = engine
    self.container = container
    self.namespace = namespace
    owner = SocketOwner(name: "dockerd", processIdentifier: engine.daemonIdentifier)
    let own = container.configuration.nameServers
    servers = (own.isEmpty ? engine.hostNameServers : own).compactMap { IPv4Address($0) }
    datagrams = UDPSocket(namespace: namespace, owner: owner)
    listener = TCPListener(namespace: namespace, owner: owner)
    do throws(KernelError) {
      try datagrams.bind(Self.address)
      try listener.bind(Self.address)
      try listener.listen(backlog: 4096)
    } catch {
      return nil
    }
    makeRules(in: namespace)
    datagrams.onReceive = { [unowned(unsafe) self] datagram in
      guard let query = DNSMessage(decoding: datagram.payload) else { return }
      let current = self
      // The daemon is a program that has to wake up first.
      engine.clock.schedule(after: Self.wakeUp) {
        guard current.isRunning else { return }
        if let answer = current.answer(to: query) {
          current.datagrams.send(answer.encoded()[...], to: datagram.source, port: datagram.sourcePort)
        } else {
          current.forward(datagram)
        }
      }
    }
    listener.onAcceptable = { [unowned(unsafe) self] in
      while let connection = listener.accept() { serve(connection) }
    }
  }

  var isRunning: Bool { container.resolver === self }

  /// What a server outside said.
  func relay(_ answer: Bytes, to datagram: UDPSocket.Datagram) {
    guard isRunning else { return }
    datagrams.send(answer, to: datagram.source, port: datagram.sourcePort)
  }

  private func makeRules(in namespace: NetworkNamespace) {
    let own = "\(Self.address)/32"
    let (stream, datagram) = (listener.localPort, datagrams.localPort)
    for words in [
      "-N DOCKER_OUTPUT", "-N DOCKER_POSTROUTING",
      "-A DOCKER_OUTPUT -d \(own) -p tcp -m tcp --dport 53 -j DNAT --to-destination \(Self.address):\(stream)",
      "-A DOCKER_POSTROUTING -s \(own) -p tcp -m tcp --sport \(stream) -j SNAT --to-source :53",
      "-A DOCKER_OUTPUT -d \(own) -p udp -m udp --dport 53 -j DNAT --to-destination \(Self.address):\(datagram)",
      "-A DOCKER_POSTROUTING -s \(own) -p udp -m udp --sport \(datagram) -j SNAT --to-source :53",
      "-A OUTPUT -d \(own) -j DOCKER_OUTPUT", "-A POSTROUTING -d \(own) -j DOCKER_POSTROUTING",
    ] { engine.writer.run(words, in: namespace, table: "nat") }
  }

  func stop() {
    datagrams.close()
    listener.close()
  }

  // MARK: - Answers

  /// Nil for what the networks of the container do not know: that is asked outside.
  func answer(to query: DNSMessage) -> DNSMessage? {
    var answer = DNSMessage(identifier: query.identifier)
    answer.isResponse = true
    answer.recursionDesired = query.recursionDesired
    answer.recursionAvailable = true
    answer.questions = query.questions
    guard let question = query.questions.first else {
      answer.responseCode = .formatError
      return answer
    }
    switch question.type {
    case .a:
      let addresses = addresses(of: question.name)
      guard !addresses.isEmpty || isKeptPlain(question.name) else { return nil }
      answer.answers = addresses.map {
        DNSMessage.Record(name: question.name, timeToLive: Self.timeToLive, data: .address($0))
      }
    // The names that it knows have no other addresses, and no mail servers.
    case .aaaa, .mx:
      if addresses(of: question.name).isEmpty, question.type == .mx || !isKeptPlain(question.name) {
        return nil
      }
    case .ptr:
      guard let name = name(ofReverse: question.name) else { return nil }
      answer.answers = [
        DNSMessage.Record(name: question.name, timeToLive: Self.timeToLive, data: .pointer(name))
      ]
    default: return nil
    }
    return answer
  }

  /// Names without a dot are not asked outside where the user wants them completed first (`--dns-option ndots:2`).
  private func isKeptPlain(_ name: String) -> Bool {
    let plain = name.hasSuffix(".") ? name.dropLast() : name[...]
    return !plain.contains(".")
      && container.configuration.resolverOptions.contains {
        $0.hasPrefix("ndots:") && (Int($0.dropFirst(6)) ?? 0) > 0
      }
  }

  private var networks: [DockerNetwork] {
    container.endpoints.filter { $0.isAttached }.map { $0.network }.filter { $0.isUserDefined }
  }

  /// Names count in the networks that the container is in; `NAME.NETWORK` in one of them.
  private func addresses(of name: String) -> [IPv4Address] {
    let wanted = (name.hasSuffix(".") ? String(name.dropLast()) : name).lowercased()
    let linked = container.configuration.links.map { $0.split(separator: ":").map(String.init) }
      .first { $0.last?.lowercased() == wanted }?.first
    for network in networks {
      let found = network.endpoints.filter { endpoint in
        endpoint.container.name == linked
          || endpoint.names.contains {
            $0.lowercased() == wanted || "\($0).\(network.name)".lowercased() == wanted
          }
      }
      let addresses = found.compactMap { $0.address }
      if !addresses.isEmpty { return addresses }
    }
    return []
  }

  private func name(ofReverse name: String) -> String? {
    let wanted = name.hasSuffix(".") ? String(name.dropLast()) : name
    for network in networks {
      for endpoint in network.endpoints {
        if let address = endpoint.address, DNSMessage.reverseName(of: address) == wanted {
          return "\(endpoint.container.name).\(network.name)"
        }
      }
    }
    return nil
  }
}

extension DockerEndpoint {
  /// What it is called in its network.
  var names: [String] {
    var names = [container.name]
    for alias in aliases ?? [] where !names.contains(alias) { names.append(alias) }
    if !names.contains(container.shortIdentifier) { names.append(container.shortIdentifier) }
    return names
  }
}

extension DockerEngine {
  func startResolver(of container: DockerContainer) {
    guard container.resolver == nil, let namespace = container.node?.namespace, namespace !== host else {
      return
    }
    // A container that started on the default bridge keeps the name servers that it was given then, but its names
    // are answered once it has joined a network of the user's.
    container.resolver = EmbeddedResolver(container, self, in: namespace)
  }
}
