import Simulation

/// The names that the simulator honours, and where each value is kept.
extension SysctlTree {
  struct PlainEntry {
    let path: [String]
    let entry: Entry
  }

  struct InterfaceField {
    let name: String
    let get: (DeviceSettings) -> Int
    let set: (inout DeviceSettings, Int) -> Void
  }

  struct NeighbourField {
    let name: String
    let entry: Entry
  }

  private static func number(
    _ path: String, in range: ClosedRange<Int> = Int(Int32.min)...Int(Int32.max),
    _ get: @escaping (Settings) -> Int, _ set: @escaping (inout Settings, Int) -> Void
  ) -> PlainEntry {
    PlainEntry(
      path: path.split(separator: ".").map(String.init),
      entry: Entry(
        range: range, get: { String(get($0.settings)) },
        set: { (namespace, values) throws(KernelError) in set(&namespace.settings, values[0]) }))
  }

  /// A span that is given in whole seconds.
  private static func seconds(
    _ path: String, _ get: @escaping (Settings) -> Nanoseconds,
    _ set: @escaping (inout Settings, Nanoseconds) -> Void
  ) -> PlainEntry {
    number(path, in: 0...Int(Int32.max), { get($0).seconds }, { set(&$0, .seconds($1)) })
  }

  private static func flag(
    _ path: String, _ get: @escaping (Settings) -> Bool, _ set: @escaping (inout Settings, Bool) -> Void
  ) -> PlainEntry {
    number(path, in: 0...255, { get($0) ? 1 : 0 }, { set(&$0, $1 != 0) })
  }

  nonisolated(unsafe) static let plain: [PlainEntry] = ip + tcp + conntrack

  private static var ip: [PlainEntry] {
    [
      PlainEntry(
        path: ["ipv4", "ip_forward"],
        entry: Entry(
          range: Int(Int32.min)...Int(Int32.max), get: { String($0.settings.all.forwarding) },
          set: { (namespace, values) throws(KernelError) in
            setForwarding(values[0], "all", in: namespace)
          })),
      PlainEntry(
        path: ["ipv4", "ip_local_port_range"],
        entry: Entry(
          range: 1...65535, count: 2,
          get: { "\($0.settings.localPorts.lowerBound)\t\($0.settings.localPorts.upperBound)" },
          set: { (namespace, values) throws(KernelError) in
            // The kernel takes nothing below ip_unprivileged_port_start.
            guard values[0] <= values[1], values[0] >= 1024 else { throw .invalidArgument }
            namespace.settings.localPorts = UInt16(values[0])...UInt16(values[1])
          })),
      number("ipv4.ip_default_ttl", in: 1...255, { $0.defaultTimeToLive }, { $0.defaultTimeToLive = $1 }),
      number("ipv4.ip_nonlocal_bind", in: 0...255, { $0.nonlocalBind }, { $0.nonlocalBind = $1 }),
      number("ipv4.ip_dynaddr", in: 0...255, { $0.ipDynamicAddress }, { $0.ipDynamicAddress = $1 }),
      number("ipv4.ip_no_pmtu_disc", in: 0...255, { $0.noPathMTUDiscovery }, { $0.noPathMTUDiscovery = $1 }),
      number(
        "ipv4.icmp_echo_ignore_all", in: 0...1, { $0.ignoresEchoRequests }, { $0.ignoresEchoRequests = $1 }),
      number(
        "ipv4.icmp_ratelimit", in: 0...Int(Int32.max), { Int($0.errorInterval.count / 1_000_000) },
        { $0.errorInterval = .milliseconds($1) }),
      number(
        "ipv4.icmp_ratemask", in: 0...Int(UInt32.max), { $0.limitedErrors }, { $0.limitedErrors = $1 }),
      number(
        "ipv4.icmp_echo_ignore_broadcasts", in: 0...1, { $0.ignoresBroadcastEchoRequests },
        { $0.ignoresBroadcastEchoRequests = $1 }),
      number(
        "bridge.bridge-nf-call-iptables", { $0.bridgeCallsIPTables }, { $0.bridgeCallsIPTables = $1 }),
    ]
  }

