import Linux
import Simulation

/// The words behind `type bridge` and `type bridge_slave` (ip/iplink_bridge.c, iplink_bridge_slave.c), with the limits
/// of the kernel (net/bridge/br_netlink.c).
enum BridgeOptions {
  static func apply(_ words: inout WordReader, to bridge: Bridge) throws(CommandStop) {
    while let word = words.take() {
      if word == "help" { throw CommandStop(status: 1, message: IPUsage.bridge) }
      if word == "fdb_flush" {
        bridge.database.removeAllLearned()
        continue
      }
      guard names.contains(word) else {
        throw CommandStop(status: 1, message: "bridge: unknown command \"\(word)\"?\n" + IPUsage.bridge)
      }
      try set(word, words.next(), bridge)
    }
  }

  private static let names =
    [
      "forward_delay", "hello_time", "max_age", "ageing_time", "stp_state", "priority", "vlan_filtering",
      "mcast_snooping", "vlan_protocol", "group_fwd_mask", "group_address", "no_linklocal_learn",
      "vlan_default_pvid", "vlan_stats_enabled", "vlan_stats_per_port", "mcast_vlan_snooping",
    ] + kept

  /// Kept and shown; multicast is flooded, as with snooping off or while no querier is there.
  private static let kept = [
    "mcast_router", "mcast_query_use_ifaddr", "mcast_querier", "mcast_hash_elasticity", "mcast_hash_max",
    "mcast_last_member_count", "mcast_startup_query_count", "mcast_last_member_interval",
    "mcast_membership_interval", "mcast_querier_interval", "mcast_query_interval",
    "mcast_query_response_interval", "mcast_startup_query_interval", "mcast_stats_enabled",
    "mcast_igmp_version", "mcast_mld_version", "nf_call_iptables", "nf_call_ip6tables",
    "nf_call_arptables",
  ]

  private static func set(_ word: String, _ value: String, _ bridge: Bridge) throws(CommandStop) {
    switch word {
    case "forward_delay":
      // Only a spanning tree needs the limits of IEEE 802.1D.
      let delay = try number(value, word)
      if bridge.isSpanningTreeOn { try check(delay, in: 200...3000) }
      bridge.forwardDelay = .milliseconds(min(max(delay, 0), 3000) * 10)
    case "hello_time": bridge.helloTime = try centiseconds(value, word, in: 100...1000)
    case "max_age": bridge.maximumAge = try centiseconds(value, word, in: 600...4000)
    case "ageing_time": bridge.database.ageing = .milliseconds(try number(value, word) * 10)
    case "stp_state": bridge.isSpanningTreeOn = try number(value, word) != 0
    case "priority":
      let priority = try number(value, word)
      guard priority < 65536 else { throw invalid(value, word) }
      bridge.priority = priority
    case "vlan_filtering": bridge.isVLANAware = try number(value, word) != 0
    case "mcast_snooping": bridge.isSnooping = try number(value, word) != 0
    case "no_linklocal_learn": bridge.options[word] = try number(value, word) & 1
    case _ where kept.contains(word):
      guard !word.hasPrefix("nf_call") else { throw .unsimulated("ip link … type bridge \(word)") }
      bridge.options[word] = try number(value, word)
    default: throw .unsimulated("ip link … type bridge \(word)")
    }
  }

  private static func number(_ value: String, _ key: String) throws(CommandStop) -> Int {
    guard let number = IPValue.number(value) else { throw invalid(value, key) }
    return number
  }

  private static func invalid(_ value: String, _ key: String) -> CommandStop {
    CommandStop(status: 255, message: "Error: argument \"\(value)\" is wrong: invalid \(key)\n")
  }

  private static func check(_ number: Int, in range: ClosedRange<Int>) throws(CommandStop) {
    guard range.contains(number) else { throw IPContext.refused(.outOfRange) }
  }

  private static func centiseconds(_ value: String, _ key: String, in range: ClosedRange<Int>)
    throws(CommandStop) -> Nanoseconds
  {
    let number = try number(value, key)
    try check(number, in: range)
    return .milliseconds(number * 10)
  }

  // MARK: - Ports

