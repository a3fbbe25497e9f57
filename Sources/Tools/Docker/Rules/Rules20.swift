package import Packets

/// The rules of Engine 20.10 to 27 (libnetwork, drivers/bridge/setup_ip_tables.go and iptables/iptables.go).
package final class Rules20: RuleGeneration {
  private let usesProxy: Bool

  package init(usesProxy: Bool) { self.usesProxy = usesProxy }

  static let isolation1 = "DOCKER-ISOLATION-STAGE-1"
  static let isolation2 = "DOCKER-ISOLATION-STAGE-2"

  package func start(_ writer: RuleWriter, ownsForwarding: Bool) {
    if ownsForwarding { writer.setPolicy("DROP", of: "FORWARD") }
    writer.makeChain("DOCKER", in: "nat")
    for chain in ["DOCKER", Self.isolation1, Self.isolation2] { writer.makeChain(chain) }
    writer.append("-j RETURN", to: Self.isolation1)
    writer.append("-j RETURN", to: Self.isolation2)
  }

  package func add(_ network: BridgeRules, _ writer: RuleWriter) {
    let bridge = network.bridge
    if network.isInternal {
      for rule in internalDrops(network) { writer.insert(rule, into: Self.isolation1) }
      addICC(network, writer)
    } else {
      for rule in natRules(network) { writer.insert(rule.rule, into: rule.chain, of: "nat") }
      addICC(network, writer)
      writer.insert("-i \(bridge) ! -o \(bridge) -j ACCEPT", into: "FORWARD")
      addJumps(writer)
      writer.insert("-o \(bridge) -j DOCKER", into: "FORWARD")
      writer.insert("-o \(bridge) -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT", into: "FORWARD")
      writer.insert("-i \(bridge) ! -o \(bridge) -j \(Self.isolation2)", into: Self.isolation1)
      writer.insert("-o \(bridge) -j DROP", into: Self.isolation2)
    }
    writer.moveToTop("-j \(Self.isolation1)", of: "FORWARD")
    addUserChain(writer)
  }

  private func addUserChain(_ writer: RuleWriter) {
    writer.makeChain("DOCKER-USER")
    writer.append("-j RETURN", to: "DOCKER-USER")
    writer.moveToTop("-j DOCKER-USER", of: "FORWARD")
  }

  /// The jumps to nat's DOCKER come with the first network.
  private func addJumps(_ writer: RuleWriter) {
    writer.append("-m addrtype --dst-type LOCAL -j DOCKER", to: "PREROUTING", of: "nat")
    let others = usesProxy ? "! -d 127.0.0.0/8 " : ""
    writer.append("\(others)-m addrtype --dst-type LOCAL -j DOCKER", to: "OUTPUT", of: "nat")
  }

  private func natRules(_ network: BridgeRules) -> [(chain: String, rule: String)] {
    let bridge = network.bridge
    var rules: [(chain: String, rule: String)] = []
    if network.masquerades {
      rules.append(("POSTROUTING", "-s \(network.subnet) ! -o \(bridge) -j \(network.masquerade)"))
      if usesProxy { rules.append(("DOCKER", "-i \(bridge) -j RETURN")) }
    }
    if !usesProxy {
      rules.append(("POSTROUTING", "-o \(bridge) -m addrtype --src-type LOCAL -j \(network.masquerade)"))
    }
    return rules
  }

  private func internalDrops(_ network: BridgeRules) -> [String] {
    [
      "! -d \(network.subnet) -i \(network.bridge) -j DROP",
      "! -s \(network.subnet) -o \(network.bridge) -j DROP",
    ]
  }

  private func addICC(_ network: BridgeRules, _ writer: RuleWriter) {
    let own = "-i \(network.bridge) -o \(network.bridge)"
    if network.allowsICC {
      writer.insert("\(own) -j ACCEPT", into: "FORWARD")
    } else {
      writer.append("\(own) -j DROP", to: "FORWARD")
    }
  }

  package func remove(_ network: BridgeRules, _ writer: RuleWriter) {
    let bridge = network.bridge
    for rule in internalDrops(network) { writer.delete(rule, from: Self.isolation1) }
    for rule in natRules(network) { writer.delete(rule.rule, from: rule.chain, of: "nat") }
    for rule in [
      "-i \(bridge) -o \(bridge) -j ACCEPT", "-i \(bridge) -o \(bridge) -j DROP",
      "-i \(bridge) ! -o \(bridge) -j ACCEPT",
      "-o \(bridge) -j DOCKER", "-o \(bridge) -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
    ] { writer.delete(rule, from: "FORWARD") }
    writer.delete("-i \(bridge) ! -o \(bridge) -j \(Self.isolation2)", from: Self.isolation1)
    writer.delete("-o \(bridge) -j DROP", from: Self.isolation2)
  }

  package func publish(_ port: PublishedPort, on network: BridgeRules, _ writer: RuleWriter) {
    for rule in portRules(port, network) { writer.append(rule.rule, to: rule.chain, of: rule.table) }
  }

  package func withdraw(_ port: PublishedPort, on network: BridgeRules, _ writer: RuleWriter) {
    for rule in portRules(port, network) { writer.delete(rule.rule, from: rule.chain, of: rule.table) }
  }

  private func portRules(_ port: PublishedPort, _ network: BridgeRules) -> [PortRule] {
    [
      PortRule.translation(of: port, on: network, usesProxy: usesProxy), .acceptance(of: port, on: network),
      .hairpin(of: port),
    ]
  }

  package func attach(_ address: IPv4Address, to network: BridgeRules, _ writer: RuleWriter) {}
  package func detach(_ address: IPv4Address, from network: BridgeRules, _ writer: RuleWriter) {}
}