  private static var tcp: [PlainEntry] {
    [
      number("ipv4.tcp_syn_retries", in: 1...127, { $0.synRetries }, { $0.synRetries = $1 }),
      number("ipv4.tcp_synack_retries", in: 0...255, { $0.synAckRetries }, { $0.synAckRetries = $1 }),
      number("ipv4.tcp_retries2", in: 0...255, { $0.retries }, { $0.retries = $1 }),
      seconds("ipv4.tcp_fin_timeout", { $0.finTimeout }, { $0.finTimeout = $1 }),
      number("ipv4.tcp_timestamps", in: 0...255, { $0.timestamps }, { $0.timestamps = $1 }),
      number("ipv4.tcp_sack", in: 0...255, { $0.sack }, { $0.sack = $1 }),
      number("ipv4.tcp_window_scaling", in: 0...255, { $0.windowScaling }, { $0.windowScaling = $1 }),
      seconds("ipv4.tcp_keepalive_time", { $0.keepaliveTime }, { $0.keepaliveTime = $1 }),
      number("ipv4.tcp_mtu_probing", in: 0...255, { $0.mtuProbing }, { $0.mtuProbing = $1 }),
    ]
  }

  private static func timeout(
    _ name: String, _ get: @escaping (ConntrackSettings) -> Nanoseconds,
    _ set: @escaping (inout ConntrackSettings, Nanoseconds) -> Void
  ) -> PlainEntry {
    seconds("netfilter.nf_conntrack_" + name, { get($0.conntrack) }, { set(&$0.conntrack, $1) })
  }

  private static var conntrack: [PlainEntry] {
    [
      PlainEntry(
        path: ["netfilter", "nf_conntrack_count"],
        entry: Entry(get: { String($0.connectionCount) }, set: nil)),
      number(
        "netfilter.nf_conntrack_max", in: 0...Int(Int32.max), { $0.conntrack.maximum },
        { $0.conntrack.maximum = $1 }),
      flag("netfilter.nf_conntrack_acct", { $0.conntrack.isAccounting }, { $0.conntrack.isAccounting = $1 }),
      flag(
        "netfilter.nf_conntrack_checksum", { $0.conntrack.checksum }, { $0.conntrack.checksum = $1 }),
      flag(
        "netfilter.nf_conntrack_tcp_be_liberal", { $0.conntrack.isLiberal }, { $0.conntrack.isLiberal = $1 }),
      flag("netfilter.nf_conntrack_tcp_loose", { $0.conntrack.isLoose }, { $0.conntrack.isLoose = $1 }),
      timeout("generic_timeout", { $0.genericTimeout }, { $0.genericTimeout = $1 }),
      timeout("icmp_timeout", { $0.icmpTimeout }, { $0.icmpTimeout = $1 }),
      timeout("udp_timeout", { $0.udpTimeout }, { $0.udpTimeout = $1 }),
      timeout("udp_timeout_stream", { $0.udpStreamTimeout }, { $0.udpStreamTimeout = $1 }),
      timeout("tcp_timeout_syn_sent", { $0.tcpSynSent }, { $0.tcpSynSent = $1 }),
      timeout("tcp_timeout_syn_recv", { $0.tcpSynReceived }, { $0.tcpSynReceived = $1 }),
      timeout("tcp_timeout_established", { $0.tcpEstablished }, { $0.tcpEstablished = $1 }),
      timeout("tcp_timeout_fin_wait", { $0.tcpFinWait }, { $0.tcpFinWait = $1 }),
      timeout("tcp_timeout_close_wait", { $0.tcpCloseWait }, { $0.tcpCloseWait = $1 }),
      timeout("tcp_timeout_last_ack", { $0.tcpLastAck }, { $0.tcpLastAck = $1 }),
      timeout("tcp_timeout_time_wait", { $0.tcpTimeWait }, { $0.tcpTimeWait = $1 }),
      timeout("tcp_timeout_close", { $0.tcpClose }, { $0.tcpClose = $1 }),
      timeout("tcp_timeout_max_retrans", { $0.tcpMaxRetransmission }, { $0.tcpMaxRetransmission = $1 }),
      timeout("tcp_timeout_unacknowledged", { $0.tcpUnacknowledged }, { $0.tcpUnacknowledged = $1 }),
    ]
  }

