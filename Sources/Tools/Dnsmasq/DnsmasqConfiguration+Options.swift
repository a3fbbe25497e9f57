import Packets

extension DnsmasqConfiguration {
  /// False for an option that is no plain flag.
  mutating func applyFlag(_ name: String) throws(DnsmasqFailure) -> Bool {
    switch name {
    case "no-daemon": isDebugging = true
    case "keep-in-foreground": staysInForeground = true
    case "no-hosts": readsHosts = false
    case "no-resolv": resolverFile = nil
    case "no-poll": polls = false
    case "expand-hosts": expandsHosts = true
    case "domain-needed": needsDomain = true
    case "bogus-priv": answersPrivateReverse = true
    case "strict-order": isStrictlyOrdered = true
    case "all-servers": asksAllServers = true
    case "bind-interfaces", "bind-dynamic": bindsInterfaces = true
    case "log-dhcp": logsDHCP = true
    case "quiet-dhcp": isQuietDHCP = true
    case "dhcp-authoritative": dhcp.isAuthoritative = true
    case "dhcp-sequential-ip": dhcp.isSequential = true
    case "no-ping": dhcp.pings = false
    case "test": onlyTests = true
    case "version": printsVersion = true
    case "no-round-robin": rotatesAnswers = false
    // They change nothing that can be seen here.
    case "no-negcache", "clear-on-reload", "local-service", "dns-loop-detect", "leasefile-ro": break
    default: return false
    }
    return true
  }

  /// An option with a value.
  mutating func apply(_ name: String, _ value: String) throws(DnsmasqFailure) {
    let words = Self.commaSeparated(value)
    switch name {
    case "log-queries":
      logsQueries = true
      logsDetails = value == "extra"
    case "address", "server", "local": try addRules(name, value)
    case "host-record": try addHostRecord(words)
    case "cname": try addAliases(words)
    case "mx-host": try addMailExchange(words)
    case "txt-record": records.append(OwnRecord(name: words[0], data: Self.text(words.dropFirst())))
    case "srv-host": try addService(words)
    case "ptr-record":
      records.append(OwnRecord(name: words[0], data: .pointer(words.count > 1 ? words[1] : "")))
    case "domain":
      guard words[0] != "#", words.count == 1 else {
        throw .unsimulated("dnsmasq --domain=\(value)")
      }
      domain = words[0]
    case "addn-hosts": hostsFiles.append(value)
    case "resolv-file": resolverFile = value
    case "interface": interfaces += words
    case "no-dhcp-interface": dhcp.exceptedInterfaces += words
    case "except-interface": exceptedInterfaces += words
    case "listen-address":
      for word in words where !word.contains(":") {
        guard let address = IPv4Address(word) else { throw .badOption("try --help") }
        listenAddresses.append(address)
      }
    case "port": port = UInt16(try Self.number(value, 65535))
    case "cache-size": cacheSize = try Self.number(value, 1_000_000)
    case "local-ttl": localTimeToLive = UInt32(try Self.number(value, Int(Int32.max)))
    case "log-facility": logFile = value.contains("/") || value == "-" ? value : nil
    case "pid-file": processFile = value.isEmpty ? nil : value
    default: break  // user, group, log-async, dns-forward-max: nothing to see
    }
  }

  static func commaSeparated(_ value: String) -> [String] {
    value.split(separator: ",", omittingEmptySubsequences: false).map { word in
      let trimmed = word.drop { $0 == " " }
      return String(trimmed.map { $0 == DnsmasqOptions.keptComma ? "," : $0 })
    }
  }

  static func number(_ text: String, _ greatest: Int) throws(DnsmasqFailure) -> Int {
    guard let number = Int(text), (0...greatest).contains(number) else { throw .badOption("try --help") }
    return number
  }

  private static func text(_ words: some Sequence<String>) -> DNSMessage.RecordData {
    let strings = words.map { Bytes($0.utf8) }
    return .text(strings.isEmpty ? [[]] : strings)
  }

  // MARK: - Domains

