package import Packets

/// The rules of Engine 28.0.1 and later (moby, drivers/bridge/internal/iptabler): DOCKER-FORWARD holds all that is
/// asked of forwarded packets, and every network ends with its own drop.
package final class Rules28: RuleGeneration {
  package struct Features: OptionSet, Sendable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }

    /// The drop of direct access is made for each port, not for each container (before 28.2).
    package static let rawRulePerPort = Features(rawValue: 1)
    /// DOCKER-USER starts with RETURN (before 28.2.2).
    package static let returnsFromUserChain = Features(rawValue: 2)
    /// No isolation stages: DOCKER-INTERNAL and the final drops isolate networks (29).
    package static let isolatesByFinalDrop = Features(rawValue: 4)
  }

  private let common: RulesWithFinalDrop
  private let features: Features

  package init(usesProxy: Bool, features: Features) {
    self.features = features
    common = RulesWithFinalDrop(
      usesProxy: usesProxy, forward: "DOCKER-FORWARD", hasStages: !features.contains(.isolatesByFinalDrop))
  }

  package func start(_ writer: RuleWriter, ownsForwarding: Bool) {
    if ownsForwarding { writer.setPolicy("DROP", of: "FORWARD") }
    writer.makeChain("DOCKER", in: "nat")
    for chain in ["DOCKER", "DOCKER-FORWARD", "DOCKER-BRIDGE", "DOCKER-CT"] { writer.makeChain(chain) }
    common.makeIsolation(writer)
    for chain in ["DOCKER-CT", common.firstIsolation, "DOCKER-BRIDGE"] {
      writer.append("-j \(chain)", to: "DOCKER-FORWARD")
    }
    common.addJumps(writer)
    writer.moveToTop("-j DOCKER-FORWARD", of: "FORWARD")
    writer.makeChain("DOCKER-USER")
    if features.contains(.returnsFromUserChain) { writer.append("-j RETURN", to: "DOCKER-USER") }
    writer.moveToTop("-j DOCKER-USER", of: "FORWARD")
  }

  package func add(_ network: BridgeRules, _ writer: RuleWriter) {
    for rule in ownRules(network) { writer.append(rule.rule, to: rule.chain) }
    common.add(network, writer)
  }

  package func remove(_ network: BridgeRules, _ writer: RuleWriter) {
    for rule in ownRules(network) { writer.delete(rule.rule, from: rule.chain) }
    common.remove(network, writer)
  }

  private func ownRules(_ network: BridgeRules) -> [(chain: String, rule: String)] {
    guard !network.isInternal else { return [] }
    return [
      ("DOCKER-BRIDGE", "-o \(network.bridge) -j DOCKER"),
      ("DOCKER-CT", "-o \(network.bridge) -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT"),
    ]
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
    if features.contains(.rawRulePerPort), common.dropsDirectAccess(to: network) {
      rules.append(.directDrop(of: port, on: network))
    }
    return rules
  }

  package func attach(_ address: IPv4Address, to network: BridgeRules, _ writer: RuleWriter) {
    guard let rule = containerDrop(address, network) else { return }
    writer.append(rule, to: "PREROUTING", of: "raw")
  }

  package func detach(_ address: IPv4Address, from network: BridgeRules, _ writer: RuleWriter) {
    guard let rule = containerDrop(address, network) else { return }
    writer.delete(rule, from: "PREROUTING", of: "raw")
  }

  private func containerDrop(_ address: IPv4Address, _ network: BridgeRules) -> String? {
    guard !features.contains(.rawRulePerPort), common.dropsDirectAccess(to: network) else { return nil }
    return "-d \(address)/32 ! -i \(network.bridge) -j DROP"
  }
}
