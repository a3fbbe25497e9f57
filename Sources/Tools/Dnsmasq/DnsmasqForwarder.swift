import Linux
import Packets
import Simulation

/// Asks other servers what dnsmasq does not know, and keeps what they said (dnsmasq's forward.c and cache.c).
final class DnsmasqForwarder {
  struct Server: Hashable {
    var domain: DnsmasqConfiguration.DomainRule.Domain
    var address: IPv4Address
    var port: UInt16

    var announcement: String {
      let place = "using nameserver \(address)#\(port)"
      switch domain {
      case .default: return place
      case .any: return place + " for domain # "
      case .unqualified: return place + " for unqualified names "
      case .named(let name): return place + " for domain \(name) "
      }
    }
  }

  private final class Pending {
    var asked: DnsmasqServer.Question
    let servers: [Server]
    let socket: UDPSocket
    let identifier: UInt16
    var outstanding = 0

    init(_ asked: DnsmasqServer.Question, _ servers: [Server], _ socket: UDPSocket, _ identifier: UInt16) {
      (self.asked, self.servers, self.socket, self.identifier) = (asked, servers, socket, identifier)
    }
  }

  private struct CacheKey: Hashable {
    var name: String
    var type: DNSMessage.RecordType
  }

  private struct Kept {
    var records: [DNSMessage.Record]
    var expires: Nanoseconds
  }

  var servers: [Server] = []
  private unowned(unsafe) let server: DnsmasqServer
  private var pending: [Pending] = []
  private var cache: [CacheKey: Kept] = [:]
  /// Which of the default servers answered last: the next question goes to it alone.
  private var lastAnswering: IPv4Address?

  init(_ server: DnsmasqServer) { self.server = server }

  private var process: Process { server.process }
  private var configuration: DnsmasqConfiguration { server.configuration }

  func clearCache() { cache = [:] }

  // MARK: - Asking

  func forward(_ asked: DnsmasqServer.Question) {
    if let kept = kept(for: asked.question) { return answer(asked, with: kept) }
    if let again = pending.first(where: { isRepetition($0.asked, asked) }) {
      again.asked = asked
      return send(again, to: again.servers)
    }
    let servers = self.servers(for: asked.question.name.lowercased())
    guard !servers.isEmpty else { return server.refuse(asked) }
    let socket = process.makeUDPSocket()
    let identifier = UInt16(truncatingIfNeeded: process.system.network.random.next())
    let waiting = Pending(asked, servers, socket, identifier)
    pending.append(waiting)
    socket.onReceive = { [self] datagram in receive(datagram, for: waiting) }
    process.after(Self.patience) { [self] in forget(waiting) }
    let known = servers.filter { $0.address == lastAnswering }
    let asksAll = configuration.asksAllServers || known.isEmpty && !configuration.isStrictlyOrdered
    send(waiting, to: asksAll ? servers : known.isEmpty ? Array(servers.prefix(1)) : known)
  }

  /// How long an answer from elsewhere is waited for.
  private static let patience = Nanoseconds.seconds(10)

  private func isRepetition(_ one: DnsmasqServer.Question, _ other: DnsmasqServer.Question) -> Bool {
    one.source == other.source && one.question == other.question
      && one.query.identifier == other.query.identifier && !one.isStream && !other.isStream
  }

  /// The servers of the longest domain that the name is in.
  private func servers(for name: String) -> [Server] {
    var best: [Server] = []
    var bestRank = -1
    for server in servers {
      guard let rank = DnsmasqAnswers.rank(of: server.domain, for: name), rank >= bestRank else { continue }
      if rank > bestRank { best = [] }
      bestRank = rank
      best.append(server)
    }
    let usesDefault = configuration.rules.contains {
      $0.action == .defaultServers && (DnsmasqAnswers.rank(of: $0.domain, for: name) ?? -1) > bestRank
    }
    return usesDefault ? servers.filter { $0.domain == .default } : best
  }

  private func send(_ waiting: Pending, to servers: [Server]) {
    var query = waiting.asked.query
    query.identifier = waiting.identifier
    query.extensions?.payloadSize = DnsmasqServer.payloadSize
    let bytes = Bytes(query.encoded())
    var isSent = false
    for server in servers {
      let name = waiting.asked.question.name
      guard waiting.socket.send(bytes, to: server.address, port: server.port) == nil else { continue }
      self.server.note("forwarded \(name.isEmpty ? "." : name) to \(server.address)", waiting.asked)
      waiting.outstanding += 1
      isSent = true
    }
    if !isSent {
      forget(waiting)
      server.refuse(waiting.asked)
    }
  }

