import Packets
import Simulation
import Testing

@testable import Linux

/// Bridges in a ring, cabled e1 to e2 of the next, with a station behind e9 of the first two.
private final class Ring {
  let network = Network()
  let bridges: [Bridge]
  let stations: [NetworkDevice]

  init(count: Int, delay: Nanoseconds = .seconds(4)) {
    var bridges: [Bridge] = []
    for number in 1...count {
      let namespace = network.makeNamespace(name: "s\(number)")
      let device = namespace.addDevice(
        name: "br0", kind: .bridge, hardware: MACAddress(bits: 0x5254_0000_00FF + UInt64(number) << 8))
      let bridge = device.bridge!
      bridge.hasFixedAddress = true
      bridge.forwardDelay = delay
      bridge.isSpanningTreeOn = true
      for port in [1, 2, 9] {
        let card = namespace.addDevice(
          name: "e\(port)", kind: .ethernet,
          hardware: MACAddress(bits: 0x5254_0000_0000 + UInt64(number) << 8 + UInt64(port)))
        bridge.add(card)
        namespace.bringUp(card)
      }
      bridges.append(bridge)
    }
    stations = bridges.prefix(2).enumerated().map { [network] number, bridge in
      let host = network.makeNamespace(name: "h\(number)")
      let card = host.addDevice(
        name: "eth0", kind: .ethernet, hardware: MACAddress(bits: 0x5254_0000_FF00 + UInt64(number)))
      _ = network.connect(card, Self.port("e9", of: bridge).device, properties: Cable.Properties())
      host.bringUp(card)
      return card
    }
    self.bridges = bridges
    for (number, bridge) in bridges.enumerated() {
      let next = bridges[(number + 1) % count]
      _ = network.connect(
        Self.port("e1", of: bridge).device, Self.port("e2", of: next).device,
        properties: Cable.Properties())
    }
    for bridge in bridges { bridge.device.namespace.bringUp(bridge.device) }
  }

  static func port(_ name: String, of bridge: Bridge) -> BridgePort {
    bridge.ports.first { $0.device.name == name }!
  }

  func run(_ seconds: Int) { network.clock.run(until: network.clock.now + .seconds(seconds)) }

  /// The ports that block, as `s3:e1`.
  var blocking: [String] {
    bridges.flatMap { bridge in
      bridge.ports.filter { $0.state == .blocking }.map {
        "\(bridge.device.namespace.name):\($0.device.name)"
      }
    }
  }
}

/// The spanning tree of IEEE 802.1D.
struct SpanningTreeTests {
  @Test func theBridgeWithTheLowestIdentifierIsTheRoot() {
    let ring = Ring(count: 3)
    ring.bridges[1].priority = 4096
    ring.run(10)
    #expect(ring.bridges.map { $0.tree.isRoot } == [false, true, false])
    #expect(ring.bridges.allSatisfy { $0.tree.designatedRoot == ring.bridges[1].tree.identifier })
  }

  @Test(arguments: 2...5) func oneOfTheCablesInARingIsNotUsed(count: Int) {
    let ring = Ring(count: count)
    ring.run(20)
    #expect(ring.blocking.count == 1)
    #expect(ring.network.fault == nil)
  }

  @Test func aFrameForEverybodyComesOnce() {
    let ring = Ring(count: 3)
    ring.run(20)
    var seen = 0
    ring.stations[1].attach(PacketCapture { buffer, _, _ in if buffer.kind == .arp { seen += 1 } })
    let question = ARPPacket(
      .request, senderHardware: ring.stations[0].hardware, sender: IPv4Address(10, 0, 0, 1),
      targetHardware: .zero, target: IPv4Address(10, 0, 0, 2))
    let frame = EthernetFrame(
      destination: .broadcast, source: ring.stations[0].hardware, payload: .arp(question))
    ring.stations[0].transmit(SocketBuffer(frame, identity: ring.network.nextPacketIdentity()))
    ring.run(1)
    #expect(seen == 1)
    #expect(ring.network.fault == nil)
  }

  @Test func whenACableGoesThePortThatBlockedTakesOver() {
    let ring = Ring(count: 2)
    ring.run(20)
    #expect(ring.blocking == ["s2:e2"] || ring.blocking == ["s2:e1"])
    let inUse = ring.bridges[1].ports.first { $0.number == ring.bridges[1].tree.rootPort }!
    inUse.device.namespace.bringDown(inUse.device)
    ring.run(9)
    #expect(ring.blocking.isEmpty)
    #expect(ring.bridges[1].tree.rootPort != inUse.number)
  }

  @Test func aPortListensAndLearnsBeforeItForwards() {
    let ring = Ring(count: 2)
    let port = Ring.port("e9", of: ring.bridges[0])
    #expect(port.state == .listening)
    ring.run(5)
    #expect(port.state == .learning)
    ring.run(4)
    #expect(port.state == .forwarding)
  }

  @Test func withoutAProtocolPortsForwardAtOnce() {
    let network = Network()
    let namespace = network.makeNamespace(name: "s")
    let device = namespace.addDevice(name: "br0", kind: .bridge, hardware: MACAddress(bits: 0x5254_0000_00FF))
    let (end, _) = namespace.addVethPair(
      name: "v0", hardware: MACAddress(bits: 0x5254_0000_0001), peerName: "v1",
      peerHardware: MACAddress(bits: 0x5254_0000_0002))
    device.bridge!.add(end)
    for device in namespace.devices { namespace.bringUp(device) }
    #expect(end.port?.state == .forwarding)
  }

  @Test func messagesSurviveTheWire() throws {
    let unit = BridgeProtocolUnit.configuration(
      .init(
        root: BridgeIdentifier(priority: 4096, address: MACAddress(bits: 1)), rootPathCost: 4,
        bridge: BridgeIdentifier(priority: 32768, address: MACAddress(bits: 2)), port: 0x8001,
        isTopologyChange: true, acknowledgesChange: false, messageAge: 256, maximumAge: 5120, helloTime: 512,
        forwardDelay: 3840))
    for unit in [unit, .topologyChange] {
      guard case .other(_, let bytes) = unit.payload else { continue }
      #expect(BridgeProtocolUnit(decoding: bytes) == unit)
    }
  }
}
