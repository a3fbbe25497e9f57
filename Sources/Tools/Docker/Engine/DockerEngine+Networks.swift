import Linux
package import Packets
import Simulation

/// `docker network create` and `rm`.
extension DockerEngine {
  package struct NetworkRequest {
    package var name = ""
    package var driver = "bridge"
    package var subnet: String?
    package var gateway: String?
    package var range: String?
    package var auxiliary: [(name: String, address: IPv4Address)] = []
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
    made.auxiliary = request.auxiliary
    try checkOptions(of: made)
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

  /// What the bridge driver reads from its options (libnetwork, bridge.go, networkConfiguration.fromLabels).
  private func checkOptions(of made: DockerNetwork) throws(DockerError) {
    guard made.driver == "bridge" else { return }
    for (key, value) in made.options {
      let problem: String
      switch key {
      case "com.docker.network.bridge.enable_icc", "com.docker.network.bridge.enable_ip_masquerade":
        guard
          !["1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False"].contains(value)
        else { continue }
        problem = "strconv.ParseBool: parsing \"\(value)\": invalid syntax"
      case "com.docker.network.driver.mtu":
        guard Int(value) == nil else { continue }
        problem = "strconv.Atoi: parsing \"\(value)\": invalid syntax"
      case "com.docker.network.bridge.host_binding_ipv4":
        guard IPv4Address(value) == nil else { continue }
        problem = "nil ip"
      default: continue
      }
      throw DockerError("failed to parse \(key) value: \(value) (\(problem))", kind: .invalid)
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
      guard let free = made.freeAddress() else {
        throw DockerError("failed to allocate gateway (): No available addresses on this pool")
      }
      made.gateway = free
    }
  }

  /// macvlan and ipvlan stand on an interface of the host.
  private func chooseParent(of made: DockerNetwork) throws(DockerError) {
    guard let name = made.option("parent") else {
      throw .unsimulated("a \(made.driver) network without -o parent")
    }
    guard let device = host.device(named: name) else {
      // Docker would make the VLAN interface eth0.10 itself.
      guard name.contains(".") else {
        throw DockerError("invalid subinterface vlan name \(name), example formatting is eth0.10")
      }
      throw .unsimulated("making the interface \(name) for a \(made.driver) network")
    }
    made.parent = device
  }

  private func makeBridge(of made: DockerNetwork) throws(DockerError) {
    let name = made.bridgeName
    if name == "docker0" || networks.first(where: { $0.bridge != nil && $0.bridgeName == name }) == nil,
      host.device(named: name) != nil
    {
      throw .unsimulated("a network on the bridge \(name), which is there already")
    }
    if let other = networks.first(where: { $0.bridge != nil && $0.bridgeName == name }) {
      throw DockerError(
        "cannot create network \(made.identifier) (\(name)): conflicts with network \(other.identifier) (\(name)): "
          + "networks have same bridge name")
    }
    try bringUpBridge(of: made)
  }

  /// The bridge, its address, and the rules. Where those fail, the bridge stays behind all the same.
  func bringUpBridge(of made: DockerNetwork) throws(DockerError) {
    bridgeCount += 1
    let hardware = MACAddress(
      0x02, 0x42, 0, 0, UInt8(truncatingIfNeeded: machine.number), UInt8(truncatingIfNeeded: bridgeCount))
    let device = host.addDevice(
      name: made.bridgeName, kind: .bridge, hardware: hardware,
      // Up to 20.10 a bridge takes the size of its ports, once it has any.
      mtu: isModern ? made.mtu : 1500)
    device.bridge?.hasFixedAddress = true
    device.bridge?.hasFixedMTU = isModern
    device.transmitQueueLength = 0
    made.bridge = device
    if let subnet = made.subnet, let gateway = made.gateway {
      let prefix = IPv4Prefix(gateway, length: subnet.length)
      let address = InterfaceAddress(prefix, broadcast: prefix.broadcast, label: device.name)
      do throws(KernelError) { try host.add(address, to: device) } catch {}
    }
    if let rules = made.rules { try generation.add(rules, writer) }
    host.bringUp(device)
    if !usesProxy { device.settings.routeLocalnet = 1 }
  }

  package func removeNetwork(_ name: String) throws(DockerError) {
    guard let found = network(name) else { throw DockerError("No such network: \(name)", kind: .notFound) }
    if found.isPredefined {
      throw DockerError("\(found.name) is a pre-defined network and cannot be removed")
    }
    if found.endpoints.contains(where: { $0.isAttached }) {
      throw DockerError("error while removing network: " + activeEndpoints(of: found))
    }
    delete(found)
  }

  private func activeEndpoints(of network: DockerNetwork) -> String {
    guard isModern else { return "network \(network.name) id \(network.identifier) has active endpoints" }
    let names = network.endpoints.filter { $0.isAttached }.map {
      "name:\"\($0.container.name)\" id:\"\($0.identifier.prefix(12))\""
    }
    return "network \(network.name) has active endpoints (\(names.joined(separator: ", ")))"
  }

  /// Takes a network without containers away.
  func delete(_ found: DockerNetwork) {
    if let rules = found.rules { generation.remove(rules, writer) }
    if let bridge = found.bridge { host.delete(bridge) }
    found.bridge = nil
    networks.removeAll { $0 === found }
  }
}
