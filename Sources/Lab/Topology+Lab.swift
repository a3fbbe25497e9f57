import Linux
import Packets
import Simulation
import Tools

extension Topology {
  /// The network as it stands now.
  init(of lab: Lab) {
    self.init()
    for machine in lab.system.machines { add(machine) }
    for made in lab.network.switches { nodes.append(Node(name: made.name, kind: .switchNode)) }
    for cable in lab.network.cables { add(cable) }
    addVethPairs(lab.network)
  }

  private mutating func add(_ machine: Machine) {
    let kind: Node.Kind = machine.operatingSystem == .windows ? .windows : .host
    add(machine.node.namespace, kind: kind, parent: nil, image: nil)
    for namespace in machine.namedNamespaces {
      add(namespace, kind: .namespace, parent: machine.name, image: nil)
    }
    for container in machine.engine?.runningNodes ?? [] where container.namespace !== machine.node.namespace {
      add(
        container.namespace, kind: .container, parent: machine.name,
        image: machine.engine?.image(of: container))
    }
  }

  private mutating func add(
    _ namespace: NetworkNamespace, kind: Node.Kind, parent: String?, image: String?
  ) {
    var node = Node(name: namespace.name, kind: kind, parent: parent, image: image)
    for device in namespace.devices {
      node.interfaces.append(
        Interface(
          name: device.name, kind: device.kind.drawn, hardware: device.hardware.description,
          addresses: device.addresses.map { $0.local.description }, bridge: device.port?.bridge.device.name,
          isUp: device.isRunning))
    }
    node.services = services(of: namespace)
    nodes.append(node)
  }

  /// `:80 nginx`, `127.0.0.1:80 docker-proxy`, `:5000/udp nc`; a program that listens by TCP and UDP is named once.
  private func services(of namespace: NetworkNamespace) -> [String] {
    let all = namespace.sockets.listeningServices
    return all.compactMap { service in
      let twin = all.contains { other in
        other.isUDP != service.isUDP && other.port == service.port && other.address == service.address
          && other.program == service.program
      }
      if service.isUDP, twin { return nil }
      let address = service.address.isAny ? "" : service.address.description
      let port = "\(service.port)" + (service.isUDP ? "/udp" : "")
      let program = service.program.utf8.lastIndex(of: UInt8(ascii: "/")).map {
        service.program[$0...].dropFirst()
      }
      return address + ":" + port + " " + (program.map(String.init) ?? service.program)
    }
  }

  private mutating func add(_ cable: Cable) {
    let (left, right) = (cable.left.place, cable.right.place)
    links.append(
      Link(
        left: Link.End(node: left.node, interface: left.interface),
        right: Link.End(node: right.node, interface: right.interface), kind: .cable))
  }

  private mutating func addVethPairs(_ network: Network) {
    for namespace in network.namespaces {
      for device in namespace.devices {
        guard let peer = device.peer, isFirst(device, of: peer) else { continue }
        links.append(
          Link(
            left: Link.End(node: namespace.name, interface: device.name),
            right: Link.End(node: peer.namespace.name, interface: peer.name), kind: .veth))
      }
    }
  }

  /// Each pair is drawn once, from the end whose namespace is the older.
  private func isFirst(_ device: NetworkDevice, of peer: NetworkDevice) -> Bool {
    if device.namespace === peer.namespace { return device.index < peer.index }
    for namespace in device.network.namespaces {
      if namespace === device.namespace { return true }
      if namespace === peer.namespace { return false }
    }
    return true
  }
}

extension NetworkDevice.Kind {
  var drawn: Topology.Interface.Kind {
    switch self {
    case .loopback: .loopback
    case .ethernet: .ethernet
    case .veth: .veth
    case .bridge: .bridge
    case .dummy: .dummy
    case .vlan: .vlan
    case .macvlan, .ipvlan: .other
    }
  }
}
