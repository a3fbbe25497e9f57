import Packets

/// What dnsmasq answers by itself, without asking anybody (dnsmasq's rfc1035.c, answer_request).
struct DnsmasqAnswers {
  /// An answer, and what the log says about it.
  struct Answer {
    var records: [DNSMessage.Record] = []
    var additionals: [DNSMessage.Record] = []
    var responseCode = DNSMessage.ResponseCode.noError
    var log: [String] = []
    var isAuthoritative = true
    /// There is no server that could be asked (RFC 8914's "not ready").
    var isNotReady = false
  }

  let configuration: DnsmasqConfiguration
  var names: DnsmasqNames

  static let version = "2.90"

  /// Nil when others would have to be asked.
  mutating func answer(_ question: DNSMessage.Question) -> Answer? {
    var answer = Answer()
    var name = question.name
    if question.type != .cname {
      // Aliases may lead to aliases, but not round for ever.
      for _ in configuration.aliases {
        guard let alias = configuration.aliases.first(where: { $0.name == name.lowercased() }) else { break }
        add(
          .canonicalName(alias.target), of: name, alias.timeToLive, "config \(name) is <CNAME>", to: &answer)
        name = alias.target
      }
    }
    addOwnRecords(name, question, &answer)
    if !answer.records.isEmpty { return answer }
    return byRules(name, question.type)
  }

  // MARK: - Own records

  private mutating func addOwnRecords(
    _ name: String, _ question: DNSMessage.Question, _ answer: inout Answer
  ) {
    let (key, type) = (name.lowercased(), question.type)
    if question.recordClass == .chaos { return addVersion(name, type, &answer) }
    func wants(_ other: DNSMessage.RecordType) -> Bool { type == other || type == .any }
    if wants(.txt) { addConfigured(.txt, name, &answer) }
    if wants(.ptr) { addReverse(name, &answer) }
    if wants(.a) || wants(.aaaa) {
      if wants(.a) {
        for entry in names.rotated(key, where: { $0.address != nil }) {
          guard let address = entry.address else { continue }
          add(
            .address(address), of: name, entry.timeToLive, "\(entry.source) \(name) is \(address)",
            to: &answer)
        }
      }
      if wants(.aaaa) {
        for entry in names.rotated(key, where: { $0.longAddress != nil }) {
          guard let address = entry.longAddress else { continue }
          add(
            .longAddress(address), of: name, entry.timeToLive, "\(entry.source) \(name) is \(address)",
            to: &answer)
        }
      }
    }
    if wants(.cname), let alias = configuration.aliases.first(where: { $0.name == key }) {
      add(.canonicalName(alias.target), of: name, alias.timeToLive, "config \(name) is <CNAME>", to: &answer)
    }
    if wants(.mx) { addConfigured(.mx, name, &answer) }
    if wants(.srv) { addConfigured(.srv, name, &answer) }
    if type == .any, answer.records.isEmpty, let rule = rule(for: key, .any), addAddress(rule, name, &answer)
    {
    }
  }

  private mutating func addConfigured(
    _ type: DNSMessage.RecordType, _ name: String, _ answer: inout Answer
  ) {
    // The newest stand first.
    for record in configuration.records.reversed()
    where record.data.type == type && record.name.lowercased() == name.lowercased() {
      add(record.data, of: name, record.timeToLive, "config \(name) is <\(type.name)>", to: &answer)
      if case .service(_, _, _, let target) = record.data {
        for entry in names.rotated(target.lowercased(), where: { $0.address != nil }) {
          guard let address = entry.address else { continue }
          answer.additionals.append(
            DNSMessage.Record(
              name: target, timeToLive: entry.timeToLive ?? configuration.localTimeToLive,
              data: .address(address)))
        }
      }
    }
  }

  private func addReverse(_ name: String, _ answer: inout Answer) {
    for record in configuration.records
    where record.data.type == .ptr && record.name.lowercased() == name.lowercased() {
      add(record.data, of: name, record.timeToLive, "config \(name) is <PTR>", to: &answer)
    }
    guard answer.records.isEmpty, let address = DNSMessage.address(ofReverseName: name),
      let entry = names.name(of: address)
    else { return }
    add(
      .pointer(entry.name), of: name, entry.timeToLive, "\(entry.source) \(address) is \(entry.name)",
      to: &answer)
  }

  /// `dig version.bind chaos txt`
  private func addVersion(_ name: String, _ type: DNSMessage.RecordType, _ answer: inout Answer) {
    guard type == .txt || type == .any, name.lowercased() == "version.bind" else { return }
    let text = DNSMessage.RecordData.text([Bytes("dnsmasq-\(Self.version)".utf8)])
    add(text, of: name, 0, "config \(name) is <TXT>", to: &answer)
    answer.records[answer.records.count - 1].recordClass = .chaos
  }

  private func add(
    _ data: DNSMessage.RecordData, of name: String, _ timeToLive: UInt32?, _ line: String,
    to answer: inout Answer
  ) {
    answer.records.append(
      DNSMessage.Record(
        name: name, timeToLive: timeToLive ?? configuration.localTimeToLive, data: data))
    answer.log.append(line)
  }

  // MARK: - Rules about domains