  static func apply(_ words: inout WordReader, to port: BridgePort) throws(CommandStop) {
    while let word = words.take() {
      if word == "help" { throw CommandStop(status: 1, message: IPUsage.bridgeSlave) }
      if word == "fdb_flush" {
        port.bridge.database.removeAll(port: port.number)
        continue
      }
      if word == "nobackup_port" { continue }
      if let flag = PortFlag(word) {
        try flag.set(isOn(words.next(), word, status: 1), port)
        continue
      }
      switch word {
      case "state":
        let state = try portNumber(words.next(), word)
        try setState(state, of: port)
      case "cost":
        let cost = try portNumber(words.next(), word)
        try check(cost, in: 1...65535)
        port.cost = cost
      case "priority":
        let priority = try portNumber(words.next(), word)
        try check(priority, in: 0...63)
        port.priority = priority
      case "mcast_router", "group_fwd_mask", "backup_port", "proxy_arp", "proxy_arp_wifi",
        "mcast_fast_leave":
        throw .unsimulated("ip link … type bridge_slave \(word)")
      default:
        throw CommandStop(
          status: 1, message: "bridge_slave: unknown option \"\(word)\"?\n" + IPUsage.bridgeSlave)
      }
    }
  }

  /// By hand only without a spanning tree, and of a port that runs (net/bridge/br_netlink.c, br_set_port_state).
  static func setState(_ state: Int, of port: BridgePort) throws(CommandStop) {
    guard (0...4).contains(state) else { throw IPContext.refused(.invalidArgument) }
    guard !port.bridge.isSpanningTreeOn else { throw IPContext.refused(.busy) }
    guard port.device.isRunning || state == 0 else { throw IPContext.refused(.networkDown) }
    port.setByHand(BridgePort.State(rawValue: state) ?? .disabled)
  }

  private static func portNumber(_ value: String, _ key: String) throws(CommandStop) -> Int {
    guard let number = IPValue.number(value) else {
      throw CommandStop(status: 255, message: "Error: argument \"\(value)\" is wrong: \(key) is invalid\n")
    }
    return number
  }

  /// What `on` and `off` say of a port's flag; the programs differ in their status (lib/utils.c, parse_on_off).
  static func isOn(_ value: String, _ key: String, status: Int) throws(CommandStop) -> Bool {
    guard value == "on" || value == "off" else {
      throw CommandStop(
        status: status,
        message: "Error: argument of \"\(key)\" must be one of \"off\", \"on\", not \"\(value)\"\n")
    }
    return value == "on"
  }
}

/// A flag of a bridge's port, by iproute2's name.
struct PortFlag {
  let name: String

  /// In the order of `bridge -d link`.
  static let names = [
    "hairpin", "guard", "root_block", "fastleave", "learning", "flood", "mcast_flood", "bcast_flood",
    "mcast_to_unicast", "neigh_suppress", "vlan_tunnel", "isolated", "locked",
  ]

  init?(_ name: String) {
    guard Self.names.contains(name) else { return nil }
    self.name = name
  }

  func set(_ isOn: Bool, _ port: BridgePort) throws(CommandStop) {
    switch name {
    case "hairpin": port.isHairpin = isOn
    case "learning": port.isLearning = isOn
    case "flood": port.isFlooding = isOn
    case "mcast_flood": port.floodsMulticast = isOn
    case "bcast_flood": port.floodsBroadcast = isOn
    case "isolated": port.isIsolated = isOn
    // Guards against foreign spanning trees, and what multicast snooping would do faster.
    case "guard": port.isGuarded = isOn
    case "root_block": port.isRootBlocked = isOn
    case "fastleave": port.leavesFast = isOn
    default: if isOn { throw .unsimulated("bridge port option \(name)") }
    }
  }

  static func value(_ name: String, of port: BridgePort) -> Bool {
    switch name {
    case "hairpin": port.isHairpin
    case "learning": port.isLearning
    case "flood": port.isFlooding
    case "mcast_flood": port.floodsMulticast
    case "bcast_flood": port.floodsBroadcast
    case "isolated": port.isIsolated
    case "guard": port.isGuarded
    case "root_block": port.isRootBlocked
    case "fastleave", "mcast_fast_leave": port.leavesFast
    default: false
    }
  }
}
