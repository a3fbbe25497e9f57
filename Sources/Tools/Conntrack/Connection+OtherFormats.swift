import Linux
import Packets
import Simulation

/// A connection as `-o save` and `-o xml` print it (conntrack's save_ct, libnetfilter_conntrack's snprintf_xml.c).
extension Connection {
  /// As the format wants it; `command` stands before what is saved.
  func text(_ format: ConntrackOptions.Format, savedAs command: Character, now: Nanoseconds) -> String {
    switch format.style {
    case .plain: line(format, now: now)
    case .save: saved(as: command, now: now)
    case .xml: xml(now: now)
    }
  }

  /// The options that make the entry again. Marks and translations are left out, as the program leaves them out.
  private func saved(as command: Character, now: Nanoseconds) -> String {
    var words = ["-\(command)", "-t \(remaining(at: now).seconds)", "-u \(savedStatus)"]
    words += ["-s \(original.source)", "-d \(original.destination)"]
    words += ["-r \(reply.source)", "-q \(reply.destination)"]
    words.append("-p " + (Self.name(of: proto) ?? "\(proto.number)"))
    if proto == .icmp {
      words.append("--icmp-type \(original.icmpType) --icmp-code \(original.icmpCode)")
      words.append("--icmp-id \(original.icmpIdentifier)")
    } else if original.hasPorts {
      words.append("--sport \(original.sourcePort) --dport \(original.destinationPort)")
      words.append("--reply-port-src \(reply.sourcePort) --reply-port-dst \(reply.destinationPort)")
    }
    if let tcp { words.append("--state \(tcp.state.name)") }
    return words.joined(separator: " ")
  }

  private var savedStatus: String {
    let names: [(ConnectionStatus, String)] = [
      (.seenReply, "SEEN_REPLY"), (.assured, "ASSURED"), (.fixedTimeout, "FIXED_TIMEOUT"),
      (.expected, "EXPECTED"),
    ]
    let held = names.filter { status.contains($0.0) }.map { $0.1 }
    return held.isEmpty ? "UNSET" : held.joined(separator: ",")
  }

  private static func name(of proto: IPProtocol) -> String? {
    switch proto {
    case .tcp, .udp, .icmp, .udplite, .sctp, .gre: proto.keyword
    default: nil
    }
  }

  /// One `<flow>` element. The identifier is always there, whatever else was asked for.
  private func xml(now: Nanoseconds) -> String {
    var own = tcp.map { Self.element("state", $0.state.name) } ?? ""
    own += Self.element("timeout", "\(remaining(at: now).seconds)") + Self.element("mark", "\(mark)")
    own += Self.element("use", "1") + Self.element("id", "\(identifier)")
    if !status.contains(.seenReply) { own += "<unreplied/>" }
    if status.contains(.assured) { own += "<assured/>" }
    return "<flow>" + meta("original", original, counters?.original) + meta("reply", reply, counters?.reply)
      + "<meta direction=\"independent\">" + own + "</meta></flow>"
  }

  private func meta(_ direction: String, _ tuple: Tuple, _ counters: Counters?) -> String {
    let addresses = Self.element("src", "\(tuple.source)") + Self.element("dst", "\(tuple.destination)")
    var ports = ""
    if tuple.hasPorts {
      ports = Self.element("sport", "\(tuple.sourcePort)") + Self.element("dport", "\(tuple.destinationPort)")
    }
    var counted = ""
    if let counters {
      let numbers =
        Self.element("packets", "\(counters.packets)") + Self.element("bytes", "\(counters.bytes)")
      counted = Self.element("counters", numbers)
    }
    let name = Self.name(of: proto) ?? "unknown"
    return "<meta direction=\"\(direction)\"><layer3 protonum=\"2\" protoname=\"ipv4\">\(addresses)</layer3>"
      + "<layer4 protonum=\"\(proto.number)\" protoname=\"\(name)\">\(ports)</layer4>\(counted)</meta>"
  }

  private static func element(_ name: String, _ content: String) -> String { "<\(name)>\(content)</\(name)>" }
}
