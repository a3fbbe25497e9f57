import Linux
package import Packets
import Simulation

/// Names to addresses, as the C library does it: /etc/hosts, then the servers of /etc/resolv.conf
/// (getaddrinfo(3), resolv.conf(5)).
package enum Resolver {
  package struct Failure: Error, Hashable, Sendable {
    /// In the words of gai_strerror(3).
    package var text: String
    package static let unknown = Failure(text: "Name or service not known")
    package static let noAddress = Failure(text: "No address associated with hostname")
    package static let temporary = Failure(text: "Temporary failure in name resolution")
  }

  /// Calls back with at least one address, or with the failure; at once when no server has to be asked.
  package static func resolve(
    _ name: String, for process: Process, then: @escaping (Result<[IPv4Address], Failure>) -> Void
  ) {
    if let address = IPv4Address(name) ?? shorthand(name) { return then(.success([address])) }
    let known = HostsFile(process.node.files.readText("/etc/hosts") ?? "").addresses(of: name)
    if !known.isEmpty { return then(.success(known)) }
    let configuration = ResolverConfiguration(process.node.files.readText("/etc/resolv.conf") ?? "")
    guard !configuration.servers.isEmpty, !name.isEmpty else { return then(.failure(.unknown)) }
    let query = ResolverQuery(
      names: configuration.candidates(for: name), type: .a, configuration: configuration, process: process)
    query.start { outcome in then(outcome.map { $0.addresses }) }
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

  /// The first name on the line of /etc/hosts that has this name, as getaddrinfo(3) tells with AI_CANONNAME.
  package static func canonicalName(of name: String, for process: Process) -> String {
    HostsFile(process.node.files.readText("/etc/hosts") ?? "").canonicalName(of: name) ?? name
  }

  /// The name of an address, as `ping` and `traceroute` show it; nil when nobody knows.
  package static func reverse(_ address: IPv4Address, for process: Process, then: @escaping (String?) -> Void)
  {
    if let name = HostsFile(process.node.files.readText("/etc/hosts") ?? "").name(of: address) {
      return then(name)
    }
    let configuration = ResolverConfiguration(process.node.files.readText("/etc/resolv.conf") ?? "")
    guard !configuration.servers.isEmpty else { return then(nil) }
    let query = ResolverQuery(
      names: [DNSMessage.reverseName(of: address)], type: .ptr, configuration: configuration,
      process: process)
    query.start { outcome in
      guard case .success(let answer) = outcome else { return then(nil) }
      then(answer.pointer)
    }
  }
}

/// /etc/hosts (hosts(5)).
struct HostsFile {
  private var lines: [(address: IPv4Address, names: [Substring])] = []

  init(_ text: String) {
    for line in text.split(separator: "\n") {
      let words = line.prefix { $0 != "#" }.split { $0 == " " || $0 == "\t" }
      guard let first = words.first, let address = IPv4Address(first) else { continue }
      lines.append((address, Array(words.dropFirst())))
    }
  }

  func canonicalName(of name: String) -> String? {
    let wanted = name.lowercased()
    return lines.first { $0.names.contains { $0.lowercased() == wanted } }.map { String($0.names[0]) }
  }

  func addresses(of name: String) -> [IPv4Address] {
    let wanted = name.lowercased()
    return lines.filter { $0.names.contains { $0.lowercased() == wanted } }.map { $0.address }
  }

  func name(of address: IPv4Address) -> String? {
    lines.first { $0.address == address && !$0.names.isEmpty }.map { String($0.names[0]) }
  }
}

/// /etc/resolv.conf (resolv.conf(5)).
struct ResolverConfiguration {
  var servers: [IPv4Address] = []
  var search: [String] = []
  var dots = 1
  var timeout = Nanoseconds.seconds(5)
  var attempts = 2

  private static let mostServers = 3

  init(_ text: String) {
    for line in text.split(separator: "\n") {
      let words = line.split { $0 == " " || $0 == "\t" }.map { String($0) }
      switch words.first {
      case "nameserver":
        if words.count > 1, let address = IPv4Address(words[1]), servers.count < Self.mostServers {
          servers.append(address)
        }
      case "search", "domain": search = Array(words.dropFirst())
      case "options": for option in words.dropFirst() { read(option) }
      default: break
      }
    }
  }

  private mutating func read(_ option: String) {
    let parts = option.split(separator: ":")
    guard parts.count == 2, let value = Int(parts[1]) else { return }
    switch parts[0] {
    case "ndots": dots = min(value, 15)
    case "timeout": timeout = .seconds(max(1, min(value, 30)))
    case "attempts": attempts = max(1, min(value, 5))
    default: break
    }
  }

  /// The full names to ask for, in order.
  func candidates(for name: String) -> [String] {
    if name.hasSuffix(".") { return [String(name.dropLast())] }
    let extended = search.map { name + "." + $0 }
    let dotCount = name.utf8.filter { $0 == UInt8(ascii: ".") }.count
    return dotCount >= dots ? [name] + extended : extended + [name]
  }
}
