import Linux
import Packets
import Simulation

/// Joining a running container to a network, and taking it out (libnetwork, endpoint.sbJoin and sbLeave).
extension DockerEngine {
  /// Gives the endpoint an address and its pair of interfaces.
  func attach(_ endpoint: DockerEndpoint, in namespace: NetworkNamespace) throws(DockerError) {
    let network = endpoint.network
    guard network.driver != "null", network.driver != "host" else {
      endpoint.identifier = newIdentifier()
      network.endpoints.append(endpoint)
      return
    }
    let address = try chooseAddress(for: endpoint)
    endpoint.address = address
    endpoint.hardware = endpoint.requestedHardware ?? Self.hardware(of: address)
    endpoint.identifier = newIdentifier()
    network.endpoints.append(endpoint)
    let device = makeInterface(of: endpoint, in: namespace)
    endpoint.device = device
    let length = network.subnet?.length ?? 16
    let prefix = IPv4Prefix(address, length: length)
    let interfaceAddress = InterfaceAddress(prefix, broadcast: prefix.broadcast, label: device.name)
    do throws(KernelError) { try namespace.add(interfaceAddress, to: device) } catch {}
    namespace.bringUp(device)
    if let rules = network.rules { generation.attach(address, to: rules, writer) }
    if network.isUserDefined { startResolver(of: endpoint.container) }
  }

  /// 02:42 and the address.
  private static func hardware(of address: IPv4Address) -> MACAddress {
    MACAddress(bits: 0x0242_0000_0000 | UInt64(address.bits))
  }

  private func chooseAddress(for endpoint: DockerEndpoint) throws(DockerError) -> IPv4Address {
    let network = endpoint.network
    // The default bridge takes no wishes.
    if let wanted = endpoint.requestedAddress, network.isUserDefined {
      guard let subnet = network.subnet, subnet.contains(wanted) else {
        throw DockerError("Invalid address \(wanted): It does not belong to any of this network's subnets")
      }
      guard network.freeAddress() != nil else { throw DockerError("No available addresses on this pool") }
      if wanted == network.gateway || network.endpoints.contains(where: { $0.address == wanted }) {
        throw DockerError("Address already in use")
      }
      return wanted
    }
    guard let address = network.freeAddress() else {
      throw DockerError(
        "no available IPv4 addresses on this network's address pools: \(network.name) (\(network.identifier))"
      )
    }
    return address
  }

  private func makeInterface(of endpoint: DockerEndpoint, in namespace: NetworkNamespace) -> NetworkDevice {
    let name =
      endpoint.interfaceName
      ?? Self.nextInterfaceName(endpoint.network.interfacePrefix, of: endpoint.container, in: namespace)
    guard endpoint.network.driver == "bridge" else {
      return makeStackedInterface(of: endpoint, name, in: namespace)
    }
    let outer = newInterfaceName()
    let hardware = endpoint.hardware ?? .zero
    let (device, peer) = host.addVethPair(
      name: outer, hardware: randomHardware(), peerName: newInterfaceName(), peerHardware: hardware)
    for end in [device, peer] {
      end.mtu = endpoint.network.mtu
      end.transmitQueueLength = 0
    }
    endpoint.network.bridge?.bridge?.add(device)
    if !usesProxy { device.port?.isHairpin = true }
    host.bringUp(device)
    host.move(peer, to: namespace, name: name)
    return peer
  }

  private func makeStackedInterface(
    of endpoint: DockerEndpoint, _ name: String, in namespace: NetworkNamespace
  ) -> NetworkDevice {
    guard let parent = endpoint.network.parent else { return namespace.loopback }
    let isMacvlan = endpoint.network.driver == "macvlan"
    let hardware = isMacvlan ? endpoint.hardware ?? .zero : parent.hardware
    endpoint.hardware = hardware
    let kind: NetworkDevice.Kind =
      isMacvlan
      ? .macvlan(mode: endpoint.network.option("macvlan_mode") ?? "bridge")
      : .ipvlan(mode: endpoint.network.option("ipvlan_mode") ?? "l2")
    let device = host.addStacked(name: newInterfaceName(), kind: kind, on: parent, hardware: hardware)
    host.move(device, to: namespace, name: name)
    return device
  }

  /// Names count up for as long as the container runs (libnetwork, osl, createInterface).
  private static func nextInterfaceName(
    _ prefix: String, of container: DockerContainer, in namespace: NetworkNamespace
  ) -> String {
    while namespace.device(named: "\(prefix)\(container.interfaceCount)") != nil {
      container.interfaceCount += 1
    }
    container.interfaceCount += 1
    return "\(prefix)\(container.interfaceCount - 1)"
  }

