import Foundation
import Lab
import NetLanguage
import Packets
import Simulation
import Testing

@testable import Notebook

private func readBack<Value: Storable>(_ value: Value) throws -> Value {
  var writer = StoredWriter()
  writer(value)
  var reader = StoredReader(writer.bytes[...])
  return try reader()
}

private let address = IPv4Address(10, 0, 0, 1)

private func frame(_ payload: IPv4Payload) -> EthernetFrame {
  var packet = IPv4Packet(source: address, destination: .broadcast, timeToLive: 9, payload: payload)
  (packet.typeOfService, packet.identification, packet.fragmentOffset) = (0x10, 7, 1480)
  (packet.dontFragment, packet.moreFragments) = (true, true)
  return EthernetFrame(
    destination: MACAddress(bits: 1), source: MACAddress(bits: 1 << 40), vlan: VLANTag(10, priority: 3),
    payload: .ipv4(packet))
}

private let datagram = UDPDatagram(sourcePort: 53, destinationPort: 65_535, payload: [1, 2, 3])

@Suite struct StorableTests {
  @Test(arguments: [
    TraceEvent.created(by: "curl"), .received(interface: "eth0"), .transmitted(interface: "eth0"),
    .bridged(bridge: "br0", from: "a", to: ["b", "c"], flooded: true), .tracked(isNew: true, reply: false),
    .entered(.forward, input: "a", output: nil),
    .rule(
      RuleVisit(
        hook: .output, table: "nat", chain: "X", number: 3, text: "-A X", verdict: nil,
        mismatch: .init(condition: "-i a", found: "in b", unmet: 2), origin: Origin(line: 4, file: "t.net"))),
    .policy(hook: .input, table: "filter", chain: "INPUT", verdict: "DROP"),
    .translated(Translation(manipulation: .source, author: .rule(chain: "X", number: 2), hook: .postRouting)),
    .translated(Translation(manipulation: .destination, author: .connectionTracking, hook: .preRouting)),
    .routed(
      RouteDecision(
        kind: .broadcast, route: "default", table: "main", interface: "a", nextHop: address, origin: nil)),
    .resolving(nextHop: address, interface: "a"), .timeToLiveDecremented, .fragmented(count: 3),
    .delivered(to: "tcp"),
  ])
  func `every event of a trace is kept`(event: TraceEvent) throws {
    let step = TraceStep(
      time: .seconds(3), packet: PacketIdentity(5), cause: PacketIdentity(4), node: "gw", event: event,
      before: frame(.udp(datagram)), after: frame(.raw(.gre, [9])), state: .related)
    #expect(try readBack(step) == step)
  }

