import Linux
import Packets
import Simulation

/// What /sys/class/net has for a bridge and for its ports (net/bridge/br_sysfs_br.c, br_sysfs_if.c).
enum BridgeFiles {
  private typealias Attribute<Owner> = (
    name: String, get: (Owner) -> String, set: ((Owner, Int) -> Void)?
  )

  static var bridgeNames: [String] { ofBridge.map { $0.name } + fixedOfBridge.map { $0.name } + ["flush"] }
  static var portNames: [String] {
    ofPort.map { $0.name } + fixedOfPort.map { $0.name } + ["flush", "bridge"]
  }

  static func file(_ name: String, of bridge: Bridge) -> FileSystem.SpecialFile? {
    if name == "flush" { return flush { [unowned(unsafe) bridge] in bridge.database.removeAllLearned() } }
    if let fixed = fixedOfBridge.first(where: { $0.name == name }) {
      return KernelFiles.readable { fixed.value + "\n" }
    }
    return ofBridge.first { $0.name == name }.map { file($0, of: bridge) }
  }

  static func file(_ name: String, of port: BridgePort) -> FileSystem.SpecialFile? {
    if name == "flush" {
      return flush { [unowned(unsafe) port] in port.bridge.database.removeAll(port: port.number) }
    }
    if let fixed = fixedOfPort.first(where: { $0.name == name }) {
      return KernelFiles.readable { fixed.value + "\n" }
    }
    return ofPort.first { $0.name == name }.map { file($0, of: port) }
  }

  private static func flush(_ action: @escaping () -> Void) -> FileSystem.SpecialFile {
    FileSystem.SpecialFile(
      read: { nil },
      write: { _ in
        action()
        return true
      })
  }

  private static func file<Owner: AnyObject>(_ attribute: Attribute<Owner>, of owner: Owner)
    -> FileSystem.SpecialFile
  {
    let write: ((String) -> Bool)? = attribute.set.map { set in
      { [unowned(unsafe) owner] text in
        guard let number = IPValue.number(text.trimmed.filter { $0 != "\n" }) else { return false }
        set(owner, number)
        return true
      }
    }
    return FileSystem.SpecialFile(
      read: { [unowned(unsafe) owner] in attribute.get(owner) + "\n" }, write: write)
  }

  nonisolated(unsafe) private static let ofBridge: [Attribute<Bridge>] = [
    (
      "ageing_time", { "\($0.database.ageing.centiseconds)" }, { $0.database.ageing = .milliseconds($1 * 10) }
    ),
    ("bridge_id", { $0.identifier }, nil),
    ("forward_delay", { "\($0.forwardDelay.centiseconds)" }, { $0.forwardDelay = .milliseconds($1 * 10) }),
    ("hello_timer", { timer($0.tree.helloTimer, of: $0.device) }, nil),
    ("hello_time", { "\($0.helloTime.centiseconds)" }, { $0.helloTime = .milliseconds($1 * 10) }),
    ("max_age", { "\($0.maximumAge.centiseconds)" }, { $0.maximumAge = .milliseconds($1 * 10) }),
    ("multicast_snooping", { $0.isSnooping ? "1" : "0" }, { $0.isSnooping = $1 != 0 }),
    ("priority", { "\($0.priority)" }, { $0.priority = $1 }),
    ("root_id", { $0.tree.designatedRoot.text }, nil),
    ("root_path_cost", { "\($0.tree.rootPathCost)" }, nil),
    ("root_port", { "\($0.tree.rootPort)" }, nil),
    ("stp_state", { $0.isSpanningTreeOn ? "1" : "0" }, { $0.isSpanningTreeOn = $1 != 0 }),
    ("tcn_timer", { timer($0.tree.changeNotificationTimer, of: $0.device) }, nil),
    ("topology_change_timer", { timer($0.tree.topologyChangeTimer, of: $0.device) }, nil),
    ("topology_change", { $0.tree.isTopologyChange ? "1" : "0" }, nil),
    ("topology_change_detected", { $0.tree.hasDetectedChange ? "1" : "0" }, nil),
  ]

  nonisolated(unsafe) private static let ofPort: [Attribute<BridgePort>] = [
    ("change_ack", { $0.tree.acknowledgesChange ? "1" : "0" }, nil),
    ("config_pending", { $0.tree.hasConfigurationPending ? "1" : "0" }, nil),
    ("designated_bridge", { $0.tree.bridge.text }, nil),
    ("designated_cost", { "\($0.tree.cost)" }, nil),
    ("designated_port", { "\($0.tree.port)" }, nil),
    ("designated_root", { $0.tree.root.text }, nil),
    ("forward_delay_timer", { timer($0.tree.forwardDelayTimer, of: $0.device) }, nil),
    ("hold_timer", { timer($0.tree.holdTimer, of: $0.device) }, nil),
    ("message_age_timer", { timer($0.tree.messageAgeTimer, of: $0.device) }, nil),
    ("hairpin_mode", { $0.isHairpin ? "1" : "0" }, { $0.isHairpin = $1 != 0 }),
    ("isolated", { $0.isIsolated ? "1" : "0" }, { $0.isIsolated = $1 != 0 }),
    ("learning", { $0.isLearning ? "1" : "0" }, { $0.isLearning = $1 != 0 }),
    ("path_cost", { "\($0.cost)" }, { $0.cost = $1 }),
    ("port_id", { "0x" + String($0.identifierBits, radix: 16) }, nil),
    ("port_no", { "0x" + String($0.number, radix: 16) }, nil),
    ("priority", { "\($0.priority)" }, { $0.priority = $1 }),
    ("state", { "\($0.state.rawValue)" }, nil),
    ("unicast_flood", { $0.isFlooding ? "1" : "0" }, { $0.isFlooding = $1 != 0 }),
  ]

  /// In hundredths of a second.
  private static func timer(_ timer: TreeTimer, of device: NetworkDevice) -> String {
    "\(timer.remaining(at: device.network.clock.now).centiseconds)"
  }

  private typealias Fixed = (name: String, value: String)

  /// The defaults of multicast, which is flooded.
  private static let fixedOfBridge: [Fixed] = [
    ("gc_timer", "0"), ("group_addr", "01:80:c2:00:00:00"), ("group_fwd_mask", "0x0"),
    ("hash_elasticity", "16"), ("hash_max", "4096"), ("multicast_igmp_version", "2"),
    ("multicast_last_member_count", "2"), ("multicast_last_member_interval", "100"),
    ("multicast_membership_interval", "26000"), ("multicast_mld_version", "1"), ("multicast_querier", "0"),
    ("multicast_querier_interval", "25500"), ("multicast_query_interval", "12500"),
    ("multicast_query_response_interval", "1000"), ("multicast_query_use_ifaddr", "0"),
    ("multicast_router", "1"), ("multicast_startup_query_count", "2"),
    ("multicast_startup_query_interval", "3124"), ("multicast_stats_enabled", "0"),
    ("nf_call_arptables", "0"), ("nf_call_ip6tables", "0"), ("nf_call_iptables", "0"),
    ("no_linklocal_learn", "0"),
  ]

  private static let fixedOfPort: [Fixed] = [
    ("backup_port", ""), ("bpdu_guard", "0"), ("broadcast_flood", "1"),
    ("group_fwd_mask", "0x0"),
    ("multicast_fast_leave", "0"), ("multicast_flood", "1"), ("multicast_router", "1"),
    ("multicast_to_unicast", "0"), ("neigh_suppress", "0"), ("proxyarp", "0"), ("proxyarp_wifi", "0"),
    ("root_block", "0"),
  ]
}
