import Packets

/// /etc/hosts (hosts(5)).
struct HostsFile {
  struct Line: Hashable {
    var address: IPv4Address
    /// The first is the canonical one.
    var names: [String]
  }

  /// Those that name an IPv4 address.
  private(set) var lines: [Line] = []

  init(_ text: String) {
    for line in text.split(separator: "\n") {
      let words = line.prefix { $0 != "#" }.split { $0 == " " || $0 == "\t" }
      guard let first = words.first, let address = IPv4Address(first) else { continue }
      lines.append(Line(address: address, names: words.dropFirst().map { String($0) }))
    }
  }

  /// The file of the place where a process runs.
  init(of process: Process) { self.init(process.node.files.readText("/etc/hosts") ?? "") }

  /// All lines with the name: their addresses, and the names of the first.
  func resolution(of name: String) -> Resolver.Resolution? {
    let wanted = (name.hasSuffix(".") ? String(name.dropLast()) : name).lowercased()
    let found = lines.filter { $0.names.contains { $0.lowercased() == wanted } }
    guard let first = found.first else { return nil }
    return Resolver.Resolution(
      addresses: found.map { $0.address }, canonicalName: first.names[0],
      aliases: Array(first.names.dropFirst()))
  }

  func name(of address: IPv4Address) -> String? { names(of: address)?.first }

  func names(of address: IPv4Address) -> [String]? {
    lines.first { $0.address == address && !$0.names.isEmpty }?.names
  }
}
