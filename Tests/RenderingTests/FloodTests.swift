import Lab
import Packets
import Simulation
import Testing

@testable import Rendering

/// A switch that floods makes copies which share a number: the story follows the one that arrived.
@Suite struct FloodTests {
  private let topology: Topology = Topologies.star(hosts: 3)
  private let frame = EthernetFrame(
    destination: .broadcast, source: MACAddress(bits: 1),
    payload: .arp(
      ARPPacket(
        .request, senderHardware: MACAddress(bits: 1), sender: IPv4Address(192, 168, 100, 1),
        targetHardware: MACAddress(bits: 0), target: IPv4Address(192, 168, 100, 3))))

  private func step(_ node: String, _ event: TraceEvent) -> TraceStep {
    TraceStep(
      time: .zero, packet: PacketIdentity(1), cause: nil, node: node, event: event, before: frame,
      after: frame,
      state: nil)
  }

  @Test(arguments: [["host2", "host3"], ["host3", "host2"]])
  func theMainWayIsThatOfTheCopyThatWasTaken(order: [String]) throws {
    var steps = [
      step("host1", .created(by: "arp")), step("host1", .transmitted(interface: "eth0")),
      step(
        "lan", .bridged(bridge: "lan", from: "host1:eth0", to: ["host2:eth0", "host3:eth0"], flooded: true)),
    ]
    for node in order {
      steps.append(step(node, .received(interface: "eth0")))
      steps.append(step(node, node == "host3" ? .delivered(to: "arp") : .dropped(.notForUs(""))))
    }
    let packet = try #require(Journey(steps, in: topology).packets.first)
    #expect(packet.stations.map(\.name) == ["host1:eth0", "host3:eth0"])
    #expect(packet.end == .delivered(node: "host3", to: "arp"))
    #expect(packet.copies == [.dropped(node: "host2", reason: .notForUs(""))])
  }

  @Test func aBridgeThatFloodsToItsOwnHostAndAPort() throws {
    let topology = Topologies.containers
    let steps = [
      step("web", .transmitted(interface: "eth0")), step("docker", .received(interface: "veth00")),
      step("docker", .bridged(bridge: "docker0", from: "veth00", to: ["veth20", "docker0"], flooded: true)),
      step("docker", .transmitted(interface: "veth20")), step("docker", .received(interface: "docker0")),
      step("docker", .delivered(to: "arp")), step("proxy", .received(interface: "eth0")),
      step("proxy", .dropped(.notForUs(""))),
    ]
    let packet = try #require(Journey(steps, in: topology).packets.first)
    #expect(packet.stations.map(\.name) == ["web:eth0", "docker:veth00", "docker:docker0"])
    #expect(packet.copies == [.dropped(node: "proxy", reason: .notForUs(""))])
  }
}

/// A packet that waits for ARP.
@Suite struct WaitingTests {
  private func steps(isAnswered: Bool) -> [TraceStep] {
    // The story's first IP packet begins before the question that it needs.
    let all = SeedStory.steps()
    guard let first = all.firstIndex(where: { $0.packet.number == 3 }) else { return [] }
    let known = all[first]
    let created = TraceStep(
      time: .zero, packet: known.packet, cause: known.cause, node: known.node, event: known.event,
      before: known.before, after: known.after, state: known.state)
    let rest = isAnswered ? Array(all[(first + 1)...]) : []
    return [created] + all[..<(isAnswered ? first : 5)] + rest
  }

  @Test func theQuestionComesFirst() {
    let journey = Journey(steps(isAnswered: true), in: SeedStory.topology)
    #expect(journey.packets.first?.label.short == "SYN")
    #expect(journey.packetsInTime.prefix(3).map(\.label.proto) == ["ARP", "ARP", "TCP"])
  }

  @Test func aPacketThatIsNeverSentIsSaidToBe() {
    let journey = Journey(steps(isAnswered: false), in: SeedStory.topology)
    #expect(journey.unsent.map(\.label.short) == ["SYN"])
    #expect(journey.request?.isARP == true)
    #expect(
      Language.english.caption(journey).hasPrefix("TCP SYN never leaves win11. The request (ARP who has"))
    #expect(Language.chinese.caption(journey).hasPrefix("TCP SYN 始终没有离开 win11。"))
  }
}
