import Linux
import Packets
import Simulation

/// One look-up under way: server after server, attempt after attempt, name after name.
final class ResolverQuery {
  struct Answer {
    var addresses: [IPv4Address] = []
    var pointer: String?
  }

  private let names: [String]
  private let type: DNSMessage.RecordType
  private let configuration: ResolverConfiguration
  private let process: Process
  private let socket: UDPSocket
  private var completion: ((Result<Answer, Resolver.Failure>) -> Void)?
  private var nameIndex = 0
  private var attempt = 0
  private var identifier: UInt16 = 0
  /// getaddrinfo(3) of any family: the address by IPv6 is asked for too, and both
  /// answers are waited for; the second decides nothing here.
  private var asksBoth: Bool { type == .a }
  private var hasSiblingAnswer = false
  private var siblingTimer: Timer?
  private var answer: Answer?
  private var timer: Timer?
  /// Some server has said that a name does not exist, or has no address.
  private var refusal: Resolver.Failure?

  init(
    names: [String], type: DNSMessage.RecordType, configuration: ResolverConfiguration, process: Process
  ) {
    self.names = names
    self.type = type
    self.configuration = configuration
    self.process = process
    socket = process.makeUDPSocket()
  }

  func start(_ completion: @escaping (Result<Answer, Resolver.Failure>) -> Void) {
    self.completion = completion
    socket.onReceive = { [self] datagram in receive(datagram) }
    socket.onICMPError = { [self] _, _, _ in tryNext() }
    ask()
  }

  private var tries: Int { configuration.servers.count * configuration.attempts }
  private static let port: UInt16 = 53

  private func ask() {
    identifier = UInt16(truncatingIfNeeded: process.system.network.random.next())
    var query = DNSMessage(identifier: identifier)
    query.questions = [DNSMessage.Question(name: names[nameIndex], type: type)]
    let server = configuration.servers[attempt % configuration.servers.count]
    hasSiblingAnswer = false
    timer?.cancel()
    timer = process.after(configuration.timeout) { [self] in tryNext() }
    if socket.send(Bytes(query.encoded()), to: server, port: Self.port) != nil { return tryNext() }
    guard asksBoth else { return }
    let (first, name) = (identifier, names[nameIndex])
    siblingTimer?.cancel()
    siblingTimer = process.after(Self.siblingDelay) { [self] in
      guard completion != nil, identifier == first else { return }
      var sibling = DNSMessage(identifier: first &+ 1)
      sibling.questions = [DNSMessage.Question(name: name, type: .aaaa)]
      socket.send(Bytes(sibling.encoded()), to: server, port: Self.port)
    }
  }

  /// The second system call: what the first one met on this very machine has happened by then.
  private static let siblingDelay = Nanoseconds.microseconds(30)

  private func tryNext() {
    guard completion != nil else { return }
    if let answer { return finish(.success(answer)) }
    attempt += 1
    if attempt < tries { ask() } else { finish(.failure(.temporary)) }
  }

  private func receive(_ datagram: UDPSocket.Datagram) {
    guard let message = DNSMessage(decoding: datagram.payload), message.isResponse else { return }
    if asksBoth, message.identifier == identifier &+ 1 {
      hasSiblingAnswer = true
      if let answer { finish(.success(answer)) }
      return
    }
    guard message.identifier == identifier else { return }
    switch message.responseCode {
    case .noError:
      let answer = self.answer(in: message)
      if answer.addresses.isEmpty, answer.pointer == nil { nextName(.noAddress) } else { found(answer) }
    case .nameError: nextName(.unknown)
    default: tryNext()
    }
  }

  private func found(_ answer: Answer) {
    self.answer = answer
    if !asksBoth || hasSiblingAnswer { finish(.success(answer)) }
  }

  private func answer(in message: DNSMessage) -> Answer {
    var answer = Answer()
    for record in message.answers {
      switch record.data {
      case .address(let address): answer.addresses.append(address)
      case .pointer(let name): answer.pointer = answer.pointer ?? name
      case .canonicalName, .other: break
      }
    }
    return answer
  }

  private func nextName(_ why: Resolver.Failure) {
    refusal = refusal == .noAddress ? refusal : why
    nameIndex += 1
    attempt = 0
    if nameIndex < names.count { ask() } else { finish(.failure(refusal ?? why)) }
  }

  private func finish(_ outcome: Result<Answer, Resolver.Failure>) {
    let completion = self.completion
    self.completion = nil
    timer?.cancel()
    socket.close()
    completion?(outcome)
  }
}
