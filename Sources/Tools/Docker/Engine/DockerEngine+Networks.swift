import Linux
import Packets
import Simulation

/// `docker network create` and `rm`.
extension DockerEngine {
  package struct NetworkRequest {
    package var name = ""
    package var driver = "bridge"
    package var subnet: String?
    package var gateway: String?
    package var range: String?
    package var isInternal = false
    package var isAttachable = false
    package var options: [(key: String, value: String)] = []
    package var labels: [(key: String, value: String)] = []
    package init() {}
  }

  @discardableResult
  package func createNetwork(_ request: NetworkRequest) throws(DockerError) -> DockerNetwork {
    try check(request)
    let made = DockerNetwork(
      name: request.name, identifier: newIdentifier(), driver: request.driver, created: clock.now,
      origin: network.origin)
    made.isInternal = request.isInternal
    made.isAttachable = request.isAttachable
    made.options = request.options.sorted { $0.key < $1.key }
    made.labels = request.labels.sorted { $0.key < $1.key }
    try giveAddresses(to: made, request)
    switch request.driver {
    case "bridge": try makeBridge(of: made)
    case "macvlan", "ipvlan": try chooseParent(of: made)
    default: throw DockerError("plugin \"\(request.driver)\" not found", kind: .notFound)
    }
    networks.append(made)
    return made
  }

  private func check(_ request: NetworkRequest) throws(DockerError) {
    if ["bridge", "host", "none", "default"].contains(request.name) {
      throw DockerError("operation is not permitted on predefined \(request.name) network")
    }
    if networks.contains(where: { $0.name == request.name }) {
      throw DockerError("network with name \(request.name) already exists", kind: .conflict)
    }
    switch request.driver {
    case "bridge", "macvlan", "ipvlan": break
    case "host", "null": throw DockerError("only one instance of \"\(request.driver)\" network is allowed")
    case "overlay":
      throw DockerError(
        "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to connect this node to "
          + "swarm and try again.")
    default: throw DockerError("plugin \"\(request.driver)\" not found", kind: .notFound)
    }
  }

  private func giveAddresses(to made: DockerNetwork, _ request: NetworkRequest) throws(DockerError) {
    guard let text = request.subnet else {
      guard let pool = pools.next(where: { self.isUnused($0) }) else {
        throw DockerError(
          "could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network"
        )
      }
      made.subnet = pool
      made.subnetIsAutomatic = true
      made.subnetText = pool.description
      made.gateway = IPv4Address(bits: pool.address.bits + 1)
      made.shownGateway = made.gateway?.description
      return
    }
    guard text.contains("/"), let subnet = IPv4Prefix(text) else {
      throw DockerError("Invalid subnet \(text) : invalid CIDR address: \(text)")
    }
    if networks.contains(where: { $0.subnet?.overlaps(subnet.network) ?? false }) {
      throw DockerError("Pool overlaps with other one on this address space")
    }
    made.subnet = subnet.network
    made.subnetText = text
    if let range = request.range {
      guard let range = IPv4Prefix(range), subnet.contains(range.address) else {
        throw DockerError("Invalid sub-pool")
      }
      made.range = range.network
    }
    if let gateway = request.gateway {
      guard let address = IPv4Address(gateway) else {
        throw DockerError("Invalid gateway address \(gateway)")
      }
      guard subnet.contains(address) else {
        throw DockerError("no matching subnet for gateway \(gateway)")
      }
      made.gateway = address
      made.shownGateway = gateway
    } else {
      made.gateway = made.freeAddress()
    }
  }

  /// macvlan and ipvlan stand on an interface of the host.
  private func chooseParent(of made: DockerNetwork) throws(DockerError) {
    guard let name = made.option("parent") else {
      throw .unsimulated("a \(made.driver) network without -o parent")
    }
    guard let device = host.device(named: name) else {
      throw .unsimulated("making the interface \(name) for a \(made.driver) network")
    }
    made.parent = device
  }

  private func makeBridge(of made: DockerNetwork) throws(DockerError) {
    if host.device(named: made.bridgeName) != nil, made.option("com.docker.network.bridge.name") != nil {
      throw DockerError("networks have same bridge name")
    }
    bringUpBridge(of: made)
  }

  /// The bridge, its address, and the rules.
  func bringUpBridge(of made: DockerNetwork) {
    bridgeCount += 1
    let hardware = MACAddress(
      0x02, 0x42, 0, 0, UInt8(truncatingIfNeeded: machine.number), UInt8(truncatingIfNeeded: bridgeCount))
    let device = host.addDevice(name: made.bridgeName, kind: .bridge, hardware: hardware, mtu: made.mtu)
    device.bridge?.hasFixedAddress = true
    device.transmitQueueLength = 0
    made.bridge = device
    if let subnet = made.subnet, let gateway = made.gateway {
      let prefix = IPv4Prefix(gateway, length: subnet.length)
      let address = InterfaceAddress(prefix, broadcast: prefix.broadcast, label: device.name)
      do throws(KernelError) { try host.add(address, to: device) } catch {}
    }
    if let rules = made.rules { generation.add(rules, writer) }
    host.bringUp(device)
    if !usesProxy { device.settings.routeLocalnet = 1 }
  }

  package func removeNetwork(_ name: String) throws(DockerError) {
    guard let found = network(name) else { throw DockerError("No such network: \(name)", kind: .notFound) }
    if found.isPredefined {
      throw DockerError("\(found.name) is a pre-defined network and cannot be removed")
    }
    if found.endpoints.contains(where: { $0.isAttached }) {
      throw DockerError(
        "error while removing network: network \(found.name) id \(found.identifier) has active endpoints")
    }
    delete(found)
  }

  /// Takes a network without containers away.
  func delete(_ found: DockerNetwork) {
    if let rules = found.rules { generation.remove(rules, writer) }
    if let bridge = found.bridge { host.delete(bridge) }
    found.bridge = nil
    networks.removeAll { $0 === found }
  }
}
