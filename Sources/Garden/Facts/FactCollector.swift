import Lab
import NetLanguage
import Notebook
import Packets
import Simulation

/// Goes through cells and their traces.
struct FactCollector {
  private struct Key: Hashable {
    var kind: NoteFacts.Kind
    var name: String
  }

  private var places: [Key: [String]] = [:]
  /// The cell that is looked at.
  private var cell = ""
  /// What the cell had already: most packets look alike.
  private var addresses: Set<IPv4Address> = []
  private var ports: Set<PortKey> = []

  private struct PortKey: Hashable {
    var number: UInt16
    var isTCP: Bool
  }

  /// Targets that rewrite addresses or ports (iptables-extensions(8)).
  static let translators: Set<String> = ["DNAT", "SNAT", "MASQUERADE", "REDIRECT", "NETMAP"]

  var facts: [NoteFacts.Fact] {
    places.map { NoteFacts.Fact($0.key.kind, $0.key.name, places: $0.value) }.sorted { left, right in
      left.kind == right.kind
        ? left.name.utf8.lexicographicallyPrecedes(right.name.utf8) : left.kind.rawValue < right.kind.rawValue
    }
  }

  mutating func add(_ outcome: CellOutcome) {
    guard let result = outcome.result else { return }
    (cell, addresses, ports) = (outcome.identifier, [], [])
    for line in result.lines {
      for name in CommandNames.found(in: line.line.command.value) { note(.command, name) }
      add(line.trace)
    }
    for node in result.topology.nodes {
      for interface in node.interfaces where interface.kind != .loopback {
        for address in interface.addresses { note(.address, String(address.prefix { $0 != "/" })) }
      }
    }
  }

  private mutating func note(_ kind: NoteFacts.Kind, _ name: String) {
    let key = Key(kind: kind, name: name)
    if places[key]?.last != cell { places[key, default: []].append(cell) }
  }

  private mutating func add(_ trace: [TraceStep]) {
    // The target of the rule that a packet met last in a chain: it may turn out to have rewritten the packet.
    var met: [String: String] = [:]
    for step in trace {
      add(step.before)
      if step.after != step.before { add(step.after) }
      switch step.event {
      case .rule(let visit):
        note(.chain, visit.table + " " + visit.chain)
        guard let verdict = visit.verdict, !verdict.hasPrefix("JUMP "), !verdict.hasPrefix("GOTO "),
          let target = Self.target(of: visit.text)
        else { continue }
        if Self.translators.contains(target) {
          met["\(step.node) \(visit.chain) \(visit.number)"] = target
        } else {
          note(.target, target)
        }
      case .policy(_, let table, let chain, _): note(.chain, table + " " + chain)
      case .translated(let translation):
        guard case .rule(let chain, let number) = translation.author,
          let target = met["\(step.node) \(chain) \(number)"]
        else { continue }
        note(.target, target)
      default: continue
      }
    }
  }

  /// The word behind `-j` of a rule as `iptables -S` prints it; strings in quotes may hold anything.
  static func target(of rule: String) -> String? {
    var isQuoted = false
    var previous: Substring = ""
    for word in rule.split(separator: " ") {
      if !isQuoted, previous == "-j" { return String(word) }
      if !word.count(where: { $0 == "\"" }).isMultiple(of: 2) { isQuoted.toggle() }
      previous = word
    }
    return nil
  }

  private mutating func add(_ frame: EthernetFrame) {
    switch frame.payload {
    case .arp(let packet):
      add(packet.sender)
      add(packet.target)
    case .ipv4(let packet):
      add(packet.source)
      add(packet.destination)
      switch packet.payload {
      case .tcp(let segment):
        add(segment.sourcePort, isTCP: true)
        add(segment.destinationPort, isTCP: true)
      case .udp(let datagram):
        add(datagram.sourcePort, isTCP: false)
        add(datagram.destinationPort, isTCP: false)
      case .icmp, .raw: break
      }
    case .other: break
    }
  }

  private mutating func add(_ address: IPv4Address) {
    if addresses.insert(address).inserted, address != .any { note(.address, "\(address)") }
  }

  private mutating func add(_ port: UInt16, isTCP: Bool) {
    if ports.insert(PortKey(number: port, isTCP: isTCP)).inserted {
      note(.port, "\(port)/\(isTCP ? "tcp" : "udp")")
    }
  }
}