  /// `/DOMAIN/…/WHAT`, or for a server `WHAT` alone.
  private mutating func addRules(_ name: String, _ value: String) throws(DnsmasqFailure) {
    let bad = name == "address" ? "Bad address in --address" : "Cannot resolve server name"
    guard value.hasPrefix("/") else {
      guard name == "server" else { throw value.isEmpty ? .badOption("try --help") : .badOption(bad) }
      rules.append(DomainRule(domain: .default, action: try server(value)))
      return
    }
    let parts = value.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map { String($0) }
    guard parts.count > 1, let what = parts.last else { throw .badOption(bad) }
    let action: DomainRule.Action
    if what.isEmpty {
      action = .local
    } else if name != "address" {
      action = what == "#" ? .defaultServers : try server(what)
    } else if what == "#" {
      action = .null
    } else if let address = IPv4Address(what) {
      action = .address(address)
    } else if let address = IPv6Address(what) {
      action = .longAddress(address)
    } else {
      throw .badOption(bad)
    }
    for domain in parts.dropLast() {
      var domain = domain.lowercased()
      if domain.hasPrefix("*") {
        // A star stands for the domain's name and what is before it, dot or none.
        guard domain.hasPrefix("*.") else { throw .unsimulated("dnsmasq --\(name)=/\(domain)/") }
        domain.removeFirst(2)
      }
      if domain.hasPrefix(".") { domain.removeFirst() }
      if domain.hasSuffix(".") { domain.removeLast() }
      rules.append(
        DomainRule(
          domain: domain.isEmpty ? .unqualified : domain == "#" ? .any : .named(domain), action: action))
    }
  }

  private func server(_ text: String) throws(DnsmasqFailure) -> DomainRule.Action {
    if text.contains("@") { throw .unsimulated("dnsmasq --server=\(text)") }
    let parts = text.split(separator: "#", omittingEmptySubsequences: false).map { String($0) }
    guard let first = parts.first, let address = IPv4Address(first), parts.count <= 2,
      let port = parts.count == 2 ? UInt16(parts[1]) : 53
    else {
      if IPv6Address(parts.first ?? "") != nil { throw .unsimulated("name servers by IPv6") }
      throw .badOption("Cannot resolve server name")
    }
    return .server(address, port: port)
  }

  // MARK: - Records

  private mutating func addHostRecord(_ words: [String]) throws(DnsmasqFailure) {
    var record = HostRecord(names: [])
    for word in words {
      if let address = IPv4Address(word) {
        record.address = address
      } else if word.contains(":"), let address = IPv6Address(word) {
        record.longAddress = address
      } else if let number = UInt32(word) {
        record.timeToLive = number
      } else {
        record.names.append(word)
      }
    }
    guard !record.names.isEmpty, record.address != nil || record.longAddress != nil else {
      throw .badOption("Bad host-record")
    }
    hostRecords.append(record)
  }

  private mutating func addAliases(_ words: [String]) throws(DnsmasqFailure) {
    var names = words
    var timeToLive: UInt32?
    if names.count > 2, let last = names.last, let number = UInt32(last) {
      timeToLive = number
      names.removeLast()
    }
    guard names.count > 1, let target = names.popLast() else { throw .badOption("bad CNAME") }
    for name in names {
      if name.hasPrefix("*") { throw .unsimulated("dnsmasq --cname=\(name)") }
      aliases.append((name.lowercased(), target, timeToLive))
    }
  }

  private mutating func addMailExchange(_ words: [String]) throws(DnsmasqFailure) {
    guard words.count > 1 else { throw .unsimulated("dnsmasq --mx-host without a target") }
    let preference = words.count > 2 ? UInt16(words[2]) : 1
    guard let preference else { throw .badOption("bad MX preference") }
    records.append(OwnRecord(name: words[0], data: .mailExchange(preference: preference, words[1])))
  }

  private mutating func addService(_ words: [String]) throws(DnsmasqFailure) {
    func number(_ index: Int, _ otherwise: UInt16) throws(DnsmasqFailure) -> UInt16 {
      guard words.count > index else { return otherwise }
      guard let number = UInt16(words[index]) else { throw .badOption("invalid port number") }
      return number
    }
    let target = words.count > 1 ? words[1] : ""
    let data = DNSMessage.RecordData.service(
      priority: try number(3, 0), weight: try number(4, 0), port: try number(2, 1), target)
    records.append(OwnRecord(name: words[0], data: data))
  }
}
