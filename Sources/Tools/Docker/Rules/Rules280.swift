package import Packets

/// The rules of Engine 28.0.0 alone, which found its bridges in a set of addresses (ipset docker-ext-bridges-v4).
package final class Rules280: RuleGeneration {
  private let common: RulesWithFinalDrop

  package init(usesProxy: Bool) {
    common = RulesWithFinalDrop(usesProxy: usesProxy, forward: "FORWARD", hasStages: true)
  }

  /// The subnets of the networks that are not `--internal`.
  private static let set = "docker-ext-bridges-v4"
  private static let bridges = "-m set --match-set \(set) dst"

  package func start(_ writer: RuleWriter, ownsForwarding: Bool) {
    if ownsForwarding { writer.setPolicy("DROP", of: "FORWARD") }
    writer.runIPSet("create \(Self.set) hash:net -exist")
    writer.makeChain("DOCKER", in: "nat")
    writer.makeChain("DOCKER")
    common.makeIsolation(writer)
    writer.append("\(Self.bridges) -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT", to: "FORWARD")
    writer.append("-j \(common.firstIsolation)", to: "FORWARD")
    writer.append("\(Self.bridges) -j DOCKER", to: "FORWARD")
    common.addJumps(writer)
    writer.makeChain("DOCKER-USER")
    writer.append("-j RETURN", to: "DOCKER-USER")
    writer.moveToTop("-j DOCKER-USER", of: "FORWARD")
  }

  package func add(_ network: BridgeRules, _ writer: RuleWriter) {
    if !network.isInternal { writer.runIPSet("add \(Self.set) \(network.subnet) -exist") }
    common.add(network, writer)
  }

  package func remove(_ network: BridgeRules, _ writer: RuleWriter) {
    if !network.isInternal { writer.runIPSet("del \(Self.set) \(network.subnet) -exist") }
    common.remove(network, writer)
  }

  package func publish(_ port: PublishedPort, on network: BridgeRules, _ writer: RuleWriter) {
    common.publish(port, on: network, writer)
    for rule in rawRules(port, network) { writer.append(rule.rule, to: rule.chain, of: rule.table) }
  }

  package func withdraw(_ port: PublishedPort, on network: BridgeRules, _ writer: RuleWriter) {
    common.withdraw(port, on: network, writer)
    for rule in rawRules(port, network) { writer.delete(rule.rule, from: rule.chain, of: rule.table) }
  }

  private func rawRules(_ port: PublishedPort, _ network: BridgeRules) -> [PortRule] {
    guard network.gatewayMode != .routed else { return [] }
    var rules: [PortRule] = []
    if port.hostAddress.isLoopback { rules.append(.loopbackDrop(of: port)) }
    if common.dropsDirectAccess(to: network) { rules.append(.directDrop(of: port, on: network)) }
    return rules
  }

  package func attach(_ address: IPv4Address, to network: BridgeRules, _ writer: RuleWriter) {}
  package func detach(_ address: IPv4Address, from network: BridgeRules, _ writer: RuleWriter) {}
}
