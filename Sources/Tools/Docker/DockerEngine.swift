import Linux
import Packets
import Simulation

/// Docker Engine on a host: networks, containers, and the rules that join them to the world.
package final class DockerEngine {
  package let machine: Machine
  /// As declared: nil for `docker` alone, "28" for `docker=28`.
  package let version: String?
  let release: EngineVersion
  let generation: any RuleGeneration
  let writer: RuleWriter

  /// In the order of their making.
  package internal(set) var networks: [DockerNetwork] = []
  package internal(set) var containers: [DockerContainer] = []
  package internal(set) var images: [ContainerImage] = []
  package internal(set) var volumes: [DockerVolume] = []
  /// Running containers, in the order in which they were started.
  var running: [DockerContainer] = []
  var pools = AddressPools()
  var hostPorts = HostPorts()
  /// Ports that are given out where none is asked for: the host's range as it was when the daemon started.
  private(set) var freePorts: ClosedRange<UInt16> = 32768...60999
  var bridgeCount = 0
  /// The daemon itself, the owner of its sockets in containers.
  private(set) var daemonIdentifier = 0

  /// Without docker-proxy, as with `"userland-proxy": false` in daemon.json, the kernel alone publishes ports.
  package convenience init(machine: Machine, version: String?, usesProxy: Bool = true) {
    self.init(
      machine: machine, version: version, usesProxy: usesProxy, rules: { RuleWriter.runIPTables($0, in: $1) })
  }

  /// With another way to make rules.
  package init(machine: Machine, version: String?, usesProxy: Bool, rules: @escaping RuleWriter.Command) {
    self.machine = machine
    self.version = version
    release = version.flatMap { EngineVersion($0) } ?? .default
    generation = release.makeRules(usesProxy: usesProxy)
    self.usesProxy = usesProxy
    writer = RuleWriter(namespace: machine.node.namespace, command: rules)
  }

  let usesProxy: Bool
  /// The driver that keeps images as plain directories.
  static let storageDriver = "vfs"
  var host: NetworkNamespace { machine.node.namespace }
  var network: Network { machine.system.network }
  var clock: Clock { network.clock }

  /// The daemon starts: docker0, its rules, forwarding.
  package func start() {
    daemonIdentifier = machine.nextProcessIdentifier()
    host.settings.bridgeCallsIPTables = 1
    let ownsForwarding = !host.isForwarding
    host.isForwarding = true
    generation.start(writer, ownsForwarding: ownsForwarding)
    networks = [
      DockerNetwork(
        name: "none", identifier: newIdentifier(), driver: "null", created: clock.now, origin: network.origin),
      DockerNetwork(
        name: "host", identifier: newIdentifier(), driver: "host", created: clock.now, origin: network.origin),
    ]
    let bridge = DockerNetwork(
      name: "bridge", identifier: newIdentifier(), driver: "bridge", created: clock.now,
      origin: network.origin)
    bridge.options = [
      ("com.docker.network.bridge.default_bridge", "true"), ("com.docker.network.bridge.enable_icc", "true"),
      ("com.docker.network.bridge.enable_ip_masquerade", "true"),
      ("com.docker.network.bridge.host_binding_ipv4", "0.0.0.0"),
      ("com.docker.network.bridge.name", "docker0"),
      ("com.docker.network.driver.mtu", "1500"),
    ]
    bridge.subnet = defaultPool()
    bridge.subnetText = bridge.subnet?.description
    bridge.gateway = bridge.subnet.map { IPv4Address(bits: $0.address.bits + 1) }
    networks.append(bridge)
    // Its own chains are there.
    do throws(DockerError) { try bringUpBridge(of: bridge) } catch {}
    freePorts = host.settings.localPorts
  }

  /// 172.17.0.0/16, unless the host is in it already (libnetwork, netutils.ElectInterfaceAddresses).
  private func defaultPool() -> IPv4Prefix {
    var pools = AddressPools()
    return pools.next { self.isUnused($0) } ?? IPv4Prefix(IPv4Address(172, 17, 0, 0), length: 16)
  }

  /// Neither a network nor a route of the host to neighbours is there (libnetwork, CheckRouteOverlaps).
  func isUnused(_ pool: IPv4Prefix) -> Bool {
    !networks.contains { $0.subnet?.overlaps(pool) ?? false }
      && !host.routing.main.all.contains {
        $0.prefix.length > 0 && $0.scope == .link && $0.prefix.overlaps(pool)
      }
  }

  /// 64 hexadecimal digits.
  func newIdentifier() -> String { network.random.hexadecimal(digits: 64) }

  // MARK: - Looking things up

  /// The running container of this name as a place for commands.
  package func node(named name: String) -> Node? { running.first { $0.name == name }?.node }

  /// Running containers, in the order in which they were started.
  package var runningNodes: [Node] { running.compactMap { $0.node } }

  /// The image that a container was made from.
  package func image(of container: Node) -> String? {
    running.first { $0.node === container }?.image.name
  }

  /// The container of a name, an identifier, or the beginning of one.
  package func container(_ name: String) throws(DockerError) -> DockerContainer {
    if let found = containers.first(where: { $0.identifier == name }) { return found }
    let plain = name.hasPrefix("/") ? String(name.dropFirst()) : name
    if let found = containers.first(where: { $0.name == plain }) { return found }
    let fitting = containers.filter { !name.isEmpty && $0.identifier.hasPrefix(name) }
    if fitting.count > 1 {
      throw DockerError("Multiple IDs found with provided prefix: \(name)", kind: .conflict)
    }
    guard let found = fitting.first else { throw .noSuchContainer(name) }
    return found
  }

  /// The network of a name, an identifier, or the beginning of one.
  package func network(_ name: String) -> DockerNetwork? {
    networks.first { $0.identifier == name } ?? networks.first { $0.name == name }
      ?? networks.first { !name.isEmpty && $0.identifier.hasPrefix(name) }
  }

  /// The image of a name, with or without `:latest`.
  package func image(_ reference: String) -> ContainerImage? {
    let name = reference.hasSuffix(":latest") ? String(reference.dropLast(7)) : reference
    if let declared = machine.system.images[name] {
      if let known = images.first(where: { $0.name == name }) { return known }
      return keep(ContainerImage(declared, identifier: newIdentifier()))
    }
    if let known = images.first(where: {
      $0.name == name || (name.count >= 4 && $0.identifier.hasPrefix(name))
    }) {
      return known
    }
    guard ContainerImage.builtIn(name, identifier: "") != nil else { return nil }
    return ContainerImage.builtIn(name, identifier: newIdentifier()).map { keep($0) }
  }

  private func keep(_ image: ContainerImage) -> ContainerImage {
    images.append(image)
    return image
  }
}
