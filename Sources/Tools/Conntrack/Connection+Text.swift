import Linux
import Packets
import Simulation

/// A connection in the words of conntrack and /proc (libnetfilter_conntrack, src/conntrack/snprintf_default.c).
extension Connection {
  /// The words that both show, up to `[ASSURED]`. `life` is what is left in seconds; nil leaves it out.
  func words(life: Int?) -> [String] {
    let name =
      switch proto {
      case .tcp, .udp, .icmp, .udplite, .sctp, .gre: proto.keyword!
      default: "unknown"
      }
    var words = [name + String(repeating: " ", count: max(0, 8 - name.utf8.count)) + " \(proto.number)"]
    if let life { words.append(String(life)) }
    if let tcp { words.append(tcp.state.name) }
    words += original.words
    if let counters { words += counters.original.words }
    if !status.contains(.seenReply) { words.append("[UNREPLIED]") }
    words += reply.words
    if let counters { words += counters.reply.words }
    if status.contains(.assured) { words.append("[ASSURED]") }
    return words
  }

  /// A line of `conntrack -L`, without its end. `users`: how many hold the entry, the asker included.
  func line(_ format: ConntrackOptions.Format, users: Int = 1, now: Nanoseconds) -> String {
    var words = self.words(life: remaining(at: now).seconds)
    words.append("mark=\(mark)")
    words += extras + ["use=\(users)"]
    if format.hasIdentifiers { words.append("id=\(identifier)") }
    return Self.family(format) + words.joined(separator: " ")
  }

  /// What `conntrack -E` says of it: without users, and with a mark only if there is one.
  func eventLine(_ format: ConntrackOptions.Format, now: Nanoseconds) -> String {
    let left = remaining(at: now)
    var words = self.words(life: left > .zero ? left.seconds : nil)
    if mark != 0 { words.append("mark=\(mark)") }
    words += extras
    if format.hasIdentifiers { words.append("id=\(identifier)") }
    return Self.family(format) + words.joined(separator: " ")
  }

  private var extras: [String] {
    (original.zone == 0 ? [] : ["zone=\(original.zone)"]) + (helper.map { ["helper=" + $0] } ?? [])
  }

  private static func family(_ format: ConntrackOptions.Format) -> String {
    format.isExtended ? "ipv4     2 " : ""
  }
}

extension Tuple {
  fileprivate var words: [String] {
    let addresses = ["src=\(source)", "dst=\(destination)"]
    switch proto {
    case .tcp, .udp, .udplite, .sctp:
      return addresses + ["sport=\(sourcePort)", "dport=\(destinationPort)"]
    case .icmp: return addresses + ["type=\(icmpType)", "code=\(icmpCode)", "id=\(icmpIdentifier)"]
    case .gre:
      return addresses + [
        "srckey=0x\(String(sourceKey, radix: 16))", "dstkey=0x\(String(destinationKey, radix: 16))",
      ]
    default: return addresses
    }
  }
}

extension Connection.Counters {
  fileprivate var words: [String] { ["packets=\(packets)", "bytes=\(bytes)"] }
}

/// The table as files of /proc show it.
enum ConntrackFiles {
  /// /proc/net/nf_conntrack (net/netfilter/nf_conntrack_standalone.c, ct_seq_show).
  static func table(of namespace: NetworkNamespace) -> String {
    let now = namespace.clock.now
    return namespace.netfilter.tracker.connections.map { (connection: Connection) -> String in
      let words = connection.words(life: connection.remaining(at: now).seconds)
      return "ipv4     2 " + words.joined(separator: " ")
        + " mark=\(connection.mark) zone=\(connection.original.zone) use=2\n"
    }.joined()
  }
}