  @Test(arguments: [
    DropReason.rule(table: "a", chain: "b", number: 1), .policy(table: "a", chain: "b"), .nat(.answersTaken),
    .nat(.noAddressToMasquerade(interface: "x")), .nat(.redirect), .nat(.movedInterface),
    .nat(.noAddressToRedirect), .noRoute,
    .blackhole, .forwardingOff, .reversePathFilter, .martianSource, .martianDestination, .timeToLiveExceeded,
    .packetTooBig(mtu: 1400), .otherHost, .neighbourFailed, .noSocket, .interfaceDown("a"), .noCarrier("a"),
    .lostOnCable, .bridgePortSame, .vlanFilter, .badChecksum, .conntrackInvalid, .reassemblyTimeout,
    .tableFull, .portNotForwarding,
    .notForUs("x"),
  ])
  func `every reason of a drop is kept`(reason: DropReason) throws { #expect(try readBack(reason) == reason) }

  @Test(arguments: [
    IPv4Payload.udp(datagram), .raw(.tcp, [1, 2]),
    .icmp(.echoRequest(ICMPEcho(identifier: 1, sequence: 2, payload: [3]))),
    .icmp(.echoReply(ICMPEcho(identifier: 1, sequence: 2, payload: []))),
    .icmp(
      .error(
        .redirect(code: 1, gateway: address),
        quoted: QuotedPacket(
          IPv4Packet(source: address, destination: .any, timeToLive: 1, payload: .udp(datagram)), limit: 25))),
    .icmp(.other(type: 13, code: 0, rest: 7, [5])),
  ])
  func `every kind of packet is kept`(payload: IPv4Payload) throws {
    #expect(try readBack(frame(payload)) == frame(payload))
  }

  @Test func `segments and frames of other kinds are kept`() throws {
    var segment = TCPSegment(
      sourcePort: 80, destinationPort: 40_000, sequence: .max, acknowledgement: 1, flags: [.syn, .ack],
      window: 9,
      payload: [0x6E])
    segment.options.maximumSegmentSize = 1460
    segment.options.windowScale = 7
    segment.options.sackPermitted = true
    segment.options.timestamps = .init(value: 1, echo: .max)
    #expect(try readBack(frame(.tcp(segment))) == frame(.tcp(segment)))
    let question = ARPPacket(
      .request, senderHardware: MACAddress(bits: 1), sender: address, targetHardware: MACAddress(bits: 0),
      target: .any)
    for payload in [EthernetPayload.arp(question), .other(etherType: 0x86DD, [6])] {
      let frame = EthernetFrame(
        destination: MACAddress(bits: 3), source: MACAddress(bits: 4), payload: payload)
      #expect(try readBack(frame) == frame)
    }
  }

  @Test(arguments: [0, 1, -1, 127, 128, 1 << 40, Int.max, Int.min])
  func `every number is kept`(number: Int) throws { #expect(try readBack(number) == number) }

  @Test func `damage of any kind is found or gives a value, and never stops the program`() throws {
    let step = TraceStep(
      time: .seconds(3), packet: PacketIdentity(5), cause: nil, node: "gw", event: .fragmented(count: 2),
      before: frame(.udp(datagram)), after: frame(.udp(datagram)), state: nil)
    var writer = StoredWriter()
    writer([step, step, step])
    var random = SystemRandomNumberGenerator()
    var damaged = 0
    for _ in 0..<2_000 {
      var bytes = writer.bytes
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        bytes[Int.random(in: bytes.indices, using: &random)] = .random(in: 0...255, using: &random)
      }
      if Bool.random(using: &random) { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random)) }
      var reader = StoredReader(bytes[...])
      do throws(StoredDamage) {
        let steps: [TraceStep] = try reader()
        damaged += steps.count == 3 ? 0 : 1
      } catch {
        damaged += 1
      }
    }
    #expect(damaged > 500)
  }
}

@Suite struct CacheKeyTests {
  @Test func `a key has 32 digits, and is the same in every run`() {
    #expect(CacheKey([]).text == CacheKey([], content: []).text)
    #expect(CacheKey([]).text.count == 32 && CacheKey([]).text.allSatisfy(\.isHexDigit))
    #expect(CacheKey(["a"], content: [1]) == CacheKey(["a"], content: [1]))
    #expect(CacheKey(["a"], content: [1]) != CacheKey(["a"], content: [2]))
  }

  @Test func `parts do not run into each other`() {
    #expect(CacheKey(["ab", "c"]) != CacheKey(["a", "bc"]))
    #expect(CacheKey(["ab"]) != CacheKey(["ab", ""]))
    #expect(CacheKey(["a"]).advanced(by: ["b"]) != CacheKey(["a", "b"]))
  }
}

@Suite struct CachePruningTests {
  @Test func `what is old goes, then the oldest, and never what is not the cache's`() throws {
    let store = TemporaryCache()
    func write(_ name: String, days: Int, size: Int) throws {
      let path = store.folder + "/" + name
      let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(count: size).write(to: URL(fileURLWithPath: path))
      let date = Date(timeIntervalSinceNow: -Double(days * CachePruning.day) - 100)
      try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path)
    }
    try write("aa/new", days: 0, size: 60)
    try write("aa/older", days: 3, size: 60)
    try write("ab/oldest", days: 5, size: 60)
    try write("ab/stale", days: 40, size: 1)
    try write("ab/.7-1.tmp", days: 1, size: 1)
    try write("notes/mine.md", days: 400, size: 500)
    CachePruning(days: 30, octets: 130).prune(store.folder)
    let left = FileManager.default.subpaths(atPath: store.folder)?.filter { $0.contains("/") }.sorted()
    #expect(left == ["aa/new", "aa/older", "notes/mine.md"])
  }
}
