import Packets
import Simulation

/// Writes the steps of packets that travel through the seed's network.
struct StoryWriter {
  private(set) var steps: [TraceStep] = []
  private var now = Nanoseconds.zero
  private var lastPacket = 0
  private var packet = PacketIdentity(0)
  private var frame = EthernetFrame(
    destination: MACAddress(bits: 0), source: MACAddress(bits: 0), payload: .other(etherType: 0, []))
  private var state: ConnectionState?
  private var askedContainer = false

  private mutating func add(
    _ node: String, _ event: TraceEvent, _ change: (inout EthernetFrame) -> Void = { _ in }
  ) {
    let before = frame
    change(&frame)
    steps.append(
      TraceStep(
        time: now, packet: packet, cause: nil, node: node, event: event, before: before, after: frame,
        state: state))
  }

  private mutating func begin(_ frame: EthernetFrame) {
    lastPacket += 1
    packet = PacketIdentity(lastPacket)
    self.frame = frame
    state = nil
  }

  private mutating func cable() { now += .microseconds(25) }

  /// An ARP question and its answer over one cable.
  mutating func ask(
    _ target: IPv4Address, from node: String, _ interface: String, _ sender: IPv4Address,
    _ hardware: MACAddress, to other: String, _ port: String, _ answer: MACAddress,
    via switchName: String? = nil
  ) {
    begin(
      EthernetFrame(
        destination: .broadcast, source: hardware,
        payload: .arp(
          ARPPacket(
            .request, senderHardware: hardware, sender: sender, targetHardware: MACAddress(bits: 0),
            target: target))))
    exchange(node, interface, other, port, via: switchName)
    begin(
      EthernetFrame(
        destination: hardware, source: answer,
        payload: .arp(
          ARPPacket(.reply, senderHardware: answer, sender: target, targetHardware: hardware, target: sender))
      ))
    exchange(other, port, node, interface, via: switchName)
  }

  private mutating func exchange(
    _ from: String, _ out: String, _ to: String, _ into: String, via name: String?
  ) {
    add(from, .created(by: "arp"))
    add(from, .transmitted(interface: out))
    cable()
    if let name {
      add(name, .bridged(bridge: name, from: from + ":" + out, to: [to + ":" + into], flooded: false))
      cable()
    }
    add(to, .received(interface: into))
    add(to, .delivered(to: "arp"))
  }

  private func segment(_ flags: TCPFlags, _ from: UInt16, _ to: UInt16, _ text: String) -> IPv4Payload {
    .tcp(
      TCPSegment(
        sourcePort: from, destinationPort: to, sequence: 1, acknowledgement: 1, flags: flags, window: 64_240,
        payload: Array(text.utf8)[...]))
  }

  mutating func request(_ flags: TCPFlags, text: String = "", isFirst: Bool = false, isDropped: Bool = false)
  {
    begin(
      EthernetFrame(
        destination: SeedStory.hostHardware, source: SeedStory.clientHardware,
        payload: .ipv4(
          IPv4Packet(
            source: SeedStory.client, destination: SeedStory.host, timeToLive: 128,
            payload: segment(flags, SeedStory.clientPort, 80, text)))))
    add("win11", .created(by: "curl"))
    add(
      "win11",
      .routed(
        .init(
          kind: .output, route: "192.168.40.0/24 dev VMnet8", table: "main", interface: "VMnet8",
          nextHop: nil, origin: nil)))
    add("win11", .transmitted(interface: "VMnet8"))
    cable()
    add("vmnet8", .bridged(bridge: "vmnet8", from: "win11:VMnet8", to: ["centos:ens33"], flooded: false))
    cable()
    add("centos", .received(interface: "ens33"))
    state = isFirst ? .new : .established
    add("centos", .tracked(isNew: isFirst, reply: false))
    if isFirst { preRouting() }
    let author: Translation.Author = isFirst ? .rule(chain: "DOCKER", number: 2) : .connectionTracking
    add("centos", .translated(.init(manipulation: .destination, author: author, hook: .preRouting))) {
      $0.rewrite {
        $0.destination = SeedStory.container
        $0.destinationPort = 8080
      }
    }
    add(
      "centos",
      .routed(
        .init(
          kind: .forward, route: "172.17.0.0/16 dev docker0 proto kernel scope link src 172.17.0.1",
          table: "main", interface: "docker0", nextHop: nil, origin: nil)))
    if isDropped {
      add(
        "centos",
        .rule(
          .init(
            hook: .forward, table: "filter", chain: "DOCKER-USER", number: 1,
            text: "-A DOCKER-USER -s 192.168.40.0/24 -j DROP", verdict: "DROP", mismatch: nil, origin: nil)))
      add("centos", .dropped(.rule(table: "filter", chain: "DOCKER-USER", number: 1)))
      return
    }
    add("centos", .timeToLiveDecremented) { $0.rewrite { $0.timeToLive -= 1 } }
    forward(isFirst: isFirst)
    add(
      "centos",
      .rule(
        .init(
          hook: .postRouting, table: "nat", chain: "POSTROUTING", number: 1,
          text: "-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE", verdict: nil,
          mismatch: .init(condition: "-s 172.17.0.0/16", found: "from 192.168.40.1"), origin: nil)))
    if !askedContainer {
      askedContainer = true
      add("centos", .resolving(nextHop: SeedStory.container, interface: "docker0"))
      let waiting = (packet, frame, state)
      ask(
        SeedStory.container, from: "centos", "veth1b62ff4", SeedStory.gateway, SeedStory.bridgeHardware,
        to: "web", "eth0", SeedStory.containerHardware)
      (packet, frame, state) = waiting
    }
    add("centos", .transmitted(interface: "docker0")) {
      $0.source = SeedStory.bridgeHardware
      $0.destination = SeedStory.containerHardware
    }
    add("centos", .bridged(bridge: "docker0", from: "docker0", to: ["veth1b62ff4"], flooded: false))
    add("centos", .transmitted(interface: "veth1b62ff4"))
    state = nil
    add("web", .received(interface: "eth0"))
    add(
      "web",
      .routed(
        .init(
          kind: .local, route: "local 172.17.0.2 dev eth0", table: "local", interface: "lo", nextHop: nil,
          origin: nil)))
    add("web", .delivered(to: "tcp 0.0.0.0:8080"))
  }