  private func newInterfaceName() -> String { "veth" + network.random.hexadecimal(digits: 7) }

  /// Locally administered, as the kernel makes up addresses.
  func randomHardware() -> MACAddress {
    MACAddress(bits: (network.random.next() & 0xFCFF_FFFF_FFFF) | 0x0200_0000_0000)
  }

  /// Takes the container out of the network: its rules go, and its interfaces.
  func detach(_ endpoint: DockerEndpoint) {
    guard endpoint.isAttached else { return }
    withdrawPorts(of: endpoint)
    if let address = endpoint.address {
      if let rules = endpoint.network.rules { generation.detach(address, from: rules, writer) }
      forgetConnections(of: address)
    }
    if let device = endpoint.device { device.namespace.delete(device) }
    endpoint.network.endpoints.removeAll { $0 === endpoint }
    endpoint.identifier = ""
    endpoint.address = nil
    endpoint.device = nil
    endpoint.hardware = nil
  }

  /// The default route goes by the endpoint that counts now, and the published ports with it.
  func moveGateway(of container: DockerContainer, from old: DockerEndpoint?) throws(DockerError) {
    let new = container.gatewayEndpoint
    guard old !== new || old == nil else { return }
    guard let namespace = container.node?.namespace else { return }
    if let old, old.isAttached { withdrawPorts(of: old) }
    for route in namespace.routing.main.all where route.prefix.length == 0 {
      namespace.routing.main.remove(route)
    }
    guard let new else { return }
    if let gateway = new.network.gateway, let device = new.device {
      namespace.routing.main.insert(
        Route(to: .everything, via: gateway, device: device, scope: .universe, origin: network.origin))
    }
    try publishPorts(of: new)
  }

  // MARK: - Requests

  func connect(_ container: DockerContainer, to name: String, aliases: [String], address: IPv4Address?)
    throws(DockerError)
  {
    guard let target = network(name) else {
      guard container.isRunning else { return container.missingNetworks.append(name) }
      throw DockerError("network \(name) not found", kind: .notFound)
    }
    if target.isPredefined, address != nil {
      throw DockerError("user specified IP address is supported on user defined networks only")
    }
    if address != nil, target.isUserDefined, target.subnetIsAutomatic {
      throw DockerError(
        "user specified IP address is supported only when connecting to networks with user configured subnets"
      )
    }
    if target.name == "host" {
      throw DockerError("container cannot be disconnected from host network or connected to host network")
    }
    if container.networkOwner != nil || container.configuration.networkMode == "host" {
      throw DockerError(
        "container sharing network namespace with another container or host cannot be connected to any other network"
      )
    }
    let isAlone = container.endpoints.contains { $0.network.driver == "null" }
    if isAlone && container.isRunning || target.name == "none" && !container.endpoints.isEmpty {
      throw DockerError(
        "container cannot be connected to multiple networks with one of the networks in private (none) mode")
    }
    if let present = container.endpoint(on: target) {
      guard container.isRunning else { return }
      if present.isAttached {
        throw DockerError("endpoint with name \(container.name) already exists in network \(target.name)")
      }
    }
    if target.isPredefined, !aliases.isEmpty {
      throw DockerError("network-scoped alias is supported only for containers in user defined networks")
    }
    let endpoint = DockerEndpoint(network: target, container: container)
    endpoint.requestedAddress = address
    endpoint.aliases = target.isUserDefined ? aliases + [container.shortIdentifier] : nil
    if container.isRunning, let namespace = container.node?.namespace {
      let old = container.gatewayEndpoint
      try attach(endpoint, in: namespace)
      container.endpoints.append(endpoint)
      try moveGateway(of: container, from: old)
      writeFiles(of: container)
    } else {
      container.endpoints.append(endpoint)
    }
  }

  func disconnect(_ name: String, from target: DockerNetwork, force: Bool) throws(DockerError) {
    let container = try container(name)
    guard let endpoint = container.endpoint(on: target) else {
      throw DockerError("container \(container.identifier) is not connected to network \(target.name)")
    }
    if target.name == "host" {
      throw DockerError("container cannot be disconnected from host network or connected to host network")
    }
    let old = container.gatewayEndpoint
    detach(endpoint)
    container.endpoints.removeAll { $0 === endpoint }
    guard container.isRunning else { return }
    if old === endpoint { try moveGateway(of: container, from: nil) }
    writeFiles(of: container)
  }
}
