import Linux
import Packets
import Simulation

/// Two hosts on a cable; rules are put on b, packets come from a.
final class FilteredHosts {
  let hosts: TwoHosts
  var a: NetworkNamespace { hosts.a }
  var b: NetworkNamespace { hosts.b }
  var netfilter: Netfilter { b.netfilter }

  init() throws {
    hosts = try TwoHosts()
    hosts.knowEachOther()
  }

  /// Appends a rule to a chain of b.
  @discardableResult
  func add(
    _ target: Target, to chain: String = "INPUT", of table: Table.Name = .filter, _ matches: [Match] = [],
    _ change: (inout RuleSpecification) -> Void = { _ in }
  ) throws -> Rule {
    var rule = RuleSpecification()
    rule.target = target
    rule.matches = matches
    change(&rule)
    let table = netfilter.table(table)
    let chain = table.chain(named: chain)!
    try netfilter.append(rule, to: chain, in: table)
    return chain.rules.last!
  }

  func chain(_ name: String, of table: Table.Name = .filter) -> Chain {
    netfilter.table(table).chain(named: name)!
  }

  /// An echo request of 84 octets from a to b.
  func ping(ttl: UInt8 = 64) {
    let echo = ICMPEcho(identifier: 7, sequence: 1, payload: Bytes(repeating: 0, count: 56))
    send(.icmp(.echoRequest(echo)), ttl: ttl)
  }

  /// A SYN from a's port 40000.
  func knock(_ port: UInt16) {
    send(
      .tcp(
        TCPSegment(
          sourcePort: 40000, destinationPort: port, sequence: 99, flags: .syn, window: 64240)))
  }

  private func send(_ payload: IPv4Payload, ttl: UInt8 = 64) {
    let packet = IPv4Packet(
      source: TwoHosts.addressOfA, destination: TwoHosts.addressOfB, timeToLive: ttl, payload: payload)
    _ = a.send(packet, OutputOptions(sender: "tester"))
    hosts.run(.milliseconds(10))
  }

  /// What b answered, in order.
  var answers: [IPv4Packet] { hosts.frames.filter { $0.source == TwoHosts.addressOfB } }

  /// The rules that b looked at while something happens, and the policies that decided.
  func traced(_ action: () -> Void) -> [TraceEvent] {
    let recorder = hosts.network.recorder
    recorder.isRecording = true
    action()
    recorder.isRecording = false
    return recorder.take().filter { $0.node == "b" }.map(\.event)
  }
}

extension TraceEvent {
  /// `CHAIN/NUMBER VERDICT` of a rule that was looked at; a dash for one that did not match.
  var visit: String? {
    guard case .rule(let visit) = self else { return nil }
    return "\(visit.chain)/\(visit.number) \(visit.verdict ?? "-")"
  }
}
