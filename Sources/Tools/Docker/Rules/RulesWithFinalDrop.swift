import Packets

/// What all rules from Engine 28 on have in common: chain DOCKER ends with a drop for each network, and what is
/// published stands above it.
struct RulesWithFinalDrop {
  let usesProxy: Bool
  /// The chain in which networks are let out.
  let forward: String
  let hasStages: Bool

  var firstIsolation: String { hasStages ? Rules20.isolation1 : "DOCKER-INTERNAL" }

  func makeIsolation(_ writer: RuleWriter) {
    writer.makeChain(firstIsolation)
    if hasStages { writer.makeChain(Rules20.isolation2) }
  }

  func addJumps(_ writer: RuleWriter) {
    writer.append("-m addrtype --dst-type LOCAL -j DOCKER", to: "PREROUTING", of: "nat")
    let others = usesProxy ? "! -d 127.0.0.0/8 " : ""
    writer.append("\(others)-m addrtype --dst-type LOCAL -j DOCKER", to: "OUTPUT", of: "nat")
  }

  /// Whether packets that are sent straight to a container are stopped before connection tracking.
  func dropsDirectAccess(to network: BridgeRules) -> Bool {
    usesProxy && network.allowsICC && network.gatewayMode == .nat && !network.isInternal
  }

  private enum Place { case top, end }
  private struct Entry {
    var place: Place
    var table = "filter"
    var chain: String
    var rule: String
  }

  private func entries(_ network: BridgeRules) -> [Entry] {
    network.isInternal ? internalEntries(network) : externalEntries(network)
  }

  private func internalEntries(_ network: BridgeRules) -> [Entry] {
    let (bridge, subnet) = (network.bridge, network.subnet)
    return [
      Entry(
        place: .end, chain: forward,
        rule: "-i \(bridge) -o \(bridge) -j \(network.allowsICC ? "ACCEPT" : "DROP")"),
      Entry(place: .top, chain: firstIsolation, rule: "! -d \(subnet) -i \(bridge) -j DROP"),
      Entry(place: .top, chain: firstIsolation, rule: "! -s \(subnet) -o \(bridge) -j DROP"),
    ]
  }

  private func externalEntries(_ network: BridgeRules) -> [Entry] {
    let bridge = network.bridge
    var entries = natEntries(network)
    if network.allowsICC {
      entries.append(Entry(place: .end, chain: forward, rule: "-i \(bridge) -j ACCEPT"))
    } else {
      entries.append(Entry(place: .end, chain: forward, rule: "-i \(bridge) -o \(bridge) -j DROP"))
      entries.append(Entry(place: .end, chain: forward, rule: "-i \(bridge) ! -o \(bridge) -j ACCEPT"))
    }
    if network.gatewayMode == .routed {
      entries.append(Entry(place: .end, chain: "DOCKER", rule: "-o \(bridge) -p icmp -j ACCEPT"))
    }
    let end = network.gatewayMode == .natUnprotected ? "ACCEPT" : "DROP"
    entries.append(Entry(place: .end, chain: "DOCKER", rule: "! -i \(bridge) -o \(bridge) -j \(end)"))
    if hasStages { entries += stageEntries(network) }
    return entries
  }

  private func natEntries(_ network: BridgeRules) -> [Entry] {
    let bridge = network.bridge
    var entries: [Entry] = []
    if network.masquerades, network.gatewayMode != .routed {
      entries.append(
        Entry(
          place: .top, table: "nat", chain: "POSTROUTING",
          rule: "-s \(network.subnet) ! -o \(bridge) -j \(network.masquerade)"))
    }
    if !usesProxy {
      entries.append(
        Entry(
          place: .top, table: "nat", chain: "POSTROUTING",
          rule: "-o \(bridge) -m addrtype --src-type LOCAL -j \(network.masquerade)"))
    } else if hasStages {
      entries.append(Entry(place: .top, table: "nat", chain: "DOCKER", rule: "-i \(bridge) -j RETURN"))
    }
    return entries
  }

  private func stageEntries(_ network: BridgeRules) -> [Entry] {
    let bridge = network.bridge
    var entries = [
      Entry(
        place: .end, chain: Rules20.isolation1, rule: "-i \(bridge) ! -o \(bridge) -j \(Rules20.isolation2)"),
      Entry(place: .top, chain: Rules20.isolation2, rule: "-o \(bridge) -j DROP"),
    ]
    if network.gatewayMode == .routed {
      entries.append(Entry(place: .top, chain: Rules20.isolation1, rule: "-o \(bridge) -j RETURN"))
      entries.append(
        Entry(
          place: .top, chain: Rules20.isolation1,
          rule: "-i \(bridge) -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT"))
    }
    return entries
  }

  func add(_ network: BridgeRules, _ writer: RuleWriter) {
    for entry in entries(network) {
      if entry.place == .top {
        writer.insert(entry.rule, into: entry.chain, of: entry.table)
      } else {
        writer.append(entry.rule, to: entry.chain, of: entry.table)
      }
    }
  }

  func remove(_ network: BridgeRules, _ writer: RuleWriter) {
    for entry in entries(network) { writer.delete(entry.rule, from: entry.chain, of: entry.table) }
  }

  func publish(_ port: PublishedPort, on network: BridgeRules, _ writer: RuleWriter) {
    for rule in natRules(port, network) { writer.append(rule.rule, to: rule.chain, of: rule.table) }
    if network.gatewayMode != .natUnprotected {
      let rule = PortRule.acceptance(of: port, on: network)
      writer.insert(rule.rule, into: rule.chain, of: rule.table)
    }
  }

  func withdraw(_ port: PublishedPort, on network: BridgeRules, _ writer: RuleWriter) {
    for rule in natRules(port, network) + [PortRule.acceptance(of: port, on: network)] {
      writer.delete(rule.rule, from: rule.chain, of: rule.table)
    }
  }

  private func natRules(_ port: PublishedPort, _ network: BridgeRules) -> [PortRule] {
    guard network.gatewayMode != .routed else { return [] }
    let translation = PortRule.translation(of: port, on: network, usesProxy: usesProxy)
    return usesProxy ? [translation] : [translation, .hairpin(of: port)]
  }
}