/// A rule that comes with a published port.
struct PortRule {
  var table: String
  var chain: String
  var rule: String

  private static func transport(_ port: ContainerPort) -> String {
    "-p \(port.transport) -m \(port.transport)"
  }

  /// The host's port becomes the container's.
  static func translation(of port: PublishedPort, on network: BridgeRules, usesProxy: Bool) -> PortRule {
    let destination = port.hostAddress.isAny ? "" : "-d \(port.hostAddress)/32 "
    let others = usesProxy ? "! -i \(network.bridge) " : ""
    return PortRule(
      table: "nat", chain: "DOCKER",
      rule:
        "\(destination)\(others)\(transport(port.port)) --dport \(port.hostPort) -j DNAT --to-destination "
        + "\(port.containerAddress):\(port.port.number)")
  }

  /// The container takes packets to the port from other interfaces.
  static func acceptance(of port: PublishedPort, on network: BridgeRules) -> PortRule {
    PortRule(
      table: "filter", chain: "DOCKER",
      rule:
        "-d \(port.containerAddress)/32 ! -i \(network.bridge) -o \(network.bridge) \(transport(port.port)) "
        + "--dport \(port.port.number) -j ACCEPT")
  }

  /// A container that reaches itself by its published port must not see its own address as the client's.
  static func hairpin(of port: PublishedPort) -> PortRule {
    PortRule(
      table: "nat", chain: "POSTROUTING",
      rule: "-s \(port.containerAddress)/32 -d \(port.containerAddress)/32 \(transport(port.port)) "
        + "--dport \(port.port.number) -j MASQUERADE")
  }

  /// Packets that were sent straight to a container's port, by somebody who routes there.
  static func directDrop(of port: PublishedPort, on network: BridgeRules) -> PortRule {
    PortRule(
      table: "raw", chain: "PREROUTING",
      rule: "-d \(port.containerAddress)/32 ! -i \(network.bridge) \(transport(port.port)) --dport "
        + "\(port.port.number) -j DROP")
  }

  /// Packets from outside to a port that is published on 127.0.0.1 only.
  static func loopbackDrop(of port: PublishedPort) -> PortRule {
    PortRule(
      table: "raw", chain: "PREROUTING",
      rule: "-d \(port.hostAddress)/32 ! -i lo \(transport(port.port)) --dport \(port.hostPort) -j DROP")
  }
}