  nonisolated(unsafe) static let interfaces: [InterfaceField] = [
    InterfaceField(name: "accept_local", get: { $0.acceptLocal }, set: { $0.acceptLocal = $1 }),
    InterfaceField(name: "accept_redirects", get: { $0.acceptRedirects }, set: { $0.acceptRedirects = $1 }),
    InterfaceField(
      name: "accept_source_route", get: { $0.acceptSourceRoute }, set: { $0.acceptSourceRoute = $1 }),
    InterfaceField(name: "arp_accept", get: { $0.arpAccept }, set: { $0.arpAccept = $1 }),
    InterfaceField(name: "arp_announce", get: { $0.arpAnnounce }, set: { $0.arpAnnounce = $1 }),
    InterfaceField(name: "arp_filter", get: { $0.arpFilter }, set: { $0.arpFilter = $1 }),
    InterfaceField(name: "arp_ignore", get: { $0.arpIgnore }, set: { $0.arpIgnore = $1 }),
    InterfaceField(name: "arp_notify", get: { $0.arpNotify }, set: { $0.arpNotify = $1 }),
    InterfaceField(name: "disable_xfrm", get: { $0.disableXFRM }, set: { $0.disableXFRM = $1 }),
    InterfaceField(name: "forwarding", get: { $0.forwarding }, set: { $0.forwarding = $1 }),
    InterfaceField(
      name: "ignore_routes_with_linkdown", get: { $0.ignoresRoutesWithoutCarrier },
      set: { $0.ignoresRoutesWithoutCarrier = $1 }),
    InterfaceField(name: "log_martians", get: { $0.logMartians }, set: { $0.logMartians = $1 }),
    InterfaceField(
      name: "promote_secondaries", get: { $0.promoteSecondaries }, set: { $0.promoteSecondaries = $1 }),
    InterfaceField(name: "proxy_arp", get: { $0.proxyARP }, set: { $0.proxyARP = $1 }),
    InterfaceField(name: "route_localnet", get: { $0.routeLocalnet }, set: { $0.routeLocalnet = $1 }),
    InterfaceField(name: "rp_filter", get: { $0.reversePathFilter }, set: { $0.reversePathFilter = $1 }),
    InterfaceField(name: "secure_redirects", get: { $0.secureRedirects }, set: { $0.secureRedirects = $1 }),
    InterfaceField(name: "send_redirects", get: { $0.sendRedirects }, set: { $0.sendRedirects = $1 }),
    InterfaceField(name: "shared_media", get: { $0.sharedMedia }, set: { $0.sharedMedia = $1 }),
  ]

  /// One set of values for all interfaces of a namespace.
  private static func neighbour(
    _ name: String, _ get: @escaping (NeighbourSettings) -> Int,
    _ set: @escaping (inout NeighbourSettings, Int) -> Void
  ) -> NeighbourField {
    NeighbourField(
      name: name,
      entry: Entry(
        get: { String(get($0.settings.neighbour)) },
        set: { (namespace, values) throws(KernelError) in set(&namespace.settings.neighbour, values[0]) }))
  }

  nonisolated(unsafe) static let neighbours: [NeighbourField] = [
    neighbour(
      "base_reachable_time_ms", { $0.baseReachable.milliseconds },
      { $0.baseReachable = .milliseconds($1) }),
    neighbour(
      "delay_first_probe_time", { $0.delayFirstProbe.seconds }, { $0.delayFirstProbe = .seconds($1) }),
    neighbour("mcast_solicit", { $0.multicastSolicitations }, { $0.multicastSolicitations = $1 }),
    neighbour(
      "retrans_time_ms", { $0.retransmission.milliseconds }, { $0.retransmission = .milliseconds($1) }),
    neighbour("ucast_solicit", { $0.unicastSolicitations }, { $0.unicastSolicitations = $1 }),
    neighbour("unres_qlen", { $0.queueLength }, { $0.queueLength = $1 }),
  ]
}
