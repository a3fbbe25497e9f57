package import Packets

/// What the rules of a bridge network depend on.
package struct BridgeRules: Hashable, Sendable {
  package enum GatewayMode: Hashable, Sendable { case nat, natUnprotected, routed }

  package var bridge: String
  package var subnet: IPv4Prefix
  package var isInternal = false
  package var allowsICC = true
  package var masquerades = true
  /// The address that packets leave with, in place of the interface's.
  package var hostAddress: IPv4Address?
  package var gatewayMode = GatewayMode.nat

  package init(bridge: String, subnet: IPv4Prefix) {
    self.bridge = bridge
    self.subnet = subnet
  }

  /// `MASQUERADE`, or SNAT to the fixed address.
  var masquerade: String { hostAddress.map { "SNAT --to-source \($0)" } ?? "MASQUERADE" }
}

/// The rules that an engine makes: they changed their shape from release to release. What iptables refuses, the
/// daemon reports in its own words.
package protocol RuleGeneration: AnyObject {
  /// The daemon starts. `ownsForwarding` when it turned forwarding on itself.
  func start(_ writer: RuleWriter, ownsForwarding: Bool)
  func add(_ network: BridgeRules, _ writer: RuleWriter) throws(DockerError)
  func remove(_ network: BridgeRules, _ writer: RuleWriter)
  func publish(_ port: PublishedPort, on network: BridgeRules, _ writer: RuleWriter) throws(DockerError)
  func withdraw(_ port: PublishedPort, on network: BridgeRules, _ writer: RuleWriter)
  /// A container joins a network, and leaves it.
  func attach(_ address: IPv4Address, to network: BridgeRules, _ writer: RuleWriter)
  func detach(_ address: IPv4Address, from network: BridgeRules, _ writer: RuleWriter)
}

/// A release of Docker Engine: `20.10`, `28`, `28.0.1`. What is left out counts as the last of its kind.
package struct EngineVersion: Hashable, Sendable, Comparable {
  package var parts: [Int]

  package static let `default` = EngineVersion(parts: [20, 10, 24])

  /// Stands for a part that was left out.
  static let open = 99

  init(parts: [Int]) { self.parts = parts }

  /// Nil for what is no version.
  package init?(_ text: String) {
    var parts: [Int] = []
    for part in text.split(separator: ".", omittingEmptySubsequences: false) {
      guard let number = Int(part), number >= 0 else { return nil }
      parts.append(number)
    }
    guard (1...3).contains(parts.count) else { return nil }
    while parts.count < 3 { parts.append(Self.open) }
    self.parts = parts
  }

  package static func < (left: EngineVersion, right: EngineVersion) -> Bool {
    left.parts.lexicographicallyPrecedes(right.parts)
  }

  private func isBefore(_ major: Int, _ minor: Int, _ patch: Int) -> Bool {
    self < EngineVersion(parts: [major, minor, patch])
  }

  /// The rules of its time.
  func makeRules(usesProxy: Bool) -> any RuleGeneration {
    if isBefore(28, 0, 0) { return Rules20(usesProxy: usesProxy) }
    if isBefore(28, 0, 1) { return Rules280(usesProxy: usesProxy) }
    return Rules28(usesProxy: usesProxy, features: features)
  }

  private var features: Rules28.Features {
    var features: Rules28.Features = []
    if isBefore(28, 2, 0) { features.insert(.rawRulePerPort) }
    if isBefore(28, 2, 2) { features.insert(.returnsFromUserChain) }
    if !isBefore(29, 0, 0) { features.insert(.isolatesByFinalDrop) }
    return features
  }
}
