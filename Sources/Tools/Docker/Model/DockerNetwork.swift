package import Linux
package import Packets
package import Simulation

/// A network that containers join (`docker network`).
package final class DockerNetwork {
  package let name: String
  package let identifier: String
  package let driver: String
  package let created: Nanoseconds
  package let origin: Origin?
  package var isInternal = false
  package var isAttachable = false
  package var labels: [(key: String, value: String)] = []
  /// As given, by name.
  package var options: [(key: String, value: String)] = []
  package var subnet: IPv4Prefix?
  /// As `--subnet` wrote it.
  package var subnetText: String?
  package var range: IPv4Prefix?
  package var gateway: IPv4Address?
  /// `--aux-address`: addresses that something else in the subnet has.
  package var auxiliary: [(name: String, address: IPv4Address)] = []
  /// What `network inspect` shows: only a gateway that was given or found along with a free pool.
  package var shownGateway: String?
  /// The subnet came from the pools.
  var subnetIsAutomatic = false
  package var bridge: NetworkDevice?
  /// The interface of the host that macvlan and ipvlan networks stand on.
  package var parent: NetworkDevice?
  /// In the order in which containers joined.
  package internal(set) var endpoints: [DockerEndpoint] = []

  init(name: String, identifier: String, driver: String, created: Nanoseconds, origin: Origin?) {
    self.name = name
    self.identifier = identifier
    self.driver = driver
    self.created = created
    self.origin = origin
  }

  package var shortIdentifier: String { String(identifier.prefix(12)) }
  package var isPredefined: Bool { ["bridge", "host", "none"].contains(name) }
  /// A network that the user made: names are resolved in it.
  package var isUserDefined: Bool { !isPredefined }

  /// Its containers have a default route: what host and none lack.
  var hasGateways: Bool { bridge != nil || parent != nil }

  package func option(_ key: String) -> String? { options.first { $0.key == key }?.value }
  package var bridgeName: String {
    option("com.docker.network.bridge.name") ?? "br-" + shortIdentifier
  }
  package var mtu: Int { option("com.docker.network.driver.mtu").flatMap { Int($0) } ?? 1500 }
  /// What the interfaces of its containers are called, without a number.
  var interfacePrefix: String { option("com.docker.network.container_iface_prefix") ?? "eth" }
  var hostBinding: IPv4Address {
    option("com.docker.network.bridge.host_binding_ipv4").flatMap { IPv4Address($0) } ?? .any
  }

  /// The lowest free address, in the range if there is one.
  func freeAddress() -> IPv4Address? {
    guard let subnet else { return nil }
    let pool = range ?? subnet
    var taken = Set(endpoints.compactMap { $0.address })
    if let gateway { taken.insert(gateway) }
    for entry in auxiliary { taken.insert(entry.address) }
    taken.insert(subnet.network.address)
    taken.insert(subnet.broadcast)
    var bits = pool.network.address.bits
    while bits <= pool.broadcast.bits {
      let address = IPv4Address(bits: bits)
      if !taken.contains(address) { return address }
      guard bits < UInt32.max else { break }
      bits += 1
    }
    return nil
  }

  /// What the rules of its bridge are made from.
  var rules: BridgeRules? {
    guard let bridge, let subnet else { return nil }
    var rules = BridgeRules(bridge: bridge.name, subnet: subnet.network)
    rules.isInternal = isInternal
    rules.allowsICC = option("com.docker.network.bridge.enable_icc") != "false"
    rules.masquerades = option("com.docker.network.bridge.enable_ip_masquerade") != "false"
    rules.hostAddress = option("com.docker.network.host_ipv4").flatMap { IPv4Address($0) }
    switch option("com.docker.network.bridge.gateway_mode_ipv4") {
    case "nat-unprotected": rules.gatewayMode = .natUnprotected
    case "routed": rules.gatewayMode = .routed
    default: rules.gatewayMode = .nat
    }
    return rules
  }
}
