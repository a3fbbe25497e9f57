import Lab
import Packets
import Simulation

/// The seed article's trace, written by hand: a browser on Windows asks a web server in a container, and the answer
/// finds its way back.
enum SeedStory {
  static let client = IPv4Address(192, 168, 40, 1)
  static let host = IPv4Address(192, 168, 40, 180)
  static let container = IPv4Address(172, 17, 0, 2)
  static let gateway = IPv4Address(172, 17, 0, 1)
  static let clientHardware = MACAddress(bits: 0x5254_0000_0101)
  static let hostHardware = MACAddress(bits: 0x5254_0000_0201)
  static let bridgeHardware = MACAddress(bits: 0x0242_0000_0201)
  static let containerHardware = MACAddress(bits: 0x0242_AC11_0002)
  static let clientPort: UInt16 = 49_152

  static let topology: Topology = {
    var topology = Topology()
    topology.nodes = [
      .init(name: "win11", kind: .windows), .init(name: "centos", kind: .host),
      .init(name: "vmnet8", kind: .switchNode),
      .init(name: "web", kind: .container, parent: "centos", image: "web"),
    ]
    topology.nodes[0].interfaces = [.fixture("VMnet8", "192.168.40.1/24")]
    topology.nodes[1].interfaces = [
      .fixture("ens33", "192.168.40.180/24"), .fixture("docker0", "172.17.0.1/16", kind: .bridge),
      .fixture("veth1b62ff4", kind: .veth, bridge: "docker0"),
    ]
    topology.nodes[3].interfaces = [.fixture("eth0", "172.17.0.2/16", kind: .veth)]
    topology.nodes[3].services = ["8080/tcp"]
    topology.links = [
      .fixture("win11:VMnet8", "vmnet8"), .fixture("centos:ens33", "vmnet8"),
      .fixture("centos:veth1b62ff4", "web:eth0", kind: .veth),
    ]
    return topology
  }()

  static func steps() -> [TraceStep] {
    var story = StoryWriter()
    story.ask(
      host, from: "win11", "VMnet8", client, clientHardware, to: "centos", "ens33", hostHardware,
      via: "vmnet8")
    story.request(.syn, isFirst: true)
    story.reply([.syn, .ack])
    story.request(.ack)
    story.request([.psh, .ack], text: "GET / HTTP/1.1\r\nHost: 192.168.40.180\r\n\r\n")
    story.reply(.ack)
    story.reply([.psh, .ack], text: "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nhello from web\n")
    story.reply([.fin, .ack])
    story.request([.fin, .ack])
    story.reply(.ack)
    return story.steps
  }

  /// The same request on a host whose FORWARD chain drops it.
  static func dropped() -> [TraceStep] {
    var story = StoryWriter()
    story.request(.syn, isFirst: true, isDropped: true)
    return story.steps
  }
}

extension Topology.Interface {
  static func fixture(
    _ name: String, _ addresses: String..., kind: Kind = .ethernet, bridge: String? = nil
  ) -> Self {
    .init(
      name: name, kind: kind, hardware: "52:54:00:00:00:01", addresses: addresses, bridge: bridge, isUp: true)
  }
}

extension Topology.Link {
  /// From ends written `node:interface` or `switch`.
  static func fixture(_ left: String, _ right: String, kind: Kind = .cable) -> Self {
    .init(left: .fixture(left), right: .fixture(right), kind: kind)
  }
}

extension Topology.Link.End {
  static func fixture(_ text: String) -> Self {
    let parts = text.split(separator: ":").map(String.init)
    return .init(node: parts[0], interface: parts.count > 1 ? parts[1] : nil)
  }
}

extension SeedStory {
  /// The chains of table nat that the request came through.
  static let chains = [
    VisitedChain(
      node: "centos", table: "nat", chain: "PREROUTING", policy: "ACCEPT",
      rules: ["-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER"]),
    VisitedChain(
      node: "centos", table: "nat", chain: "DOCKER", policy: nil,
      rules: [
        "-A DOCKER -i docker0 -j RETURN",
        "-A DOCKER ! -i docker0 -p tcp -m tcp --dport 80 -j DNAT --to-destination 172.17.0.2:8080",
        "-A DOCKER ! -i docker0 -p tcp -m tcp --dport 81 -j DNAT --to-destination 172.17.0.3:8080",
      ]),
  ]
}
