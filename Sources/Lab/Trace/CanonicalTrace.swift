import Packets
package import Simulation

/// A trace as rules see it: for each packet and node, the rules it matched. This is what recordings of the real
/// kernel hold, so that simulator and kernel can be compared line by line.
package struct CanonicalTrace {
  package struct Record: Hashable, Sendable {
    /// `centos in ens33: tcp S 192.168.40.1:40000 > 192.168.40.180:80`
    package var packet: String
    /// `centos PREROUTING-nat DOCKER "-A DOCKER …" ACCEPT  192.168.40.1:40000 > 192.168.40.180:80 [NEW]`
    package var hits: [String]
  }

  /// The records, one conversation after the other; a record equal to an earlier one is left out, since later
  /// packets of a connection meet the same rules.
  package static func records(of steps: [TraceStep]) -> [Record] {
    var passages: [Passage] = []
    var current: [Passage.Key: Int] = [:]
    for step in steps {
      guard let packet = step.before.ipv4, packet.isListed else { continue }
      let key = Passage.Key(node: step.node, packet: step.packet)
      switch step.event {
      case .entered(.preRouting, let input, _):
        current[key] = passages.count
        passages.append(Passage(step, way: "in", interface: input, packet: packet))
      case .entered(.output, _, let output):
        current[key] = passages.count
        passages.append(Passage(step, way: "out", interface: output, packet: packet))
      default:
        if let index = current[key] { passages[index].meet(step, packet) }
      }
    }
    var seen: Set<Record> = []
    return byConversation(passages).map { $0.record }.filter { seen.insert($0).inserted }
  }

  /// Two connections at once may mix in any way: so one after the other, by their first packets.
  private static func byConversation(_ passages: [Passage]) -> [Passage] {
    var groups = DisjointSets()
    for passage in passages {
      for other in passage.identities.dropFirst() { groups.join(passage.identities[0], other) }
    }
    var order: [String: Int] = [:]
    for passage in passages {
      let root = groups.root(passage.identities[0])
      if order[root] == nil { order[root] = order.count }
    }
    let keyed = passages.enumerated().map { (order[groups.root($1.identities[0])]!, $0, $1) }
    return keyed.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map { $0.2 }
  }
}

/// One packet in one node, from the first hook on.
private struct Passage {
  struct Key: Hashable {
    let node: String
    let packet: PacketIdentity
  }

  let record0: String
  let identity: PacketIdentity
  let node: String
  private let firstPair: String
  private var lastPair: String
  private var hook: Hook
  /// The addresses when the table began.
  private var tableStart: (table: String, hook: Hook, addresses: String)?
  private(set) var hits: [String] = []

  init(_ step: TraceStep, way: String, interface: String?, packet: IPv4Packet) {
    identity = step.packet
    node = step.node
    record0 =
      "\(step.node) \(way) \(interface ?? "?"): \(packet.kindText) \(packet.recordedAddresses)"
    firstPair = packet.pairText
    lastPair = firstPair
    hook = way == "in" ? .preRouting : .output
  }

  var record: CanonicalTrace.Record { CanonicalTrace.Record(packet: record0, hits: hits) }

  /// What ties packets of one conversation together: their pair of addresses, before and after NAT.
  var identities: [String] { [firstPair, lastPair, "packet \(identity.number)"] }

  mutating func meet(_ step: TraceStep, _ packet: IPv4Packet) {
    switch step.event {
    case .entered(let entered, _, _): hook = entered
    case .rule(let visit):
      if tableStart?.table != visit.table || tableStart?.hook != visit.hook {
        tableStart = (visit.table, visit.hook, packet.recordedAddresses)
      }
      guard let verdict = visit.verdict else { return }
      lastPair = packet.pairText
      // The kernel has no entry for an invalid packet, and names no state (nft_trace_fill_ct_info).
      let state = step.state == nil || step.state == .invalid ? "" : " [\(step.state!.name)]"
      hits.append(
        "\(step.node) \(visit.hook.name)-\(visit.table) \(visit.chain) \"\(visit.text)\" \(verdict)"
          + "  \(tableStart!.addresses)\(state)")
    default: break
    }
  }
}

/// Union-find over texts.
private struct DisjointSets {
  private var parents: [String: String] = [:]

  mutating func root(_ member: String) -> String {
    var member = member
    while let parent = parents[member], parent != member { member = parent }
    return member
  }

  mutating func join(_ left: String, _ right: String) {
    let (a, b) = (root(left), root(right))
    if a != b { parents[b] = a }
  }
}

extension IPv4Packet {
  fileprivate var isListed: Bool { proto == .tcp || proto == .udp || proto == .icmp }

  /// `tcp S`, `tcp S.`, `tcp R`, `tcp .` for all others; `udp`; `icmp TYPE/CODE`.
  fileprivate var kindText: String {
    switch payload {
    case .tcp(let segment):
      if segment.flags.contains(.rst) { return "tcp R" }
      if segment.flags.contains([.syn, .ack]) { return "tcp S." }
      return segment.flags.contains(.syn) ? "tcp S" : "tcp ."
    case .udp: return "udp"
    case .icmp(let message): return "icmp \(message.type)/\(message.code)"
    // The octets of a later fragment stand where the header would.
    case .raw(.icmp, let bytes):
      var reader = ByteReader(bytes)
      guard let type = reader.uint8(), let code = reader.uint8() else { return "icmp" }
      return "icmp \(type)/\(code)"
    case .raw(.tcp, _): return "tcp ."
    case .raw(let proto, _): return proto.description
    }
  }

  /// As the recorder sees them: it looks for ports in every packet of TCP and UDP, in fragments too.
  fileprivate var recordedAddresses: String {
    guard case .raw(let proto, let bytes) = payload, proto == .tcp || proto == .udp else {
      return addressText
    }
    var reader = ByteReader(bytes)
    guard let from = reader.uint16(), let to = reader.uint16() else { return addressText }
    return "\(source):\(from) > \(destination):\(to)"
  }

  /// The same for both directions of a conversation.
  fileprivate var pairText: String {
    let ports = ports
    let left = "\(source):\(ports?.source ?? 0)"
    let right = "\(destination):\(ports?.destination ?? 0)"
    return left < right ? left + " " + right : right + " " + left
  }
}