  private typealias Rule = DnsmasqConfiguration.DomainRule

  private func byRules(_ name: String, _ type: DNSMessage.RecordType) -> Answer? {
    let key = name.lowercased()
    if configuration.answersPrivateReverse, type == .ptr,
      let address = DNSMessage.address(ofReverseName: name), Self.isPrivate(address)
    {
      var answer = missing(name, type, exists: false, label: "\(address)")
      answer.isAuthoritative = true
      return answer
    }
    guard let rule = rule(for: key, type) else {
      return refusesPlain(key, type) ? plain(name, type) : nil
    }
    var answer = Answer()
    if addAddress(rule, name, &answer) { return answer }
    if rule.action == .local { return missing(name, type, exists: exists(key), label: name) }
    return rule.domain == .default && refusesPlain(key, type) ? plain(name, type) : nil
  }

  /// `--domain-needed`: nobody else is asked about names without a dot.
  private func refusesPlain(_ key: String, _ type: DNSMessage.RecordType) -> Bool {
    configuration.needsDomain && (type == .a || type == .aaaa) && !key.contains(".") && !key.isEmpty
  }

  private func plain(_ name: String, _ type: DNSMessage.RecordType) -> Answer {
    var answer = missing(name, type, exists: exists(name.lowercased()), label: name)
    answer.isNotReady = true
    return answer
  }

  /// False for a rule that holds no address.
  private func addAddress(_ rule: Rule, _ name: String, _ answer: inout Answer) -> Bool {
    let key = name.lowercased()
    func add(_ data: DNSMessage.RecordData, _ text: String) {
      self.add(data, of: name, nil, "config \(name) is \(text)", to: &answer)
    }
    switch rule.action {
    // A domain may have several addresses.
    case .address:
      for other in configuration.rules where other.domain == rule.domain {
        if case .address(let address) = other.action { add(.address(address), "\(address)") }
      }
    case .longAddress:
      for other in configuration.rules where other.domain == rule.domain {
        if case .longAddress(let address) = other.action { add(.longAddress(address), "\(address)") }
      }
    case .null: add(.address(.any), "0.0.0.0")
    case .local, .server, .defaultServers: return false
    }
    return !key.isEmpty
  }

  /// The rule of the longest domain that a name is in and that says something about the type.
  private func rule(for name: String, _ type: DNSMessage.RecordType) -> Rule? {
    var best: (rule: Rule, rank: Int)?
    for rule in configuration.rules {
      guard let rank = Self.rank(of: rule.domain, for: name), Self.suits(rule.action, type) else { continue }
      let full = rank * 4 + Self.order(of: rule.action)
      if best.map({ full > $0.rank }) ?? true { best = (rule, full) }
    }
    return best?.rule
  }

  /// How closely a domain fits a name; nil when the name is not in it.
  static func rank(of domain: DnsmasqConfiguration.DomainRule.Domain, for name: String) -> Int? {
    switch domain {
    case .default: 0
    case .any: 1
    case .unqualified: name.contains(".") ? nil : 2
    case .named(let domain): name == domain || name.hasSuffix("." + domain) ? 3 + domain.utf8.count : nil
    }
  }

  private static func suits(_ action: Rule.Action, _ type: DNSMessage.RecordType) -> Bool {
    switch action {
    case .address: type == .a || type == .any
    case .longAddress: type == .aaaa || type == .any
    case .null: type == .a || type == .aaaa || type == .any
    case .local, .server, .defaultServers: true
    }
  }

  /// Addresses go before "nobody else", and that before servers.
  private static func order(of action: Rule.Action) -> Int {
    switch action {
    case .address, .longAddress: 3
    case .null: 2
    case .local: 1
    case .server, .defaultServers: 0
    }
  }

  /// No such name, or no such record of it.
  private func missing(
    _ name: String, _ type: DNSMessage.RecordType, exists: Bool, label: String
  ) -> Answer {
    var answer = Answer()
    answer.isAuthoritative = false
    guard exists else {
      answer.responseCode = .nameError
      answer.log = ["config \(label) is NXDOMAIN"]
      return answer
    }
    answer.log = ["config \(label) is \(Self.noData(type))"]
    return answer
  }

  static func noData(_ type: DNSMessage.RecordType) -> String {
    switch type {
    case .a: "NODATA-IPv4"
    case .aaaa: "NODATA-IPv6"
    default: "NODATA"
    }
  }

  private func exists(_ key: String) -> Bool {
    names.hasName(atOrBelow: key)
      || configuration.records.contains {
        let own = $0.name.lowercased()
        return own == key || own.hasSuffix("." + key)
      }
  }

  /// RFC 1918's networks and their like, whose names no public server knows (private_net).
  private static func isPrivate(_ address: IPv4Address) -> Bool {
    [
      IPv4Prefix(IPv4Address(127, 0, 0, 0), length: 8), IPv4Prefix(IPv4Address(192, 168, 0, 0), length: 16),
      IPv4Prefix(IPv4Address(10, 0, 0, 0), length: 8), IPv4Prefix(IPv4Address(172, 16, 0, 0), length: 12),
      IPv4Prefix(IPv4Address(169, 254, 0, 0), length: 16),
    ].contains { $0.contains(address) }
  }
}
