import Linux
import Packets
import Simulation

/// Sets as `ipset list` and `ipset save` print them.
struct IPSetText {
  let namespace: NetworkNamespace
  let command: IPSetCommand
  private var now: Nanoseconds { namespace.clock.now }

  /// `Name: …` and so on, and the members unless only headers are wanted.
  func list(_ set: IPSet) -> String {
    let entries = entries(of: set)
    var text = "Name: \(set.name)\nType: \(set.kind.text)\nRevision: \(set.kind.revision)\n"
    text += "Header: \(header(set))\n"
    text += "Size in memory: \(set.kind.memory(of: set.options, comments: entries.map { $0.comment }))\n"
    text += "References: \(namespace.netfilter.references(to: set))\nNumber of entries: \(entries.count)\n"
    guard !command.headersOnly else { return text }
    return text + "Members:\n" + members(set, entries).map { $0 + "\n" }.joined()
  }

  /// The commands that make the set again.
  func save(_ set: IPSet) -> String {
    let lines = members(set, entries(of: set)).map { "add \(set.name) \($0)\n" }
    return "create \(set.name) \(set.kind.text) \(header(set))\n" + lines.joined()
  }

  private func header(_ set: IPSet) -> String {
    let options = set.options
    var words: [String] = []
    switch set.kind {
    case .list: words.append("size \(options.size)")
    case .bitmapPort: words.append("range " + (options.ports.map { Target.dashed($0) } ?? ""))
    case .bitmapAddress, .bitmapHardware:
      words.append("range " + (options.addresses.map { "\($0.lowerBound)-\($0.upperBound)" } ?? ""))
    default:
      if set.kind != .hardware { words.append("family inet") }
      words.append("hashsize \(options.hashSize) maxelem \(options.maximum)")
    }
    if let netmask = options.netmask { words.append("netmask \(netmask)") }
    if let timeout = options.timeout { words.append("timeout \(timeout)") }
    if options.hasCounters { words.append("counters") }
    if options.hasComments { words.append("comment") }
    if set.kind.isHash {
      let value = String(options.initialValue, radix: 16)
      let padding = String(repeating: "0", count: 8 - value.utf8.count)
      words.append("bucketsize \(options.bucketSize) initval 0x" + padding + value)
    }
    return words.joined(separator: " ")
  }

  private func entries(of set: IPSet) -> [IPSet.Entry] {
    let entries = set.entries(at: now)
    guard set.kind.isBitmap else { return entries }
    return entries.sorted {
      ($0.element.port ?? 0, $0.element.prefix?.address ?? .any)
        < ($1.element.port ?? 0, $1.element.prefix?.address ?? .any)
    }
  }

  private func members(_ set: IPSet, _ entries: [IPSet.Entry]) -> [String] {
    let lines = entries.map { line($0, set) }
    return command.isSorted ? lines.sorted() : lines
  }

  private func line(_ entry: IPSet.Entry, _ set: IPSet) -> String {
    var text = Self.text(entry.element, set.kind)
    if set.options.timeout != nil { text += " timeout \(secondsLeft(entry))" }
    if entry.isException { text += " nomatch" }
    if set.options.hasCounters { text += " packets \(entry.packets) bytes \(entry.bytes)" }
    if let comment = entry.comment { text += " comment \"\(comment)\"" }
    return text
  }

  /// Whole seconds; the one that has begun is gone (ip_set_timeout_get).
  private func secondsLeft(_ entry: IPSet.Entry) -> Int {
    guard let expiry = entry.expiry else { return 0 }
    return max(1, (expiry - now - Nanoseconds(1)).seconds)
  }

  static func text(_ element: SetElement, _ kind: SetKind) -> String {
    var parts: [String] = []
    if let prefix = element.prefix { parts.append(text(prefix)) }
    if let port = element.port {
      switch element.proto {
      case nil: parts.append("\(port)")
      case .icmp?:
        let match = ICMPMatch(type: UInt8(port >> 8), code: UInt8(port & 0xFF))
        let whole = ICMPMatch(type: match.type, code: nil)
        let name = ICMPTypes.name(of: match) ?? (port & 0xFF == 0 ? ICMPTypes.name(of: whole) : nil)
        parts.append("icmp:" + (name ?? "\(port >> 8)/\(port & 0xFF)"))
      case let proto?: parts.append((ProtocolNames.name(of: proto) ?? "\(proto.number)") + ":\(port)")
      }
    }
    if let second = element.second { parts.append(text(second)) }
    if let hardware = element.hardware { parts.append("\(hardware)".uppercased()) }
    if let interface = element.interface { parts.append(interface) }
    if let name = element.setName { parts.append(name) }
    return parts.joined(separator: ",")
  }

  private static func text(_ prefix: IPv4Prefix) -> String {
    prefix.length == 32 ? prefix.address.description : prefix.network.description
  }
}
