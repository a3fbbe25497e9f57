import Packets

/// The hosts that dnsmasq knows by itself: of its files, its `--host-record`s and its DHCP leases.
struct DnsmasqNames {
  struct Entry {
    var name: String
    var address: IPv4Address?
    var longAddress: IPv6Address?
    /// Whether the address leads back to this name.
    var isReverse: Bool
    /// As the log names it: a file's path, `config` or `DHCP`.
    var source: String
    var timeToLive: UInt32?
  }

  private(set) var entries: [Entry] = []
  /// What the log says about the files.
  private(set) var report: [String] = []
  /// How often each name was answered, to turn its addresses round.
  private var answered: [String: Int] = [:]
  private let rotates: Bool

  /// Reads everything but the leases.
  init(_ configuration: DnsmasqConfiguration, files: FileSystem) {
    rotates = configuration.rotatesAnswers
    for record in configuration.hostRecords {
      for (index, name) in record.names.enumerated() {
        entries.append(
          Entry(
            name: name, address: record.address, longAddress: record.longAddress,
            isReverse: index == 0 && record.address.map { self.name(of: $0) == nil } ?? false,
            source: "config", timeToLive: record.timeToLive))
      }
    }
    let paths = (configuration.readsHosts ? ["/etc/hosts"] : []) + configuration.hostsFiles
    for path in paths { read(path, configuration, files) }
    if paths.isEmpty { report.append("cleared cache") }
  }

  private mutating func read(
    _ path: String, _ configuration: DnsmasqConfiguration, _ files: FileSystem
  ) {
    let text: String
    do throws(OpenFailure) {
      text = String(decoding: try files.open(path), as: UTF8.self)
    } catch {
      report.append("failed to load names from \(path): \(error.text)")
      return
    }
    var count = 0
    for line in HostsFile(text).lines {
      let isNew = entries.allSatisfy { !$0.isReverse || $0.address != line.address }
      for (index, name) in line.names.enumerated() {
        var forms = [name]
        if configuration.expandsHosts, !name.contains("."), let domain = configuration.domain {
          forms.insert("\(name).\(domain)", at: 0)
        }
        for (formIndex, form) in forms.enumerated() {
          entries.append(
            Entry(
              name: form, address: line.address, isReverse: isNew && index == 0 && formIndex == 0,
              source: path))
          count += 1
        }
      }
    }
    report.append("read \(path) - \(count) names")
  }

  /// The hosts that have leases take the place of those that had one before.
  mutating func setLeases(_ leases: [(names: [String], address: IPv4Address)]) {
    entries.removeAll { $0.source == "DHCP" }
    for lease in leases {
      for (index, name) in lease.names.enumerated() {
        let isNew = entries.allSatisfy { !$0.isReverse || $0.address != lease.address }
        entries.append(
          Entry(name: name, address: lease.address, isReverse: isNew && index == 0, source: "DHCP"))
      }
    }
  }

  func name(of address: IPv4Address) -> Entry? {
    entries.first { $0.isReverse && $0.address == address }
  }

  /// All with a name; their order turns from answer to answer, so that askers are spread over the addresses.
  mutating func rotated(_ name: String, where suits: (Entry) -> Bool) -> [Entry] {
    let found = entries.filter { $0.name.lowercased() == name && suits($0) }
    guard rotates, found.count > 1 else { return found }
    let turn = answered[name, default: 0]
    answered[name] = turn + 1
    // The newest stand first, and one turn has been made before the first answer.
    let reversed = Array(found.reversed())
    let start = (turn + 1) % reversed.count
    return Array(reversed[start...] + reversed[..<start])
  }

  /// Whether there is such a name, or one below it.
  func hasName(atOrBelow name: String) -> Bool {
    entries.contains {
      let own = $0.name.lowercased()
      return own == name || own.hasSuffix("." + name)
    }
  }
}
