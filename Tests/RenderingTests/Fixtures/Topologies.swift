import Lab

/// Networks that a layout must cope with.
enum Topologies {
  static let all: [(name: String, topology: Topology)] = [
    ("the seed's", SeedStory.topology), ("two hosts on a wire", wire), ("three routers in a row", routers),
    ("a switch with many hosts", crowd), ("containers on two bridges", containers),
    ("a ring of routers", ring),
    ("Chinese names", chinese), ("two networks apart", apart), ("forty nodes", forty),
    ("a router with containers", busyRouter),
  ]

  static let wire = Topology.of(["a": ["eth0 10.0.0.1/24"], "b": ["eth0 10.0.0.2/24"]], ["a:eth0 b:eth0"])

  static let routers = Topology.of(
    [
      "h1": ["eth0 10.0.1.2/24"], "r1": ["eth0 10.0.1.1/24", "eth1 10.0.2.1/24"],
      "r2": ["eth0 10.0.2.2/24", "eth1 10.0.3.1/24"], "r3": ["eth0 10.0.3.2/24", "eth1 10.0.4.1/24"],
      "h2": ["eth0 10.0.4.2/24"],
    ], ["h1:eth0 r1:eth0", "r1:eth1 r2:eth0", "r2:eth1 r3:eth0", "r3:eth1 h2:eth0"])

  static let crowd = star(hosts: 9)
  static let forty = star(hosts: 39)

  static func star(hosts: Int) -> Topology {
    var topology = Topology()
    topology.nodes = [.init(name: "lan", kind: .switchNode)]
    for index in 1...hosts {
      topology.nodes.append(.init(name: "host\(index)", kind: .host))
      topology.nodes[index].interfaces = [.fixture("eth0", "192.168.100.\(index)/24")]
      topology.links.append(.fixture("host\(index):eth0", "lan"))
    }
    return topology
  }

  static let ring = Topology.of(
    [
      "r1": ["a 10.0.1.1/24", "b 10.0.4.2/24"], "r2": ["a 10.0.1.2/24", "b 10.0.2.1/24"],
      "r3": ["a 10.0.2.2/24", "b 10.0.3.1/24"], "r4": ["a 10.0.3.2/24", "b 10.0.4.1/24"],
    ], ["r1:a r2:a", "r2:b r3:a", "r3:b r4:a", "r4:b r1:b"])

  static let chinese = Topology.of(
    [
      "办公室的电脑": ["以太网 192.168.1.10/24"], "路由器": ["局域网口 192.168.1.1/24", "广域网口 203.0.113.7/24"],
      "服务器": ["网卡 203.0.113.80/24"],
    ],
    ["办公室的电脑:以太网 路由器:局域网口", "路由器:广域网口 服务器:网卡"])

  static let apart = Topology.of(
    [
      "a": ["eth0 10.0.0.1/24"], "b": ["eth0 10.0.0.2/24"], "c": ["eth0 10.1.0.1/24"],
      "d": ["eth0 10.1.0.2/24"], "e": [],
    ],
    ["a:eth0 b:eth0", "c:eth0 d:eth0"])

  /// A Docker host with two user networks, one container on both.
  static let containers: Topology = {
    var topology = Topology.of(
      ["client": ["eth0 10.0.0.2/24"], "docker": ["eth0 10.0.0.1/24"]], ["client:eth0 docker:eth0"])
    let host = topology.nodes.firstIndex { $0.name == "docker" } ?? 0
    topology.nodes[host].interfaces += [
      .fixture("docker0", "172.17.0.1/16", kind: .bridge),
      .fixture("br-front", "172.18.0.1/16", kind: .bridge),
    ]
    for (index, (name, bridges)) in [
      ("web", ["docker0"]), ("api", ["br-front"]), ("proxy", ["docker0", "br-front"]), ("db", ["br-front"]),
    ].enumerated() {
      var container = Topology.Node(name: name, kind: .container, parent: "docker", image: name)
      for (port, bridge) in bridges.enumerated() {
        container.interfaces.append(.fixture("eth\(port)", "172.1\(port).0.\(index + 2)/16", kind: .veth))
        topology.nodes[host].interfaces.append(.fixture("veth\(index)\(port)", kind: .veth, bridge: bridge))
        topology.links.append(.fixture("docker:veth\(index)\(port)", "\(name):eth\(port)", kind: .veth))
      }
      topology.nodes.append(container)
    }
    return topology
  }()

  /// A way straight through a host on which containers live.
  static let busyRouter: Topology = {
    var topology = containers
    topology.nodes[topology.nodes.firstIndex { $0.name == "docker" } ?? 0].interfaces.append(
      .fixture("eth1", "10.0.9.1/24"))
    var server = Topology.Node(name: "server", kind: .host)
    server.interfaces = [.fixture("eth0", "10.0.9.2/24")]
    topology.nodes.append(server)
    topology.links.append(.fixture("docker:eth1", "server:eth0"))
    return topology
  }()
}

extension Topology {
  /// Hosts with interfaces written `name address`, and cables written `a:if b:if`.
  static func of(_ hosts: KeyValuePairs<String, [String]>, _ cables: [String]) -> Topology {
    var topology = Topology()
    for (name, interfaces) in hosts {
      var node = Node(name: name, kind: .host)
      for interface in interfaces {
        let words = interface.split(separator: " ").map(String.init)
        node.interfaces.append(
          Interface(
            name: words[0], kind: .ethernet, hardware: "52:54:00:00:00:01",
            addresses: Array(words.dropFirst()),
            bridge: nil, isUp: true))
      }
      topology.nodes.append(node)
    }
    for cable in cables {
      let ends = cable.split(separator: " ").map(String.init)
      topology.links.append(.fixture(ends[0], ends[1]))
    }
    return topology
  }
}
