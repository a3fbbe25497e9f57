import Linux
package import Packets
import Simulation

/// Names to addresses, as the C library does it: /etc/hosts, then the servers of /etc/resolv.conf, in the order that
/// /etc/nsswitch.conf says (getaddrinfo(3), resolv.conf(5), nsswitch.conf(5)).
package enum Resolver {
  package struct Failure: Error, Hashable, Sendable {
    /// In the words of gai_strerror(3).
    package var text: String
    package static let unknown = Failure(text: "Name or service not known")
    package static let noAddress = Failure(text: "No address associated with hostname")
    package static let temporary = Failure(text: "Temporary failure in name resolution")
  }

  /// What is known about a name.
  package struct Resolution: Hashable, Sendable {
    package var addresses: [IPv4Address]
    /// What the name really is, aliases and search domains followed (AI_CANONNAME).
    package var canonicalName: String
    /// Other names, such as the one that was asked for.
    package var aliases: [String] = []
  }

  /// Which addresses a program asks name servers for.
  package enum Families: Hashable, Sendable {
    /// By IPv4 and IPv6 at once, as getaddrinfo(3) does when asked for any.
    case any
    /// By IPv4 only.
    case ipv4
    /// By IPv6, and then by IPv4 if there was none, as `getent hosts` does with gethostbyname2(3).
    case ipv6First
  }

  /// Calls back with at least one address, or with the failure; at once when no server has to be asked.
  package static func resolve(
    _ name: String, for process: Process, then: @escaping (Result<[IPv4Address], Failure>) -> Void
  ) {
    find(name, .any, for: process) { then($0.map { $0.addresses }) }
  }

  /// Calls back with what is known about a name; at once when no server has to be asked.
  package static func find(
    _ name: String, _ families: Families, for process: Process,
    then: @escaping (Result<Resolution, Failure>) -> Void
  ) {
    if let address = IPv4Address(name) ?? shorthand(name) {
      return then(.success(Resolution(addresses: [address], canonicalName: name)))
    }
    let configuration = ResolverConfiguration(of: process)
    let then = { (result: Result<Resolution, Failure>) in
      if case .failure = result {
        process.node.system.network.recorder.record(
          Refusal(node: process.namespace.name, kind: .unknownName(name)))
      }
      then(result)
    }
    let sources = configuration.sources[...]
    guard families == .ipv6First else {
      return ask(sources, name, families, configuration, process, .unknown, then)
    }
    // Files have no IPv6 addresses here.
    ask(sources.filter { $0 == .servers }[...], name, .ipv6First, configuration, process, .unknown) { _ in
      ask(sources, name, .ipv4, configuration, process, .unknown, then)
    }
  }

  /// One source after the other, until one knows the name.
  private static func ask(
    _ sources: ArraySlice<ResolverConfiguration.Source>, _ name: String, _ families: Families,
    _ configuration: ResolverConfiguration, _ process: Process, _ failure: Failure,
    _ then: @escaping (Result<Resolution, Failure>) -> Void
  ) {
    guard let source = sources.first else { return then(.failure(failure)) }
    func goOn(_ failure: Failure) {
      ask(sources.dropFirst(), name, families, configuration, process, failure, then)
    }
    switch source {
    case .files:
      if let found = HostsFile(of: process).resolution(of: name) { return then(.success(found)) }
      goOn(failure)
    case .servers:
      guard !configuration.servers.isEmpty, !name.isEmpty else { return goOn(failure) }
      ResolverSearch.start(name, families, configuration, process) { outcome in
        switch outcome {
        case .success: then(outcome)
        case .failure(let failure): goOn(failure)
        }
      }
    }
  }

  /// An address with fewer than four parts, the last of which fills the rest: `127.1`, `0` (inet_aton(3)).
  package static func shorthand(_ name: String) -> IPv4Address? {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false).map { part in
      part.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? UInt32(part) : nil
    }
    guard (1...3).contains(parts.count), let last = parts[parts.count - 1] else { return nil }
    var value: UInt32 = 0
    for part in parts.dropLast() {
      guard let part, part < 256 else { return nil }
      value = value << 8 | part
    }
    let bits = UInt32(8 * (5 - parts.count))
    guard bits == 32 || last < 1 << bits else { return nil }
    return IPv4Address(bits: bits == 32 ? last : value << bits | last)
  }

  /// The name of an address, as `ping` and `traceroute` show it; nil when nobody knows.
  package static func reverse(_ address: IPv4Address, for process: Process, then: @escaping (String?) -> Void)
  {
    let configuration = ResolverConfiguration(of: process)
    reverse(address, configuration.sources[...], configuration, process, then)
  }

  private static func reverse(
    _ address: IPv4Address, _ sources: ArraySlice<ResolverConfiguration.Source>,
    _ configuration: ResolverConfiguration, _ process: Process, _ then: @escaping (String?) -> Void
  ) {
    guard let source = sources.first else { return then(nil) }
    func goOn() { reverse(address, sources.dropFirst(), configuration, process, then) }
    switch source {
    case .files:
      if let name = HostsFile(of: process).name(of: address) { then(name) } else { goOn() }
    case .servers:
      guard !configuration.servers.isEmpty else { return goOn() }
      let query = ResolverQuery(
        DNSMessage.reverseName(of: address), .ptr, configuration: configuration, process: process)
      query.start { outcome in
        if case .answer(let answer) = outcome, let name = answer.pointer { then(name) } else { goOn() }
      }
    }
  }
}
