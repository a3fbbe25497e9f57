import Linux
import Packets
import Simulation

/// What `ip -d link` adds: limits, and what kind of interface it is (ip/ipaddress.c, print_linktype).
struct LinkDetails {
  let out: IPPrinter
  let isLink: Bool

  func print(_ device: NetworkDevice) {
    let isPort = device.port != nil
    let promiscuity = (device.isPromiscuous ? 1 : 0) + (isPort ? 1 : 0)
    let multicast = (device.takesAllMulticast ? 1 : 0) + (isPort ? 1 : 0)
    out.number("promiscuity", promiscuity, " promiscuity \(promiscuity) ")
    out.number("allmulti", multicast, " allmulti \(multicast) ")
    out.number("min_mtu", device.minimumMTU, "minmtu \(device.minimumMTU) ")
    let maximum = device.isLoopback || device.kind == .dummy ? 0 : device.maximumMTU
    out.number("max_mtu", maximum, "maxmtu \(maximum) ")
    if device.linkKind != nil || isPort { printKind(device) }
    if isLink {
      let mode = device.addressGeneration
      out.string("inet6_addr_gen_mode", mode, "addrgenmode \(mode) ")
    }
    let limits = device.limits
    for (key, word, value) in [
      ("num_tx_queues", "numtxqueues", limits.transmitQueues),
      ("num_rx_queues", "numrxqueues", limits.receiveQueues),
      ("gso_max_size", "gso_max_size", limits.segmentationSize),
      ("gso_max_segs", "gso_max_segs", limits.segmentationCount),
    ] {
      out.number(key, value, "\(word) \(value) ")
    }
    let offload = device.kind == .bridge && !(device.bridge?.ports.isEmpty ?? true) ? 524280 : 65536
    let size = device.kind == .bridge ? offload : 524280
    out.number("tso_max_size", size, "tso_max_size \(size) ")
    out.number("tso_max_segs", 65535, "tso_max_segs 65535 ")
    out.number("gro_max_size", limits.receiveSize, "gro_max_size \(limits.receiveSize) ")
  }

  private func printKind(_ device: NetworkDevice) {
    out.beginObject("linkinfo")
    if let kind = device.linkKind {
      out.newline()
      out.string("info_kind", kind, "    \(kind) ")
      out.beginObject("info_data")
      printData(of: device)
      out.endObject()
    }
    if let port = device.port {
      out.newline()
      out.string("info_slave_kind", "bridge", "    bridge_slave ")
      out.beginObject("info_slave_data")
      printPort(port)
      out.endObject()
    }
    out.endObject()
  }

  private func printData(of device: NetworkDevice) {
    switch device.kind {
    case .bridge: if let bridge = device.bridge { printBridge(bridge, device) }
    case .vlan(let identifier):
      out.string("protocol", "802.1Q", "protocol 802.1Q ")
      out.number("id", Int(identifier), "id \(identifier) ")
      out.words("<REORDER_HDR> ")
    case .macvlan(let mode):
      out.string("mode", mode, "mode \(mode) ")
      out.number("bcqueuelen", 1000, "bcqueuelen 1000 ")
      out.number("usedbcqueuelen", 1000, "usedbcqueuelen 1000 ")
    case .ipvlan(let mode):
      out.string("mode", mode, " mode \(mode) bridge ")
    case .loopback, .ethernet, .veth, .dummy: break
    }
  }

  /// The bridge's settings; those of multicast snooping are the kernel's defaults, since it is not simulated.
  private func printBridge(_ bridge: Bridge, _ device: NetworkDevice) {
    let identifier = bridge.shortIdentifier
    for (key, value) in [
      ("forward_delay", bridge.forwardDelay.centiseconds), ("hello_time", bridge.helloTime.centiseconds),
      ("max_age", bridge.maximumAge.centiseconds), ("ageing_time", bridge.database.ageing.centiseconds),
      ("stp_state", bridge.isSpanningTreeOn ? 1 : 0), ("priority", bridge.priority),
      ("vlan_filtering", bridge.isVLANAware ? 1 : 0),
    ] {
      out.number(key, value, "\(key) \(value) ")
    }
    if bridge.isVLANAware { out.string("vlan_protocol", "802.1Q", "vlan_protocol 802.1Q ") }
    out.string("bridge_id", identifier, "bridge_id \(identifier) ")
    out.string("root_id", identifier, "designated_root \(identifier) ")
    let tree = bridge.tree
    for (key, value) in [
      ("root_port", tree.rootPort), ("root_path_cost", tree.rootPathCost),
      ("topology_change", tree.isTopologyChange ? 1 : 0),
      ("topology_change_detected", tree.hasDetectedChange ? 1 : 0),
    ] {
      out.number(key, value, "\(key) \(value) ")
    }
    printTimers(
      [
        ("hello_timer", tree.helloTimer), ("tcn_timer", tree.changeNotificationTimer),
        ("topology_change_timer", tree.topologyChangeTimer),
      ], device)
    // When the kernel will look for old stations next is not simulated: they are old at once.
    out.words("gc_timer    0.00 ")
    if bridge.isVLANAware { out.number("vlan_default_pvid", 1, "vlan_default_pvid 1 ") }
    for (key, value) in [("group_fwd_mask", "0"), ("group_address", "01:80:c2:00:00:00")] {
      out.string(key, value, "\(key) \(value) ")
    }
    for (key, usual) in Self.multicastDefaults {
      let value = key == "mcast_snooping" ? (bridge.isSnooping ? 1 : 0) : bridge.options[key] ?? usual
      out.number(key, value, "\(key) \(value) ")
    }
  }