  private mutating func preRouting() {
    add(
      "centos",
      .rule(
        .init(
          hook: .preRouting, table: "nat", chain: "PREROUTING", number: 1,
          text: "-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER", verdict: "JUMP DOCKER", mismatch: nil,
          origin: nil)))
    add(
      "centos",
      .rule(
        .init(
          hook: .preRouting, table: "nat", chain: "DOCKER", number: 1, text: "-A DOCKER -i docker0 -j RETURN",
          verdict: nil, mismatch: .init(condition: "-i docker0", found: "in ens33"), origin: nil)))
    add(
      "centos",
      .rule(
        .init(
          hook: .preRouting, table: "nat", chain: "DOCKER", number: 2,
          text: "-A DOCKER ! -i docker0 -p tcp -m tcp --dport 80 -j DNAT --to-destination 172.17.0.2:8080",
          verdict: "DNAT", mismatch: nil, origin: nil)))
  }

  private mutating func forward(isFirst: Bool) {
    func visit(_ chain: String, _ number: Int, _ text: String, _ verdict: String?) -> TraceEvent {
      .rule(
        .init(
          hook: .forward, table: "filter", chain: chain, number: number, text: "-A \(chain) \(text)",
          verdict: verdict,
          mismatch: verdict == nil ? .init(condition: "-i docker0", found: "in ens33") : nil, origin: nil))
    }
    add("centos", visit("FORWARD", 1, "-j DOCKER-USER", "JUMP DOCKER-USER"))
    add("centos", visit("DOCKER-USER", 1, "-j RETURN", "RETURN"))
    add("centos", visit("FORWARD", 2, "-j DOCKER-ISOLATION-STAGE-1", "JUMP DOCKER-ISOLATION-STAGE-1"))
    add(
      "centos",
      visit("DOCKER-ISOLATION-STAGE-1", 1, "-i docker0 ! -o docker0 -j DOCKER-ISOLATION-STAGE-2", nil))
    add("centos", visit("DOCKER-ISOLATION-STAGE-1", 2, "-j RETURN", "RETURN"))
    if isFirst {
      add("centos", visit("FORWARD", 4, "-o docker0 -j DOCKER", "JUMP DOCKER"))
      add(
        "centos",
        visit(
          "DOCKER", 1, "-d 172.17.0.2/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport 8080 -j ACCEPT",
          "ACCEPT"))
    } else {
      add(
        "centos",
        visit("FORWARD", 3, "-o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT", "ACCEPT"))
    }
  }

  mutating func reply(_ flags: TCPFlags, text: String = "") {
    begin(
      EthernetFrame(
        destination: SeedStory.bridgeHardware, source: SeedStory.containerHardware,
        payload: .ipv4(
          IPv4Packet(
            source: SeedStory.container, destination: SeedStory.client, timeToLive: 64,
            payload: segment(flags, 8080, SeedStory.clientPort, text)))))
    add("web", .created(by: "/serve"))
    add(
      "web",
      .routed(
        .init(
          kind: .output, route: "default via 172.17.0.1 dev eth0", table: "main", interface: "eth0",
          nextHop: SeedStory.gateway, origin: nil)))
    add("web", .transmitted(interface: "eth0"))
    add("centos", .received(interface: "veth1b62ff4"))
    add("centos", .bridged(bridge: "docker0", from: "veth1b62ff4", to: ["docker0"], flooded: false))
    add("centos", .received(interface: "docker0"))
    state = .established
    add("centos", .tracked(isNew: false, reply: true))
    add(
      "centos",
      .routed(
        .init(
          kind: .forward, route: "192.168.40.0/24 dev ens33 proto kernel scope link src 192.168.40.180",
          table: "main", interface: "ens33", nextHop: nil, origin: nil)))
    add("centos", .timeToLiveDecremented) { $0.rewrite { $0.timeToLive -= 1 } }
    add(
      "centos",
      .rule(
        .init(
          hook: .forward, table: "filter", chain: "FORWARD", number: 5,
          text: "-A FORWARD -i docker0 ! -o docker0 -j ACCEPT", verdict: "ACCEPT", mismatch: nil, origin: nil)
      ))
    add("centos", .translated(.init(manipulation: .source, author: .connectionTracking, hook: .postRouting)))
    {
      $0.rewrite {
        $0.source = SeedStory.host
        $0.sourcePort = 80
      }
    }
    add("centos", .transmitted(interface: "ens33")) {
      $0.source = SeedStory.hostHardware
      $0.destination = SeedStory.clientHardware
    }
    state = nil
    cable()
    add("vmnet8", .bridged(bridge: "vmnet8", from: "centos:ens33", to: ["win11:VMnet8"], flooded: false))
    cable()
    add("win11", .received(interface: "VMnet8"))
    add("win11", .delivered(to: "tcp 192.168.40.1:49152"))
  }
}

extension EthernetFrame {
  fileprivate mutating func rewrite(_ change: (inout IPv4Packet) -> Void) {
    guard var packet = ipv4 else { return }
    change(&packet)
    payload = .ipv4(packet)
  }
}
