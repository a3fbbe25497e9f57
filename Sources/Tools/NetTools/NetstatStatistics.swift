import Linux

/// `netstat -s`: the counters of the protocols in sentences (net-tools, statistics.c).
struct NetstatStatistics {
  private let process: Process
  /// With -t, -u or -w only these protocols are shown.
  private let kinds: [Character]
  private var text = ""

  init(_ process: Process, letters: [Character]) {
    self.process = process
    kinds = letters.filter { "tuw".contains($0) }
  }

  mutating func print() {
    let namespace = process.namespace
    for group in ProtocolTables.simple(namespace) { print(group) }
    for group in ProtocolTables.extended(namespace) { print(group) }
    process.write(text)
  }

  /// What belongs to none of the asked protocols is left out; the odd ones are always there.
  private func isShown(_ name: String) -> Bool {
    guard !kinds.isEmpty else { return true }
    switch name {
    case "Ip", "Icmp": return kinds.contains("w")
    case "Tcp", "TcpExt": return kinds.contains("t")
    case "Udp": return kinds.contains("u")
    default: return true
    }
  }

  private mutating func print(_ group: ProtocolTables.Group) {
    guard isShown(group.name) else { return }
    text += group.name + ":\n"
    // After the histogram of ICMP its indent stays, as long as a group that ends it is not there.
    let indent = group.name == "IcmpMsg" && (kinds.isEmpty || kinds.contains("w")) ? "        " : "    "
    var shownHistogram = ""
    for counter in group.counters {
      if group.name == "Icmp", let (title, word) = histogram(counter.name) {
        if shownHistogram != title {
          text += "    \(title)\n"
          shownHistogram = title
        }
        if counter.value != 0 { text += "        \(word): \(counter.value)\n" }
        continue
      }
      guard let sentence = sentence(group.name, counter.name, counter.value) else { continue }
      text += indent + sentence + "\n"
    }
  }

  private func histogram(_ name: String) -> (String, String)? {
    let isIncoming = name.hasPrefix("In")
    let title = isIncoming ? "ICMP input histogram:" : "ICMP output histogram:"
    guard let word = Self.histogramWords[name] ?? nil else { return nil }
    return (title, word)
  }

  private static let histogramWords: [String: String] = [
    "InDestUnreachs": "destination unreachable", "InTimeExcds": "timeout in transit",
    "InParmProbs": "wrong parameters", "InSrcQuenchs": "source quenches", "InRedirects": "redirects",
    "InEchos": "echo requests", "InEchoReps": "echo replies", "InTimestamps": "timestamp request",
    "InTimestampReps": "timestamp reply", "InAddrMasks": "address mask request",
    "InAddrMaskReps": "address mask replies", "OutDestUnreachs": "destination unreachable",
    "OutTimeExcds": "time exceeded", "OutParmProbs": "wrong parameters", "OutSrcQuenchs": "source quench",
    "OutRedirects": "redirect", "OutEchos": "echo requests", "OutEchoReps": "echo replies",
    "OutTimestamps": "timestamp requests", "OutTimestampReps": "timestamp replies",
    "OutAddrMasks": "address mask requests", "OutAddrMaskReps": "address mask replies",
  ]

  /// Some counters are always shown, most only when they have counted; those without a sentence by their name.
  private func sentence(_ group: String, _ name: String, _ value: Int) -> String? {
    if let (form, isAlways) = Self.sentences[group + name] {
      guard isAlways || value != 0 else { return nil }
      return form.hasSuffix(":") ? "\(form) \(value)" : "\(value) \(form)"
    }
    guard value != 0, !Self.hidden.contains(group + name) else { return nil }
    return "\(name): \(value)"
  }

  private static let hidden = ["IpDefaultTTL", "TcpRtoAlgorithm", "TcpRtoMin", "TcpRtoMax", "TcpMaxConn"]

  private static let sentences: [String: (String, Bool)] = [
    "IpForwarding": ("Forwarding:", true), "IpInReceives": ("total packets received", true),
    "IpInHdrErrors": ("with invalid headers", false), "IpInAddrErrors": ("with invalid addresses", false),
    "IpForwDatagrams": ("forwarded", true), "IpInUnknownProtos": ("with unknown protocol", false),
    "IpInDiscards": ("incoming packets discarded", true),
    "IpInDelivers": ("incoming packets delivered", true), "IpOutRequests": ("requests sent out", true),
    "IpOutDiscards": ("outgoing packets dropped", false),
    "IpOutNoRoutes": ("dropped because of missing route", false),
    "IpReasmTimeout": ("fragments dropped after timeout", false),
    "IpReasmReqds": ("reassemblies required", false), "IpReasmOKs": ("packets reassembled ok", false),
    "IpReasmFails": ("packet reassemblies failed", false),
    "IpFragOKs": ("outgoing packets fragmented ok", false),
    "IpFragFails": ("outgoing packets failed fragmentation", false),
    "IpFragCreates": ("fragments created", false), "IcmpInMsgs": ("ICMP messages received", true),
    "IcmpInErrors": ("input ICMP message failed", true), "IcmpOutMsgs": ("ICMP messages sent", true),
    "IcmpOutErrors": ("ICMP messages failed", true),
    "TcpActiveOpens": ("active connection openings", true),
    "TcpPassiveOpens": ("passive connection openings", true),
    "TcpAttemptFails": ("failed connection attempts", true),
    "TcpEstabResets": ("connection resets received", true),
    "TcpCurrEstab": ("connections established", true), "TcpInSegs": ("segments received", true),
    "TcpOutSegs": ("segments sent out", true), "TcpRetransSegs": ("segments retransmitted", true),
    "TcpInErrs": ("bad segments received", true), "TcpOutRsts": ("resets sent", true),
    "UdpInDatagrams": ("packets received", true), "UdpNoPorts": ("packets to unknown port received", true),
    "UdpInErrors": ("packet receive errors", true), "UdpOutDatagrams": ("packets sent", true),
    "UdpRcvbufErrors": ("receive buffer errors", true), "UdpSndbufErrors": ("send buffer errors", true),
    "TcpExtTW": ("TCP sockets finished time wait in fast timer", false),
    "TcpExtTCPHPHits": ("packet headers predicted", true),
  ]
}