  private static let multicastDefaults = [
    ("mcast_snooping", 1), ("no_linklocal_learn", 0), ("mcast_vlan_snooping", 0), ("mcast_router", 1),
    ("mcast_query_use_ifaddr", 0), ("mcast_querier", 0), ("mcast_hash_elasticity", 16),
    ("mcast_hash_max", 4096), ("mcast_last_member_count", 2), ("mcast_startup_query_count", 2),
    ("mcast_last_member_interval", 100), ("mcast_membership_interval", 26000),
    ("mcast_querier_interval", 25500), ("mcast_query_interval", 12500),
    ("mcast_query_response_interval", 1000), ("mcast_startup_query_interval", 3124),
    ("mcast_stats_enabled", 0), ("mcast_igmp_version", 2), ("mcast_mld_version", 1),
    ("nf_call_iptables", 0), ("nf_call_ip6tables", 0), ("nf_call_arptables", 0),
  ]

  private func printPort(_ port: BridgePort) {
    let number = String(port.identifierBits, radix: 16)
    out.string("state", port.stateName, "state \(port.stateName) ")
    out.number("priority", port.priority, "priority \(port.priority) ")
    out.number("cost", port.cost, "cost \(port.cost) ")
    printFlags(["hairpin", "guard", "root_block", "fastleave", "learning", "flood"], of: port)
    out.string("id", "0x\(number)", "port_id 0x\(number) ")
    out.string("no", "0x\(String(port.number, radix: 16))", "port_no 0x\(String(port.number, radix: 16)) ")
    let tree = port.tree
    out.number("designated_port", tree.port, "designated_port \(tree.port) ")
    out.number("designated_cost", tree.cost, "designated_cost \(tree.cost) ")
    out.string("bridge_id", tree.bridge.short, "designated_bridge \(tree.bridge.short) ")
    out.string("root_id", tree.root.short, "designated_root \(tree.root.short) ")
    printTimers(
      [
        ("hold_timer", tree.holdTimer), ("message_age_timer", tree.messageAgeTimer),
        ("forward_delay_timer", tree.forwardDelayTimer),
      ], port.device)
    for (key, value) in [
      ("topology_change_ack", tree.acknowledgesChange), ("config_pending", tree.hasConfigurationPending),
    ] {
      out.number(key, value ? 1 : 0, "\(key) \(value ? 1 : 0) ")
    }
    printFlags(["proxy_arp", "proxy_arp_wifi"], of: port)
    out.number("multicast_router", 1, "mcast_router 1 ")
    printFlags(
      ["mcast_fast_leave", "mcast_flood", "bcast_flood", "mcast_to_unicast", "neigh_suppress"], of: port)
    out.string("group_fwd_mask", "0", "group_fwd_mask 0 ")
    out.string("group_fwd_mask_str", "0x0", "group_fwd_mask_str 0x0 ")
    printFlags(["vlan_tunnel", "isolated", "locked"], of: port)
  }

  /// Seconds with two digits, seven places wide.
  private func printTimers(_ timers: [(key: String, timer: TreeTimer)], _ device: NetworkDevice) {
    for (key, timer) in timers {
      let remaining = timer.remaining(at: device.network.clock.now)
      out.words("\(key) \(remaining.bridgeTime) ")
    }
  }

  private func printFlags(_ names: [String], of port: BridgePort) {
    for name in names {
      let value = PortFlag.value(name, of: port)
      out.boolean(name, value, "\(name) \(value ? "on" : "off") ")
    }
  }
}

extension Nanoseconds {
  /// Hundredths of a second, in which the kernel counts bridge timers for user space.
  var centiseconds: Int { milliseconds / 10 }

  /// As brctl and iproute2 print a bridge's times: seven places, two of them behind the point.
  var bridgeTime: String {
    "\(seconds).\(String(centiseconds % 100).zeroPadded(to: 2))".leftPadded(to: 7)
  }
}

extension BridgeIdentifier {
  /// Priority and address, as iproute2 prints a bridge identifier: without leading zeros.
  var short: String {
    String(priority, radix: 16).zeroPadded(to: 4) + "."
      + address.octets.map { String($0, radix: 16) }.joined(separator: ":")
  }

  /// As brctl prints it.
  var text: String { String(priority, radix: 16).zeroPadded(to: 4) + "." + address.text(separator: "") }
}

extension Bridge {
  var shortIdentifier: String {
    // One that has had neither a port nor an address given to it has no identifier yet.
    let hardware = hasHadPorts || hasFixedAddress ? device.hardware : .zero
    return BridgeIdentifier(priority: priority, address: hardware).short
  }
}

extension BridgePort {
  var stateName: String { state.name }
}

extension String {
  func zeroPadded(to width: Int) -> String {
    utf8.count < width ? String(repeating: "0", count: width - utf8.count) + self : self
  }
}