  private func forget(_ waiting: Pending) {
    guard let index = pending.firstIndex(where: { $0 === waiting }) else { return }
    waiting.socket.close()
    pending.remove(at: index)
  }

  // MARK: - Answers

  private func receive(_ datagram: UDPSocket.Datagram, for waiting: Pending) {
    guard waiting.servers.contains(where: { $0.address == datagram.source }),
      var message = DNSMessage(decoding: datagram.payload), message.isResponse,
      message.identifier == waiting.identifier
    else { return }
    waiting.outstanding -= 1
    let isBad = message.responseCode == .refused || message.responseCode == .serverFailure
    if isBad, waiting.outstanding > 0 { return }
    if !isBad { lastAnswering = datagram.source }
    let asked = waiting.asked
    forget(waiting)
    message.identifier = asked.query.identifier
    message.recursionAvailable = true
    message.isAuthentic = false
    if asked.query.extensions == nil { message.extensions = nil }
    // A cookie is between a client and the server that it asks.
    message.extensions?.options.removeAll { $0.code == DNSMessage.Extensions.Option.cookie }
    logReply(message, asked)
    keep(message)
    server.send(message, to: asked)
  }

  private func logReply(_ message: DNSMessage, _ asked: DnsmasqServer.Question) {
    let (name, type) = (asked.question.name, asked.question.type)
    switch message.responseCode {
    case .noError: break
    case .nameError: return server.note("reply \(name) is NXDOMAIN", asked)
    case .refused: return server.note("reply error is REFUSED", asked)
    case .serverFailure: return server.note("reply error is SERVFAIL", asked)
    default: return server.note("reply error is \(message.responseCode.number)", asked)
    }
    if message.answers.isEmpty {
      return server.note("reply \(name) is \(DnsmasqAnswers.noData(type))", asked)
    }
    for record in message.answers { server.note("reply " + Self.words(about: record), asked) }
  }

  private static func words(about record: DNSMessage.Record) -> String {
    switch record.data {
    case .address(let address): "\(record.name) is \(address)"
    case .longAddress(let address): "\(record.name) is \(address)"
    case .pointer(let name):
      "\(DNSMessage.address(ofReverseName: record.name).map { "\($0)" } ?? record.name) is \(name)"
    case .text(let strings):
      "\(record.name) is " + strings.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
    default: "\(record.name) is <\(record.data.type.name)>"
    }
  }

  // MARK: - Cache

  private static let cachedTypes: [DNSMessage.RecordType] = [.a, .aaaa, .cname, .ptr, .srv]

  private func keep(_ message: DNSMessage) {
    guard configuration.cacheSize > 0, message.responseCode == .noError, !message.isTruncated else { return }
    var found: [CacheKey: [DNSMessage.Record]] = [:]
    var order: [CacheKey] = []
    for record in message.answers where Self.cachedTypes.contains(record.data.type) && record.timeToLive > 0 {
      let key = CacheKey(name: record.name.lowercased(), type: record.data.type)
      if found[key] == nil { order.append(key) }
      found[key, default: []].append(record)
    }
    for key in order {
      let records = found[key] ?? []
      let shortest = records.map { $0.timeToLive }.min() ?? 0
      cache[key] = Kept(records: records, expires: process.clock.now + .seconds(Int(shortest)))
    }
  }

  /// The records that answer a question, aliases followed; nil when they are not all there.
  private func kept(for question: DNSMessage.Question) -> [DNSMessage.Record]? {
    guard question.recordClass == .internet else { return nil }
    var name = question.name.lowercased()
    var records: [DNSMessage.Record] = []
    for _ in 0..<8 {
      if let found = fresh(CacheKey(name: name, type: question.type)) { return records + found }
      guard question.type != .cname, let alias = fresh(CacheKey(name: name, type: .cname))?.first,
        case .canonicalName(let target) = alias.data
      else { return nil }
      records.append(alias)
      name = target.lowercased()
    }
    return nil
  }

  private func fresh(_ key: CacheKey) -> [DNSMessage.Record]? {
    guard let kept = cache[key], kept.expires > process.clock.now else { return nil }
    let left = UInt32((kept.expires - process.clock.now + .milliseconds(999)).seconds)
    return kept.records.map {
      var record = $0
      record.timeToLive = left
      return record
    }
  }

  private func answer(_ asked: DnsmasqServer.Question, with records: [DNSMessage.Record]) {
    for record in records { server.note("cached " + Self.words(about: record), asked) }
    var response = DnsmasqServer.response(to: asked.query)
    response.answers = records
    server.send(response, to: asked)
  }
}
