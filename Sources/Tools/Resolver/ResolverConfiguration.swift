import Packets
import Simulation

/// /etc/resolv.conf (resolv.conf(5)), and the line `hosts:` of /etc/nsswitch.conf (nsswitch.conf(5)).
struct ResolverConfiguration {
  /// Where the C library looks for the addresses of hosts.
  enum Source: Hashable { case files, servers }

  var sources: [Source] = [.files, .servers]
  var servers: [IPv4Address] = []
  var search: [String] = []
  /// A name with so many dots is asked for as it is before search domains are added.
  var dots = 1
  var timeout = Nanoseconds.seconds(5)
  /// It was given.
  var hasTimeout = false
  var attempts = 2
  /// Whether the file says how often to try.
  private(set) var hasAttempts = false
  /// Options `edns0` and `trust-ad`.
  var usesExtensions = false
  var trustsServers = false
  /// An option that the C library has and the simulator has not.
  private(set) var missing: Unsimulated?

  private static let mostServers = 3

  init(_ text: String) {
    for line in text.split(separator: "\n") {
      let words = line.split { $0 == " " || $0 == "\t" }.map { String($0) }
      switch words.first {
      case "nameserver":
        if words.count > 1, let address = IPv4Address(words[1]), servers.count < Self.mostServers {
          servers.append(address.isAny ? .loopback : address)
        }
      case "search", "domain": search = words.dropFirst().map { Self.withoutLastDot($0) }
      case "options": for option in words.dropFirst() { read(option) }
      default: break
      }
    }
  }

  /// The files of the place where a process runs.
  ///
  /// Without a line `nameserver` the C library asks the host itself, but only where nsswitch.conf says in so many words
  /// that servers are to be asked: a host's own starts without servers, and then only /etc/hosts counts.
  init(of process: Process) {
    let files = process.node.files
    self.init(files.readText("/etc/resolv.conf") ?? "")
    if search.isEmpty, let name = files.readText("/etc/hostname")?.split(separator: "\n").first,
      let dot = name.firstIndex(of: ".")
    {
      search = [String(name[name.index(after: dot)...])]
    }
    if let named = Self.namedSources(files.readText("/etc/nsswitch.conf") ?? "") {
      sources = named
      if servers.isEmpty, named.contains(.servers) { servers = [.loopback] }
    }
    if let missing { process.fail(missing) }
  }

  private static func withoutLastDot(_ name: String) -> String {
    name.hasSuffix(".") ? String(name.dropLast()) : name
  }

  /// Of the sources that the file names those that the simulator has; others know no names here.
  private static func namedSources(_ text: String) -> [Source]? {
    for line in text.split(separator: "\n") {
      let words = line.prefix { $0 != "#" }.split { $0 == " " || $0 == "\t" }
      guard words.first == "hosts:" else { continue }
      return words.dropFirst().compactMap { $0 == "files" ? .files : $0 == "dns" ? .servers : nil }
    }
    return nil
  }

  private mutating func read(_ option: String) {
    let parts = option.split(separator: ":")
    if parts.count == 2, let value = Int(parts[1]) {
      switch parts[0] {
      case "ndots": dots = max(0, min(value, 15))
      case "timeout": (timeout, hasTimeout) = (.seconds(max(1, min(value, 30))), true)
      case "attempts": (attempts, hasAttempts) = (max(1, min(value, 5)), true)
      default: break
      }
      return
    }
    switch option {
    case "edns0": usesExtensions = true
    case "trust-ad": trustsServers = true
    case "rotate", "use-vc", "single-request", "single-request-reopen", "no-tld-query", "inet6", "no-aaaa":
      missing = Unsimulated("the option \(option) of /etc/resolv.conf")
    default: break
    }
  }

  /// How long the server of this place is waited for (res_send.c): the later ones are given more time.
  func timeout(ofServer index: Int) -> Nanoseconds {
    guard index > 0 else { return timeout }
    return Nanoseconds.seconds(max(1, (timeout.seconds << index) / servers.count))
  }

  /// The full names to ask for, in order, as tools that follow the search list by themselves do.
  func candidates(for name: String) -> [String] {
    if name.hasSuffix(".") { return [String(name.dropLast())] }
    let extended = search.map { name + "." + $0 }
    let dotCount = name.utf8.filter { $0 == UInt8(ascii: ".") }.count
    return dotCount >= dots ? [name] + extended : extended + [name]
  }
}
