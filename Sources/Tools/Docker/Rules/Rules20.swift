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

  package func add(_ network: BridgeRules, _ writer: RuleWriter) throws(DockerError) {
    if network.isInternal {
      try addInternal(network, writer)
    } else {
      try addOpen(network, writer)
    }
    addUserChain(writer)
  }

  private func addOpen(_ network: BridgeRules, _ writer: RuleWriter) throws(DockerError) {
    let bridge = network.bridge
    for rule in natRules(network) {
      try program("-t nat -I \(rule.chain) \(rule.rule)", rule.rule, rule.chain, "nat", "SKIP DNAT", writer)
    }
    addICC(network, writer)
    writer.insert("-i \(bridge) ! -o \(bridge) -j ACCEPT", into: "FORWARD")
    try addJumps(writer)
    let jump = "-o \(bridge) -j DOCKER"
    if let problem = writer.demand("-I", jump, "FORWARD", of: "filter", as: "-I FORWARD " + jump) {
      throw DockerError("Failed to program FILTER chain: " + problem)
    }
    writer.insert("-o \(bridge) -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT", into: "FORWARD")
    try addIsolationJump(writer)
    isolate(network, writer)
  }

  private func addInternal(_ network: BridgeRules, _ writer: RuleWriter) throws(DockerError) {
    let words = [
      ("DROP INCOMING", "-i \(network.bridge) ! -d \(network.subnet) -j DROP"),
      ("DROP OUTGOING", "-o \(network.bridge) ! -s \(network.subnet) -j DROP"),
    ]
    for (rule, (name, command)) in zip(internalDrops(network), words) {
      try program("-I \(Self.isolation1) " + command, rule, Self.isolation1, "filter", name, writer)
    }
    addICC(network, writer)
    try addIsolationJump(writer)
  }

  /// (libnetwork, programChainRule)
  private func program(
    _ words: String, _ rule: String, _ chain: String, _ table: String, _ name: String, _ writer: RuleWriter
  ) throws(DockerError) {
    guard let problem = writer.demand("-I", rule, chain, of: table, as: words) else { return }
    throw DockerError("Failed to Setup IP tables: Unable to enable \(name) rule:  (\(problem))")
  }

  private func addIsolationJump(_ writer: RuleWriter) throws(DockerError) {
    let jump = "-j \(Self.isolation1)"
    writer.delete(jump, from: "FORWARD")
    guard let problem = writer.demand("-I", jump, "FORWARD", of: "filter", as: "-I FORWARD " + jump) else {
      return
    }
    throw DockerError(
      "unable to insert jump to \(Self.isolation1) rule in FORWARD chain:  (\(problem))")
  }

  /// Both rules or none; that there are none is no failure (bridge.go, setupNetworkIsolationRules).
  private func isolate(_ network: BridgeRules, _ writer: RuleWriter) {
    let bridge = network.bridge
    let (first, second) = ("-i \(bridge) ! -o \(bridge) -j \(Self.isolation2)", "-o \(bridge) -j DROP")
    writer.insert(first, into: Self.isolation1)
    guard writer.holds(first, in: Self.isolation1) else { return }
    writer.insert(second, into: Self.isolation2)
    if !writer.holds(second, in: Self.isolation2) { writer.delete(first, from: Self.isolation1) }
  }

  private func addUserChain(_ writer: RuleWriter) {
    writer.makeChain("DOCKER-USER")
    writer.append("-j RETURN", to: "DOCKER-USER")
    writer.moveToTop("-j DOCKER-USER", of: "FORWARD")
  }

  /// The jumps to nat's DOCKER come with the first network.
  private func addJumps(_ writer: RuleWriter) throws(DockerError) {
    let jump = "-m addrtype --dst-type LOCAL -j DOCKER"
    let words = "-t nat -A PREROUTING " + jump
    if let problem = writer.demand("-A", jump, "PREROUTING", of: "nat", as: words) {
      throw DockerError(
        "Failed to program NAT chain: Failed to inject DOCKER in PREROUTING chain: " + problem)
    }
    writer.append((usesProxy ? "! -d 127.0.0.0/8 " : "") + jump, to: "OUTPUT", of: "nat")
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

  package func publish(_ port: PublishedPort, on network: BridgeRules, _ writer: RuleWriter)
    throws(DockerError)
  {
    for (rule, words) in zip(portRules(port, network), commands(port, network)) {
      if let problem = writer.demand("-A", rule.rule, rule.chain, of: rule.table, as: words) {
        throw DockerError(" (\(problem))")
      }
    }
  }

  /// The same rules as the daemon writes them (libnetwork, iptables.go, ChainInfo.Forward).
  private func commands(_ port: PublishedPort, _ network: BridgeRules) -> [String] {
    let transport = "-p \(port.port.transport)"
    let (address, number) = (port.containerAddress, port.port.number)
    let host = port.hostAddress.isAny ? "0/0" : port.hostAddress.description
    let others = usesProxy ? " ! -i \(network.bridge)" : ""
    return [
      "-t nat -A DOCKER \(transport) -d \(host) --dport \(port.hostPort) -j DNAT --to-destination "
        + "\(address):\(number)\(others)",
      "-t filter -A DOCKER ! -i \(network.bridge) -o \(network.bridge) \(transport) -d \(address) "
        + "--dport \(number) -j ACCEPT",
      "-t nat -A POSTROUTING \(transport) -s \(address) -d \(address) --dport \(number) -j MASQUERADE",
    ]
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
